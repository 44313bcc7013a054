"""The assessment as plain text: emergency advice first, readable in a pipe and at 60 columns."""

from __future__ import annotations

import textwrap
from typing import Any

from pinprick.interview.wording import in_language as said_in
from pinprick.knowledge.formats import number, percent
from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.text import sentences, value_in_words
from pinprick.report import shown
from pinprick.report.translated import in_language
from pinprick.results import Assessment, BriefAssessment, CauseResult
from pinprick.vocabulary import Urgency

_SHOWN = 5


def render_text(
    assessed: Assessment | BriefAssessment, pack: Pack, width: int = 80, language: str = "en"
) -> str:
    """The whole report, lines at most `width` characters (40 or more) except for unbreakable words.

    Of a brief assessment the parts that it has: how soon, what was understood, the causes, what to watch for.
    """
    width = max(40, width)
    assessment = assessed if isinstance(assessed, Assessment) else _with_the_rest_empty(assessed)
    assessment = in_language(assessment, pack, language)
    words = sentences(pack, "report", language)
    first, later = shown.notes(assessment, pack)
    blocks = [
        *(_wrap("!! " + note, width) for note in first),
        _urgency(assessment, words, width),
        _not_enough(assessment, pack, words, width, language),
        _understood(assessment, pack, words, later, width, language),
    ]
    if shown.anything_told(assessment, pack):
        blocks += [
            _causes(assessment, words, width),
            _ledger(assessment, pack, words, width, language),
            _location(assessment, words, width),
            _next(assessment, words, width),
            _changes(assessment, words, width),
            _care(assessment, words, width),
        ]
    blocks += [_watch(assessment, pack, words, width), _wrap(words["disclaimer"], width)]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _with_the_rest_empty(brief: BriefAssessment) -> Assessment:
    content = brief.model_dump(exclude={"detail"})
    return Assessment.model_validate(
        content | {"causes": [{**cause, "summary": ""} for cause in content["causes"]]}
    )


