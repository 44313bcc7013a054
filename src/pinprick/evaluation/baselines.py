"""Simple rivals in the same table: what the engine must beat to be worth its trouble."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from pinprick.conclusion import TOLD_FREELY, gather
from pinprick.evaluation import embeddings
from pinprick.evaluation.cases import STAGES, KnownCase
from pinprick.evaluation.scores import Outcome
from pinprick.knowledge.schema.pack import Pack
from pinprick.vocabulary import UNSURE, YES, Urgency

LEFT_OUT = ("age_band", "sex", TOLD_FREELY)
"""Age and sex enter with the prior; that a story was told is no symptom."""
Ranked = tuple[tuple[str, float], ...]


def _normalised(scores: dict[str, float]) -> Ranked:
    """Log scores as probabilities, best first."""
    top = max(scores.values())
    weights = {cause: math.exp(s - top) for cause, s in scores.items()}
    total = sum(weights.values())
    return tuple(sorted(((c, w / total) for c, w in weights.items()), key=lambda item: -item[1]))


def prior_only(pack: Pack) -> Ranked:
    """The commonest causes first, whatever the person says."""
    return _normalised({c.id: math.log(c.prior.share) for c in pack.causes.values()})


def naive_bayes(known: KnownCase, pack: Pack, stage: str) -> Ranked:
    """One cause at a time, every answer independent given the cause, no groups, no drawing."""
    case = known.at(stage, "regions")
    if case is None:
        return ()
    answers = gather(case, pack).answers
    scores = {}
    for cause in pack.causes.values():
        score = math.log(cause.prior.share)
        score += math.log(cause.prior.by_age.get(answers.get("age_band", ""), 1.0))
        score += math.log(cause.prior.by_sex.get(answers.get("sex", ""), 1.0))
        for finding, value in answers.items():
            if value != UNSURE and finding not in LEFT_OUT:
                listed = cause.findings.get(finding)
                p = listed.p if listed else pack.findings[finding].background.p
                score += math.log(p[value] if isinstance(p, dict) else p if value == YES else 1 - p)
        scores[cause.id] = score
    return _normalised(scores)


def _terms(text: str) -> Counter[str]:
    words = re.findall(r"[a-z']+", text.lower())
    return Counter(words) + Counter(f"{a} {b}" for a, b in pairwise(words))


def nearest_story(cases: Sequence[KnownCase]) -> dict[str, Ranked]:
    """TF-IDF cosine nearest other narrative (words and pairs of words), each case left out of its own search."""
    terms = [_terms(c.narrative) for c in cases]
    seen = Counter(term for t in terms for term in t)
    vectors = []
    for t in terms:
        weights = {term: (1 + math.log(n)) * math.log(len(cases) / seen[term]) for term, n in t.items()}
        norm = math.sqrt(sum(w * w for w in weights.values())) or 1.0
        vectors.append({term: w / norm for term, w in weights.items()})
    return _nearest_other(
        cases, [[sum(w * other.get(t, 0.0) for t, w in one.items()) for other in vectors] for one in vectors]
    )


def _nearest_other(cases: Sequence[KnownCase], likeness: Sequence[Sequence[float]]) -> dict[str, Ranked]:
    """Diagnoses by the most alike story that has them, each case left out of its own search."""
    ranked = {}
    for i, case in enumerate(cases):
        best: dict[str, float] = {}
        for j, other in enumerate(cases):
            if i != j:
                best[other.truth] = max(best.get(other.truth, 0.0), likeness[i][j])
        ranked[case.id] = _shares(best)
    return ranked


def _shares(scores: dict[str, float]) -> Ranked:
    total = sum(max(s, 0.0) for s in scores.values()) or 1.0
    return tuple(sorted(((c, max(s, 0.0) / total) for c, s in scores.items()), key=lambda item: -item[1]))


def nearest_meaning(cases: Sequence[KnownCase]) -> dict[str, Ranked]:
    """As `nearest_story`, by cosine of sentence embeddings. Needs the extra `embeddings`."""
    vectors = embeddings.embed([c.narrative for c in cases])
    return _nearest_other(cases, (vectors @ vectors.T).tolist())


def nearest_description(cases: Sequence[KnownCase], pack: Pack) -> dict[str, Ranked]:
    """Causes by the cosine between the story and the cause's own name and summary in the pack."""
    stories = embeddings.embed([c.narrative for c in cases])
    texts = embeddings.embed([f"{c.name}. {c.summary}" for c in pack.causes.values()])
    likeness = (stories @ texts.T).tolist()
    return {
        case.id: _shares(dict(zip(pack.causes, row, strict=True)))
        for case, row in zip(cases, likeness, strict=True)
    }


def baseline_outcomes(cases: Sequence[KnownCase], pack: Pack) -> dict[str, list[Outcome]]:
    """Every baseline's ranking of every case; urgency is not theirs to say (routine for all)."""
    prior = prior_only(pack)
    by_words = {"nearest story (TF-IDF)": nearest_story(cases)}
    if embeddings.available():
        by_words["nearest story (sentence embedding)"] = nearest_meaning(cases)
        by_words["nearest description (sentence embedding)"] = nearest_description(cases, pack)
    table: dict[str, list[Outcome]] = {"prior only": [], "naive Bayes": [], **{name: [] for name in by_words}}

    def add(name: str, known: KnownCase, stage: str, ranked: Ranked) -> None:
        table[name].append(Outcome(known, stage, ranked, Urgency.ROUTINE_WEEKS, 0.0))

    for known in cases:
        add("prior only", known, "words", prior)
        for name, ranked in by_words.items():
            add(name, known, "words", ranked[known.id])
        for stage in STAGES:
            if stage == "words" or known.coded is not None:
                add("naive Bayes", known, stage, naive_bayes(known, pack, stage))
    return table
