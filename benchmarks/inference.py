"""Prints every figure of the inference engine as JSON; set OPENBLAS_NUM_THREADS=1, `--quick` for fewer repeats."""

from __future__ import annotations

import json
import sys

from pinprick.inference.benchmark import run_benchmark

if __name__ == "__main__":
    print(json.dumps(run_benchmark(quick="--quick" in sys.argv), indent=1))
