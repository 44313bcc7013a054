"""What a person is told: level, act, call, words for the call, what not to do, and what is still open."""

from __future__ import annotations

import json
import time

import pytest
from triage_people import PACK

from pinprick.errors import PackError
from pinprick.knowledge.reading_grade import hardest_sentence
from pinprick.triage import Decision, decide, evaluate
from pinprick.triage.policy import emergency_care, losses, thresholds
from pinprick.vocabulary import Urgency

CROSSED = {"numb": "yes", "side": "one", "at_toes": "yes", "legs_crossed": "yes", "clears_on_moving": "yes"}
STROKE = {"numb": "yes", "face_droop": "yes", "onset_pace": "seconds_to_minutes"}


def test_an_emergency_says_what_to_do_first() -> None:
    decision = decide(PACK, STROKE, {"stroke": 0.001, "positional_paresthesia": 0.9}, country="us")
    assert decision.level is Urgency.EMERGENCY_NOW
    assert decision.lead_cause == "stroke"
    assert decision.act[0].startswith("Call an ambulance now")
    assert decision.call.number == "911" and decision.call.country == "United States"
    assert decision.say and "stroke" in decision.say
    assert any("aspirin" in line for line in decision.do_not)
    assert any("drive" in line for line in decision.do_not)
    assert any("hot" in line for line in decision.do_not)
    assert not decision.not_enough and decision.ask_first == []
    assert decision.because[0].rule == "rf_fast" and decision.because[0].source
    assert decision.deadline_hours == 0


def test_numbers_by_country_and_anywhere() -> None:
    assert decide(PACK, STROKE, {}, country="GB").call.number == "999"
    assert decide(PACK, STROKE, {}, country="NO").call.number == "113"
    for unknown in (None, "", "ZZ", "Nowhere"):
        assert "emergency number" in decide(PACK, STROKE, {}, country=unknown).call.number
    care = emergency_care(PACK)
    assert len(care.countries) >= 30
    assert all(n.ambulance and n.verified and n.source for n in care.countries.values())


def test_crossed_legs_are_self_care_with_conditions() -> None:
    decision = decide(PACK, CROSSED, {"positional_paresthesia": 0.8, "lumbosacral_radiculopathy": 0.1})
    assert decision.level is Urgency.SELF_CARE
    assert {c.finding for c in decision.as_long_as} >= {"leg_weakness", "foot_drop"}
    assert decision.as_long_as_text and not decision.not_enough
    settled = {**CROSSED, "leg_weakness": "no", "foot_drop": "no", "episode_length": "minutes_2_to_60"}
    assert decide(PACK, settled, {}).as_long_as == []
    for finding, value in (("leg_weakness", "unsure"), ("foot_drop", "yes"), ("episode_length", "unsure")):
        assert decide(PACK, {**CROSSED, finding: value}, {}).level is not Urgency.SELF_CARE


def test_without_a_reason_the_least_is_a_visit() -> None:
    everything_denied = {f.id: "no" for f in PACK.findings.values() if f.is_binary}
    assert decide(PACK, everything_denied, {}).level is Urgency.ROUTINE_WEEKS
    assert decide(PACK, {}, {}).level is Urgency.ROUTINE_WEEKS


def test_probability_raises_self_care_and_says_why() -> None:
    decision = decide(PACK, CROSSED, {"acute_limb_ischaemia": 0.3})
    assert decision.level is Urgency.EMERGENCY_NOW
    assert decision.risk[0].causes[0] == "acute_limb_ischaemia" and "30 in 100" in decision.risk[0].text
    upper = decide(PACK, CROSSED, {"acute_limb_ischaemia": 0.02}, {"acute_limb_ischaemia": 0.2})
    assert upper.level is Urgency.EMERGENCY_NOW
    assert decide(PACK, CROSSED, {"acute_limb_ischaemia": 0.02}).level is Urgency.SELF_CARE


def test_doubt_about_a_danger_sign_is_shown() -> None:
    decision = decide(PACK, {"numb": "yes", "saddle_numbness": "unsure"}, {})
    assert decision.level is Urgency.URGENT_SAME_DAY
    assert decision.danger_unsure == ["saddle_numbness"]
    assert ("rf_ces_saddle", "possible") in {(b.rule, b.certainty) for b in decision.because}
    assert emergency_care(PACK).unsure in decision.notes
    assert "saddle_numbness" not in {q.finding for q in decision.ask_first}


def test_open_danger_questions_come_in_order() -> None:
    decision = decide(PACK, {"numb": "yes"}, {})
    ranks = [q.level.rank for q in decision.ask_first]
    assert ranks == sorted(ranks, reverse=True) and ranks[0] == Urgency.EMERGENCY_NOW.rank
    assert {"saddle_numbness", "urinary_retention", "face_droop"} <= {q.finding for q in decision.ask_first}
    assert decision.not_enough and decision.not_enough_because


