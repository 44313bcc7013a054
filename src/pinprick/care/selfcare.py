"""Self-care for the likely causes: what to do, how much, and what to leave out in this case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pinprick.care.cautions import CaseCautions
from pinprick.care.records import LeftOut, LikelyCause, SelfCareAdvice
from pinprick.care.sections import CareSections
from pinprick.knowledge.schema.pack import Pack


def self_care(
    pack: Pack,
    likely: list[LikelyCause],
    cautions: CaseCautions,
    texts: Mapping[str, Any],
    sections: CareSections,
) -> tuple[list[SelfCareAdvice], list[LeftOut]]:
    """(steps to take, steps left out because a caution of level `avoid` holds), likeliest cause first."""
    wanted: dict[str, list[str]] = {}
    for cause in likely:
        for step in pack.causes[cause.id].self_care:
            wanted.setdefault(step, []).append(cause.id)
    steps, left_out = [], []
    for step, causes in wanted.items():
        therapy, said = pack.therapies[step], texts.get(step, {})
        computed = cautions.for_therapy(step)
        title = said.get("title", therapy.name)
        if computed and computed[0].level == "avoid":
            left_out.append(LeftOut(id=step, title=title, say=computed[0].say, caution=computed[0].id))
            continue
        steps.append(
            SelfCareAdvice(
                id=step,
                title=title,
                how=said.get("how", therapy.evidence),
                dose=said.get("dose", ""),
                shows=said.get("shows", therapy.evidence),
                strength=therapy.strength,
                causes=causes,
                cautions=therapy.cautions,
                computed=computed,
                sources=therapy.sources,
            )
        )
    return steps[: sections.settings.self_care_at_most], left_out
