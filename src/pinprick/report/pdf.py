"""The result on paper: one page for the doctor, one for the person, set with Typst (tagged PDF/UA)."""

from __future__ import annotations

import re
from typing import Any

from pinprick.case import Case
from pinprick.conclusion import TOLD_FREELY
from pinprick.errors import MissingExtraError
from pinprick.interview.wording import cause_name, in_language, value_name
from pinprick.knowledge.formats import number, percent
from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.text import sentences
from pinprick.report.body_picture import figures, outline
from pinprick.report.translated import in_language as said_in
from pinprick.results import Assessment
from pinprick.vocabulary import NO, UNSURE

_SPECIAL = re.compile(r"([\\#*_`$<>@\[\]{}~=/\-+\"'])")
_PAGE = re.compile(rb"/Type ?/Page[^s]")
SIZES = (10.0, 9.0, 8.0, 7.0)
"""Sizes of text in points, tried until both pages hold what they must."""
MOST_LINES = 26
"""Answers listed on the doctor's page, so that it stays one page."""


def render_pdf(assessment: Assessment, pack: Pack, case: Case, language: str = "en") -> bytes:
    """A PDF of two pages. MissingExtraError without the `pdf` extra."""
    try:
        import typst
    except ModuleNotFoundError:
        raise MissingExtraError("A PDF", "pdf") from None
    drawn = []
    if case.drawing is not None and not case.drawing.is_blank:
        drawn = figures(case.drawing, pack, language, inked=True)
    pdf = b""
    for size in SIZES:
        files: Any = {"main": source(assessment, pack, case, language, size).encode()}
        files |= {f"view{i}.svg": svg.encode() for i, (_, svg) in enumerate(drawn)}
        pdf = bytes(typst.compile(files, format="pdf", pdf_standards="ua-1", ignore_system_fonts=True))
        if len(_PAGE.findall(pdf)) <= 2:
            break
    return pdf


def source(a: Assessment, pack: Pack, case: Case, language: str = "en", size: float = 10) -> str:
    """The two pages in Typst's own language; `size`: of the doctor's text, in points."""
    paper = _Paper(a, pack, case, language)
    return "\n".join(
        [
            _HEAD.format(lang=language, size=size, title=_t(paper.p["title"])),
            paper.doctor(),
            "#pagebreak()",
            paper.person(),
        ]
    )


_HEAD = """#set document(title: [{title}], date: none)
#set text(lang: "{lang}", font: "Libertinus Serif", size: {size}pt)
#set page(paper: "a4", margin: (x: 1.6cm, y: 1.4cm))
#set par(leading: 0.52em, spacing: 0.7em)
#set list(spacing: 0.45em, indent: 0.2em)
#show heading.where(level: 1): set text(size: 15pt)
#show heading.where(level: 2): set text(size: 11pt)
#show heading.where(level: 2): set block(above: 0.9em, below: 0.45em)
"""


def _t(text: object) -> str:
    """Plain text for Typst: every sign that means something to it is escaped."""
    return _SPECIAL.sub(r"\\\1", " ".join(str(text).split()))


