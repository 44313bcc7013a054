"""General Bayesian network libraries on the largest cut of the pack they can hold, timed beside our engine."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median
from typing import Any

import numpy as np

from pinprick.errors import MissingExtraError
from pinprick.inference.export import assignments, bayes_net, library, log_weight, states, sub_pack, table
from pinprick.inference.network import Network
from pinprick.inference.parameters import PRIOR_FINDINGS, UNEXPLAINED
from pinprick.inference.posterior import posterior
from pinprick.knowledge.schema.pack import Pack

Answers = dict[str, str]
Rival = Callable[[Network, list[Answers]], tuple[list[float], list[np.ndarray]]]
"""Seconds a case, and P(cause) of every case in the order of `network.causes`."""


def cut(pack: Pack, causes: int, findings: int, cases: int, seed: int = 0) -> tuple[Network, list[Answers]]:
    """A random cut of the pack, one finding a group, with cases that answer every finding in it.

    Answers count once, as they do in an ordinary network: without the pack's `overall` weight.
    """
    plain = {**pack.decision, "dependence": {**pack.decision.get("dependence", {}), "overall": 1.0}}
    pack = pack.model_copy(update={"decision": plain, "digest": f"{pack.digest}:plain"})
    random = np.random.default_rng(seed)
    known = [c for c in pack.causes if c != UNEXPLAINED and not pack.causes[c].presentations]
    chosen = [str(c) for c in random.choice(known, min(causes, len(known)), replace=False)]
    whole = Network(pack)
    asked: list[str] = []
    groups: set[str] = set()
    for name in random.permutation([f for f in pack.findings if f not in PRIOR_FINDINGS]):
        group = whole.group.get(name)
        if len(asked) < findings and group not in groups and not pack.findings[name].implied_by:
            asked.append(str(name))
            groups |= {group} if group else set()
    net = Network(sub_pack(pack, chosen, asked))
    return net, [{f: str(random.choice(pack.findings[f].values)) for f in asked} for _ in range(cases)]


def compare(pack: Pack, rival: Rival, causes: int, findings: int, cases: int) -> dict[str, Any]:
    """How many times longer `rival` takes for a case, and the largest difference in P(cause)."""
    net, block = cut(pack, causes, findings, cases)
    posterior(net, block[0]).vector.sum()
    ours, results = [], []
    for answers in block:
        net.recent.clear()
        start = time.perf_counter()
        results.append(posterior(net, answers).vector)
        ours.append(time.perf_counter() - start)
    theirs, other = rival(net, block)
    return {
        "times_longer": median(theirs) / median(ours),
        "ms": median(theirs) * 1e3,
        "our_ms": median(ours) * 1e3,
        "largest_difference": max(float(np.abs(a - b).max()) for a, b in zip(results, other, strict=True)),
        "causes": len(net.causes),
        "findings": findings,
    }


def pyagrum(net: Network, block: list[Answers]) -> tuple[list[float], list[np.ndarray]]:
    """Exact inference by pyAgrum's lazy propagation, a fresh engine a case as a service would."""
    model = bayes_net(net)
    gum = library()
    seconds, found = [], []
    for answers in block:
        start = time.perf_counter()
        engine = gum.LazyPropagation(model)
        engine.setEvidence({"possible": "yes", **answers})
        for cause in net.causes:
            engine.addTarget(cause)
        engine.makeInference()
        found.append(np.array([1 - float(engine.posterior(cause)[0]) for cause in net.causes]))
        seconds.append(time.perf_counter() - start)
    return seconds, found


def pgmpy(net: Network, block: list[Answers]) -> tuple[list[float], list[np.ndarray]]:
    """Exact inference by pgmpy's variable elimination. MissingExtraError when it is not installed."""
    try:
        from pgmpy.factors.discrete import TabularCPD
        from pgmpy.inference import VariableElimination
        from pgmpy.models import DiscreteBayesianNetwork
    except ImportError:
        raise MissingExtraError("The comparison with pgmpy", "bayes") from None
    causes, findings = list(net.causes), [f for f in net.pack.findings if f not in PRIOR_FINDINGS]
    sizes = [len(choice) for choice in states(net)]
    joint = list(assignments(net))
    weights = [log_weight(net, state, None, None) or 0.0 for state in joint]
    own = net.pack.causes[UNEXPLAINED].findings if UNEXPLAINED in net.pack.causes else {}
    columns = {"possible": [[1 - w / max(weights) for w in weights], [w / max(weights) for w in weights]]}
    for finding in findings:
        columns[finding] = np.array(
            [table(net.pack.findings[finding], state, own) for state in joint]
        ).T.tolist()
    model = DiscreteBayesianNetwork([(cause, node) for cause in causes for node in columns])
    model.add_cpds(
        *(TabularCPD(c, n, [[1 / n]] * n) for c, n in zip(causes, sizes, strict=True)),
        *(TabularCPD(node, len(rows), rows, causes, sizes) for node, rows in columns.items()),
    )
    seconds, found = [], []
    for answers in block:
        start = time.perf_counter()
        evidence = {f: net.pack.findings[f].values.index(value) for f, value in answers.items()}
        engine = VariableElimination(model)
        each = engine.query(causes, {"possible": 1, **evidence}, joint=False, show_progress=False)
        found.append(np.array([1 - float(each[cause].values[0]) for cause in causes]))
        seconds.append(time.perf_counter() - start)
    return seconds, found
