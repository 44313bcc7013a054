"""Schema of `atlas/course.yaml`: how a diary reads drawings and answers over time."""

from __future__ import annotations

from pydantic import Field

from pinprick.knowledge.schema.base import Record


class Height(Record):
    """One step of the limb, toes first: atlas regions, and findings that say the same without a drawing."""

    id: str
    regions: list[str]
    findings: list[str] = []


class ChangeSizes(Record):
    """How large a change must be: ratio of areas and growth in cm² (both), or steps of severity (0-10)."""

    area_ratio: float = Field(gt=1)
    area_cm2: float = Field(ge=0)
    severity: int = Field(ge=1, le=10)


class RapidSizes(ChangeSizes):
    """The same within `within_days`; `heights`: steps climbed."""

    within_days: int = Field(ge=1)
    heights: int = Field(ge=1)


class WeaknessSteps(Record):
    """Findings that say how high weakness reaches."""

    within_days: int = Field(ge=1)
    legs: list[str]
    both_legs: list[str]
    above: list[str]


class CourseValues(Record):
    """Values of the finding `course`; `keep` is never replaced."""

    worse: str
    better: str
    same: str
    keep: str


class Raised(Record):
    """Findings that a diary may raise."""

    course: CourseValues
    rapid: str
    weakness: str
    fast_to_knees: str
    duration: str


class CourseRules(Record):
    """The whole file."""

    heights: list[Height]
    knee_height: str
    reached_share: float = Field(gt=0, le=1)
    new_side_cm2: float = Field(ge=0)
    look_back_days: int = Field(ge=1)
    steady_after_days: int = Field(ge=1)
    change: ChangeSizes
    rapid: RapidSizes
    weakness: WeaknessSteps
    raises: Raised
    duration_days: dict[str, float]
