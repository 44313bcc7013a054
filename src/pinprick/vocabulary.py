"""The typed vocabulary of the field: words that may stand in a case, a pack or an assessment."""

from __future__ import annotations

from enum import StrEnum


class Urgency(StrEnum):
    """How soon to be seen, most urgent first."""

    EMERGENCY_NOW = "emergency_now"
    URGENT_SAME_DAY = "urgent_same_day"
    SOON_WITHIN_DAYS = "soon_within_days"
    ROUTINE_WEEKS = "routine_weeks"
    SELF_CARE = "self_care"

    @property
    def rank(self) -> int:
        """0 for `self_care` up to 4 for `emergency_now`."""
        return _RANKS[self]

    @classmethod
    def most_urgent(cls, levels: list[Urgency]) -> Urgency:
        """The most urgent of `levels` (at least one; ValueError when empty)."""
        return max(levels, key=lambda level: level.rank)


_RANKS = {level: rank for rank, level in enumerate(reversed(Urgency))}


class Basis(StrEnum):
    """What a number rests on."""

    PUBLISHED = "published"
    DERIVED = "derived"
    JUDGEMENT = "judgement"


class Verified(StrEnum):
    """Whether a source was read while this pack was written, or is recalled."""

    SEEN = "seen"
    RECALLED = "recalled"
    DERIVED = "derived"


class AnsweredBy(StrEnum):
    """Who can answer a finding."""

    PERSON = "person"
    HOME_CHECK = "home_check"
    CLINICIAN = "clinician"
    LABORATORY = "laboratory"


class Family(StrEnum):
    """The families of findings, in the order a good history takes them."""

    PERSON = "person"
    RISK = "risk"
    WHERE = "where"
    QUALITY = "quality"
    TIME = "time"
    TRIGGER = "trigger"
    RELIEF = "relief"
    WITH_IT = "with_it"
    DANGER = "danger"
    EXAM = "exam"
    TEST = "test"


YES, NO, UNSURE = "yes", "no", "unsure"
"""The values of a binary finding; `unsure` is also allowed for a categorical one. Not asked = absent."""
