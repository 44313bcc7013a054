"""The batch on a graphics card: the same two products, written to the array API. Off unless asked for."""

from __future__ import annotations

from collections.abc import Collection
from importlib import import_module
from typing import Any

import numpy as np

from pinprick.errors import CaseError, MissingExtraError
from pinprick.inference.batch import SMALLEST, Codes, Marginals, checked, counts, features
from pinprick.inference.decisions import LEVELS
from pinprick.inference.network import Network

LIBRARIES = {
    "torch": "array_api_compat.torch",
    "cupy": "array_api_compat.cupy",
    "strict": "array_api_strict",
}
"""What may hold the arrays: PyTorch or CuPy; `strict`, slow and on the processor, is the standard to the letter."""
CASES, SETS = 4096, 8192
"""Cases and sets a product: about 130 MB on the device beside the table."""


class ArrayBatch:
    """`marginals_batch` with its tables held on a device; call it with codes.

    The rows of the table that a case uses are still found here, on the processor; the products over all sets
    run on the device, in single precision, and agree with `marginals_batch` to 1e-5. Drawings are not taken.
    MissingExtraError when the library is not installed, CaseError when it has no such device.
    """

    def __init__(self, network: Network, library: str, device: str | None = None) -> None:
        if library not in LIBRARIES:
            raise CaseError(f"There is no array library called {library!r}: {', '.join(LIBRARIES)}.")
        try:
            self.xp: Any = import_module(LIBRARIES[library])
        except ModuleNotFoundError:
            raise MissingExtraError(f"The array library {library}", "gpu") from None
        self.network, self.library, self.device = network, library, device
        self.table = self._sent(network.log_table)
        self.what = self._sent(counts(network))

    def __call__(self, codes: Codes, asked: Collection[str] = ()) -> Marginals:
        """`marginals_batch(network, codes)`; `asked` makes no difference here."""
        checked(self.network, codes)
        causes = len(self.network.causes) + 1
        parts = [self._block(codes[start : start + CASES]) for start in range(0, len(codes), CASES)]
        total = np.concatenate([np.zeros((0, 1 + causes + len(LEVELS)), np.float32), *(t for t, _ in parts)])
        top = np.concatenate([np.zeros(0, np.float32), *(t for _, t in parts)])
        whole = total[:, :1]
        return Marginals(
            total[:, 1 : 1 + causes] / whole, total[:, 1 + causes :] / whole, top + np.log(whole[:, 0])
        )

    def _block(self, codes: Codes) -> tuple[Any, Any]:
        """Sum over sets of exp(log joint - top) x what, and top, raised whenever a set is likelier than before."""
        xp = self.xp
        weights = self._sent(features(self.network, codes))
        total: Any = None
        top: Any = None
        for start in range(0, self.network.size, SETS):
            part = slice(start, min(start + SETS, self.network.size))
            logs = xp.matmul(weights, self.table[:, part])
            highest = xp.max(logs, axis=1, keepdims=True)
            higher = highest if top is None else xp.maximum(top, highest)
            shares = xp.exp(xp.maximum(logs - higher, xp.full_like(logs, float(SMALLEST))))
            more = xp.matmul(shares, self.what[part, :])
            total = more if total is None else total * xp.exp(top - higher) + more
            top = higher
        return self._fetched(total), self._fetched(top)[:, 0]

    def _sent(self, array: Any) -> Any:
        try:
            return self.xp.asarray(np.ascontiguousarray(array), device=self.device)
        except (RuntimeError, ValueError, AssertionError, TypeError) as error:
            raise CaseError(
                f"{self.library} has no device {self.device!r}: {str(error).splitlines()[0]}"
            ) from None

    def _fetched(self, array: Any) -> Any:
        if self.library == "cupy":
            return array.get()
        return np.asarray(array.cpu()) if self.library == "torch" else np.from_dlpack(array)
