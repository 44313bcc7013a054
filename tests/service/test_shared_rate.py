"""The workers of one machine count a caller's requests together."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pinprick.errors import PinprickError
from pinprick.interfaces.service import run as service_run
from pinprick.interfaces.service.gate import Gate
from pinprick.interfaces.service.metrics import Metrics
from pinprick.interfaces.service.settings import Settings, read_settings
from pinprick.interfaces.service.shared_rate import SLOTS, WAYS, SharedRateLimit

pytest.importorskip("fcntl", reason="files cannot be locked on this system: each worker counts for itself")

ASK = """
import sys
from pathlib import Path
from pinprick.interfaces.service.shared_rate import SharedRateLimit
limit = SharedRateLimit(Path(sys.argv[1]), 0.001, 50)
print(sum(limit.wait("ann") is None for _ in range(200)))
"""


def test_four_workers_together_let_through_one_burst(tmp_path: Path) -> None:
    command = [sys.executable, "-c", ASK, str(tmp_path / "rates")]
    workers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    allowed = [int(worker.communicate(timeout=60)[0]) for worker in workers]
    assert sum(allowed) == 50, allowed


def gate(told: Settings) -> Gate:
    nothing: Any = None
    return Gate(nothing, told, nothing, Metrics(), lambda: "p|1|x")


def test_two_gates_over_one_file_are_one_limit(tmp_path: Path) -> None:
    told = read_settings({}, rate=0.001, burst=3, rate_file=tmp_path / "rates")
    gates = [gate(told) for _ in range(2)]
    waits = [gates[n % 2].rate.wait("at:10.0.0.1") for n in range(5)]
    assert [wait is None for wait in waits] == [True, True, True, False, False]
    assert gates[0].rate.wait("at:10.0.0.2") is None, "another caller is counted apart"


def test_no_address_is_written(tmp_path: Path) -> None:
    limit = SharedRateLimit(tmp_path / "rates", 1.0, 5)
    limit.wait("at:203.0.113.77")
    limit.close()
    written = (tmp_path / "rates").read_bytes()
    assert b"203.0" not in written and any(written)
    assert (tmp_path / "rates").stat().st_mode & 0o077 == 0


@given(st.lists(st.tuples(st.integers(0, 2), st.floats(-5, 5)), max_size=60))
@settings(deadline=None)
def test_never_more_than_a_burst_and_what_time_gave(asked: list[tuple[int, float]]) -> None:
    """Whatever the clock does, forwards or back, and whichever worker is asked."""
    clock = [100.0]
    with tempfile.TemporaryDirectory() as folder:
        workers = [SharedRateLimit(Path(folder) / "rates", 2.0, 4, lambda: clock[0]) for _ in range(3)]
        allowed, forwards = 0, 0.0
        for worker, step in asked:
            clock[0] += step
            forwards += max(0.0, step)
            wait = workers[worker].wait("ann")
            allowed += wait is None
            assert wait is None or 0 < wait <= 0.5, "nobody is locked out"
        assert allowed <= 4 + 2.0 * forwards + 1e-9
        for worker in workers:
            worker.close()


@given(st.binary(min_size=32 * WAYS, max_size=32 * WAYS))
@settings(deadline=None, max_examples=60)
def test_a_damaged_file_gives_at_most_one_burst_and_no_error(record: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "rates"
        file.write_bytes(record * (SLOTS // WAYS))
        limit = SharedRateLimit(file, 0.001, 5, lambda: 1000.0)
        allowed = sum(limit.wait("ann") is None for _ in range(20))
        limit.close()
    assert allowed <= 5


def test_more_callers_than_there_is_room_for(tmp_path: Path) -> None:
    limit = SharedRateLimit(tmp_path / "rates", 1.0, 2)
    assert all(limit.wait(f"caller {n}") is None for n in range(2 * SLOTS))
    assert (tmp_path / "rates").stat().st_size < 1_000_000
    limit.close()


def test_a_place_that_cannot_be_used_is_said_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(PinprickError, match="PINPRICK_RATE_FILE"):
        SharedRateLimit(tmp_path / "none" / "rates", 1.0, 2)


@pytest.mark.parametrize(("workers", "shared"), [(1, False), (2, True)])
def test_several_workers_are_given_one_file(
    workers: int, shared: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import uvicorn

    monkeypatch.setattr(os, "environ", dict(os.environ))
    seen: list[bool] = []
    monkeypatch.setattr(uvicorn, "run", lambda *a, **k: seen.append("PINPRICK_RATE_FILE" in os.environ))
    service_run.run(read_settings({}, diary=str(tmp_path / "d.sqlite"), workers=workers))
    assert seen == [shared]
