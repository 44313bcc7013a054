"""Tests to ask about, ranked by how likely and how dangerous the causes are that they look for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pinprick.care.cautions import answered
from pinprick.care.records import LikelyCause, TestAdvice
from pinprick.care.sections import CareSections
from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.schema.plan import CatalogueTest


def tests_to_ask(
    pack: Pack,
    answers: Mapping[str, str],
    likely: list[LikelyCause],
    text: Mapping[str, Any],
    sections: CareSections,
    hospital_only: bool = False,
) -> tuple[list[TestAdvice], list[str]]:
    """(tests, sentences that say no test is needed).

    The weight of a test is the sum over its likely causes of probability times the urgency weight of the
    cause (`care/plan.yaml`). Tests whose findings are all known already are left out. With `hospital_only`
    (an emergency) only what hospital does at once is listed.
    """
    weights: dict[str, float] = {}
    causes: dict[str, list[str]] = {}
    tests: dict[str, CatalogueTest] = {}
    none_needed: dict[str, str] = {}
    for cause in likely:
        key = pack.causes[cause.id].tests.care
        urgency = sections.settings.urgency_weight[pack.causes[cause.id].urgency.default]
        found = {
            test.id: test for phrase in pack.tests.get(key or "", []) for test in sections.tests_for(phrase)
        }
        for test in found.values():
            if test.none:
                none_needed[test.id] = test.say
                continue
            if test.settles and all(answered(answers, finding) for finding in test.settles):
                continue
            if hospital_only and test.price != "hospital":
                continue
            tests[test.id] = test
            weights[test.id] = weights.get(test.id, 0.0) + cause.probability * urgency
            causes.setdefault(test.id, []).append(cause.id)
    order = sorted(tests.values(), key=lambda test: (-weights[test.id], test.id))
    advice = [
        TestAdvice(
            id=test.id,
            name=test.name,
            say=test.say,
            why=text["test_why"].format(causes=", ".join(pack.causes[c].lay_name for c in causes[test.id])),
            causes=causes[test.id],
            price=test.price,
            weight=round(weights[test.id], 6),
            settles=test.settles,
        )
        for test in order[: sections.settings.tests_at_most]
    ]
    return advice, list(none_needed.values())
