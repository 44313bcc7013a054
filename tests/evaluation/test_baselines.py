"""The rivals are given every chance: what they leave out would make the engine look better than it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pinprick.evaluation import embeddings
from pinprick.evaluation.baselines import baseline_outcomes, naive_bayes, nearest_story
from pinprick.evaluation.cases import KnownCase
from pinprick.knowledge.load import load_pack
from pinprick.vocabulary import Urgency

PACK = load_pack()
FEET = KnownCase(
    id="feet",
    kind="vignette",
    narrative="Both feet numb for years, I have diabetes.",
    truth="diabetic_polyneuropathy",
    acceptable_causes=frozenset({"diabetic_polyneuropathy"}),
    urgency=Urgency.ROUTINE_WEEKS,
    acceptable_urgency=frozenset({Urgency.ROUTINE_WEEKS}),
    sensory=True,
    coded={"findings": {"saddle_numbness": "yes", "age_band": "age_40_49"}},
)


def test_naive_bayes_takes_the_background_where_a_cause_lists_nothing() -> None:
    by_cause = dict(naive_bayes(FEET, PACK, "person"))
    silent = [c.id for c in PACK.causes.values() if "saddle_numbness" not in c.findings]
    assert silent
    listed = PACK.causes["cauda_equina_syndrome"]
    ratio = by_cause["cauda_equina_syndrome"] / by_cause[silent[0]]
    background = PACK.findings["saddle_numbness"].background.p
    p = listed.findings["saddle_numbness"].p
    assert isinstance(p, float) and isinstance(background, float)
    priors = [c.prior.share * c.prior.by_age["age_40_49"] for c in (listed, PACK.causes[silent[0]])]
    assert ratio == pytest.approx(p / background * priors[0] / priors[1], rel=1e-9)


def test_a_story_is_never_its_own_nearest() -> None:
    other = replace(FEET, id="other", truth="b12_deficiency")
    ranked = nearest_story([FEET, other])
    assert [cause for cause, _ in ranked["feet"]] == ["b12_deficiency"]


def test_the_rivals_by_meaning_join_when_their_model_is_installed() -> None:
    names = set(baseline_outcomes([FEET, replace(FEET, id="other")], PACK))
    assert {"prior only", "naive Bayes", "nearest story (TF-IDF)"} <= names
    assert ("nearest story (sentence embedding)" in names) == embeddings.available()
