"""How often one caller asks, counted by all workers of a machine together, in a small file that they share."""

from __future__ import annotations

import hashlib
import math
import mmap
import os
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pinprick.errors import PinprickError

SLOTS, WAYS = 16_384, 4
_RECORD = struct.Struct("<16sdd")
"""Digest of a caller (no address or id is written), tokens left, and when they were counted (seconds of the
machine's steady clock, which all its processes share)."""
_SIZE = SLOTS * _RECORD.size
_PATIENCE = 0.05


class SharedRateLimit:
    """A token bucket for each caller: `burst` at once, `rate` a second after that, over all processes that open
    the same file. Up to about 16,000 callers are remembered; of four that fall together the one not seen for
    longest is forgotten first.

    A worker that is killed lets go of the lock, and a record it half wrote is worth at most one full bucket.
    """

    def __init__(
        self, file: Path, rate: float, burst: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`file` is made when it is not there. PinprickError when it cannot be, or where files cannot be locked."""
        try:
            import fcntl
        except ImportError:
            raise PinprickError(
                "PINPRICK_RATE_FILE: this system cannot share counts between workers."
            ) from None
        self._lock_with, self._rate, self._burst, self._clock = fcntl.lockf, rate, float(burst), clock
        self._exclusive, self._free = fcntl.LOCK_EX | fcntl.LOCK_NB, fcntl.LOCK_UN
        try:
            self._file = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
            os.ftruncate(self._file, _SIZE)
            self._table = mmap.mmap(self._file, _SIZE)
        except OSError as error:
            raise PinprickError(f"PINPRICK_RATE_FILE: {file}: {error.strerror}.") from None

    def wait(self, client: str) -> float | None:
        """None when the request may go on; else the seconds until one may."""
        digest = hashlib.blake2b(client.encode(), digest_size=16).digest()
        first = int.from_bytes(digest[:8], "little") % (SLOTS // WAYS) * WAYS
        with self._locked() as counted:
            if not counted:
                return None
            now = self._clock()
            place, tokens, last = self._found(first, digest, now)
            tokens = min(self._burst, tokens + max(0.0, now - last) * self._rate)
            allowed = tokens >= 1.0
            _RECORD.pack_into(self._table, place, digest, tokens - allowed, now)
        return None if allowed else (1.0 - tokens) / self._rate

    def close(self) -> None:
        """Let go of the file; the others keep it."""
        self._table.close()
        os.close(self._file)

    def _found(self, first: int, digest: bytes, now: float) -> tuple[int, float, float]:
        """Where this caller's record is or goes, with its tokens and when they were counted."""
        oldest, seen = first * _RECORD.size, math.inf
        for slot in range(first, first + WAYS):
            place = slot * _RECORD.size
            known, tokens, last = _RECORD.unpack_from(self._table, place)
            whole = 0.0 <= tokens <= self._burst and math.isfinite(last)
            if known == digest and whole:
                return place, tokens, last
            if not whole or last < seen:
                oldest, seen = place, last if whole else -math.inf
        return oldest, self._burst, now

    @contextmanager
    def _locked(self) -> Iterator[bool]:
        """Whether the table is ours. It is not when another worker stands still while it holds it: counting must
        not stop everyone, so after `_PATIENCE` seconds the request goes on uncounted."""
        until = time.monotonic() + _PATIENCE
        while True:
            try:
                self._lock_with(self._file, self._exclusive)
                break
            except OSError:
                if time.monotonic() > until:
                    yield False
                    return
                time.sleep(0.0005)
        try:
            yield True
        finally:
            self._lock_with(self._file, self._free)
