"""The posterior against the rules it promises to keep."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pinprick.errors import CaseError
from pinprick.inference import network, posterior, sets
from pinprick.inference import prior as priors
from pinprick.inference.posterior import updated
from pinprick.knowledge.load import load_pack

PACK = load_pack()
NET = network(PACK)
ASKED = [f for f in PACK.findings.values() if f.id not in {"age_band", "sex"}]

answer = st.sampled_from(list(PACK.findings.values())).flatmap(
    lambda f: st.tuples(st.just(f.id), st.sampled_from([*f.values, "unsure"]))
)
cases = st.lists(answer, max_size=40, unique_by=lambda a: a[0]).map(dict)


def test_without_answers_every_cause_has_its_share() -> None:
    result = posterior(NET, {})
    for cause in PACK.causes.values():
        assert result.marginal(cause.id) == pytest.approx(cause.prior.share, rel=1e-9)


@pytest.mark.parametrize("age", [None, "age_16_29", "age_80_plus"])
@pytest.mark.parametrize("sex", [None, "female", "male"])
def test_age_and_sex_move_each_share_by_its_multipliers(age: str | None, sex: str | None) -> None:
    given_answers = {k: v for k, v in (("age_band", age), ("sex", sex)) if v}
    result = posterior(NET, given_answers)
    shares, none = priors.shares(PACK, age, sex)
    assert result.vector == pytest.approx(shares, rel=1e-9)
    assert result.unexplained == pytest.approx(none, rel=1e-9)


def test_one_cause_alone_gives_back_its_own_probability() -> None:
    for finding in ASKED:
        rows = NET.rows_of([(finding.id, value) for value in finding.values])
        for column, form in enumerate(NET.forms):
            listed = form.listed.get(finding.id)
            p = listed.p if listed else finding.background.p
            table = p if isinstance(p, dict) else {"yes": p, "no": 1 - p}
            for at, value in enumerate(finding.values):
                assert np.exp(rows[at][1 + column]) == pytest.approx(table[value], rel=1e-6), form


def test_every_row_is_a_distribution() -> None:
    for finding in ASKED[::5]:
        rows = NET.rows_of([(finding.id, value) for value in finding.values])
        assert np.exp(rows).sum(axis=0) == pytest.approx(1, abs=1e-9)


@given(cases, st.randoms())
@settings(max_examples=30, deadline=None)
def test_order_makes_no_difference_and_nothing_is_ever_nan(case: dict[str, str], random: Random) -> None:
    shuffled = list(case.items())
    random.shuffle(shuffled)
    one, other = posterior(NET, case), posterior(NET, dict(shuffled))
    assert np.array_equal(one.probability, other.probability)
    assert np.isfinite(one.vector).all() and np.isfinite(one.log_evidence)
    assert one.probability.sum() == pytest.approx(1)


@given(cases)
@settings(max_examples=20, deadline=None)
def test_not_sure_is_the_same_as_not_asked(case: dict[str, str]) -> None:
    asked = {k: v for k, v in case.items() if v != "unsure"}
    assert np.array_equal(posterior(NET, case).probability, posterior(NET, asked).probability)


def test_all_yes_and_all_unsure_are_survived() -> None:
    yes = posterior(NET, {f.id: f.values[0] for f in PACK.findings.values()})
    assert np.isfinite(yes.vector).all()
    unsure = posterior(NET, {f.id: "unsure" for f in PACK.findings.values()})
    assert np.array_equal(unsure.probability, posterior(NET, {}).probability)


def test_of_general_and_specific_only_the_specific_one_counts() -> None:
    both = posterior(NET, {"numb": "yes", "altered_sensation": "yes"})
    assert both.evidence.left_out == {"altered_sensation": "more_specific"}
    assert np.array_equal(both.probability, posterior(NET, {"numb": "yes"}).probability)
    odd = posterior(NET, {"numb": "yes", "altered_sensation": "no"})
    assert odd.evidence.contradictions == (("altered_sensation", "numb"),)


def test_a_group_is_tempered_by_the_square_root_of_its_answers() -> None:
    result = posterior(NET, {"face_droop": "yes", "speech_trouble": "yes", "arm_weakness": "no"})
    assert {w.weight for w in result.evidence.weighed} == {NET.dependence.overall * 3**-0.5}
    assert posterior(NET, {"face_droop": "yes"}).evidence.weighed[0].weight == NET.dependence.overall


def test_a_drawing_replaces_region_answers_and_moves_its_cause() -> None:
    drawn = {"meralgia_paresthetica": 2.0}
    with_region = posterior(NET, {"at_outer_thigh": "yes"}, drawn)
    assert with_region.evidence.left_out == {"at_outer_thigh": "drawing"}
    alone = posterior(NET, {}, drawn)
    assert np.array_equal(alone.probability, with_region.probability)
    assert alone.marginal("meralgia_paresthetica") > 4 * PACK.causes["meralgia_paresthetica"].prior.share


@pytest.mark.parametrize(
    ("answers", "drawing"),
    [
        ({"no_such": "yes"}, None),
        ({"numb": "perhaps"}, None),
        ({}, {"no_such": 1.0}),
        ({}, {"stroke": float("nan")}),
    ],
)
def test_bad_input_is_refused_in_words(answers: dict[str, str], drawing: dict[str, float] | None) -> None:
    with pytest.raises(CaseError):
        posterior(NET, answers, drawing)


@pytest.mark.parametrize("causes", [1, 2, 3, 4, 9])
def test_sets_are_complete_and_agree_with_their_sums(causes: int) -> None:
    table = sets.members(causes)
    assert len({tuple(row) for row in table.tolist()}) == len(table) == sets.count(causes)
    values = np.random.default_rng(causes).random((2, causes))
    for combine in (np.add, np.multiply):
        assert sets.over_members(values, combine) == pytest.approx(sets.over_chosen(values, table, combine))


def test_forms_of_one_cause_exclude_each_other_and_keep_its_share() -> None:
    several = {form.cause for form in NET.forms if form.presentation}
    assert several, "the pack has causes with presentations"
    assert np.exp(NET.prior(None, None)[0][NET.clash]).sum() == 0.0
    empty = posterior(NET, {})
    for cause in several:
        share = PACK.causes[cause].prior.share
        assert empty.marginal(cause) == pytest.approx(share, rel=1e-6)
        for number, form in enumerate(NET.forms):
            if form.cause == cause:
                assert empty.of_forms[number] == pytest.approx(share * form.weight, rel=1e-6)


def test_silence_counts_only_in_a_story_told_freely_and_gives_way_to_answers() -> None:
    told, answers = {"told_freely": "yes"}, {"side": "one", "numb": "yes"}
    plain, free = posterior(NET, answers), posterior(NET, answers | told)
    assert posterior(NET, answers | {"told_freely": "no"}).marginals == plain.marginals
    assert free.marginal("fibromyalgia") < plain.marginal("fibromyalgia")
    left_out = sum(NET.silence_row(f) for f in NET.told if f not in {"numb", "altered_sensation"})
    by_hand = plain.probability * np.exp(left_out * 2 / NET.silence.full_story)
    assert np.abs(by_hand / by_hand.sum() - free.probability).max() < 1e-12
    danger = {f.id for f in PACK.findings.values() if f.family == "danger"}
    assert danger.isdisjoint(NET.told)


@settings(max_examples=30, deadline=None)
@given(cases, st.lists(answer, max_size=3, unique_by=lambda a: a[0]).map(dict), st.booleans(), st.booleans())
def test_an_updated_posterior_is_that_worked_out_anew(
    before: dict[str, str], more: dict[str, str], told: bool, painted: bool
) -> None:
    before |= {"told_freely": "yes"} if told else {}
    drawing = {NET.causes[0]: 1.5, NET.causes[3]: -2.0} if painted else None
    after = before | more
    anew, same = posterior(NET, after, drawing), updated(posterior(NET, before, drawing), after, drawing)
    assert np.allclose(same.probability, anew.probability, rtol=1e-7, atol=1e-14)
    assert same.log_evidence == pytest.approx(anew.log_evidence, abs=1e-8)
    assert same.evidence.weighed == anew.evidence.weighed and same.evidence.spoken == anew.evidence.spoken
