"""Limits that keep memory bounded: sizes, waiting times, requests per second, remembered idempotency keys."""

from __future__ import annotations

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """What one server accepts.

    Sizes are bytes, times seconds. `requests_per_second` and `burst` are per client address; None: no limit.
    """

    body_bytes: int = 1_000_000
    record_bytes: int = 16_000_000
    batch_bytes: int = 256_000_000
    line_bytes: int = 256_000
    read_seconds: float = 20.0
    requests_per_second: float | None = None
    burst: int = 20
    remembered_clients: int = 10_000
    remembered_keys: int = 10_000


class RateLimit:
    """A token bucket per client. At most `remembered_clients` buckets: the least recently seen is forgotten."""

    def __init__(self, limits: Limits, clock: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, client: str) -> float | None:
        """None when the request may go on; else the seconds until one may."""
        rate = self._limits.requests_per_second
        if rate is None:
            return None
        now = self._clock()
        tokens, last = self._buckets.pop(client, (float(self._limits.burst), now))
        tokens = min(float(self._limits.burst), tokens + max(0.0, now - last) * rate)
        allowed = tokens >= 1.0
        self._buckets[client] = (tokens - 1.0 if allowed else tokens, now)
        if len(self._buckets) > self._limits.remembered_clients:
            self._buckets.popitem(last=False)
        return None if allowed else (1.0 - tokens) / rate


class IdempotencyKeys:
    """Which request each Idempotency-Key stood for: a hash only, never what a person said.

    Every answer is a pure function of its request, so a repeated request is answered again with the same
    bytes; what must be caught is one key used for two different requests.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._seen: OrderedDict[str, bytes] = OrderedDict()

    def clashes(self, key: str, request: bytes) -> bool:
        """True when this key came before with another request. Remembers the key otherwise."""
        digest = hashlib.sha256(request).digest()
        before = self._seen.pop(key, digest)
        self._seen[key] = before
        if len(self._seen) > self._limits.remembered_keys:
            self._seen.popitem(last=False)
        return before != digest
