"""The trend picture: how much skin, how far up and how bad, day by day, on one axis of time."""

from __future__ import annotations

from datetime import date, timedelta
from html import escape
from typing import Any

from pinprick.anatomy.atlas import SIDES
from pinprick.diary.course import Course
from pinprick.diary.extent import course_rules
from pinprick.errors import CaseError, DrawingError
from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.text import sentences
from pinprick.report.figure import rasterise
from pinprick.report.figure_look import THEMES, Theme

WIDTH, LEFT, RIGHT, PANEL, GAP = 960.0, 190.0, 840.0, 170.0, 72.0
MOST_LINES, LINE_CHARACTERS = 3, 104
Points = list[tuple[date, float]]


def trend_svg(course: Course, pack: Pack, language: str = "en", theme: str = "light") -> str:
    """An SVG of a course, 960 wide. Sides differ in dash and mark as well as colour; lines are named at their end.

    `theme`: light, dark or print. CaseError for an empty course, DrawingError for an unknown theme.
    """
    if not course.days:
        raise CaseError("The diary is empty: there is nothing to draw.")
    if theme not in THEMES:
        raise DrawingError(f"theme {theme[:40]!r} is not known; choose one of {', '.join(THEMES)}.")
    return _Picture(course, pack, language, THEMES[theme]).whole()


def trend_description(course: Course, pack: Pack, language: str = "en") -> str:
    """The picture in words, for those who cannot see it. CaseError for an empty course."""
    if not course.days:
        raise CaseError("The diary is empty: there is nothing to draw.")
    words = sentences(pack, "diary", language)
    said = " ".join(change.text for change in course.changes) or nothing_changed(course, words)
    told = {"first": course.days[0].on, "last": course.days[-1].on, "changes": said}
    return str(words["picture"]["desc"]).format(**told)


def nothing_changed(course: Course, words: dict[str, Any]) -> str:
    """The sentence that stands in for changes when there are none. `words`: the diary's sentences."""
    return str(words["changes"]["first" if len(course.days) < 2 else "none"])


def trend_png(course: Course, pack: Pack, language: str = "en", width_px: int = 960) -> bytes:
    """The same picture as PNG (200-6000 wide). MissingExtraError without the `pdf` extra."""
    return rasterise(trend_svg(course, pack, language), WIDTH, width_px)


