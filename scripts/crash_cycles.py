"""Kill a writer of the diary without warning (kill -9), again and again; count what was promised and lost.

A child process writes entries and reports each one as soon as `add` returns. The parent kills it at a random
moment, opens the file, and looks for every entry that was reported, and for damage.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from pinprick.case import Case
from pinprick.diary.database import Database
from pinprick.diary.place import diary_url
from pinprick.diary.record import Entry, Summary
from pinprick.diary.store import Diary
from pinprick.results import PackRef
from pinprick.vocabulary import Urgency

_SUMMARY = Summary(
    pack=PackRef(id="legs_and_feet", version="1", digest="0" * 16),
    urgency=Urgency.ROUTINE_WEEKS,
    headline="See a doctor.",
    causes=[],
    answers={},
)


def _write(url: str, cycle: int, report: int) -> None:
    diary = Diary(Database(url), person=f"p{cycle % 10}")
    for number in range(1000):
        entry = Entry(
            id=f"c{cycle}.{number}", on=date(2026, 1, 1), tried=["x" * 200], case=Case(), summary=_SUMMARY
        )
        diary.add(entry)
        os.write(report, f"{entry.id}\n".encode())


def _one_cycle(url: str, cycle: int, chance: random.Random) -> list[str]:
    """Ids that a killed writer had reported."""
    out, report = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            _write(url, cycle, report)
        finally:
            os._exit(0)
    os.close(report)
    with os.fdopen(out, "rb", buffering=0) as pipe:
        first = pipe.read(1)  # it writes by now: kill it in the middle, not before
        time.sleep(chance.uniform(0.0, 0.06))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return (first + pipe.readall()).decode().split("\n")[:-1]


def run(cycles: int, seed: int = 1) -> dict[str, float]:
    """What happened in `cycles` kills: entries acknowledged and lost, files damaged, seconds."""
    chance = random.Random(seed)  # nosec B311: moments to kill at, not a secret
    acknowledged = lost = damaged = half = 0
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        url = diary_url(str(Path(folder) / "diary.sqlite"))
        Database(url).close()
        for cycle in range(cycles):
            reported = _one_cycle(url, cycle, chance)
            database = Database(url)
            with database.read() as connection:
                damaged += connection.exec_driver_sql("PRAGMA integrity_check").scalar() != "ok"
            diary = Diary(database, person=f"p{cycle % 10}")
            kept = {entry.id for entry in diary.entries() if entry.id.startswith(f"c{cycle}.")}
            lost += len(set(reported) - kept)
            half += len(kept - set(reported))
            acknowledged += len(reported)
            if cycle % 10 == 9:
                for person in range(10):
                    Diary(database, person=f"p{person}").forget()
            database.close()
    return {
        "cycles": cycles,
        "acknowledged": acknowledged,
        "lost": lost,
        "kept but not yet reported": half,
        "damaged": damaged,
        "seconds": round(time.monotonic() - begun, 1),
    }


if __name__ == "__main__":
    found = run(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
    for name, value in found.items():
        print(f"{name:28} {value}")
    raise SystemExit(bool(found["lost"] or found["damaged"]))
