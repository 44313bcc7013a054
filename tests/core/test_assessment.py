"""The whole way, from words or answers to an assessment."""

from __future__ import annotations

import json
import subprocess
import sys
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pinprick import Case, Drawing, assess, load_pack
from pinprick.assessment import explain
from pinprick.errors import CaseError
from pinprick.report.json import to_json
from pinprick.report.text import render_text
from pinprick.vocabulary import UNSURE, Urgency

PACK = load_pack()
LEGS_CROSSED = "My left foot and toes go numb when I cross my legs, gone after a few minutes of walking about"
CAUDA = "Since this morning both legs are numb, I am numb when I wipe and I cannot pass urine"


def test_crossed_legs_are_self_care_and_posture_leads() -> None:
    found = assess(Case(account=LEGS_CROSSED), PACK)
    assert found.urgency.level is Urgency.SELF_CARE
    assert found.causes[0].id == "positional_paresthesia"
    assert found.next_questions
    assert any(item.finding == "legs_crossed" and item.quote == "cross my legs" for item in found.understood)


def test_cauda_equina_is_an_emergency_and_shown_first() -> None:
    found = assess(Case(account=CAUDA), PACK)
    assert found.urgency.level is Urgency.EMERGENCY_NOW
    assert found.causes[0].id == "cauda_equina_syndrome"
    assert found.causes[0].because_of_rule
    assert found.urgency.because[0].source


def test_every_quote_is_where_it_says() -> None:
    for account in (LEGS_CROSSED, CAUDA):
        for item in assess(Case(account=account), PACK).understood:
            assert account[item.start : item.end] == item.quote


def test_the_ledger_adds_up_to_the_digit_and_to_the_probability() -> None:
    found = assess(Case(account=LEGS_CROSSED), PACK)
    for cause in found.causes[:5]:
        total = sum((Decimal(str(line.decibans)) for line in cause.ledger), Decimal(0))
        assert total == Decimal(str(cause.total_decibans))
        odds = 10 ** (float(total) / 10)
        assert cause.probability == pytest.approx(odds / (1 + odds), abs=2e-3)
        assert cause.low is not None and cause.high is not None
        assert cause.low <= cause.probability <= cause.high


def test_every_shown_number_has_a_basis_and_known_sources() -> None:
    found = assess(Case(account=CAUDA), PACK)
    lines = [line for cause in found.causes[:5] for line in cause.ledger]
    assert lines
    for line in lines:
        assert line.basis in {"published", "derived", "judgement"}
        assert len(line.verified) == len(line.sources)
        for source in line.sources:
            assert PACK.source(source).citation


def test_what_the_person_answers_wins_over_their_words() -> None:
    said = assess(Case(account="both my feet are numb and I have back pain"), PACK)
    assert said.answers["back_pain"] == "yes"
    corrected = assess(
        Case(account="both my feet are numb and I have back pain", findings={"back_pain": "no"}), PACK
    )
    assert corrected.answers["back_pain"] == "no"


def test_a_drawing_is_evidence_and_gets_a_place() -> None:
    outer_thigh = Drawing(regions={"right": ["upper_thigh_outer", "lower_thigh_outer"]})
    found = assess(Case(findings={"numb": "yes"}, drawing=outer_thigh), PACK)
    without = assess(Case(findings={"numb": "yes"}), PACK)
    chance = {c.id: c.probability for c in found.causes}["meralgia_paresthetica"]
    assert chance > 3 * {c.id: c.probability for c in without.causes}["meralgia_paresthetica"]
    assert without.location is None
    assert found.location is not None and found.location["levels"]
    assert any(line.kind == "drawing" for line in found.causes[0].ledger)


STRANGE = ["", "   ", "🦶🦶🦶", "my elbow hurts", "Me duele la pierna izquierda", "x" * 1_000_000]


@pytest.mark.parametrize("account", STRANGE)
def test_little_or_strange_words_are_not_enough_and_still_say_when_to_seek_care(account: str) -> None:
    found = assess(Case(account=account), PACK)
    assert found.not_enough
    assert found.notes
    assert found.urgency.level is not Urgency.SELF_CARE
    assert found.urgency.safety_net and found.urgency.emergency_signs


def test_unknown_findings_are_refused_with_the_nearest() -> None:
    with pytest.raises(CaseError, match="Did you mean 'tingling'"):
        assess(Case(findings={"tinglin": "yes"}), PACK)


def test_the_same_case_gives_the_same_bytes_in_another_process() -> None:
    code = (
        "import sys; from pinprick import Case, assess, load_pack; from pinprick.report.json import to_json; "
        "sys.stdout.write(to_json(assess(Case(account=sys.argv[1]), load_pack())))"
    )
    other = subprocess.run([sys.executable, "-c", code, CAUDA], capture_output=True, text=True, check=True)
    assert other.stdout == to_json(assess(Case(account=CAUDA), PACK))


def test_text_comes_emergency_first_and_fits_the_width() -> None:
    text = render_text(assess(Case(account=CAUDA), PACK), PACK, width=60)
    assert text.splitlines()[1].startswith("!! EMERGENCY")
    assert max(len(line) for line in text.splitlines()) <= 60


def test_import_is_light() -> None:
    code = (
        "import sys, pinprick; print(*[m for m in ('numpy', 'pydantic', 'yaml', 'rich') if m in sys.modules])"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == ""


FINDINGS = list(PACK.findings.values())
ANSWERS = st.lists(
    st.sampled_from(FINDINGS).flatmap(
        lambda f: st.tuples(st.just(f.id), st.sampled_from([*f.values, UNSURE]))
    ),
    max_size=12,
).map(dict)


@settings(max_examples=25, deadline=None)
@given(ANSWERS)
def test_any_answers_give_a_finite_assessment(answers: dict[str, str]) -> None:
    found = assess(Case(findings=answers), PACK)
    parsed = json.loads(to_json(found))
    assert all(0 <= cause["probability"] <= 1 for cause in parsed["causes"])
    assert len(parsed["causes"]) == len(PACK.causes)
    assert explain(Case(findings=answers), PACK).ledger
