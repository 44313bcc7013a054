"""The conversation in the browser asks what Python asks, in the same order, and ends where Python ends."""

from __future__ import annotations

from typing import Any

import places
import pytest
from node_scripts import answer_of, no_node

from pinprick.case import Case, Drawing
from pinprick.interfaces.turns import step_content
from pinprick.interfaces.web.offline_atlas import offline_atlas
from pinprick.interfaces.web.offline_pack import offline_pack
from pinprick.interview.conversation import Interview
from pinprick.knowledge.load import load_pack
from pinprick.knowledge.schema.pack import Pack
from pinprick.report.json import spell, to_json

pytestmark = pytest.mark.skipif(no_node() is not None, reason=str(no_node()))
WALKS = 7


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack()


@pytest.fixture(scope="module")
def walks(pack: Pack, tmp_path_factory: pytest.TempPathFactory) -> Any:
    drawn = [value for value in vars(places).values() if isinstance(value, Drawing)]
    question = {
        "pack": offline_pack(pack),
        "atlas": offline_atlas(pack),
        "drawings": [drawing.model_dump(mode="json") for drawing in drawn],
        "walks": WALKS,
        "seed": 20,
    }
    return answer_of("walks_in_node.mjs", question, tmp_path_factory.mktemp("walks"))


def test_what_is_kept_can_be_read_back_by_python_and_is_the_same_case(walks: Any, pack: Pack) -> None:
    for walk in walks:
        interview = Interview.from_json(walk["kept"], pack)
        assert to_json(interview.case) == spell(walk["case"])
        assert Case.model_validate(walk["case"]) == interview.case


def test_each_step_is_the_one_python_would_show(walks: Any, pack: Pack) -> None:
    kinds: set[str] = set()
    for walk in walks:
        for step in walk["steps"]:
            if step["kind"] == "start":
                continue  # the page's list of common answers stands where Python has the person's own words
            kind, content = step_content(Interview.from_json(step["kept"], pack).step)
            assert step["kind"] == kind, step["kept"]
            kinds.add(kind)
            if kind == "safety":
                assert (step["group"], step["number"], step["of"]) == (
                    content["group"],
                    content["number"],
                    content["of"],
                )
                assert [a["finding"] for a in step["asks"]] == [a["finding"] for a in content["asks"]]
                assert [a["question"] for a in step["asks"]] == [a["question"] for a in content["asks"]]
            elif kind == "question":
                assert step["ask"]["finding"] == content["ask"]["finding"]
                assert step["ask"]["values"] == list(content["ask"]["values"])
                assert (step["why"], step["safety"], step["number"]) == (
                    content["why"],
                    content["safety"],
                    content["number"],
                )
            elif kind == "result":
                assert step["reason"] == content["reason"]
    assert kinds == {"safety", "alert", "drawing", "question", "result"}


def test_it_ends_with_the_same_urgency_and_odds(walks: Any, pack: Pack) -> None:
    for walk in walks:
        conclusion = Interview.from_json(walk["kept"], pack).conclusion
        assert walk["level"] == conclusion.decision.level
        for cause, p in conclusion.posterior.marginals.items():
            assert walk["marginals"][cause] == pytest.approx(p, abs=1e-6)
