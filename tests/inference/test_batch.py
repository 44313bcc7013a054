"""Many cases at once say what each says alone; clashes are named."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pinprick.errors import CaseError, ImpossibleEvidence
from pinprick.inference import batch, clash, network, posterior
from pinprick.inference.decisions import LEVELS, levels
from pinprick.knowledge.load import load_pack

PACK = load_pack()
NET = network(PACK)
NAMES = [*NET.causes, "unexplained"]
answer = st.sampled_from(list(PACK.findings.values())).flatmap(
    lambda f: st.tuples(st.just(f.id), st.sampled_from([*f.values, "unsure"]))
)
cases = st.lists(answer, max_size=30, unique_by=lambda a: a[0]).map(dict)


def singly(case: dict[str, str], drawing: dict[str, float] | None = None) -> np.ndarray:
    found = posterior(NET, case, drawing).marginals
    return np.array([found[name] for name in NAMES])


@given(st.lists(cases, min_size=1, max_size=6))
@settings(max_examples=10, deadline=None)
def test_a_batch_agrees_with_the_single_cases(block: list[dict[str, str]]) -> None:
    found = batch.marginals_batch(NET, batch.encode(NET, block))
    for row, case in enumerate(block):
        assert found.causes[row] == pytest.approx(singly(case), abs=2e-4)
        result = posterior(NET, case)
        assert found.log_evidence[row] == pytest.approx(result.log_evidence, abs=2e-3)
        by_level = np.bincount(levels(NET), weights=result.probability, minlength=len(LEVELS))
        assert found.by_level[row] == pytest.approx(by_level, abs=2e-4)


def test_blocks_threads_and_neighbours_make_no_difference() -> None:
    random = np.random.default_rng(3)
    highest = np.array([len(f.values) for f in PACK.findings.values()])
    codes = np.where(
        random.random((700, len(highest))) < 0.1, random.integers(0, highest, (700, len(highest))), -1
    )
    codes = codes.astype(np.int8)
    whole = batch.marginals_batch(NET, codes, workers=2)
    assert np.isfinite(whole.causes).all() and np.all(whole.by_level.sum(axis=1) > 0.999)
    alone = batch.marginals_batch(NET, codes[600:602])
    assert whole.causes[600:602] == pytest.approx(alone.causes, abs=1e-4)
    streamed = list(batch.stream(NET, [codes[:3], codes[3:5]]))
    assert [len(part.causes) for part in streamed] == [3, 2]


def test_drawings_in_a_batch_replace_region_answers_case_by_case() -> None:
    block = [{"at_outer_thigh": "yes", "numb": "yes"}, {"at_outer_thigh": "yes", "numb": "yes"}]
    drawn = {"meralgia_paresthetica": 2.0, "unexplained": -0.5}
    drawings = np.zeros((2, len(NAMES)), dtype=np.float32)
    drawings[0] = np.nan
    drawings[1] = [drawn.get(name, 0.0) for name in NAMES]
    found = batch.marginals_batch(NET, batch.encode(NET, block), drawings).causes
    assert found[0] == pytest.approx(singly(block[0]), abs=1e-4)
    assert found[1] == pytest.approx(singly(block[1], drawn), abs=1e-4)


def test_wrong_codes_are_refused_with_case_and_finding() -> None:
    codes = batch.encode(NET, [{"numb": "yes"}])
    codes[0, list(PACK.findings).index("numb")] = 5
    with pytest.raises(CaseError, match="Case 0, numb: code 5"):
        batch.marginals_batch(NET, codes)
    with pytest.raises(CaseError, match="one column for each"):
        batch.marginals_batch(NET, codes[:, :3])
    with pytest.raises(CaseError):
        batch.encode(NET, [{"no_such": "yes"}])


def test_no_cases_give_an_empty_result() -> None:
    assert batch.marginals_batch(NET, batch.encode(NET, [])).causes.shape == (0, len(NAMES))


def test_clashes_are_named_and_never_crash() -> None:
    both = {"symptoms_cleared": "yes", "time_pattern": "constant"}
    found = clash.clashes(posterior(NET, both), both)
    assert found[0].kind == "impossible" and found[0].why
    assert {found[0].one[0], found[0].other[0]} == set(both)
    with pytest.raises(ImpossibleEvidence, match="symptoms_cleared=yes and time_pattern=constant"):
        clash.require_consistent(posterior(NET, both), both)
    denied = {"leg_weakness": "no", "foot_drop": "yes"}
    assert clash.clashes(posterior(NET, denied), denied)[0].kind == "denied"
    for fine in ({}, {"numb": "yes"}, {"numb": "yes", "side": "one", "back_pain": "yes"}):
        assert clash.clashes(posterior(NET, fine), fine) == []
        clash.require_consistent(posterior(NET, fine), fine)


def test_pairs_that_cannot_both_be_true_exist_in_the_pack() -> None:
    for pair in PACK.decision["clashes"]["cannot_both"]:
        for leaf in (pair["one"], pair["other"]):
            finding, _, value = leaf.partition("=")
            assert (value or "yes") in PACK.findings[finding].values
