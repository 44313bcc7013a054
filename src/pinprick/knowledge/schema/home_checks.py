"""The home examination coach: how to do a check at home, what counts, and when to stop."""

from __future__ import annotations

from pinprick.knowledge.schema.base import Record


class HomeCheck(Record):
    """One check. `finding` is the answer it gives (None: only something to tell the clinician)."""

    id: str
    finding: str | None
    title: str
    needs: str
    how: list[str]
    yes_when: str
    unsure_when: str
    stop_if: str
    seconds: int
    sources: list[str]


class HomeChecksFile(Record):
    """`care/home_checks.yaml`."""

    before: str
    checks: list[HomeCheck]