class _Paper:
    def __init__(self, a: Assessment, pack: Pack, case: Case, language: str) -> None:
        self.a, self.pack, self.case, self.language = said_in(a, pack, language), pack, case, language
        words = sentences(pack, "interface", language)
        self.p: dict[str, Any] = words["paper"]
        self.t = words

    def doctor(self) -> str:
        """Drawing, what is present, what was asked and absent, what was not asked, reasoning, next test."""
        a = self.a
        parts = [f"= {_t(self.p['doctor'])}", self._urgency_line(), self._story(), self._drawing()]
        said = {f: v for f, v in a.answers.items() if f != TOLD_FREELY}
        yes = {f: v for f, v in said.items() if v not in (NO, UNSURE, "none", "never")}
        no = {f: v for f, v in said.items() if v in (NO, "none", "never")}
        unsure = [f for f, v in a.answers.items() if v == UNSURE]
        parts += [f"== {_t(self.p['present'])}", self._findings(yes)]
        parts += [f"== {_t(self.p['absent'])}", _t("; ".join(self.label(f) for f in no) or self.p["none"])]
        if unsure:
            parts += [f"== {_t(self.p['unsure'])}", _t("; ".join(map(self.label, unsure)))]
        parts += [f"== {_t(self.p['not_asked'])}"]
        left = [q.finding for q in a.next_questions]
        parts.append(_t("; ".join(map(self.label, left)) or self.p["none"]))
        parts += [f"== {_t(self.p['reasoning'])}", *self._reasoning()]
        if a.next_tests:
            tests = [t for t in a.next_tests if t.verdict != "not_now"][:3]
            parts += [f"== {_t(self.p['next_test'])}", *(f"- *{_t(t.label)}*: {_t(t.why)}" for t in tests)]
        parts.append(self._foot())
        return "\n\n".join(part for part in parts if part)

    def person(self) -> str:
        """What to do, what may explain it, what to watch for, what to ask."""
        a, care = self.a, self.a.care or {}
        u = a.urgency
        parts = [f"= {_t(self.t['result']['heading'])}", self._urgency_line(big=True)]
        if u.say:
            parts.append(f"*{_t(self.t['result']['say'])}:* {_t(u.say)}")
        if u.do_not:
            parts += [f"== {_t(self.t['result']['do_not'])}", _bullets(u.do_not)]
        parts += [f"== {_t(self.t['result']['causes'])}"]
        parts.append(_bullets([f"{self.cause(c.id)}: {c.in_words}. {c.summary}" for c in a.causes[:3]]))
        if care.get("self_care"):
            parts += [f"== {_t(self.t['result']['self_care'])}"]
            parts.append(_bullets([f"{i['title']}: {i['how']}" for i in care["self_care"][:5]]))
        if care.get("cautions"):
            parts += [
                f"== {_t(self.t['result']['cautions'])}",
                _bullets([c["say"] for c in care["cautions"][:3]]),
            ]
        if care.get("tests"):
            parts += [f"== {_t(self.t['result']['tests'])}"]
            parts.append(_bullets([f"{i['name']}: {i['say']}" for i in care["tests"][:4]]))
        parts += [f"== {_t(self.t['result']['emergency_signs'])}", _bullets(u.emergency_signs)]
        parts.append(self._foot())
        return "\n\n".join(part for part in parts if part)

    def _urgency_line(self, big: bool = False) -> str:
        u = self.a.urgency
        size = "13pt" if big else "10.5pt"
        head = f'#text(size: {size}, weight: "bold")[{_t(self.t["levels"][u.level])}: {_t(u.headline)}]'
        call = (
            _t(self.t["result"]["call"].format(number=u.call["number"])) + ". " if u.level.rank == 4 else ""
        )
        return (
            "#block(width: 100%, inset: 7pt, stroke: 1.4pt, radius: 3pt)"
            f"[{head} \\ {call}{_t(u.act)} _{_t(u.deadline)}_]"
        )

    def _story(self) -> str:
        account = self.case.account or ""
        said = account if len(account) <= 600 else account[:600] + " …"
        return f"*{_t(self.p['words'])}:* “{_t(said)}”" if said.strip() else ""

    def _drawing(self) -> str:
        drawing = self.case.drawing
        if drawing is None or drawing.is_blank:
            return ""
        said = outline(drawing, self.pack, self.language)
        names = [name for name, _ in figures(drawing, self.pack, self.language)]
        cells = ", ".join(
            f'figure(image("view{i}.svg", height: {"4.6cm" if i < 2 else "2.8cm"}, alt: "{_alt(name + ": " + said)}"))'
            for i, name in enumerate(names)
        )
        grid = f"#grid(columns: 4, gutter: 14pt, align: bottom, {cells})"
        return f"{grid}\n\n*{_t(self.t['result']['you_marked'])}:* {_t(said)}"

    def _findings(self, found: dict[str, str]) -> str:
        lines = [f"{self.label(f)}: {self.value(f, v)}" for f, v in found.items() if not f.startswith("at_")]
        more = len(lines) - MOST_LINES
        shown = lines[:MOST_LINES] + ([self.p["more"].format(n=more)] if more > 0 else [])
        return _t("; ".join(shown) or self.p["none"])

    def _reasoning(self) -> list[str]:
        lines = []
        for cause in self.a.causes[:4]:
            strong = sorted((x for x in cause.ledger if x.finding), key=lambda x: -abs(x.decibans))[:5]
            why = "; ".join(f"{self.label(x.finding or '')} {self.number(x.decibans)}" for x in strong)
            lines.append(
                f"- *{_t(cause.name)}*: {self.percent(cause.probability)}{self._band(cause)}. {_t(why)}"
            )
        lines.append(_t(self.p["decibans"]))
        rules = "; ".join(b.label for b in self.a.urgency.because[:4])
        lines.append(f"*{_t(self.p['rules'])}:* {_t(rules or self.p['none'])}")
        return lines

    def _band(self, cause: Any) -> str:
        return "" if cause.low is None else f" ({self.percent(cause.low)}–{self.percent(cause.high)})"

    def _foot(self) -> str:
        a = self.a
        made = self.p["made_by"].format(pack=a.pack.id, version=a.pack.version, digest=a.pack.digest)
        about = _t(f"{a.disclaimer} {made}")
        return f"#v(1fr)\n#text(size: 8pt)[{about}]"

    def number(self, decibans: float) -> str:
        return number(self.pack, decibans, 0, self.language, sign=True)

    def percent(self, p: float) -> str:
        return percent(self.pack, p, 0, self.language)

    def label(self, finding: str) -> str:
        return in_language(self.pack, self.pack.findings[finding].label, self.language)

    def value(self, finding: str, value: str) -> str:
        return value_name(self.pack, finding, value, self.language)

    def cause(self, cause: str) -> str:
        return cause_name(self.pack, cause, self.language)


def _bullets(lines: list[str]) -> str:
    return "\n".join(f"- {_t(line)}" for line in lines)


def _alt(text: str) -> str:
    """A Typst string literal's inside."""
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
