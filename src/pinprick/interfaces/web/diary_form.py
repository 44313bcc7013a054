"""What a form of the diary brings, checked. Every fault is a CaseError with a sentence for the person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from pinprick.errors import CaseError
from pinprick.interfaces.web.form import Form

MOST_TRIED, LONGEST_TRIED = 20, 300


@dataclass(frozen=True)
class Kept:
    """What the person says beside the result. `severity`: 0 to 10, None when not told."""

    on: date
    severity: int | None
    tried: list[str]


def read_kept(form: Form, today: date, needs_consent: bool, words: dict[str, Any]) -> Kept:
    """The form below "Keep this in your diary"; `words`: the `errors` of the diary's sentences."""
    if needs_consent and form.one("agree") != "yes":
        raise CaseError(str(words["agree"]))
    return Kept(
        _day(form.one("on"), today, words), _severity(form.one("severity"), words), _tried(form, words)
    )


def _day(given: str, today: date, words: dict[str, Any]) -> date:
    try:
        on = date.fromisoformat(given.strip()) if given.strip() else today
    except ValueError:
        raise CaseError(str(words["day"])) from None
    if on.year < 1900:
        raise CaseError(str(words["day"]))
    if on > today:
        raise CaseError(str(words["future"]))
    return on


def _severity(given: str, words: dict[str, Any]) -> int | None:
    if not given:
        return None
    if given not in {str(n) for n in range(11)}:
        raise CaseError(str(words["severity"]))
    return int(given)


def _tried(form: Form, words: dict[str, Any]) -> list[str]:
    lines = [" ".join(line.split()) for line in form.one("tried").splitlines()]
    said = [line for line in lines if line]
    if len(said) > MOST_TRIED or any(len(line) > LONGEST_TRIED for line in said):
        raise CaseError(str(words["tried"]))
    return said
