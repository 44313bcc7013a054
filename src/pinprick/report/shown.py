"""What of an assessment a person needs to read: nothing said twice, nothing that contradicts the advice above it."""

from __future__ import annotations

from typing import Any

from pinprick.knowledge.schema.pack import Pack
from pinprick.results import Assessment, Because, NextQuestion
from pinprick.vocabulary import Family, Urgency

_ABOUT_THE_PERSON = (Family.PERSON, Family.RISK)


def anything_told(a: Assessment, pack: Pack) -> bool:
    """False when no answer and no drawing says what the person feels: causes and treatments would be guesses."""
    return bool(a.location and a.location["painted_cells"]) or any(
        finding in pack.findings and pack.findings[finding].family not in _ABOUT_THE_PERSON
        for finding in a.answers
    )


def notes(a: Assessment, pack: Pack) -> tuple[list[str], list[str]]:
    """What comes before everything else (a wish to die, an overdose), and the other notes about the words."""
    first = pack.words.get("guard", {}).get("guard", {}).get("first_of_all", {})
    return [n.message for n in a.notes if n.code in first], [
        n.message for n in a.notes if n.code not in first
    ]


def reasons(a: Assessment) -> list[Because]:
    """The reasons that set this urgency: its own rules; without one, the risks that set it; else all there are."""
    own = [b for b in a.urgency.because if b.level is a.urgency.level]
    return [b for b in own if b.certainty != "risk"] or own or a.urgency.because


def places_together(labels: dict[str, str], words: dict[str, Any]) -> list[str]:
    """Labels of findings (id -> label) that one piece of text gave, a whole leg or foot said in one phrase.

    `words["places"]`: phrases with the regions each stands for, the widest first.
    """
    for place in words["places"]:
        if set(place["every"]) <= labels.keys():
            rest = [label for finding, label in labels.items() if finding not in place["every"]]
            return [place["says"], *rest]
    return list(labels.values())


def treatments(a: Assessment, words: dict[str, Any]) -> list[dict[str, Any]]:
    """Treatments of causes that are likely enough (`treatments_from` in the pack); none while too little is known."""
    if a.not_enough or not a.care:
        return []
    likely = {cause.id for cause in a.causes if cause.probability >= words["treatments_from"]}
    return [t for t in a.care.get("treatments", []) if t["cause"] in likely]


def questions(a: Assessment) -> list[NextQuestion]:
    """What to ask: the first three; in an emergency one, best about the cause shown first."""
    if not _now(a):
        return a.next_questions[:3]
    about = [q for q in a.next_questions if a.causes and a.causes[0].id in (q.separates or ())]
    return (about or a.next_questions)[:1]


def watch_for(a: Assessment, pack: Pack) -> list[str]:
    """When to come back, then what these causes can turn into; signs that concern everyone follow in their own list."""
    own = [] if _now(a) or not anything_told(a, pack) else (a.care or {}).get("safety_net", [])
    return [*a.urgency.safety_net, *(f"{w['watch']} {w['do']}" for w in own if not w["everyone"])]


def emergency_signs(a: Assessment) -> list[str]:
    """Signs that mean calling at once; in an emergency the call comes first in the report already."""
    return [] if _now(a) else a.urgency.emergency_signs


def changes(a: Assessment) -> list[str]:
    """What would change the answer; in an emergency only what would change how soon."""
    return [w.says for w in a.would_change if not _now(a) or w.what == "urgency"]


def _now(a: Assessment) -> bool:
    return a.urgency.level is Urgency.EMERGENCY_NOW
