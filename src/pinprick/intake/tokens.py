"""An account as words with their places in the text, cut into sentences and clauses."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from pinprick.knowledge.schema.words import ScopeWords

_PIECE = re.compile(r"\d+(?:[.,]\d+)?|[^\W\d_][^\W_]*(?:'[^\W\d_]+)*|[.!?]+|[,;:()\[\]\n/–—&+%-]|…")
_SAME_LENGTH = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "“": '"', "”": '"'})
_ENDS = frozenset(".!?\n…")
_ABBREVIATED = frozenset(["dr", "mr", "mrs", "ms", "prof", "vs", "approx", "eg", "ie", "etc", "st", "no"])


@dataclass(slots=True)
class Account:
    """The words of one account, in order. All lists have one entry a word.

    `words`: lower case, straight apostrophes; `start`, `end`: characters in `text`; `sentence`, `clause`: running
    numbers; `mark`: punctuation between the previous word and this one ('' none, ',' comma, ';' stronger,
    '.' sentence end); `asked`: the sentence ends in a question mark.
    """

    text: str
    words: list[str] = field(default_factory=list)
    start: list[int] = field(default_factory=list)
    end: list[int] = field(default_factory=list)
    sentence: list[int] = field(default_factory=list)
    clause: list[int] = field(default_factory=list)
    mark: list[str] = field(default_factory=list)
    asked: set[int] = field(default_factory=set)

    def __len__(self) -> int:
        return len(self.words)

    def quote(self, first: int, last: int) -> tuple[str, int, int]:
        """The text from word `first` to word `last`, both included, and its place."""
        start, end = self.start[first], self.end[last]
        return self.text[start:end], start, end


def lowered(text: str) -> str:
    """Lower case with straight quotes, character for character, so that offsets stay true."""
    straight = text.translate(_SAME_LENGTH)
    low = straight.lower()
    if len(low) == len(text):
        return low
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in straight)


_SHORT_IS = frozenset(
    ["it", "he", "she", "that", "there", "what", "who", "here", "how", "where", "let", "when", "i"]
)


def plain(word: str) -> str:
    """A word without the 's of a noun ("my thigh's gone numb", "mum's feet"); "it's" stays."""
    if word.endswith("'s") and word[:-2] not in _SHORT_IS:
        return word[:-2]
    return word


def tokenise(text: str) -> Account:
    """Words and sentences of a text; clauses are cut by `cut_clauses`. Linear in the length of the text."""
    account = Account(text)
    sentence, mark = 0, ""
    for match in _PIECE.finditer(lowered(text)):
        piece = match.group()
        first = piece[0]
        if first.isalnum():
            account.words.append(plain(piece))
            account.start.append(match.start())
            account.end.append(match.end())
            account.sentence.append(sentence)
            account.mark.append(mark)
            mark = ""
        elif first in _ENDS:
            if (
                first == "."
                and len(piece) == 1
                and account.words
                and _is_abbreviation(account, match.start())
            ):
                continue
            if "?" in piece:
                account.asked.add(sentence)
            if mark != "." and account.words:
                sentence += 1
                mark = "."
        elif first in "&+" and _joins_words(account.text, match.start()):
            account.words.append(piece)  # "arm + leg", "pins & needles": read as "and" (see `spelling`)
            account.start.append(match.start())
            account.end.append(match.end())
            account.sentence.append(sentence)
            account.mark.append(mark)
            mark = ""
        elif first in "-/&+%":
            hyphen = account.end and account.end[-1] == match.start()
            if first == "-" and not hyphen and mark != ".":
                mark = ";"
        elif first == ",":
            mark = mark or ","
        elif mark != ".":
            mark = ";"
    account.clause = list(account.sentence)
    return account


def _joins_words(text: str, at: int) -> bool:
    """True for a sign that stands for "and": not the one of "50+" or of "A&E"."""
    before, after = text[max(0, at - 3) : at].rstrip(" ")[-1:], text[at + 1 : at + 4].lstrip(" ")[:1]
    spaced = text[at - 1 : at] == " " or text[at + 1 : at + 2] == " "
    return spaced and before.isalpha() and after.isalnum()


def _is_abbreviation(account: Account, at: int) -> bool:
    word = account.words[-1]
    return account.end[-1] == at and (
        word in _ABBREVIATED or (len(word) == 1 and word.isalpha() and word != "i")
    )


def cut_clauses(account: Account, scope: ScopeWords) -> None:
    """Number the clauses of `account` in place.

    A clause begins at strong punctuation and at a stop word ("but"). Once it has its verb, it also ends before a
    subject pronoun that no holding word ("when", "that") introduces, and before a determiner ("my", "the") that
    follows a comma or "and" when a verb comes within eight words: "numb in my feet and my hands" is one clause,
    "and my hands are weak" a new one.
    """
    stops, subjects, determiners = (
        frozenset(scope.stops),
        frozenset(scope.subjects),
        frozenset(scope.determiners),
    )
    verbs, holds, adverbs = (
        frozenset(scope.verbs),
        frozenset(scope.holds_clause),
        frozenset(scope.before_verb),
    )
    words, marks = account.words, account.mark
    clause = 0
    told = False  # the clause has its verb: before that, a subject completes it ("two days ago I fell")
    for i, word in enumerate(words):
        previous = words[i - 1] if i else ""
        joined = previous in {"and", "or", "so", "then", "plus"}
        begins = marks[i] in {".", ";"} or i == 0 or word in stops
        if not begins and word in subjects:
            begins = (
                told and previous not in holds and (word != "it" or _it_acts(account, i, verbs | adverbs))
            )
        elif not begins and (word in determiners or word[0].isdigit()) and (marks[i] == "," or joined):
            begins = told and _verb_follows(account, i, verbs)
        elif not begins and marks[i] == "," and word in scope.after_comma:
            begins = told
        if begins:
            told = False
        if word in verbs or word in subjects or "'" in word or (word.endswith("ed") and len(word) > 4):
            told = True
        if begins and i:
            clause += 1
            back = i - 1
            if (
                joined
                and not marks[i]
                and marks[back] != "."
                and word not in stops
                and account.sentence[back] == account.sentence[i]
            ):
                account.clause[back] = clause
        account.clause[i] = clause


def _it_acts(account: Account, i: int, verbs: Collection[str]) -> bool:
    """True when "it" is a subject ("it hurts"), not an object ("brings it on")."""
    after = account.words[i + 1] if i + 1 < len(account) else ""
    return after in verbs or after.endswith(("s", "ed", "n't"))


def _verb_follows(account: Account, i: int, verbs: Collection[str]) -> bool:
    for j in range(i + 1, min(i + 9, len(account))):
        if account.mark[j]:
            return False
        if account.words[j] in verbs or account.words[j].endswith("n't"):
            return True
    return False
