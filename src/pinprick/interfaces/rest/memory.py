"""What a request frees is kept for the next one: asking the system for the same memory each time costs a tenth of
an assessment."""

from __future__ import annotations

import ctypes
import sys

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
_KEPT_BYTES, _LARGEST_BYTES = 512_000_000, 256_000_000


def keep_freed_memory() -> bool:
    """Tell the C library (glibc) to keep freed memory in one place; False where there is no such library.

    The process then stays as large as its largest moment, up to 512 MB more than it needs.
    """
    if not sys.platform.startswith("linux"):
        return False
    try:
        tell = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        return False
    wishes = ((_ARENA_MAX, 1), (_MMAP_THRESHOLD, _LARGEST_BYTES), (_TRIM_THRESHOLD, _KEPT_BYTES))
    return all([bool(tell(what, how_much)) for what, how_much in wishes])
