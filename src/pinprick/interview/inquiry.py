"""The next computed question, with the reason for it, or the reason to stop."""

from __future__ import annotations

from dataclasses import dataclass

from pinprick.conclusion import Conclusion
from pinprick.inference import questions
from pinprick.interview.wording import cause_name
from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.text import sentences
from pinprick.vocabulary import Urgency

MOST_OPEN_DANGER = 4
"""Danger questions put before the computed ones: those that triage puts first. The rest compete by their gain,
for a rule that nobody in this place is likely to meet must not hold a person back for forty questions."""


LEAST_CHANCE = 0.02
"""A danger question whose yes is rarer than this, given all that is known, waits its turn by its gain."""


@dataclass(frozen=True)
class Chosen:
    """A question to ask: finding id, the reason in one sentence, and whether an emergency rule hangs on it."""

    finding: str
    why: str
    safety: bool


def choose(
    conclusion: Conclusion, pack: Pack, skipped: frozenset[str], asked: int, language: str = "en"
) -> Chosen | str:
    """The question worth most now; or why to stop: `settled`, `nothing_worth_asking` or `enough_asked`.

    `skipped`: findings not to ask again; `asked`: computed questions so far.
    """
    floor, network, facts = conclusion.decision.level, conclusion.network, conclusion.facts
    danger = _open_danger(conclusion, pack, skipped)
    pool = [f for f in questions.askable(network) if f not in skipped and f not in facts.answers]
    inquiry = questions.inquire(
        network, facts.answers, facts.drawing, list(dict.fromkeys([*danger, *pool])), floor=floor
    )
    done = questions.stop(network, inquiry, asked, danger, floor)
    if done:
        return done.reason
    best = next(iter(questions.ranked(network, inquiry, danger)), None)
    if best is None:
        return "nothing_worth_asking"
    return Chosen(best.finding, why(pack, best.separates, best.safety, language), best.safety)


def _open_danger(conclusion: Conclusion, pack: Pack, skipped: frozenset[str]) -> list[str]:
    """Open findings on which an emergency hangs and that are likely enough to matter here."""
    wanted = [q for q in conclusion.decision.ask_first if q.level is Urgency.EMERGENCY_NOW]
    able = [q for q in wanted if pack.findings[q.finding].answered_by in questions.ASKED_OF]
    left = [q.finding for q in able if q.finding not in skipped and q.probability >= LEAST_CHANCE]
    return left[:MOST_OPEN_DANGER]


def why(pack: Pack, separates: tuple[str, str] | None, safety: bool, language: str) -> str:
    """One sentence on why a question is asked."""
    words = sentences(pack, "report", language)["why_asked"]
    if safety:
        return str(words["safety"])
    if separates is None:
        return str(words["general"])
    names = [cause_name(pack, cause, language) for cause in separates]
    names = [name[:1].lower() + name[1:] for name in names]
    return str(words["separates"].format(first=names[0], second=names[1]))