class _Picture:
    def __init__(self, course: Course, pack: Pack, language: str, look: Theme) -> None:
        self.course, self.pack, self.language, self.look = course, pack, language, look
        self.words: dict[str, Any] = sentences(pack, "diary", language)
        self.heights = [height.id for height in course_rules(pack).heights]
        self.first, self.last = course.days[0].on, course.days[-1].on
        self.span = max(1, (self.last - self.first).days)
        self.drawn = any(day.area_cm2 for day in course.days)

    def whole(self) -> str:
        said = [change.text for change in self.course.changes[:MOST_LINES]]
        top = 64.0 + 24 * len(said) + 46
        panels = [self._area(top), self._height(top + PANEL + GAP), self._severity(top + 2 * (PANEL + GAP))]
        bottom = top + 3 * PANEL + 2 * GAP
        total = bottom + 52
        title = escape(str(self.words["picture"]["title"]))
        desc = escape(trend_description(self.course, self.pack, self.language))
        lines = [
            _text(32, 82 + 24 * n, _short(text), self.look.ink, 16, "start") for n, text in enumerate(said)
        ]
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {total:.0f}" role="img" '
            f'aria-labelledby="trend-title trend-desc" '
            f'font-family="Inter, Helvetica, Arial, DejaVu Sans, sans-serif">'
            f'<title id="trend-title">{title}</title><desc id="trend-desc">{desc}</desc>'
            f'<rect width="{WIDTH:.0f}" height="{total:.0f}" fill="{self.look.paper}"/>'
            f"{_text(32, 46, str(self.words['picture']['title']), self.look.ink, 22, 'start', '600')}"
            f"{''.join(lines)}{''.join(panels)}{self._dates(bottom)}</svg>"
        )

    def _area(self, top: float) -> str:
        if not self.drawn:
            points: Points = [(day.on, float(day.places)) for day in self.course.days]
            most = max(4.0, *(value for _, value in points))
            return self._frame(top, "places", [0, most / 2, most], most) + self._line(
                top, points, most, 0, ""
            )
        by_side: dict[str, Points] = {
            side: [(day.on, day.area_cm2[side]) for day in self.course.days if day.area_cm2] for side in SIDES
        }
        most = _round_up(max(value for points in by_side.values() for _, value in points))
        shown = {side: points for side, points in by_side.items() if any(value > 0 for _, value in points)}
        apart = _labels_apart([self._y(top, points[-1][1], most) for points in shown.values()])
        lines = [
            self._line(top, points, most, SIDES.index(side), str(self.words["sides"][side]), lift)
            for (side, points), lift in zip(shown.items(), apart, strict=True)
        ]
        return self._frame(top, "area", [0, most / 2, most], most) + "".join(lines)

    def _height(self, top: float) -> str:
        most = float(len(self.heights) - 1)
        names = [str(self.words["heights"][name]) for name in self.heights]
        marks = [self._y(top, number, most) for number in range(len(names))]
        parts = [self._heading(top, "height"), self._ground(top)]
        for name, y in zip(names, marks, strict=True):
            parts.append(_rule(LEFT, y, RIGHT, self.look.line))
            parts.append(_text(LEFT - 10, y + 4, name, self.look.soft, 12, "end"))
        lines: dict[str, Points] = {side: [] for side in SIDES}
        lines[""] = []
        for day in self.course.days:
            for side in SIDES:
                reached = day.reaches_by_side.get(side)
                if reached:
                    lines[side].append((day.on, float(self.heights.index(reached))))
            if day.reaches and not day.area_cm2:
                lines[""].append((day.on, float(self.heights.index(day.reaches))))
        shown = {side: points for side, points in lines.items() if points}
        apart = _labels_apart([self._y(top, points[-1][1], most) for points in shown.values()])
        for (side, points), lift in zip(shown.items(), apart, strict=True):
            name = str(self.words["sides"][side]) if side else ""
            number = SIDES.index(side) if side else 0
            parts.append(self._line(top, points, most, number, name, lift))
        return "".join(parts)

    def _severity(self, top: float) -> str:
        points: Points = [(d.on, float(d.severity)) for d in self.course.days if d.severity is not None]
        return self._frame(top, "severity", [0, 5, 10], 10) + self._line(top, points, 10, 0, "")

    def _frame(self, top: float, what: str, marks: list[float], most: float) -> str:
        parts = [self._heading(top, what), self._ground(top)]
        for mark in marks:
            y = self._y(top, mark, most)
            parts.append(_rule(LEFT, y, RIGHT, self.look.line))
            parts.append(_text(LEFT - 10, y + 5, f"{mark:g}", self.look.soft, 14, "end"))
        return "".join(parts)

    def _heading(self, top: float, what: str) -> str:
        return _text(32, top - 18, str(self.words["picture"][what]), self.look.ink, 16, "start", "600")

    def _ground(self, top: float) -> str:
        return (
            f'<rect x="{LEFT:.0f}" y="{top:.0f}" width="{RIGHT - LEFT:.0f}" height="{PANEL:.0f}" '
            f'fill="{self.look.skin}"/>'
        )

    def _line(
        self, top: float, points: Points, most: float, number: int, name: str, lift: float = 0.0
    ) -> str:
        if not points:
            return _text(
                LEFT + 12, top + PANEL / 2, str(self.words["picture"]["nothing"]), self.look.soft, 14, "start"
            )
        colour = (self.look.qualities["numb"], self.look.qualities["tingling"])[number]
        dash = ' stroke-dasharray="7 5"' if number else ""
        places = [(self._x(on), self._y(top, value, most)) for on, value in points]
        path = " ".join(f"{'L' if n else 'M'}{x:.1f} {y:.1f}" for n, (x, y) in enumerate(places))
        parts = [f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2.5"{dash}/>']
        for x, y in places:
            parts.append(
                f'<rect x="{x - 4.5:.1f}" y="{y - 4.5:.1f}" width="9" height="9" fill="{colour}"/>'
                if number
                else f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{colour}"/>'
            )
        x, y = places[-1]
        label = name or f"{points[-1][1]:g}" if most == 10 else name
        if label:
            parts.append(_text(x + 18, y + 5 + lift, label, colour, 14, "start", "600"))
        return "".join(parts)

    def _dates(self, bottom: float) -> str:
        step = max(7, -(-self.span // 6 // 7) * 7)
        marks = [self.first + timedelta(days=n) for n in range(0, self.span + 1, step)]
        if (self.last - marks[-1]).days >= (step / 2 if len(marks) > 1 else 1):
            marks.append(self.last)
        parts = []
        for mark in marks:
            x = self._x(mark)
            parts.append(f'<path d="M{x:.1f} {bottom:.0f} v6" stroke="{self.look.line}"/>')
            parts.append(_text(x, bottom + 24, mark.isoformat(), self.look.soft, 13, "middle"))
        return "".join(parts)

    def _x(self, on: date) -> float:
        inner = 14.0
        return LEFT + inner + (RIGHT - LEFT - 2 * inner) * (on - self.first).days / self.span

    def _y(self, top: float, value: float, most: float) -> float:
        return top + 10 + (PANEL - 20) * (1 - value / most)


def _labels_apart(ends: list[float]) -> list[float]:
    """How far to move each label so that two at one place can both be read."""
    if len(ends) == 2 and abs(ends[0] - ends[1]) < 15:
        return [-8.0, 8.0] if ends[0] <= ends[1] else [8.0, -8.0]
    return [0.0] * len(ends)


def _round_up(value: float) -> float:
    """The next of 50, 100, 200, 300, ... so that half of it is a round number too."""
    return 50.0 if value <= 50 else 100.0 * -(-value // 100)


def _short(text: str) -> str:
    return text if len(text) <= LINE_CHARACTERS else text[: LINE_CHARACTERS - 1].rstrip() + "…"


def _rule(x: float, y: float, to: float, colour: str) -> str:
    return f'<path d="M{x:.0f} {y:.1f} H{to:.0f}" stroke="{colour}" stroke-width="0.7"/>'


def _text(x: float, y: float, words: str, fill: str, size: int, anchor: str, weight: str = "400") -> str:
    return (
        f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size}" font-weight="{weight}" fill="{fill}" '
        f'text-anchor="{anchor}">{escape(words)}</text>'
    )
