"""How far general Bayesian network libraries reach: larger and larger cuts of the pack until they fail."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from statistics import median
from typing import Any

import numpy as np

from pinprick.errors import MissingExtraError
from pinprick.inference import export, rivals
from pinprick.inference.batch import encode, marginals_batch
from pinprick.knowledge.load import load_pack

RIVALS = {"pyagrum": rivals.pyagrum, "pgmpy": rivals.pgmpy}
FINDINGS, CASES, COPIES = 16, 3, 400
MOST_BYTES, MOST_SECONDS = 6 * 10**9, 240
"""What one attempt may hold and take, the building of the library's network included."""


def largest(name: str, causes: Sequence[int], seconds: int = MOST_SECONDS) -> dict[str, Any]:
    """The largest cut of the pack that a library still answers, tried in the order of `causes`.

    Each attempt is a process of its own, held to MOST_BYTES of memory and to `seconds` of processor time, so that
    neighbours make no difference. Keys: those of `attempt` for the largest that worked, and `stopped`: what the
    next size failed of.
    """
    found: dict[str, Any] = {}
    for count in causes:
        command = [sys.executable, "-m", "pinprick.cohort.limits", name, str(count)]
        done = subprocess.run([*command, str(seconds)], capture_output=True, text=True, check=False)
        if done.returncode == -signal.SIGXCPU:
            return found | {"stopped": f"{count} causes take longer than {seconds} s"}
        if done.returncode:
            why = (done.stderr.strip().splitlines() or [f"exit {done.returncode}"])[-1]
            return found | {"stopped": f"{count} causes: {why}"}
        found = json.loads(done.stdout)
    return found


def attempt(name: str, causes: int) -> dict[str, Any]:
    """One cut, by the library in a loop over its rows and by `marginals_batch` on the same rows.

    Keys: `causes`, `findings`, `rows_per_second`, `our_rows_per_second`, `ratio`, `largest_difference`.
    MissingExtraError without the library; MemoryError when it needs too much.
    """
    # The export's own limit is set for files; here the library is to find its own.
    export.MOST_CAUSES = causes
    net, rows = rivals.cut(load_pack(), causes, FINDINGS, CASES)
    seconds, theirs = RIVALS[name](net, rows)
    codes = encode(net, rows * COPIES)
    ours = marginals_batch(net, codes).causes[: len(rows), :-1]
    start = time.perf_counter()
    marginals_batch(net, codes)
    rate = len(codes) / (time.perf_counter() - start)
    return {
        "causes": len(net.causes),
        "findings": FINDINGS,
        "rows_per_second": 1 / median(seconds),
        "our_rows_per_second": rate,
        "ratio": rate * median(seconds),
        "largest_difference": max(float(np.abs(a - b).max()) for a, b in zip(theirs, ours, strict=True)),
    }


def _hold_to(memory: int, seconds: int) -> None:
    """No more memory and processor time than this for this process, where the system can be told so."""
    try:
        import resource
    except ModuleNotFoundError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))


if __name__ == "__main__":
    _hold_to(MOST_BYTES, int(sys.argv[3]))
    try:
        print(json.dumps(attempt(sys.argv[1], int(sys.argv[2]))))
    except MissingExtraError as error:
        sys.exit(str(error))
    except MemoryError:
        sys.exit(f"more than {MOST_BYTES / 1e9:.0f} GB of memory")
