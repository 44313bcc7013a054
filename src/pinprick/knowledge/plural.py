"""Which form of a sentence a count takes, by the plural rules of Unicode CLDR for whole numbers.

A small table instead of Babel (33 MB, for numbers that are all whole): the tests compare every language here with
Babel's own CLDR data. A language that is not listed has the one form `other`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

FORMS = ("zero", "one", "two", "few", "many", "other")
"""CLDR's names of the forms."""


def _one(n: int) -> str:
    return "one" if n == 1 else "other"


def _none_or_one(n: int) -> str:
    return "one" if n in (0, 1) else "other"


def _million(n: int) -> str:
    return "one" if n == 1 else "many" if n and n % 1_000_000 == 0 else "other"


def _none_one_million(n: int) -> str:
    return "one" if n in (0, 1) else _million(n)


def _two(n: int) -> str:
    return "one" if n == 1 else "two" if n == 2 else "other"


def _russian(n: int) -> str:
    if n % 10 == 1 and n % 100 != 11:
        return "one"
    return "few" if n % 10 in (2, 3, 4) and n % 100 not in (12, 13, 14) else "many"


def _polish(n: int) -> str:
    return "one" if n == 1 else "many" if n % 10 == 1 else _russian(n)


def _serbian(n: int) -> str:
    form = _russian(n)
    return "other" if form == "many" else form


def _czech(n: int) -> str:
    return "one" if n == 1 else "few" if n in (2, 3, 4) else "other"


def _slovenian(n: int) -> str:
    return {1: "one", 2: "two", 3: "few", 4: "few"}.get(n % 100, "other")


def _romanian(n: int) -> str:
    return "one" if n == 1 else "few" if n == 0 or 1 <= n % 100 <= 19 else "other"


def _lithuanian(n: int) -> str:
    if 11 <= n % 100 <= 19 or n % 10 == 0:
        return "other"
    return "one" if n % 10 == 1 else "few"


def _latvian(n: int) -> str:
    if n % 10 == 0 or 11 <= n % 100 <= 19:
        return "zero"
    return "one" if n % 10 == 1 else "other"


def _arabic(n: int) -> str:
    if n in (0, 1, 2):
        return ("zero", "one", "two")[n]
    return "few" if 3 <= n % 100 <= 10 else "many" if n % 100 >= 11 else "other"


_BY_RULE: dict[Callable[[int], str], str] = {
    _one: "en de nl sv da nb nn fi et el hu tr bg eu gl ka sq az kk ky mn ne ta te ml mr sw so ur",
    _none_or_one: "hi bn fa am gu kn pa zu",
    _million: "es it ca",
    _none_one_million: "fr pt",
    _two: "he",
    _russian: "ru uk be",
    _polish: "pl",
    _serbian: "sr hr bs",
    _czech: "cs sk",
    _slovenian: "sl",
    _romanian: "ro",
    _lithuanian: "lt",
    _latvian: "lv",
    _arabic: "ar",
}
RULES: Mapping[str, Callable[[int], str]] = {
    code: rule for rule, codes in _BY_RULE.items() for code in codes.split()
}
"""Language code -> the rule that gives the form of a whole number (0 or more)."""


def form(language: str, n: int) -> str:
    """One of `FORMS` for the count `n` (its size counts) in `language` (ISO 639-1, perhaps with a region)."""
    rule = RULES.get(language.partition("-")[0])
    return rule(abs(n)) if rule else "other"


class Counted(str):
    """A sentence with a form for each count. `format(n=…)` or `format(count=…)` takes the right one.

    As plain text it is the form `other`. `forms`: CLDR form -> sentence, `other` among them.
    """

    forms: Mapping[str, str]
    language: str

    def __new__(cls, forms: Mapping[str, str], language: str) -> Counted:
        made = super().__new__(cls, forms["other"])
        made.forms, made.language = dict(forms), language
        return made

    def format(self, *args: object, **values: object) -> str:
        """As `str.format`, in the form for the count."""
        count = values.get("n", values.get("count"))
        if not isinstance(count, int):
            return super().format(*args, **values)
        return self.forms.get(form(self.language, count), self.forms["other"]).format(*args, **values)


def is_counted(content: object) -> bool:
    """Whether a mapping of a text file is one sentence in several forms: only CLDR forms, `other` among them."""
    return (
        isinstance(content, dict)
        and "other" in content
        and len(content) > 1
        and set(content) <= set(FORMS)
        and all(isinstance(text, str) for text in content.values())
    )
