"""Simple rivals in the same table: what the engine must beat to be worth its trouble."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from pinprick.conclusion import gather
from pinprick.evaluation.cases import STAGES, KnownCase
from pinprick.evaluation.scores import Outcome
from pinprick.knowledge.schema.pack import Pack
from pinprick.vocabulary import UNSURE, YES, Urgency

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
            if finding in cause.findings and value != UNSURE:
                p = cause.findings[finding].p
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
    ranked = {}
    for i, case in enumerate(cases):
        best: dict[str, float] = {}
        for j, other in enumerate(cases):
            if i != j:
                likeness = sum(w * vectors[j].get(term, 0.0) for term, w in vectors[i].items())
                best[other.truth] = max(best.get(other.truth, 0.0), likeness)
        total = sum(best.values()) or 1.0
        ranked[case.id] = tuple(sorted(((c, s / total) for c, s in best.items()), key=lambda item: -item[1]))
    return ranked


def baseline_outcomes(cases: Sequence[KnownCase], pack: Pack) -> dict[str, list[Outcome]]:
    """Every baseline's ranking of every case; urgency is not theirs to say (routine for all)."""
    prior, stories = prior_only(pack), nearest_story(cases)
    table: dict[str, list[Outcome]] = {"prior only": [], "naive Bayes": [], "nearest story (TF-IDF)": []}

    def add(name: str, known: KnownCase, stage: str, ranked: Ranked) -> None:
        table[name].append(Outcome(known, stage, ranked, Urgency.ROUTINE_WEEKS, 0.0))

    for known in cases:
        add("prior only", known, "words", prior)
        add("nearest story (TF-IDF)", known, "words", stories[known.id])
        for stage in STAGES:
            if stage == "words" or known.coded is not None:
                add("naive Bayes", known, stage, naive_bayes(known, pack, stage))
    return table
