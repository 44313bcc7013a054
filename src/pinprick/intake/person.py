"""Who speaks and of whom: age, sex, and whether a relative is described."""

from __future__ import annotations

from dataclasses import dataclass

from pinprick.intake.mentions import Ledger
from pinprick.intake.tokens import Account
from pinprick.knowledge.schema.words import Words

_BANDS = (
    (16, "under_16"),
    (30, "age_16_29"),
    (40, "age_30_39"),
    (50, "age_40_49"),
    (60, "age_50_59"),
    (65, "age_60_64"),
    (70, "age_65_69"),
    (80, "age_70_79"),
    (150, "age_80_plus"),
)
_OLDEST = 120
_IN_DECADE = {"early": 2, "late": 8}
_MID_DECADE = 5
_OPENING_WORDS = 40


@dataclass(slots=True, frozen=True)
class Subject:
    """Who is unwell: the speaker, or a relative with their `sex` if the word tells it (words `first` to `last`)."""

    is_self: bool
    sex: str = ""
    first: int = 0
    last: int = 0


def age_band(age: float) -> str:
    """Value of `age_band` for an age in years (0 to 149)."""
    return next(band for limit, band in _BANDS if age < limit)


def find_subject(account: Account, words: Words, topic: bool) -> Subject:
    """The person described: a relative when one opens the account and the speaker says nothing of their own body.

    `topic`: legs, feet or a sensation are named at all.
    """
    text, kin, person = account.words, words.scope.kin, words.person
    for i, word in enumerate(text[:_OPENING_WORDS]):
        if word in person.i_am or (word == "i" and _tells_of_self(text, i, words)):
            return Subject(True)
        if word == "my" and "old" in text[i + 2 : i + 5] and text[i + 1][0].isdigit():
            return Subject(False, first=i, last=i + 1)
        named = i == 0 or text[i - 1] in ("my", "our", "a", "the") or "my" in text[max(0, i - 4) : i]
        if word in kin and named and not _speaks_of_self(text, words, topic):
            return Subject(False, kin[word], max(0, i - 1), i)
    if sum(w in person.third for w in text) > 1 and not set(person.own) & set(text):
        return Subject(False)
    return Subject(True)


def _tells_of_self(text: list[str], i: int, words: Words) -> bool:
    """ "I have ..." tells of the speaker; "I found my father ..." need not."""
    after = text[i + 1] if i + 1 < len(text) else ""
    if after in words.person.i_report:
        return not words.scope.kin.keys() & set(text[i : i + 8])
    return after not in words.person.i_merely


def _speaks_of_self(text: list[str], words: Words, topic: bool) -> bool:
    """True when a relative is only mentioned: "I" and "my leg" come more often than "he"."""
    own = sum(w in words.person.own for w in text if w != "my")
    own += sum(
        w == "my" and not words.scope.kin.keys() & set(text[k + 1 : k + 3]) for k, w in enumerate(text)
    )
    third = sum(w in words.person.third for w in text)
    return own > third or (own == third == 0 and not topic)


def read_age(account: Account, words: Words, subject: Subject, ledger: Ledger) -> None:
    """Age said in years ("I'm 62", "a 45-year-old", "45F", "in her seventies"); the first one counts."""
    for i, word in enumerate(account.words):
        if subject.is_self and _of_a_relative(account, i, words):
            continue
        if word in words.person.decades:
            age = _decade(account, i, words)
            first, last = max(0, i - 2), i
        else:
            age = _number(word, words)
            first, last = (
                _says_age(account, i, words, subject) if age is not None and 0 < age < _OLDEST else (0, -1)
            )
        if age is not None and last >= 0:
            ledger.add("age_band", age_band(age), first, last)
            return


def _decade(account: Account, i: int, words: Words) -> float | None:
    """Age for "in my early seventies"; None when it tells of an earlier time ("in my twenties I began ...")."""
    text = account.words
    before = text[i - 1] if i else ""
    if before not in words.person.before_decade or text[max(0, i - 3) : i - 2] in (
        ["since"],
        ["until"],
        ["from"],
    ):
        return None
    sentence = account.sentence[i]
    past = any(w in words.person.past and s == sentence for w, s in zip(text, account.sentence, strict=True))
    if before == "my" and sentence > 0 and past:
        return None
    return words.person.decades[text[i]] + _IN_DECADE.get(before, _MID_DECADE)


def _says_age(account: Account, i: int, words: Words, subject: Subject) -> tuple[int, int]:
    """First and last word of an age whose number is word i; last is -1 when the number is no age."""
    text, person = account.words, words.person
    before, before2 = (text[i - n] if i >= n else "" for n in (1, 2))
    after, after2 = (text[i + n] if i + n < len(text) else "" for n in (1, 2))
    glued = i + 1 < len(text) and account.start[i + 1] == account.end[i]
    if after in person.years and after2 in ("old", "of"):
        people = {*words.scope.kin, *person.own, *person.third, *person.people}
        return (i, i + 2) if i <= 1 or people & set(text[i - 3 if i > 2 else 0 : i]) else (0, -1)
    if after in ("yo", "yrs", "y") or (after in ("f", "m") and glued):
        return i, i + 1
    if before in ("was", "turned") and {"since", "when", "until", "before", "after"} & set(
        text[max(0, i - 4) : i]
    ):
        return 0, -1
    stated = before in person.age_follows or (
        before in person.is_age and before2 in ("i", "who", *person.third, *person.i_am, *words.scope.kin)
    )
    if (
        stated
        and after not in person.not_years
        and not (after in words.time.units_days and after not in person.years)
    ):
        return max(0, i - 1), i
    apposed = not subject.is_self and before in words.scope.kin and account.mark[i] in (",", ";")
    header = (
        i == 0 and len(text) > 1 and (after in ("female", "male", "woman", "man") or account.mark[1] == ",")
    )
    return (i, i) if apposed or header else (0, -1)


def _number(word: str, words: Words) -> float | None:
    if word.isdecimal() and len(word) <= 3:
        return float(word)
    return words.time.numbers.get(word) if word not in words.person.not_ages else None


def _of_a_relative(account: Account, i: int, words: Words) -> bool:
    """True when a relative stands just before word i."""
    return any(
        w in words.scope.kin and w not in words.person.people for w in account.words[max(0, i - 4) : i]
    )


def read_sex(account: Account, words: Words, subject: Subject, ledger: Ledger) -> None:
    """Sex said or implied by the words ("a 62-year-old man", "my mother", "52M")."""
    text, person = account.words, words.person
    if subject.sex:
        ledger.add("sex", subject.sex, subject.first, subject.last)
        return
    for i, word in enumerate(text):
        if not subject.is_self and word in person.third:
            ledger.add("sex", person.third[word], i, i)
            return
        if word in ("f", "m") and i and text[i - 1].isdecimal() and account.start[i] == account.end[i - 1]:
            ledger.add("sex", "female" if word == "f" else "male", i - 1, i)
            return
        for value, nouns in (("female", person.female), ("male", person.male)):
            if word in nouns and _says_who(account, i):
                ledger.add("sex", value, max(0, i - 1), i)
                return


def _says_who(account: Account, i: int) -> bool:
    """ "I'm a woman", "35 year old man", "52 male": not "a man hit me"."""
    if i and account.words[i - 1] in ("my", "our", "his", "her"):
        return False
    same = [account.words[k] for k in range(max(0, i - 7), i) if account.clause[k] == account.clause[i]]
    return (
        i < 3
        or bool({"i'm", "am", "im", "old", "as", "yo", "i"} & set(same))
        or any(w[0].isdigit() for w in same)
    )
