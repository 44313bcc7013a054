"""The account adds up, to the digit, for every cause and any answers."""

from __future__ import annotations

import math
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pinprick.errors import CaseError
from pinprick.inference import ledger, network, posterior
from pinprick.knowledge.load import load_pack

PACK = load_pack()
NET = network(PACK)
answer = st.sampled_from(list(PACK.findings.values())).flatmap(
    lambda f: st.tuples(st.just(f.id), st.sampled_from(f.values))
)
cases = st.lists(answer, max_size=25, unique_by=lambda a: a[0]).map(dict)
drawings = st.none() | st.fixed_dictionaries({"stroke": st.floats(-2, 3), "morton_neuroma": st.floats(-2, 3)})
STROKE = {"age_band": "age_70_79", "sex": "male", "onset_pace": "seconds_to_minutes", "face_droop": "yes",
          "arm_weakness": "yes", "side": "one", "numb": "yes"}  # fmt: skip


@given(cases, drawings, st.sampled_from(list(PACK.causes)))
@settings(max_examples=25, deadline=None)
def test_lines_add_up_exactly_and_say_what_the_posterior_says(
    case: dict[str, str], drawing: dict[str, float] | None, cause: str
) -> None:
    account = ledger(NET, case, cause, drawing)
    assert sum((line.decibans for line in account.lines), Decimal(0)) == account.decibans
    p = posterior(NET, case, drawing).marginal(cause)
    if 1e-9 < p < 1 - 1e-9:
        assert float(account.decibans) == pytest.approx(10 * math.log10(p / (1 - p)), abs=0.006)
    combined = account.lines[-1]
    assert combined.kind == "combined"
    assert abs(combined.decibans) < Decimal("0.5")


def test_a_stroke_is_explained_by_its_signs_with_their_sources() -> None:
    account = ledger(NET, STROKE, "stroke")
    kinds = [line.kind for line in account.lines]
    assert kinds[:3] == ["prior", "age_band", "sex"] and kinds[-1] == "combined"
    strongest = account.strongest(3)
    assert {line.finding for line in strongest} <= {"onset_pace", "face_droop", "arm_weakness"}
    pace = next(line for line in account.lines if line.finding == "onset_pace")
    assert pace.basis == "derived" and pace.sources
    droop = next(line for line in account.lines if line.finding == "face_droop")
    assert droop.in_group == 2 and droop.weight == pytest.approx(NET.dependence.overall * 2**-0.5)
    assert droop.if_left_out is not None


def test_one_answer_on_its_own_weighs_what_it_moves() -> None:
    before, after = posterior(NET, {}), posterior(NET, {"face_droop": "yes"})

    def odds(p: float) -> float:
        return 10 * math.log10(p / (1 - p))

    moved = odds(after.marginal("stroke")) - odds(before.marginal("stroke"))
    line = next(x for x in ledger(NET, {"face_droop": "yes"}, "stroke").lines if x.finding == "face_droop")
    assert float(line.decibans) == pytest.approx(moved, abs=0.02)
    assert line.if_left_out == pytest.approx(line.decibans, abs=Decimal("0.02"))


def test_an_unknown_cause_is_refused() -> None:
    with pytest.raises(CaseError, match="no cause"):
        ledger(NET, {}, "gout")