def _wrap(text: str, width: int, indent: str = "", hang: str | None = None) -> str:
    return textwrap.fill(
        " ".join(str(text).split()),
        width,
        initial_indent=indent,
        subsequent_indent=indent if hang is None else hang,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _bullets(items: list[str], width: int) -> str:
    return "\n".join(_wrap(item, width, "  - ", "    ") for item in items)


def _heading(text: str) -> str:
    return text + "\n" + "-" * len(text)


def _urgency(a: Assessment, words: dict[str, Any], width: int) -> str:
    u = a.urgency
    mark = "!! " if u.level is Urgency.EMERGENCY_NOW else ""
    lines = [
        "=" * min(width, 60),
        _wrap(mark + words["urgency"][u.level], width),
        "=" * min(width, 60),
        _wrap(u.act, width),
    ]
    if u.deadline:
        lines.append(_wrap(u.deadline, width))
    if u.say:
        lines.append(_wrap(words["say"].format(say=u.say), width))
    if u.as_long_as:
        lines += [_wrap(u.as_long_as_text or "", width), _bullets(u.as_long_as, width)]
    lines += [_wrap(note, width) for note in u.notes]
    if u.do_not:
        lines += [words["headings"]["do_not"], _bullets(u.do_not, width)]
    if because := shown.reasons(a):
        reasons = [f"{b.label} [{b.rule}{', ' + b.source if b.source else ''}]" for b in because[:_SHOWN]]
        lines += [words["headings"]["because"], _bullets(reasons, width)]
    return "\n".join(lines)


def _not_enough(a: Assessment, pack: Pack, words: dict[str, Any], width: int, language: str) -> str:
    lines = []
    if a.not_enough:
        lines.append(_heading(words["headings"]["not_enough"]))
        if a.not_enough_why:
            lines.append(_wrap(a.not_enough_why, width))
    if a.not_enough and a.urgency.ask_first:
        lines.append(words["headings"]["ask_first"])
        asked = [said_in(pack, pack.findings[f].question, language) for f in a.urgency.ask_first[:_SHOWN]]
        lines.append(_bullets(asked, width))
    return "\n".join(lines)


def _understood(
    a: Assessment, pack: Pack, words: dict[str, Any], notes: list[str], width: int, language: str
) -> str:
    lines = []
    if a.understood:
        lines.append(_heading(words["headings"]["understood"]))
        said: dict[tuple[str, str], dict[str, str]] = {}
        for item in a.understood:
            key = (" ".join(item.quote.split()), value_in_words(pack, item.finding, item.value, language))
            label = said_in(pack, pack.findings[item.finding].label, language)
            said.setdefault(key, {})[item.finding] = label
        for (quote, value), by_finding in said.items():
            labels = shown.places_together(by_finding, words)
            label = "; ".join([labels[0], *(f"{lb[:1].lower()}{lb[1:]}" for lb in labels[1:])])
            line = words["understood_line"].format(quote=quote, label=label, value=value)
            lines.append(_wrap(line, width, "  - ", "    "))
        lines.append(_wrap(words["headings"]["understood_hint"], width))
    if notes:
        lines += [words["headings"]["notes"] + ":", _bullets(notes, width)]
    return "\n".join(lines)


def _causes(a: Assessment, words: dict[str, Any], width: int) -> str:
    lines = [_heading(words["headings"]["causes"]), _wrap(words["headings"]["causes_hint"], width)]
    for i, cause in enumerate(a.causes[:_SHOWN], 1):
        lines.append(_wrap(f"{i}. {cause.lay_name}: {cause.in_words}", width, "", "   "))
        if cause.name.lower() not in cause.lay_name.lower():
            lines.append(_wrap(f"({cause.name})", width, "   "))
        if cause.because_of_rule:
            lines.append(_wrap(words["rule_first"].format(rule=cause.because_of_rule), width, "   "))
    return "\n".join(lines)


def ledger_text(
    cause: CauseResult, pack: Pack, width: int = 80, language: str = "en", bars: bool = False
) -> str:
    """The additive account of one cause, a line an answer, with its total and its sources; `bars` draws each."""
    words = sentences(pack, "report", language)
    lines = [
        _wrap(words["headings"]["ledger"].format(name=cause.lay_name), width),
        _wrap(words["headings"]["ledger_hint"], width),
    ]
    used: dict[str, None] = {}
    for line in cause.ledger:
        value = (
            value_in_words(pack, line.finding, line.value, language) if line.finding and line.value else ""
        )
        weight = number(pack, line.decibans, 2, language, sign=True)
        text = f"{weight} {line.label}" + (f": {value}" if value else "")
        refs = ", ".join(line.sources)
        if bars:
            text = f"{text} {_bar(line.decibans)}"
        lines.append(_row(f"{text} ({words['basis'][line.basis]}{'; ' + refs if refs else ''})", width))
        used.update(dict.fromkeys(line.sources))
    if cause.total_decibans is not None:
        total = number(pack, cause.total_decibans, 2, language, sign=True)
        chance = percent(pack, cause.probability, 1, language)
        lines.append(_row(f"{total} {words['ledger_labels']['total']} = {chance}", width))
    if used:
        lines.append(words["headings"]["sources"] + ":")
        for key in used:
            source = pack.source(key)
            lines.append(
                _wrap(f"{key}: {source.citation} [{words['verified'][source.verified]}]", width, "  ", "    ")
            )
    return "\n".join(lines)


def _bar(decibans: float) -> str:
    """One mark for every two decibans, up to thirty: plus speaks for the cause, minus against."""
    return ("+" if decibans > 0 else "-") * min(round(abs(decibans) / 2), 15)


def _row(text: str, width: int) -> str:
    number, rest = text.split(" ", 1)
    return textwrap.fill(rest, width, initial_indent=f"{number:>8}  ", subsequent_indent=" " * 10)


def _ledger(a: Assessment, pack: Pack, words: dict[str, Any], width: int, language: str) -> str:
    return ledger_text(a.causes[0], pack, width, language) if a.causes and a.causes[0].ledger else ""


def _location(a: Assessment, words: dict[str, Any], width: int) -> str:
    if not a.location or not a.location["painted_cells"]:
        return ""
    lines = [_wrap(a.location["headline"], width), _wrap(a.location["limits"], width)]
    return "\n".join([_heading(words["headings"]["location"]), *lines])


def _next(a: Assessment, words: dict[str, Any], width: int) -> str:
    lines = []
    now = a.urgency.level is Urgency.EMERGENCY_NOW
    if asked := shown.questions(a):
        lines.append(_heading(words["headings"]["next_questions_now" if now else "next_questions"]))
        lines.append(_bullets([f"{q.question} ({q.why})" for q in asked], width))
    tests = [t for t in a.next_tests if t.worth_it][:3]
    if tests and not now and a.urgency.level is not Urgency.SELF_CARE:
        lines += [
            words["headings"]["next_tests"] + ":",
            _bullets([f"{t.label}: {t.why}" for t in tests], width),
        ]
    return "\n".join(lines)


def _changes(a: Assessment, words: dict[str, Any], width: int) -> str:
    changes = shown.changes(a)[:4]
    return (
        "\n".join([_heading(words["headings"]["would_change"]), _bullets(changes, width)]) if changes else ""
    )


def _care(a: Assessment, words: dict[str, Any], width: int) -> str:
    care, parts, headings = a.care or {}, [], words["headings"]
    if steps := care.get("self_care", [])[:4]:
        lines = [f"{s['title']}: {s['how']}" for s in steps]
        parts.append(_heading(headings["self_care"]) + "\n" + _bullets(lines, width))
    if tests := care.get("tests", [])[:4]:
        title = headings["tests_now" if a.urgency.level is Urgency.EMERGENCY_NOW else "tests"]
        parts.append(_heading(title) + "\n" + _bullets([t["say"] for t in tests], width))
    if chosen := shown.treatments(a, words)[:3]:
        lines = [" ".join([f"{t['title']} ({t['cause_name']}): {t['does']}", *_cautions(t)]) for t in chosen]
        parts.append(_heading(headings["treatments"]) + "\n" + _bullets(lines, width))
    if cautions := care.get("cautions", [])[:4]:
        lines = [c["say"] for c in cautions]
        parts.append(_heading(headings["cautions"]) + "\n" + _bullets(lines, width))
    return "\n\n".join(parts)


def _watch(a: Assessment, pack: Pack, words: dict[str, Any], width: int) -> str:
    headings, parts = words["headings"], []
    if watch := shown.watch_for(a, pack):
        parts.append(_heading(headings["safety_net"]) + "\n" + _bullets(watch, width))
    if signs := shown.emergency_signs(a):
        parts.append(_heading(headings["emergency_signs"]) + "\n" + _bullets(signs, width))
    return "\n\n".join(parts)


def _cautions(treatment: dict[str, Any]) -> list[str]:
    """What must be said of a medicine to this person: only cautions that an answer of theirs brought up."""
    return [c["say"] for c in treatment["cautions"] if c["because"]]
