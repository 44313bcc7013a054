"""The engine against a national survey: who has narrowed leg arteries or feet that do not feel, from answers alone.

NHANES 1999-2002, people aged 40 and over: ankle-brachial index below 0.9, and one of six sites of a 10-g
monofilament not felt. Most of them have no complaint, while the pack's priors are of people who ask about numb
legs: order (area under the curve) carries over, levels need not, and the slope says how far.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from pinprick.evaluation.nhanes_coding import NhanesMap, Target, answers, nhanes_map, numbers, read_survey
from pinprick.evaluation.nhanes_statistics import (
    Design,
    Floats,
    area,
    calibration_slope,
    cross_validated,
    jackknife,
)
from pinprick.inference.batch import Codes, encode, marginals_batch
from pinprick.inference.network import network
from pinprick.inference.parameters import PRIOR_FINDINGS
from pinprick.knowledge.schema.pack import Pack
from pinprick.vocabulary import YES

SURE = 1e-6


def evaluate_nhanes(path: Path, pack: Pack) -> dict[str, Any]:
    """For `pad` and `insensate`: n, weighted AUC of the engine, of logistic regression (10-fold by sampling unit),
    of the single question and of the prior; calibration slope; each with a design-based 95 % interval.

    `symptomatic`: the same area among people with numb or tingling feet, for whom the pack is made.
    """
    mapping = nhanes_map()
    survey = read_survey(path, mapping)
    people = answers(survey, mapping, pack)
    found = {name: _target(target, survey, people, mapping, pack) for name, target in mapping.targets.items()}
    return found | {"source": mapping.survey.source, "from_age": mapping.survey.from_age}


def _target(
    target: Target, survey: dict[str, list[Any]], people: list[dict[str, str]], mapping: NhanesMap, pack: Pack
) -> dict[str, Any]:
    truth = numbers(survey[target.column])
    design = Design(
        numbers(survey[mapping.survey.weight]),
        np.array(survey[mapping.survey.stratum], dtype=np.int64),
        np.array(survey[mapping.survey.psu], dtype=np.int64),
    )
    used = ~np.isnan(truth) & (design.weight > 0)
    truth, design = truth[used], design.at(used)
    here = [person for person, keep in zip(people, used, strict=True) if keep]
    codes = encode(network(pack), here)
    stated = predicted(pack, codes, target.finding)
    rival = cross_validated(indicators(codes, pack, list(mapping.findings)), truth, design)
    prior = predicted(pack, _only(codes, pack, PRIOR_FINDINGS), target.finding)
    question = np.array([float(person.get(target.question) == YES) for person in here])
    complains = np.array([person.get("altered_sensation") == YES for person in here])
    scores = {"auc": stated, "auc_logistic": rival, "auc_single_question": question, "auc_prior": prior}
    if target.cause:
        scores["auc_cause"] = _cause(pack, codes, target.cause)
    found: dict[str, Any] = {"n": len(truth), "cases": int(truth.sum())}
    found["prevalence"] = float(truth @ design.weight / design.weight.sum())
    found["mean_stated"] = float(stated @ design.weight / design.weight.sum())
    for name, score in scores.items():
        _add(found, name, jackknife(partial(area, score, truth), design))
    _add(found, "calibration_slope", jackknife(partial(calibration_slope, stated, truth), design))
    among = design.at(complains)
    found["symptomatic"] = {"n": int(complains.sum()), "cases": int(truth[complains].sum())}
    found["symptomatic"]["prevalence"] = float(truth[complains] @ among.weight / among.weight.sum())
    found["symptomatic"]["mean_stated"] = float(stated[complains] @ among.weight / among.weight.sum())
    for name in ("auc", "auc_logistic"):
        figure = partial(area, scores[name][complains], truth[complains])
        _add(found["symptomatic"], name, jackknife(figure, among))
    return found


def _add(found: dict[str, Any], name: str, figure: tuple[float, float, float]) -> None:
    found[name] = round(figure[0], 4)
    found[f"{name}_interval"] = [round(figure[1], 4), round(figure[2], 4)]


def predicted(pack: Pack, codes: Codes, finding: str) -> Floats:
    """P(finding = yes | answers) of each case: the share of P(answers, yes) in P(answers, yes or no)."""
    at = list(pack.findings).index(finding)
    logs = []
    for value in range(2):
        asked = codes.copy()
        asked[:, at] = value
        logs.append(marginals_batch(network(pack), asked).log_evidence.astype(np.float64))
    p = 1 / (1 + np.exp(logs[1] - logs[0]))
    return np.asarray(np.clip(p, SURE, 1 - SURE))


def _cause(pack: Pack, codes: Codes, cause: str) -> Floats:
    net = network(pack)
    return marginals_batch(net, codes).causes[:, list(net.causes).index(cause)].astype(np.float64)


def _only(codes: Codes, pack: Pack, findings: tuple[str, ...]) -> Codes:
    kept = np.full_like(codes, -1)
    for finding in findings:
        at = list(pack.findings).index(finding)
        kept[:, at] = codes[:, at]
    return kept


def indicators(codes: Codes, pack: Pack, findings: list[str]) -> Floats:
    """Every value of every finding but its most frequent as a 0/1 column; not known is no value."""
    columns = []
    for finding in findings:
        values = codes[:, list(pack.findings).index(finding)]
        seen, count = np.unique(values, return_counts=True)
        columns += [values == value for value in seen if value != seen[count.argmax()]]
    return np.stack(columns, axis=1).astype(np.float64)


def render(found: dict[str, Any]) -> str:
    """The table for a terminal."""
    titles = {"pad": "Ankle-brachial index below 0.9", "insensate": "A monofilament site not felt"}
    rows = {
        "auc": "Pinprick: P(test positive | answers)",
        "auc_cause": "Pinprick: P(cause | answers)",
        "auc_logistic": "logistic regression, same answers",
        "auc_single_question": "the single question",
        "auc_prior": "age and sex only",
        "calibration_slope": "calibration slope (1 is right)",
    }
    lines = [
        f"People aged {found['from_age']} and over, NHANES 1999-2002, weighted; 95 % intervals by jackknife."
    ]
    for key, title in titles.items():
        part = found[key]
        lines += ["", f"{title}: {part['cases']} of {part['n']}, {part['prevalence']:.1%} weighted"]
        lines += [f"  {text:<39}{_span(part, name)}" for name, text in rows.items() if name in part]
        lines.append(f"  {'mean stated probability':<39}{part['mean_stated']:.3f}")
        some = part["symptomatic"]
        lines.append(f"  among {some['n']} with numb or tingling feet ({some['cases']} have it):")
        for name in ("auc", "auc_logistic"):
            lines.append(f"    {rows[name]:<37}{_span(some, name)}")
        lines.append(f"    {'seen and stated':<37}{some['prevalence']:.3f} and {some['mean_stated']:.3f}")
    return "\n".join(lines)


def _span(part: dict[str, Any], name: str) -> str:
    low, high = part[f"{name}_interval"]
    return f"{part[name]:.3f}  ({low:.3f} to {high:.3f})"
