"""The rules on many people at once: the same compiled conditions, evaluated on columns instead of bits.

Codes: one row a case, one column a finding in the order of `pack.findings`; the index of the answer in
`Finding.values`, NOT_ASKED or UNSURE_CODE.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.schema.urgency import level_below
from pinprick.triage.grammar import Node
from pinprick.triage.policy import losses, thresholds
from pinprick.triage.rulebook import RuleBook, rulebook
from pinprick.vocabulary import UNSURE, Urgency

NOT_ASKED, UNSURE_CODE = -1, -2
Codes = npt.NDArray[np.int8]
Truth = npt.NDArray[np.bool_]
Ranks = npt.NDArray[np.int8]


def codes(pack: Pack, cases: Sequence[Mapping[str, str]]) -> Codes:
    """Answers as codes, shape (cases, findings). Unknown findings and values count as not asked."""
    column = {finding: i for i, finding in enumerate(pack.findings)}
    value_code = {
        f.id: {v: i for i, v in enumerate(f.values)} | {UNSURE: UNSURE_CODE} for f in pack.findings.values()
    }
    table = np.full((len(cases), len(column)), NOT_ASKED, dtype=np.int8)
    for row, answers in enumerate(cases):
        for finding, value in answers.items():
            if finding in column:
                table[row, column[finding]] = value_code[finding].get(value, NOT_ASKED)
    return table


def levels_batch(
    pack: Pack,
    table: Codes,
    marginals: npt.NDArray[np.floating] | None = None,
    uppers: npt.NDArray[np.floating] | None = None,
) -> Ranks:
    """The urgency of each case as a rank (0 `self_care` to 4 `emergency_now`), shape (cases,).

    `table`: codes, shape (cases, findings). `marginals`, `uppers`: shape (cases, causes) in the order of
    `pack.causes`; without them only the rules count. Equal to `decide` case by case.
    """
    book = rulebook(pack)
    sheet = _Sheet(pack, book, table)
    certain, possible = sheet.certain, sheet.possible
    rank = np.zeros(len(table), dtype=np.int8)
    for compiled in book.urgent:
        level = compiled.rule.level
        fires = _holds(compiled.node, sheet, certain, certain)
        np.maximum(rank, np.where(fires, level.rank, 0), out=rank, casting="unsafe")
        if sheet.doubtful.any():
            maybe = _holds(compiled.node, sheet, possible, certain)
            np.maximum(rank, np.where(maybe, level_below(level).rank, 0), out=rank, casting="unsafe")
    reason = np.zeros(len(table), dtype=np.bool_)
    for compiled in book.reasons:
        reason |= _holds(compiled.node, sheet, certain, sheet.doubt)
    danger = sheet.any_danger(possible)
    np.maximum(rank, np.where(reason & ~danger, 0, Urgency.ROUTINE_WEEKS.rank), out=rank, casting="unsafe")
    if marginals is not None:
        np.maximum(rank, _risk_ranks(pack, sheet, marginals, uppers), out=rank)
    return rank


def fired_batch(pack: Pack, table: Codes) -> tuple[list[str], Truth]:
    """Which rules fire: their ids, and the truth of each for every case, shape (cases, rules).

    Reasons for self-care count only where nothing that must be no is true or in doubt, as in `evaluate`.
    """
    book = rulebook(pack)
    sheet = _Sheet(pack, book, table)
    urgent = [(c.rule.id, _holds(c.node, sheet, sheet.certain, sheet.certain)) for c in book.urgent]
    reasons = [(c.rule.id, _holds(c.node, sheet, sheet.certain, sheet.doubt)) for c in book.reasons]
    found = [*urgent, *reasons]
    return [rule for rule, _ in found], np.stack([truth for _, truth in found], axis=1)


class _Sheet:
    """The truth of every leaf for every case, in three readings; arrays of shape (leaves, cases)."""

    def __init__(self, pack: Pack, book: RuleBook, table: Codes) -> None:
        self.book = book
        items = book.leaves.items
        column = {finding: i for i, finding in enumerate(pack.findings)}
        index = {(f.id, v): i for f in pack.findings.values() for i, v in enumerate(f.values)}
        columns = np.array([column[finding] for finding, _ in items])
        values = np.array([index[leaf] for leaf in items], dtype=np.int8)
        answered = np.ascontiguousarray(table.T)[columns]
        self.certain: Truth = self._spread(answered == values[:, None])
        unsure: Truth = answered == UNSURE_CODE
        self._danger = np.array([bool(book.danger >> i & 1) for i in range(len(items))])
        self.doubtful: Truth = unsure & self._danger[:, None]
        self.possible: Truth = self._spread(self.certain | self.doubtful)
        self.doubt: Truth = self._spread(self.certain | unsure)

    def _spread(self, truth: Truth) -> Truth:
        for cause, effect in self.book.leaves.implied:
            truth[bits(effect)[0]] |= truth[bits(cause)].any(axis=0)
        return truth

    def any_danger(self, truth: Truth) -> Truth:
        found: Truth = truth[self._danger].any(axis=0)
        return found


def bits(mask: int) -> list[int]:
    """The positions of the set bits of `mask`, lowest first."""
    return [i for i in range(mask.bit_length()) if mask >> i & 1]


def _holds(node: Node, sheet: _Sheet, known: Truth, against: Truth) -> Truth:
    """`grammar.holds` on columns: shape (cases,)."""
    result: Truth = np.logical_and.reduce(known[bits(node.all_of)], axis=0)
    result &= ~np.logical_or.reduce(against[bits(node.none_of)], axis=0)
    for n, leaves, nodes in node.counts:
        count = known[bits(leaves)].sum(axis=0, dtype=np.int16)
        for child in nodes:
            count += _holds(child, sheet, known, against)
        result &= count >= n
    for child in node.nodes:
        result &= _holds(child, sheet, known, against)
    for child in node.excluded:
        result &= ~_holds(child, sheet, against, known)
    return result


def _risk_ranks(
    pack: Pack, sheet: _Sheet, marginals: npt.NDArray[np.floating], uppers: npt.NDArray[np.floating] | None
) -> Ranks:
    """`risk.risk_floor` on arrays: shape (cases,)."""
    loss, policy = losses(pack), thresholds(pack)
    base = np.clip(np.asarray(marginals, dtype=np.float64), 0, 1)
    top = base if uppers is None else np.clip(np.maximum(base, uppers), 0, 1)
    levels = np.empty(base.shape, dtype=np.int8)
    for c, cause in enumerate(pack.causes.values()):
        own = np.full(len(base), cause.urgency.default.rank, dtype=np.int8)
        for condition, worse, _ in sheet.book.worse[cause.id]:
            node = condition.node
            fires = _holds(node, sheet, sheet.certain, sheet.certain)
            maybe = _holds(node, sheet, sheet.possible, sheet.certain)
            own = np.maximum(own, np.where(fires, worse.rank, np.where(maybe, level_below(worse).rank, 0)))
        levels[:, c] = own
    ranks = np.zeros(len(base), dtype=np.int8)
    for level in list(Urgency)[:-1]:
        share = top if level is Urgency.EMERGENCY_NOW else base
        among = levels >= level.rank
        absent = np.where(among, 1 - base, 1.0)
        raised = np.where(among, 1 - share, 1.0)
        # The product of all the others, times this one at its upper end; the smallest is the most alarming.
        none_of_them = np.prod(absent, axis=1)
        if share is not base:
            others = np.stack(
                [np.prod(np.delete(absent, c, axis=1), axis=1) for c in range(base.shape[1])], axis=1
            )
            none_of_them = np.min(others * raised, axis=1)
        demanded = among.any(axis=1) & (1 - none_of_them >= loss.threshold(level))
        for c, cause_id in enumerate(pack.causes):
            if cause_id in policy.causes:
                demanded |= (levels[:, c] == level.rank) & (share[:, c] >= policy.causes[cause_id].at)
        ranks = np.maximum(ranks, np.where(demanded, level.rank, 0)).astype(np.int8)
    return ranks
