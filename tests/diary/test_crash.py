"""kill -9 in the middle of writing loses nothing that was acknowledged. `make soak` does a thousand."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parent.parent.parent / "scripts" / "crash_cycles.py"


def test_killed_writers_lose_no_acknowledged_entry() -> None:
    done = subprocess.run(
        [sys.executable, str(SCRIPT), "20"], capture_output=True, text=True, timeout=120, check=False
    )
    found = {
        line.rsplit(None, 1)[0].strip(): float(line.rsplit(None, 1)[1]) for line in done.stdout.splitlines()
    }
    assert done.returncode == 0, done.stdout + done.stderr
    assert found["cycles"] == 20
    assert found["acknowledged"] > 20, "the writers did write"
    assert found["lost"] == 0
    assert found["damaged"] == 0
