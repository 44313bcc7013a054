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
_OWN = frozenset("i i'm i've i'd im ive me my".split())
_AGE_UNITS = frozenset("year years yr yrs yo y".split())
_THIRD = {"he": "male", "him": "male", "his": "male", "he's": "male", "she": "female", "her": "female", "she's": "female"}


@dataclass(slots=True, frozen=True)
class Subject:
    """Who is unwell: `self`, or a relative with their `sex` if the word tells it (words `first` to `last`)."""

    is_self: bool
    sex: str = ""
    first: int = 0
    last: int = 0


def age_band(age: float) -> str:
    """Value of `age_band` for an age in years (0 to 149)."""
    return next(band for limit, band in _BANDS if age < limit)


def find_subject(account: Account, words: Words, topic: bool) -> Subject:
    """The person described. A relative, when one opens the account and nothing is said of the speaker's own body or age.

    `topic`: legs, feet or a sensation are named at all.
    """
    text = account.words
    kin = words.scope.kin
    for i, word in enumerate(text[:40]):
        if word in {"i'm", "i've", "im", "ive"} or (word == "i" and _own_verb(text, i)):
            return Subject(True)
        if word in kin and (i == 0 or text[i - 1] in {"my", "our", "a", "the"} or "my" in text[max(0, i - 4) : i]):
            if _own_body(text, i, kin, topic):
                continue
            return Subject(False, kin[word], max(0, i - 1), i)
    if sum(w in _THIRD for w in text) > 1 and not _OWN & set(text):
        return Subject(False)
    return Subject(True)


def _own_verb(text: list[str], i: int) -> bool:
    after = text[i + 1] if i + 1 < len(text) else ""
    return after not in {"found", "think", "am", "noticed", "want", "need", "wonder", "worry", "saw", "brought", "took", "care", "write", "just"} or (
        after in {"am", "noticed", "found", "just"} and not any(w in {"husband", "wife", "mother", "father", "son", "daughter", "mum", "dad", "uncle", "aunt"} for w in text[i : i + 8])
    )


def _own_body(text: list[str], i: int, kin: dict[str, str], topic: bool) -> bool:
    """True when the relative is only mentioned ("my mother had it too"): the speaker says "my leg" or "I" more often than "he"."""
    own = sum(w in {"i", "i'm", "i've", "i'd", "me"} for w in text)
    own += sum(w == "my" and not kin.keys() & set(text[k + 1 : k + 3]) for k, w in enumerate(text))
    third = sum(w in _THIRD for w in text)
    return own > third or (own == third == 0 and not topic)


def read_age(account: Account, words: Words, subject: Subject, ledger: Ledger) -> None:
    """Age said in years ("I'm 62", "a 45-year-old", "45F", "in her seventies")."""
    text = account.words
    for i, word in enumerate(text):
        age = _number(word, words)
        if word in words.person.decades and i and text[i - 1] in {"my", "his", "her", "early", "mid", "late", "their", "the"}:
            if _kin_near(account, i, words, subject) or (i > 2 and text[i - 3] in {"since", "until", "from"}):
                continue
            if text[i - 1] in {"my"} and account.sentence[i] > 0 and subject.is_self and _tells_past(account, i):
                continue
            decade = words.person.decades[word]
            shift = {"early": 2, "late": 8}.get(text[i - 1], 5)
            ledger.add("age_band", age_band(decade + shift), max(0, i - 2), i)
            return
        if age is None or not 0 < age < 120:
            continue
        after = text[i + 1] if i + 1 < len(text) else ""
        after2 = text[i + 2] if i + 2 < len(text) else ""
        before = text[i - 1] if i else ""
        last = -1
        if after in _AGE_UNITS and after2 in {"old", "of"}:
            people = set(words.scope.kin) | _OWN | set(_THIRD) | {"a", "am", "is", "was", "who", "woman", "man"}
            if not set(text[max(0, i - 3) : i]) & people and i > 1:
                continue
            last = i + 2
        elif after in {"yo", "yrs", "y"} or (after in {"f", "m"} and i + 1 < len(text) and account.start[i + 1] == account.end[i]):
            last = i + 1
        elif before in {"i'm", "im", "aged", "age", "he's", "she's", "who's"} or (before in {"am", "is", "was", "just", "nearly", "almost", "turned"} and (text[i - 2] if i > 1 else "") in {"i", "he", "she", "i'm", "i've", "who", *words.scope.kin}):
            if after in words.time.units_days and after not in _AGE_UNITS:
                continue
            if after in {"kg", "stone", "pounds", "lbs", "cm", "percent", "weeks", "months", "ft", "foot", "feet"}:
                continue
            last = i
        elif (
            not subject.is_self
            and account.mark[i] in {",", ";"}
            and before in words.scope.kin
        ) or (i == 0 and age >= 10 and (after in {"female", "male", "woman", "man", "f", "m"} or (len(text) > 1 and account.mark[1] == ","))):
            last = i
        if last < 0 or _kin_near(account, i, words, subject):
            continue
        if before in {"was", "turned"} and {"since", "when", "until", "before", "after"} & set(text[max(0, i - 4) : i]):
            continue
        first = i - 1 if before in {"i'm", "aged", "i", "he's", "she's", "am", "is"} else i
        ledger.add("age_band", age_band(age), max(0, first), last)
        return


def _number(word: str, words: Words) -> float | None:
    if word.isdecimal() and len(word) <= 3:
        return float(word)
    return words.time.numbers.get(word) if word.isalpha() and word not in {"a", "an", "half", "couple", "few"} else None


def _tells_past(account: Account, i: int) -> bool:
    sentence = account.sentence[i]
    return any(
        account.words[k] in {"was", "began", "started", "had", "were"} for k in range(len(account)) if account.sentence[k] == sentence
    )


def _kin_near(account: Account, i: int, words: Words, subject: Subject) -> bool:
    """True when the number belongs to a relative who is not the person described."""
    if not subject.is_self:
        return False
    start = max(0, i - 4)
    return any(w in words.scope.kin and w not in {"woman", "girl", "man", "boy", "lady", "patient"} for w in account.words[start:i])


def read_sex(account: Account, words: Words, subject: Subject, ledger: Ledger) -> None:
    """Sex said or implied by the words ("a 62-year-old man", "my mother", "I'm pregnant")."""
    text = account.words
    if not subject.is_self:
        if subject.sex:
            ledger.add("sex", subject.sex, subject.first, subject.last)
            return
        for i, word in enumerate(text):
            if word in _THIRD:
                ledger.add("sex", _THIRD[word], i, i)
                return
    person = words.person
    for i, word in enumerate(text):
        if account.end[i] == len(account.text) and False:
            break
        for value, nouns, kin in (("female", person.female, person.female_kin), ("male", person.male, person.male_kin)):
            del kin
            if word in nouns and _said_of_self(account, i):
                ledger.add("sex", value, max(0, i - 1), i)
                return
        if word in {"f", "m"} and i and text[i - 1].isdigit() and account.start[i] == account.end[i - 1]:
            ledger.add("sex", "female" if word == "f" else "male", i - 1, i)
            return


def _said_of_self(account: Account, i: int) -> bool:
    """"I'm a woman", "35 year old man", "52 male": not "a man hit me"."""
    before = account.words[max(0, i - 7) : i]
    same = [w for k, w in zip(range(max(0, i - 7), i), before, strict=False) if account.clause[k] == account.clause[i]]
    return bool({"i'm", "am", "im", "old", "as", "yo", "i"} & set(same)) or any(w.isdigit() for w in same) or i < 3
