"""Who is calling and what they may do."""

from __future__ import annotations

from dataclasses import dataclass

ASSESS, DIARY_READ, DIARY_WRITE, METRICS = "assess", "diary:read", "diary:write", "metrics"
SCOPES = (ASSESS, DIARY_READ, DIARY_WRITE, METRICS)
DIARY_PREFIX = "/api/v1/diary"


@dataclass(frozen=True)
class Caller:
    """`who`: an id that can stand in an audit line; `tenant`: whose rows they see."""

    who: str
    tenant: str
    scopes: frozenset[str]


ANYONE_HERE = Caller("local", "local", frozenset(SCOPES))
"""The caller of a service that only this machine can reach."""


class Refused(Exception):
    """The caller may not: with the HTTP status that says why."""

    def __init__(self, status: int, reason: str, wait: int = 1) -> None:
        """`wait`: seconds after which to try again, said with 429 and 503."""
        super().__init__(reason)
        self.status, self.reason, self.wait = status, reason, wait


def scope_needed(method: str, path: str) -> str:
    """The scope that a request needs."""
    if path == "/metrics":
        return METRICS
    if path == DIARY_PREFIX or path.startswith(DIARY_PREFIX + "/"):
        return DIARY_READ if method in ("GET", "HEAD") else DIARY_WRITE
    return ASSESS
