"""How much skin one entry says is numb, how far up it reaches, and on which sides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
from pydantic import ValidationError

from pinprick.anatomy.atlas import SIDES, Atlas, load_atlas
from pinprick.anatomy.drawing import read_drawing
from pinprick.diary.record import Entry
from pinprick.errors import PackError
from pinprick.knowledge.schema.course import CourseRules
from pinprick.knowledge.schema.pack import Pack
from pinprick.vocabulary import YES

Limbs = npt.NDArray[np.bool_]
"""One row a side (right, left), one column a cell of the limb. Shape (2, 802)."""


@dataclass(frozen=True, eq=False)
class Extent:
    """Where it was on one day. `painted` and `seen` are None when nothing was drawn."""

    on: date
    severity: int | None
    answers: dict[str, str]
    painted: Limbs | None
    seen: Limbs | None


@dataclass(frozen=True)
class Measure:
    """An extent in figures. `area_cm2`: by side, None without a drawing. `low`, `high`: indices of the lowest and
    highest height reached (None: none known). `places`: region questions answered yes."""

    area_cm2: dict[str, float] | None
    low: int | None
    high: int | None
    high_by_side: dict[str, int | None]
    places: int

    @property
    def total_cm2(self) -> float | None:
        return None if self.area_cm2 is None else sum(self.area_cm2.values())


def course_rules(pack: Pack) -> CourseRules:
    """The pack's rules for reading a course. PackError when it has none or they are wrong."""
    content = pack.atlas.get("course")
    if content is None:
        raise PackError("This pack cannot read a diary: atlas/course.yaml is missing.")
    try:
        return CourseRules.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        raise PackError(f"atlas/course.yaml: {'.'.join(map(str, first['loc']))}: {first['msg']}.") from None


def read_extent(entry: Entry, pack: Pack) -> Extent:
    """The extent that an entry tells. DrawingError when its drawing names what this pack's atlas does not have."""
    drawing, painted, seen = entry.case.drawing, None, None
    if drawing is not None and not drawing.is_blank:
        atlas = load_atlas(pack)
        skin = read_drawing(drawing, atlas)
        painted, seen = _limbs(skin.degree > 0, atlas), _limbs(skin.seen, atlas)
    return Extent(entry.on, entry.severity, entry.summary.answers, painted, seen)


def measure(extent: Extent, pack: Pack, within: Limbs | None = None) -> Measure:
    """Figures of an extent, counting only the cells `within` (None = all): what was seen on both days can be
    compared, the rest cannot."""
    rules, atlas = course_rules(pack), load_atlas(pack)
    places = sum(extent.answers.get(name) == YES for height in rules.heights for name in height.findings)
    if extent.painted is None or extent.seen is None:
        reached = [
            number
            for number, height in enumerate(rules.heights)
            if any(extent.answers.get(name) == YES for name in height.findings)
        ]
        low, high = (reached[0], reached[-1]) if reached else (None, None)
        return Measure(None, low, high, dict.fromkeys(SIDES), places)
    painted = extent.painted if within is None else extent.painted & within
    seen = extent.seen if within is None else extent.seen & within
    area = np.array([cell.area_cm2 for cell in atlas.limb])
    by_side = {side: _reached(painted[row], seen[row], area, rules, atlas) for row, side in enumerate(SIDES)}
    every = sorted(number for numbers in by_side.values() for number in numbers)
    return Measure(
        {side: round(float(painted[row] @ area), 1) for row, side in enumerate(SIDES)},
        every[0] if every else None,
        every[-1] if every else None,
        {side: numbers[-1] if numbers else None for side, numbers in by_side.items()},
        places,
    )


def _reached(
    painted: Limbs, seen: Limbs, area: npt.NDArray[np.float64], rules: CourseRules, atlas: Atlas
) -> list[int]:
    reached = []
    for number, height in enumerate(rules.heights):
        cells = np.concatenate([atlas.regions[region] for region in height.regions])
        shown = float(area[cells] @ seen[cells])
        if shown and float(area[cells] @ painted[cells]) >= rules.reached_share * shown:
            reached.append(number)
    return reached


def _limbs(values: Limbs, atlas: Atlas) -> Limbs:
    return np.array([values[atlas.limb_start(side) :][: len(atlas.limb)] for side in SIDES])
