"""The network: a pack compiled to arrays. Rows are worked out when first needed and kept."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import cached_property
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pinprick.errors import CaseError
from pinprick.inference import prior, rows, sets
from pinprick.inference.parameters import PRIOR_FINDINGS, SMALLEST, UNEXPLAINED, Parameters, parameters
from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.schema.reasoning import Dependence, Silence, section
from pinprick.vocabulary import UNSURE, AnsweredBy

Floats = NDArray[np.float64]
_EMPTY = slice(0, 1)
_KEPT = 8
_BLOCK = 8
_SETS = 4096
_ROWS_KEPT = 224
"""Answers whose row is kept in double precision (a third of a MB each)."""


class Network:
    """What the engine needs of one pack.

    `causes` leaves out `unexplained`. `forms` are the columns: a cause, or one of its presentations; `cause_of`
    (forms,) gives the cause's number. `members` (sets, 3) says which forms each set holds, padded with
    `width` = how many forms there are; set 0 is the empty set, `unexplained`. `prior` and `rows` give one
    number a set. Build it with `network(pack)`, which keeps the last few.
    """

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.parameters: Parameters = parameters(pack)
        self.causes: tuple[str, ...] = self.parameters.causes
        self.forms = self.parameters.forms
        self.width = len(self.forms)
        number = {cause: at for at, cause in enumerate(self.causes)}
        self.cause_of = np.array([number[form.cause] for form in self.forms], dtype=np.int64)
        self.members = sets.members(self.width)
        self.dependence: Dependence = section(pack, "dependence", Dependence)
        self.silence: Silence = section(pack, "silence", Silence)
        self.group = {f.id: f.group for f in pack.findings.values() if f.group}
        for group, findings in self.dependence.groups.items():
            self.group.update(dict.fromkeys(findings, group))
        self._rows: dict[tuple[str, str], Floats] = {}
        self._made: dict[Hashable, Any] = {}
        self._silence: dict[str, Floats] = {}
        self.recent: dict[Any, Any] = {}

    @property
    def size(self) -> int:
        """How many sets there are."""
        return len(self.members)

    @cached_property
    def by_place(self) -> NDArray[np.int64]:
        """`members` turned round, shape (3, sets), each place side by side."""
        return np.ascontiguousarray(self.members.T)

    @cached_property
    def index(self) -> dict[str, int]:
        """Cause id -> its number; `unexplained` is not in it."""
        return {cause: number for number, cause in enumerate(self.causes)}

    @cached_property
    def several(self) -> bool:
        """Whether any cause has more than one form."""
        return self.width > len(self.causes)

    def once(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """What `make` gives, worked out the first time `key` is asked for. For things that depend on the pack
        and the key alone, of which there are few."""
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]

    def setting(self, key: str, model: type[Any]) -> Any:
        """The part `key` of the pack's `decision.yaml` (see `reasoning.section`), checked once."""
        return self.once(("setting", key), lambda: section(self.pack, key, model))

    def holding(self, cause: str) -> NDArray[np.int64]:
        """The numbers of the sets that hold a form of `cause` (`unexplained`: the empty set), in rising order."""

        def find() -> NDArray[np.int64]:
            if cause not in self.index:
                return np.flatnonzero(self.members[:, 0] == self.width)
            wanted = np.append(self.cause_of == self.index[cause], False)
            return np.flatnonzero(wanted[self.members].any(axis=1))

        found: NDArray[np.int64] = self.once(("holding", cause), find)
        return found

    def by_cause(self, of_forms: NDArray[Any]) -> NDArray[Any]:
        """Sum numbers a form, shape (forms, ...), into numbers a cause, shape (causes, ...)."""
        if not self.several:
            return of_forms
        found = np.zeros((len(self.causes), *of_forms.shape[1:]), dtype=of_forms.dtype)
        np.add.at(found, self.cause_of, of_forms)
        return found

    @cached_property
    def clash(self) -> NDArray[np.bool_]:
        """Sets that hold two forms of one cause, shape (sets,): they do not exist."""
        if not self.several:
            return np.zeros(self.size, dtype=np.bool_)
        cause = np.append(self.cause_of, -1)[self.members]
        same = [(cause[:, a] == cause[:, b]) & (cause[:, b] >= 0) for a, b in ((0, 1), (1, 2), (0, 2))]
        return np.asarray(same[0] | same[1] | same[2])

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

        def make() -> tuple[Floats, Floats]:
            weight = np.array([form.weight for form in self.forms])
            return prior.log_prior(*self.shares(age, sex), self.cause_of, weight, self.clash)

        found: tuple[Floats, Floats] = self.once(("prior", age, sex), make)
        return found

    def shares(self, age: str | None, sex: str | None) -> tuple[Floats, float]:
        """P(cause) for an age band and sex before any answer, shape (causes,), and P(no cause)."""
        found: tuple[Floats, float] = self.once(
            ("shares", age, sex), lambda: prior.shares(self.pack, age, sex)
        )
        return found

    def rows_of(self, answers: Sequence[tuple[str, str]]) -> list[Floats]:
        """log P(value | set) of each answer (finding, value), shape (sets,). The last ones asked for are kept."""
        kept = ((answer, self._rows.pop(answer, None)) for answer in answers)
        known = {answer: row for answer, row in kept if row is not None}
        missing = [answer for answer in answers if answer not in known]
        binary = [answer for answer in missing if answer[0] in self.binary_row]
        for start in range(0, len(binary), _BLOCK):
            part = binary[start : start + _BLOCK]
            block = self._binary([f for f, _ in part], [self.value_number(*a) == 0 for a in part])
            known.update((answer, block[at].copy()) for at, answer in enumerate(part))
        for finding, value in missing:
            if finding in self.parameters.categorical:
                table = rows.categorical_rows(self.parameters.categorical[finding], _EMPTY, rows.over(None))
                known[finding, value] = table[self.value_number(finding, value)].copy()
        self._rows.update(known)
        for old in list(self._rows)[: -max(_ROWS_KEPT, len(known))]:
            self._rows.pop(old, None)
        return [known[answer] for answer in answers]

    def _binary(self, findings: list[str], yes: list[bool]) -> Floats:
        """log P(yes | set), or of no, of each binary finding: shape (findings, sets)."""
        part, table = [self.binary_row[f] for f in findings], self.parameters.binary
        return rows.binary_rows(
            table.p[part], table.background[part], table.unexplained[part], np.array(yes), rows.over(None)
        )

    @cached_property
    def told(self) -> tuple[str, ...]:
        """Findings whose absence from a story told freely says a little (see `Silence`), in the pack's order."""
        rules = self.silence
        return tuple(
            f.id
            for f in self.pack.findings.values()
            if rules.mention_rate > 0
            and f.id in self.binary_row
            and f.id != rules.finding
            and f.family in rules.families
            and f.answered_by == AnsweredBy.PERSON
        )

    @cached_property
    def silence_of_all(self) -> Floats:
        """ln P(nothing of `told` is mentioned | set), shape (sets,)."""
        return np.asarray(sum((self.silence_row(finding) for finding in self.told), np.zeros(self.size)))

    def silence_row(self, finding: str) -> Floats:
        """ln P(`finding` is not mentioned | set) = ln(1 - mention rate x P(yes | set)), shape (sets,)."""
        if finding not in self._silence:
            yes = np.exp(self._binary([finding], [True])[0])
            self._silence[finding] = np.log1p(-self.silence.mention_rate * yes)
        return self._silence[finding]

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
    def asked_table(self) -> NDArray[np.float32]:
        """`answer_table` as an answer counts that stands alone in its group: with the pack's `overall` weight."""
        weight, table = self.dependence.overall, self.answer_table
        if weight == 1.0:
            return table
        found, yes = np.empty_like(table), len(self.parameters.binary.ids)
        for start in range(0, self.size, _SETS):
            part = slice(start, start + _SETS)
            found[part, :yes] = rows.tempered(table[part, :yes], np.float32(weight))
            for finding in self.parameters.categorical:
                here = self.columns[finding]
                found[part, here] = rows.tempered_shares(table[part, here], weight)
        return found

    @cached_property
    def log_rows(self) -> dict[str, slice]:
        """Finding -> its rows of `log_table`, one a value."""
        spans, at = {}, 0
        for finding in self.columns:
            spans[finding] = slice(at, at + len(self.values(finding)))
            at = spans[finding].stop
        return spans

    @cached_property
    def silence_rows(self) -> slice:
        """The rows of `log_table` for a story told freely: nothing mentioned at all, then each of `told`."""
        start = max((span.stop for span in self.log_rows.values()), default=0)
        return slice(start, start + 1 + len(self.told))

    @cached_property
    def prior_rows(self) -> slice:
        """The rows of `log_table` that hold priors: (age bands + 1) x (sexes + 1), "not known" first."""
        start = self.silence_rows.stop
        ages, sexes = (1 + len(self._choices(f)) for f in PRIOR_FINDINGS)
        return slice(start, start + ages * sexes)

    def _choices(self, finding: str) -> list[str]:
        return self.values(finding) if finding in self.pack.findings else []

    @cached_property
    def log_table(self) -> NDArray[np.float32]:
        """log P(value | set) of every finding, then the log priors: shape (rows, sets), single precision."""
        table = np.empty((self.prior_rows.stop, self.size), dtype=np.float32)
        for finding, columns in self.columns.items():
            rows_of, p = self.log_rows[finding], self.answer_table[:, columns].T
            if finding in self.binary_row:
                table[rows_of.start], table[rows_of.start + 1] = p[0], 1 - p[0]
            else:
                table[rows_of] = p
        answered = table[: self.silence_rows.start]
        np.log(np.maximum(answered, np.float32(SMALLEST), out=answered), out=answered)
        table[self.silence_rows.start] = self.silence_of_all
        for at, finding in enumerate(self.told):
            table[self.silence_rows.start + 1 + at] = self.silence_row(finding)
        ages, sexes = ([None, *self._choices(f)] for f in PRIOR_FINDINGS)
        for at, (age, sex) in enumerate((age, sex) for age in ages for sex in sexes):
            table[self.prior_rows.start + at] = self.prior(age, sex)[0]
        return table

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
