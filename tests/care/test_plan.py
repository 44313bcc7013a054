"""The care plan: right cautions for the right person, emergency first, no promise of feeling."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pinprick.care.plan import plan
from pinprick.care.records import CarePlan
from pinprick.care.sections import care_sections
from pinprick.errors import PackError
from pinprick.knowledge.load import load_pack
from pinprick.vocabulary import Urgency

PACK = load_pack()


def cautions_of(result: CarePlan, medicine: str) -> dict[str, str]:
    found = [t for t in result.treatments if t.medicine == medicine]
    assert found, f"{medicine} is not in the plan"
    return {c.id: c.level for t in found for c in t.cautions}


def test_pregnant_woman_with_sciatica() -> None:
    answers = {"pregnancy_status": "pregnant", "sex": "female", "age_band": "age_30_39", "numb": "yes"}
    result = plan(PACK, answers, [("lumbosacral_radiculopathy", 0.8)], Urgency.ROUTINE_WEEKS)
    assert cautions_of(result, "duloxetine")["preg_snri_tca"] == "ask_first"
    assert cautions_of(result, "amitriptyline_nortriptyline")["preg_snri_tca"] == "ask_first"
    refused = {n.medicine for n in result.not_advised}
    assert {"pregabalin", "gabapentin"} <= refused, "gabapentinoids have no benefit in sciatica"
    assert "pregabalin" not in {t.medicine for t in result.treatments}
    assert "preg_nsaid" in {c.id for c in result.cautions}
    assert not any("pregnant, may be" in ask for ask in result.check_first), "already answered"


def test_man_of_75_on_oxycodone_with_painful_diabetic_neuropathy() -> None:
    answers = {
        "age_band": "age_70_79", "sex": "male", "opioid_use": "yes", "burning": "yes", "numb": "yes",
        "diabetes_status": "diabetes_10_years_or_more", "chronic_kidney_disease": "moderate",
    }  # fmt: skip
    result = plan(PACK, answers, [("diabetic_polyneuropathy", 0.85)], Urgency.ROUTINE_WEEKS)
    for medicine in ("pregabalin", "gabapentin"):
        levels = cautions_of(result, medicine)
        assert levels["opioid_gabapentinoid"] == "avoid"
        assert levels["age_gabapentinoid"] == "care"
        assert levels["kidney_gabapentinoid"] == "care"
        assert levels["stop_gabapentinoid"] == "know"
    assert cautions_of(result, "amitriptyline_nortriptyline")["age_tca"] == "avoid"
    assert cautions_of(result, "duloxetine")["opioid_serotonin"] == "ask_first"
    order = [t.medicine for t in result.treatments]
    assert order.index("topical_capsaicin") < order.index("duloxetine") < order.index("pregabalin")
    dulox = next(t for t in result.treatments if t.medicine == "duloxetine")
    assert dulox.nnt == 6 and "6 people" in (dulox.nnt_words or "")
    assert {a.region: a.status for a in dulox.approval} == {"the US": "approved", "Europe": "approved"}
    opioid = next(i for t in result.treatments for i in t.interactions if i.id == "ia_gaba_opioid")
    assert opioid.present is True and opioid.atc == "N02A"
    assert "diabetes_foot_check" in {c.id for c in result.cautions}
    assert not any("pregnant" in ask for ask in result.check_first), "a man is not asked about pregnancy"


def test_heavy_drinker() -> None:
    answers = {"alcohol_intake": "heavy_now", "age_band": "age_50_59", "numb": "yes"}
    ranked = [("alcohol_related_neuropathy", 0.6), ("idiopathic_polyneuropathy", 0.2)]
    result = plan(PACK, answers, ranked, Urgency.ROUTINE_WEEKS)
    assert cautions_of(result, "duloxetine")["alcohol_duloxetine"] == "avoid"
    assert cautions_of(result, "gabapentin")["alcohol_sedating"] == "ask_first"
    general = {c.id for c in result.cautions}
    assert {"alcohol_stop_suddenly", "alcohol_thiamine_danger"} <= general
    assert result.treatments[0].medicine == "vitamin_b1_thiamine"
    assert result.self_care[0].id == "stop_alcohol"


@pytest.mark.parametrize("cause", sorted(PACK.causes))
def test_at_an_emergency_no_treatment_stands_before_the_act(cause: str) -> None:
    result = plan(PACK, {"numb": "yes"}, [(cause, 0.9)], Urgency.EMERGENCY_NOW)
    assert result.emergency_first and result.withheld and "emergency number" in result.first
    assert result.treatments == [] and result.self_care == [] and result.not_advised == []
    assert all(test.price == "hospital" for test in result.tests)
    assert all(line.level is Urgency.EMERGENCY_NOW for line in result.safety_net) and result.safety_net


def test_heat_is_left_out_where_feeling_is_lost() -> None:
    ranked = [("lumbosacral_radiculopathy", 0.7)]
    well = plan(PACK, {}, ranked, Urgency.ROUTINE_WEEKS)
    numb = plan(PACK, {"known_neuropathy": "yes"}, ranked, Urgency.ROUTINE_WEEKS)
    assert "heat" in {s.id for s in well.self_care}
    assert "heat" not in {s.id for s in numb.self_care}
    assert {"heat", "cold"} <= {left.id for left in numb.left_out}
    assert "no_heat_on_numb_skin" in {c.id for c in well.cautions}, "said to everyone"


def test_a_swollen_leg_is_not_massaged_or_exercised() -> None:
    ranked = [("fibromyalgia", 0.6)]
    result = plan(PACK, {"leg_swelling": "one_leg"}, ranked, Urgency.URGENT_SAME_DAY)
    assert {"massage", "exercise", "heat"} <= {left.id for left in result.left_out}


def test_tests_are_ranked_by_probability_and_known_ones_left_out() -> None:
    ranked = [("diabetic_polyneuropathy", 0.6), ("peripheral_artery_disease", 0.2)]
    before = plan(PACK, {}, ranked, Urgency.ROUTINE_WEEKS)
    weights = [t.weight for t in before.tests]
    assert weights == sorted(weights, reverse=True)
    assert before.tests[0].id == "hba1c" and before.tests[0].weight == pytest.approx(0.8)
    after = plan(PACK, {"test_hba1c": "from_6_5"}, ranked, Urgency.ROUTINE_WEEKS)
    assert "hba1c" not in {t.id for t in after.tests}


def test_unsure_is_not_no() -> None:
    ranked = [("diabetic_polyneuropathy", 0.9)]
    unsure = plan(PACK, {"opioid_use": "unsure"}, ranked, Urgency.ROUTINE_WEEKS)
    no = plan(PACK, {"opioid_use": "no"}, ranked, Urgency.ROUTINE_WEEKS)
    assert any("strong painkiller" in ask for ask in unsure.check_first)
    assert not any("strong painkiller" in ask for ask in no.check_first)


def test_unknown_cause_is_an_error_with_its_name() -> None:
    with pytest.raises(PackError, match="no_such_cause"):
        plan(PACK, {}, [("no_such_cause", 0.9)], Urgency.ROUTINE_WEEKS)


def test_plan_is_json_and_deterministic() -> None:
    answers = {"diabetes_status": "diabetes_under_10_years", "sex": "female"}
    ranked = [("diabetic_polyneuropathy", 0.5), ("fibromyalgia", 0.2)]
    first, second = (plan(PACK, answers, ranked, Urgency.ROUTINE_WEEKS).model_dump_json() for _ in range(2))
    assert first == second and CarePlan.model_validate(json.loads(first))


FINDINGS = st.dictionaries(
    st.sampled_from(sorted(PACK.findings)), st.integers(min_value=0, max_value=9), max_size=25
).map(
    lambda d: {
        f: [*PACK.findings[f].values, "unsure"][i % (len(PACK.findings[f].values) + 1)] for f, i in d.items()
    }
)
RANKED = st.lists(
    st.tuples(st.sampled_from(sorted(PACK.causes)), st.floats(0, 1)),
    min_size=1,
    max_size=6,
    unique_by=lambda c: c[0],
)


@settings(max_examples=60, deadline=None)
@given(answers=FINDINGS, ranked=RANKED, level=st.sampled_from(list(Urgency)))
def test_any_case_gets_a_safe_plan(
    answers: dict[str, str], ranked: list[tuple[str, float]], level: Urgency
) -> None:
    result = plan(PACK, answers, sorted(ranked, key=lambda r: -r[1]), level)
    assert (level is Urgency.EMERGENCY_NOW) == (not result.notes and result.withheld is not None)
    left = {s.id for s in result.left_out}
    assert not left & {s.id for s in result.self_care}
    assert result.safety_net and result.tell
    for treatment in result.treatments:
        assert treatment.sources and treatment.approval
        assert all(c.sources for c in treatment.cautions)


@settings(max_examples=40, deadline=None)
@given(answers=FINDINGS, extra=st.sampled_from(["opioid_use", "narrow_angle_glaucoma", "liver_disease"]))
def test_one_more_risk_never_removes_a_caution(answers: dict[str, str], extra: str) -> None:
    ranked = [("diabetic_polyneuropathy", 0.9)]
    less = plan(PACK, {**answers, extra: "no"}, ranked, Urgency.ROUTINE_WEEKS)
    more = plan(PACK, {**answers, extra: "yes"}, ranked, Urgency.ROUTINE_WEEKS)
    for treatment in less.treatments:
        assert {c.id for c in treatment.cautions} <= set(cautions_of(more, treatment.medicine))


def test_sections_speak_of_what_the_pack_has() -> None:
    sections = care_sections(PACK)
    phrases = {phrase for test in sections.tests for phrase in test.phrases}
    asked = {phrase for group in PACK.tests.values() for phrase in group}
    assert asked == phrases, asked ^ phrases
    tags = {tag for m in PACK.medicines.values() for tag in m.tags}
    for caution in sections.cautions:
        assert caution.topic in sections.topics
        assert set(caution.target.medicines) <= set(PACK.medicines), caution.id
        assert set(caution.target.therapies) <= set(PACK.therapies), caution.id
        assert set(caution.target.tags) <= tags | {"antiplatelet"}, caution.id
        assert caution.sources and all(PACK.source(key) for key in caution.sources)
    for pair in sections.interactions:
        assert set(pair.medicines) <= set(PACK.medicines) and set(pair.tags) <= tags
        assert pair.medicines or pair.tags
        assert pair.finding is None or pair.finding in PACK.findings
        assert all(PACK.source(key) for key in pair.sources)
    for line in sections.watch:
        assert line.rule in PACK.rules_by_id, line.id
        assert set(line.causes) <= set(PACK.causes) and set(line.medicines) <= set(PACK.medicines)
    for topic in sections.topics.values():
        assert set(topic.findings) <= set(PACK.findings)
    for item in sections.tell:
        assert set(item.findings) <= set(PACK.findings)
    for test in sections.tests:
        assert set(test.settles) <= set(PACK.findings), test.id


def test_every_leaf_of_a_caution_is_a_value_of_a_finding() -> None:
    from pinprick.care.cautions import _leaves

    for caution in care_sections(PACK).cautions:
        for leaf in _leaves(caution.when):
            finding, _, value = leaf.partition("=")
            assert finding in PACK.findings, (caution.id, leaf)
            assert (value or "yes") in PACK.findings[finding].values, (caution.id, leaf)


def test_every_medicine_has_codes_plain_words_and_sources() -> None:
    texts = PACK.text["en/medicines"]
    assert set(texts) == set(PACK.medicines) and len(PACK.medicines) >= 19
    for key, medicine in PACK.medicines.items():
        assert medicine.codes and all(code.atc and code.basis == "recalled" for code in medicine.codes), key
        keys = {*medicine.sources, *(s for i in medicine.indications for s in i.sources)}
        assert keys and all(PACK.source(source) for source in keys)
    assert set(PACK.text["en/therapies"]) == set(PACK.therapies) and len(PACK.therapies) == 24


def test_no_sentence_says_that_a_medicine_restores_feeling() -> None:
    promise = (
        "restores feeling",
        "feeling comes back",
        "brings feeling back",
        "bring back feeling",
        "heals nerves",
    )
    for key, text in PACK.text["en/medicines"].items():
        said = " ".join(text.values()).lower()
        assert not any(p in said and "not " + p[:5] not in said for p in promise), key
    pain = {"duloxetine", "pregabalin", "gabapentin", "amitriptyline_nortriptyline", "topical_capsaicin"}
    for key in pain:
        assert "does not bring feeling back" in PACK.text["en/medicines"][key]["does"]
