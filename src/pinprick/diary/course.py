"""The course: what changed between entries, in sentences, and the findings those changes raise."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from pinprick.anatomy.atlas import SIDES
from pinprick.diary.extent import Extent, Measure, course_rules, measure, read_extent
from pinprick.diary.record import Entry
from pinprick.knowledge.schema.course import ChangeSizes, CourseRules
from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.text import sentences
from pinprick.vocabulary import UNSURE, YES

Direction = Literal["worse", "better", "same"]


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Change(_Said):
    """One change that matters: a stable code, its sentence, which way it points, and from when to when."""

    code: str
    text: str
    direction: Direction
    since: date
    until: date


class Day(_Said):
    """One day in figures. `reaches`: id of the highest height reached; `reaches_by_side`: the same, by side."""

    on: date
    severity: int | None
    area_cm2: dict[str, float] | None
    reaches: str | None
    reaches_by_side: dict[str, str | None]
    places: int


class Course(_Said):
    """The days, the changes (worst first) and the findings they raise (finding id -> value)."""

    days: list[Day]
    changes: list[Change]
    raises: dict[str, str]


def read_course(entries: list[Entry], pack: Pack, language: str = "en") -> Course:
    """What happened over `entries` (any order; read by day). The last day is compared with the first of the past
    `look_back_days`, and with the days just before it for what is fast. Empty entries give an empty course."""
    rules = course_rules(pack)
    told = sorted(entries, key=lambda entry: entry.on)
    extents = [read_extent(entry, pack) for entry in told]
    days = [_day(extent, measure(extent, pack), rules) for extent in extents]
    if len(extents) < 2:
        return Course(days=days, changes=[], raises={})
    last = extents[-1]
    past = [e for e in extents[:-1] if e.on >= last.on - timedelta(days=rules.look_back_days)]
    reader = _Reader(pack, rules, sentences(pack, "diary", language))
    changes = reader.changes(past, last) if past else []
    order = {"worse": 0, "same": 1, "better": 2}
    return Course(
        days=days,
        changes=sorted(changes, key=lambda change: order[change.direction]),
        raises=_raises(changes, told, rules),
    )


def _day(extent: Extent, figures: Measure, rules: CourseRules) -> Day:
    def name(number: int | None) -> str | None:
        return None if number is None else rules.heights[number].id

    return Day(
        on=extent.on,
        severity=extent.severity,
        area_cm2=figures.area_cm2,
        reaches=name(figures.high),
        reaches_by_side={side: name(number) for side, number in figures.high_by_side.items()},
        places=figures.places,
    )


class _Reader:
    """Compares days under the pack's rules and says what it sees in the pack's words."""

    def __init__(self, pack: Pack, rules: CourseRules, words: dict[str, Any]) -> None:
        self.pack, self.rules, self.words = pack, rules, words

    def changes(self, past: list[Extent], last: Extent) -> list[Change]:
        first = past[0]
        found = [*self._compared(first, last, self.rules.change), *self._weakness(past, last)]
        if not any(change.direction == "worse" for change in found):
            # Better at first and worse again lately: the way back up counts, not the day it began.
            best = min(past, key=lambda e: (self._size(e), e.on))
            found += [c for c in self._compared(best, last, self.rules.change) if c.direction == "worse"]
        found += self._rapid(past, last)
        if not found and (last.on - first.on).days >= self.rules.steady_after_days:
            found = [self._say("steady", "same", first, last)]
        return found

    def _size(self, extent: Extent) -> tuple[float, int]:
        figures = measure(extent, self.pack)
        area = figures.total_cm2
        return (float(figures.places) if area is None else area, extent.severity or 0)

    def _compared(self, before: Extent, after: Extent, sizes: ChangeSizes) -> list[Change]:
        a, b = self._figures(before, after)
        found = []
        if a.high is not None and b.high is not None and b.high > a.high:
            found.append(
                self._say(
                    "climbed", "worse", before, after, low=self._height(a.high), high=self._height(b.high)
                )
            )
            if b.high >= self._knee() > a.high and a.low == 0:
                found.append(self._say("fast_to_knees", "worse", before, after))
        if a.low is not None and b.low is not None and b.low < a.low:
            found.append(
                self._say(
                    "moved_down", "worse", before, after, high=self._height(a.low), low=self._height(b.low)
                )
            )
        side = self._only_side(before, a)
        if side and self._both(after, b):
            found.append(
                self._say("both_sides", "worse", before, after, side=self.words["sides"].get(side, side))
            )
        found += self._amount(before, after, a, b, sizes)
        if before.severity is not None and after.severity is not None:
            rise = after.severity - before.severity
            if abs(rise) >= sizes.severity:
                code, way = _way(rise > 0, "severity_up", "severity_down")
                found.append(
                    self._say(code, way, before, after, before=before.severity, after=after.severity)
                )
        return found

    def _amount(
        self, before: Extent, after: Extent, a: Measure, b: Measure, sizes: ChangeSizes
    ) -> list[Change]:
        """Change of the painted area; of the number of places when one of the two days has no drawing."""
        if a.total_cm2 is not None and b.total_cm2 is not None:
            x, y = a.total_cm2, b.total_cm2
            if abs(y - x) < sizes.area_cm2 or max(x, y) < sizes.area_ratio * min(x, y):
                return []
            code, way = _way(y > x, "larger", "smaller")
            return [self._say(code, way, before, after, before=round(x), after=round(y))]
        if abs(b.places - a.places) < 2 or not a.places:
            return []
        code, way = _way(b.places > a.places, "more_places", "fewer_places")
        return [self._say(code, way, before, after, before=a.places, after=b.places)]

    def _rapid(self, past: list[Extent], last: Extent) -> list[Change]:
        limits = self.rules.rapid
        for before in past:
            if (last.on - before.on).days > limits.within_days:
                continue
            a, b = self._figures(before, last)
            climbed = a.high is not None and b.high is not None and b.high - a.high >= limits.heights
            strong = {c.code for c in self._compared(before, last, limits)} & {
                "larger",
                "severity_up",
                "both_sides",
            }
            if climbed or strong:
                return [self._say("rapid", "worse", before, last)]
        return []

    def _weakness(self, past: list[Extent], last: Extent) -> list[Change]:
        steps = self.rules.weakness

        def said(extent: Extent, names: list[str]) -> bool:
            return any(extent.answers.get(name) == YES for name in names)

        legs = [*steps.legs, *steps.both_legs]
        for before in past:
            if (last.on - before.on).days > steps.within_days:
                continue
            if said(before, legs) and not said(before, steps.above) and said(last, steps.above):
                return [self._say("weakness_up", "worse", before, last)]
            a, b = self._figures(before, last)
            climbed = a.high is not None and b.high is not None and b.high > a.high
            if climbed and said(last, legs) and not said(before, legs):
                return [self._say("weakness_new", "worse", before, last)]
            if said(before, steps.legs) and not said(before, steps.both_legs) and said(last, steps.both_legs):
                return [self._say("weakness_both", "worse", before, last)]
        return []

    def _figures(self, before: Extent, after: Extent) -> tuple[Measure, Measure]:
        """Both days measured over the skin that was shown on both."""
        if before.seen is None or after.seen is None:
            plain = [Extent(e.on, e.severity, e.answers, None, None) for e in (before, after)]
            return measure(plain[0], self.pack), measure(plain[1], self.pack)
        shown = before.seen & after.seen
        return measure(before, self.pack, shown), measure(after, self.pack, shown)

    def _only_side(self, extent: Extent, figures: Measure) -> str | None:
        if figures.area_cm2 is None:
            return "one" if extent.answers.get("side") == "one" else None
        there = [side for side in SIDES if figures.area_cm2[side] >= self.rules.new_side_cm2]
        none = [side for side in SIDES if figures.area_cm2[side] == 0]
        return there[0] if len(there) == 1 and none else None

    def _both(self, extent: Extent, figures: Measure) -> bool:
        if figures.area_cm2 is None:
            return extent.answers.get("side", "").startswith("both")
        return all(figures.area_cm2[side] >= self.rules.new_side_cm2 for side in SIDES)

    def _knee(self) -> int:
        return next(n for n, height in enumerate(self.rules.heights) if height.id == self.rules.knee_height)

    def _height(self, number: int) -> str:
        return str(self.words["heights"][self.rules.heights[number].id])

    def _say(
        self, code: str, direction: Direction, before: Extent, after: Extent, /, **values: object
    ) -> Change:
        time = time_in_words((after.on - before.on).days, self.words)
        text = str(self.words["changes"][code]).format(time=time, **values)
        return Change(code=code, text=text, direction=direction, since=before.on, until=after.on)


def _way(worse: bool, code_worse: str, code_better: str) -> tuple[str, Direction]:
    return (code_worse, "worse") if worse else (code_better, "better")


def time_in_words(days: int, words: dict[str, Any]) -> str:
    """ "in 6 weeks": days up to 13, weeks up to 12, then months."""
    times = words["time"]
    if days < 2:
        return str(times["day"] if days else times["same_day"])
    if days < 7 or (days < 14 and days % 7):
        return str(times["days"]).format(n=days)
    weeks = round(days / 7)
    if weeks == 1:
        return str(times["week"])
    return (
        str(times["weeks"]).format(n=weeks)
        if weeks <= 12
        else str(times["months"]).format(n=round(days / 30.4))
    )


def _raises(changes: list[Change], entries: list[Entry], rules: CourseRules) -> dict[str, str]:
    """Findings from changes. The diary may raise an alarm, and never takes back what the person says now."""
    says, codes = entries[-1].summary.answers, {change.code for change in changes}
    to, raised = rules.raises, {}
    directions = {change.direction for change in changes}
    if "worse" in directions:
        if says.get("course") != to.course.keep:
            raised["course"] = to.course.worse
    elif directions and "course" not in says:
        raised["course"] = to.course.better if "better" in directions else to.course.same
    if "rapid" in codes:
        raised[to.rapid] = YES
    if "weakness_up" in codes:
        raised[to.weakness] = YES
    elif codes & {"weakness_new", "weakness_both"} and to.weakness not in says:
        raised[to.weakness] = UNSURE
    if "fast_to_knees" in codes:
        raised[to.fast_to_knees] = YES
    if to.duration not in says:
        raised.update(_duration(entries, rules))
    return raised


def _duration(entries: list[Entry], rules: CourseRules) -> dict[str, str]:
    """How long by now, when an earlier entry said how long it was then (its shortest reading)."""
    for entry in reversed(entries[:-1]):
        then = rules.duration_days.get(entry.summary.answers.get(rules.raises.duration, ""))
        if then is not None:
            now = then + (entries[-1].on - entry.on).days
            return {rules.raises.duration: [v for v, days in rules.duration_days.items() if days <= now][-1]}
    return {}