def test_old_and_steady_counts_only_after_asking_what_is_new() -> None:
    old = {"prior_stroke": "yes", "leg_weakness": "yes", "onset_pace": "seconds_to_minutes"}
    old |= {"duration_so_far": "over_1_year", "course": "steady", "side": "one", "one_side_weakness": "yes"}
    decision = decide(PACK, old, {})
    assert decision.level.rank < Urgency.EMERGENCY_NOW.rank
    assert "anything_new" in {q.finding for q in decision.ask_first}
    assert decide(PACK, {**old, "anything_new": "yes"}, {}).level is Urgency.EMERGENCY_NOW
    assert "anything_new" not in {
        q.finding for q in decide(PACK, {**old, "anything_new": "no"}, {}).ask_first
    }


def test_the_rules_cause_leads_however_rare() -> None:
    shares = {"lumbosacral_radiculopathy": 0.9, "cauda_equina_syndrome": 0.001}
    decision = decide(PACK, {"back_pain": "yes", "urinary_retention": "yes"}, shares)
    assert decision.lead_cause == "cauda_equina_syndrome"
    assert "spinal_cord_compression" in decision.rule_causes


def test_under_sixteen_still_gets_an_answer() -> None:
    decision = decide(
        PACK, {"age_band": "under_16", "leg_weakness": "yes", "duration_so_far": "hours_to_1_day"}, {}
    )
    assert decision.level is Urgency.EMERGENCY_NOW
    assert any("under 16" in note for note in decision.notes)


def test_every_level_names_the_emergency_signs_and_comes_with_a_deadline() -> None:
    for level, acts in emergency_care(PACK).levels.items():
        assert acts.deadline and acts.safety_net and acts.headline
        if level is not Urgency.EMERGENCY_NOW:
            assert "emergency signs" in acts.safety_net
    hours = [emergency_care(PACK).levels[level].deadline_hours for level in list(Urgency)[:-1]]
    assert hours == sorted(hours, key=lambda h: h or 0)


def test_every_sentence_is_easy_to_read() -> None:
    care = emergency_care(PACK)
    texts = [
        t
        for acts in care.levels.values()
        for t in (acts.headline, acts.deadline, acts.act, acts.whom_to_call)
    ]
    texts += [t for acts in care.levels.values() for t in (*acts.do_not, acts.safety_net)]
    texts += [t for c in care.by_cause.values() for t in (c.say or "", *c.do_not)]
    texts += [
        *care.numb_skin,
        *care.emergency_signs,
        care.under_16,
        care.not_enough,
        care.as_long_as,
        care.unsure,
    ]
    texts += [rule.act for rule in PACK.rules]
    hard = [(g, s) for text in texts if text for g, s in [hardest_sentence(text, PLAIN)] if g > 8]
    assert hard == []


PLAIN = {"emergency", "hospital", "ambulance", "aspirin", "numbness", "bladder", "vitamin", "operation"}


def test_every_rule_has_a_source_and_room_for_a_signature() -> None:
    for rule in PACK.rules:
        assert rule.source and rule.verified in {"seen", "recalled", "derived"}
        PACK.source(rule.source)
        assert rule.reviewed_by is None or rule.reviewed_on


def test_thresholds_follow_from_the_losses() -> None:
    loss = losses(PACK)
    assert loss.threshold(Urgency.EMERGENCY_NOW) == pytest.approx(9 / 90)
    levels = [loss.threshold(level) for level in list(Urgency)[:-1]]
    assert levels == sorted(levels)
    for needed, row in loss.loss.items():
        for given in Urgency:
            assert row[given] >= 0 and (row[given] == 0) == (given is needed)


def test_missing_or_wrong_policy_is_a_clear_error() -> None:
    broken = PACK.model_copy(update={"decision": {}})
    with pytest.raises(PackError, match="thresholds"):
        thresholds(broken)
    wrong = {
        **PACK.decision,
        "thresholds": {**PACK.decision["thresholds"], "causes": {"strok": {"at": 0.1, "why": ""}}},
    }
    with pytest.raises(PackError, match="strok"):
        thresholds(PACK.model_copy(update={"decision": wrong}))
    with pytest.raises(PackError, match="emergency"):
        emergency_care(PACK.model_copy(update={"care_data": {}}))


def test_the_same_answers_give_the_same_bytes_in_any_order() -> None:
    answers = {**STROKE, "back_pain": "yes", "breathless": "unsure", "leg_swelling": "both_legs"}
    one = decide(PACK, answers, {"stroke": 0.2}).model_dump_json()
    other = decide(PACK, dict(reversed(answers.items())), {"stroke": 0.2}).model_dump_json()
    assert one == other
    assert Decision.model_validate(json.loads(one)).model_dump_json() == one


def test_one_case_takes_about_a_millisecond() -> None:
    answers = {**STROKE, "back_pain": "yes", "radiating_leg_pain": "yes", "duration_so_far": "days_1_to_7"}
    evaluate(PACK, answers)
    start = time.perf_counter()
    for _ in range(50):
        evaluate(PACK, answers)
    assert (time.perf_counter() - start) / 50 < 0.01
