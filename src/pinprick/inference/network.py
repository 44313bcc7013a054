"""The network: a pack compiled to arrays. Rows are worked out when first needed and kept."""

from __future__ import annotations

from functools import cached_property
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from pinprick.errors import CaseError
from pinprick.inference import prior, rows, sets
from pinprick.inference.parameters import SMALLEST, UNEXPLAINED, Parameters, parameters
from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.schema.reasoning import Dependence, section
from pinprick.vocabulary import UNSURE

Floats = NDArray[np.float64]
_EMPTY = slice(0, 1)
_KEPT = 8
_BLOCK = 8


class Network:
    """What the engine needs of one pack.

    `causes` are the columns (without `unexplained`); `members` (sets, 3) says which causes each set holds,
    padded with `len(causes)`; set 0 is the empty set, `unexplained`. `log_prior` and `row` give one number a
    set. Build it with `network(pack)`, which keeps the last few.
    """

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.parameters: Parameters = parameters(pack)
        self.causes: tuple[str, ...] = self.parameters.causes
        self.members = sets.members(len(self.causes))
        self.dependence: Dependence = section(pack, "dependence", Dependence)
        self.group = {f.id: f.group for f in pack.findings.values() if f.group}
        for group, findings in self.dependence.groups.items():
            self.group.update(dict.fromkeys(findings, group))
        self._priors: dict[tuple[str | None, str | None], tuple[Floats, Floats]] = {}
        self._rows: dict[str, Floats] = {}

    @property
    def size(self) -> int:
        """How many sets there are."""
        return len(self.members)

    @cached_property
    def index(self) -> dict[str, int]:
        """Cause id -> column; `unexplained` is not in it."""
        return {cause: column for column, cause in enumerate(self.causes)}

    def values(self, finding: str) -> list[str]:
        """The values of a finding in the order of its rows. CaseError when the pack has no such finding."""
        known = self.pack.findings.get(finding)
        if known is None:
            raise CaseError(f"There is no finding called {finding!r} in the pack {self.pack.id!r}.")
        return known.values

    def value_number(self, finding: str, value: str) -> int:
        """The row of a value. CaseError names the values that are allowed."""
        values = self.values(finding)
        if value not in values:
            allowed = ", ".join([*values, UNSURE])
            raise CaseError(f"{finding}: {value!r} is not one of its values. It can be: {allowed}.")
        return values.index(value)

    def prior(self, age: str | None, sex: str | None) -> tuple[Floats, Floats]:
        """log P(set) for an age band and sex (None = not known), shape (sets,), and the causes' log odds."""
        key = (age, sex)
        if key not in self._priors:
            of_causes, none = prior.shares(self.pack, age, sex)
            self._priors[key] = prior.log_prior(of_causes, none)
        return self._priors[key]

    def rows(self, findings: list[str]) -> list[Floats]:
        """log P(value | set) of each finding: a list of arrays (values, sets), worked out once and kept."""
        missing = [f for f in findings if f not in self._rows]
        if missing:
            self._rows.update(self.rows_over(missing, None))
        return [self._rows[f] for f in findings]

    def rows_over(self, findings: list[str], chosen: NDArray[np.int64] | None) -> dict[str, Floats]:
        """As `rows`, over the sets `chosen` (k, width) or all (None), without keeping them."""
        combine = rows.over(chosen)
        empty: slice | NDArray[np.bool_] = _EMPTY if chosen is None else chosen[:, 0] == len(self.causes)
        number = self.binary_row
        pick = np.array([number[f] for f in findings if f in number], dtype=np.int64)
        found: dict[str, Floats] = {}
        table = self.parameters.binary
        for start in range(0, pick.size, _BLOCK):
            part = pick[start : start + _BLOCK]
            block = rows.binary_rows(
                table.p[part], table.background[part], table.unexplained[part], empty, combine
            )
            found.update({table.ids[row]: block[:, at] for at, row in enumerate(part)})
        for finding in findings:
            if finding in self.parameters.categorical:
                found[finding] = rows.categorical_rows(self.parameters.categorical[finding], empty, combine)
        return found

    @cached_property
    def columns(self) -> dict[str, slice]:
        """Finding -> its columns of `answer_table`: one (yes) for a binary finding, else one a value."""
        spans = {finding: slice(at, at + 1) for at, finding in enumerate(self.parameters.binary.ids)}
        at = len(spans)
        for finding, table in self.parameters.categorical.items():
            spans[finding] = slice(at, at + len(table.values))
            at += len(table.values)
        return spans

    @cached_property
    def answer_table(self) -> NDArray[np.float32]:
        """P(answer | set) of every finding, shape (sets, columns): one set's answers lie side by side."""
        spans = self.columns
        width = max((span.stop for span in spans.values()), default=0)
        found = np.empty((self.size, width), dtype=np.float32)
        table, combine = self.parameters.binary, rows.over(None)
        for start in range(0, len(table.ids), _BLOCK):
            part = slice(start, min(start + _BLOCK, len(table.ids)))
            p, b = table.p[part].astype(np.float32), table.background[part].astype(np.float32)
            no = rows.binary_no(p, b, combine)
            no[:, 0] = 1 - table.unexplained[part]
            found[:, part] = 1 - no.T
        for finding, categorical in self.parameters.categorical.items():
            found[:, spans[finding]] = rows.categorical(categorical, _EMPTY, combine).T
        return np.clip(found, np.float32(SMALLEST), 1, out=found)

    @cached_property
    def binary_row(self) -> dict[str, int]:
        """Binary finding -> its row in `parameters.binary`."""
        return self.parameters.binary_row


_networks: dict[str, Network] = {}
_lock = Lock()


def network(pack: Pack) -> Network:
    """The network of `pack`; the same object while its digest is among the last few asked for.

    PackError when the priors cannot be met or `decision.yaml` is wrong.
    """
    with _lock:
        known = _networks.pop(pack.digest, None)
        if known is None or (known.pack is not pack and known.pack != pack):
            known = Network(pack)
        _networks[pack.digest] = known
        while len(_networks) > _KEPT:
            _networks.pop(next(iter(_networks)))
        return known


__all__ = ["UNEXPLAINED", "Network", "network"]
