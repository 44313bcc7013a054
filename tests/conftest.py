"""Settings of every test process, made before numpy is loaded."""

from __future__ import annotations

import os

# Products here are small: more threads of the linear algebra library only wait for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
