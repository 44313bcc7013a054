"""`pinprick benchmark`: how fast the engine is, against the machine and against others, side by side."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable
from functools import partial
from statistics import median
from typing import Any

import numpy as np

from pinprick.errors import MissingExtraError
from pinprick.inference import batch, rivals, simulate
from pinprick.inference.intervals import intervals
from pinprick.inference.missing import missing_mass
from pinprick.inference.network import Network
from pinprick.inference.parameters import UNEXPLAINED
from pinprick.inference.posterior import posterior
from pinprick.inference.questions import askable, inquire
from pinprick.knowledge.load import load_pack
from pinprick.knowledge.schema.pack import Pack


def run_benchmark(quick: bool = False) -> dict[str, Any]:
    """Measure everything in one run; medians, wall time. `quick` takes fewer repeats (about a quarter).

    Keys: `machine`; `sgemm_gflops`; `batch_peak_fraction` (useful multiply-adds of the batch as a share of
    that), `batch_cases_per_s`; `step_ms` (posterior, causes, urgency, worth of every question), `step_ratio`
    (to one candidates x sets matrix-vector product); `vs_pyagrum`, `vs_pgmpy` (null with `reason` when not
    installed); `interval_ms`; `missing_mass_ms`; `compile_s`, `tables_mb`; `posterior_ms`; `scaling`;
    `interviews`.
    """
    pack = load_pack()
    repeats = 3 if quick else 9
    net, compiled = _timed(lambda: _compiled(pack))
    people = [simulate.person(net, np.random.default_rng(seed)) for seed in range(4 if quick else 12)]
    cases = [_some(who.answers, net, 25, seed) for seed, who in enumerate(people)]
    report: dict[str, Any] = {"machine": _machine()}
    report |= _against_peak(net, people, 512 if quick else 2048, repeats)
    report |= _step(net, cases, repeats)
    report["posterior_ms"] = _median_ms([partial(_posterior, net, c) for c in cases], repeats)
    report["interval_ms"] = _median_ms([partial(intervals, net, c) for c in cases], repeats)
    report["missing_mass_ms"] = _median_ms([partial(missing_mass, posterior(net, c)) for c in cases], repeats)
    report["compile_s"] = compiled
    report["tables_mb"] = (net.log_table.nbytes + net.answer_table.nbytes) / 1e6
    size = {"causes": 8 if quick else 12, "findings": 16 if quick else 30, "cases": 3 if quick else 6}
    report["vs_pyagrum"] = _rival(pack, rivals.pyagrum, **size)
    report["vs_pgmpy"] = _rival(pack, rivals.pgmpy, **size)
    report["full_pack"] = {
        "our_ms": report["posterior_ms"],
        "sets": net.size,
        "others": f"one node with {len(net.causes)} parents needs 2 ** {len(net.causes)} columns: none can hold it",
    }
    report["scaling"] = [_scaled(pack, causes) for causes in ((25, 50) if quick else (25, 50, 100))]
    report["interviews"] = _interviews(net, 3 if quick else 40, curves=not quick)
    return report


def _posterior(net: Network, answers: dict[str, str]) -> dict[str, float]:
    net.recent.clear()
    return posterior(net, answers).marginals


def _compiled(pack: Pack) -> Network:
    net = Network(pack)
    _ = net.log_table, net.answer_table, net.prior(None, None)
    return net


def _against_peak(net: Network, people: list[simulate.Person], count: int, repeats: int) -> dict[str, Any]:
    """Batch and sgemm in turn, so that both see the same neighbours; one thread of the library or all alike."""
    random = np.random.default_rng(0)
    square = random.random((2048, 2048), dtype=np.float32)
    block = batch.encode(net, [_some(who.answers, net, 120, at) for at, who in enumerate(people)])
    codes = np.tile(block, (count // len(block) + 1, 1))[:count]
    rows = int(batch.features(net, block).any(axis=0).sum())
    fractions, peaks, rates = [], [], []
    batch.marginals_batch(net, codes[:64])
    for _ in range(repeats):
        peak = 2 * 2048**3 / _timed(lambda: square @ square)[1] / 1e9
        seconds = _timed(lambda: batch.marginals_batch(net, codes))[1]
        peaks.append(peak)
        rates.append(count / seconds)
        fractions.append(2 * batch.work(net, rows) * count / seconds / 1e9 / peak)
    return {
        "sgemm_gflops": median(peaks),
        "batch_peak_fraction": median(fractions),
        "batch_cases_per_s": median(rates),
        "batch_rows_in_use": rows,
    }


def _step(net: Network, cases: list[dict[str, str]], repeats: int) -> dict[str, Any]:
    every = askable(net)
    ratios, steps = [], []
    table = np.ascontiguousarray(net.answer_table[:, : len(every)].T)
    vector = np.ones(net.size, dtype=np.float32)
    for case in cases:
        inquire(net, case, None, every)
        for _ in range(repeats):
            product = _timed(lambda: table @ vector)[1]
            net.recent.clear()
            step = _timed(partial(inquire, net, case, None, every))[1]
            ratios.append(step / product)
            steps.append(step * 1e3)
    return {"step_ratio": median(ratios), "step_ms": median(steps)}


def _rival(pack: Pack, rival: rivals.Rival, **size: int) -> dict[str, Any]:
    try:
        return rivals.compare(pack, rival, **size)
    except MissingExtraError as error:
        return {"times_longer": None, "reason": str(error)}


def _scaled(pack: Pack, causes: int) -> dict[str, Any]:
    """A pack with this many causes (the real ones without presentations, then copies), compiled and asked."""
    plain = {c: x.model_copy(update={"presentations": []}) for c, x in pack.causes.items()}
    unexplained = plain.pop(UNEXPLAINED)
    some = dict(list(plain.items())[:causes])
    copies = -(-causes // max(len(plain), 1))
    for turn in range(1, copies):
        for cause in list(plain.values())[: causes - len(plain) * turn]:
            share = cause.prior.model_copy(update={"share": cause.prior.share / 2})
            twin = cause.model_copy(update={"id": f"{cause.id}_{turn}", "prior": share})
            some[twin.id] = twin
    larger = pack.model_copy(
        update={"causes": {**some, UNEXPLAINED: unexplained}, "digest": f"{pack.digest}:{causes}"}
    )
    net, seconds = _timed(lambda: Network(larger))
    answers = {"numb": "yes", "side": "one", "back_pain": "yes", "onset_pace": "weeks", "tingling": "no"}
    first = _timed(lambda: posterior(net, answers))[1]
    again = _median_ms([partial(_posterior, net, answers)], 5)
    return {"causes": causes, "sets": net.size, "first_s": seconds + first, "posterior_ms": again}


def _interviews(net: Network, count: int, curves: bool) -> dict[str, Any]:
    """Questions to the stop rule for simulated people; accuracy by questions asked for three orders."""
    random = np.random.default_rng(11)
    people = [simulate.person(net, random) for _ in range(count)]
    ours = [simulate.interview(net, who, simulate.best_first(net), 40) for who in people]
    found: dict[str, Any] = {
        "people": count,
        "median_questions": median(len(steps) - 1 for steps in ours),
        "first": float(np.mean([steps[-1].first for steps in ours])),
        "among_three": float(np.mean([steps[-1].among_three for steps in ours])),
    }
    if curves:
        orders = {
            "ours": simulate.best_without_end(net),
            "random": simulate.at_random(random),
            "fixed": simulate.in_order,
        }
        for name, order in orders.items():
            runs = [simulate.interview(net, who, order, 20) for who in people]
            found[f"among_three_{name}"] = {
                asked: float(np.mean([steps[min(asked, len(steps) - 1)].among_three for steps in runs]))
                for asked in (0, 5, 10, 15, 20)
            }
    return found


def _some(answers: dict[str, str], net: Network, count: int, seed: int) -> dict[str, str]:
    """`count` of a person's answers to askable questions, at random."""
    random = np.random.default_rng(seed)
    every = askable(net)
    return {f: answers[f] for f in random.choice(every, min(count, len(every)), replace=False)}


def _timed(what: Callable[[], Any]) -> tuple[Any, float]:
    start = time.perf_counter()
    result = what()
    return result, time.perf_counter() - start


def _median_ms(each: list[Callable[[], Any]], repeats: int) -> float:
    for what in each:
        what()
    return median(_timed(what)[1] for what in each for _ in range(repeats)) * 1e3


def _machine() -> dict[str, Any]:
    return {
        "processor": platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "threads": os.environ.get("OPENBLAS_NUM_THREADS", "library default"),
    }
