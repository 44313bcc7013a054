"""A second reader for what no phrase of the lexicon says: one linear model a finding, over a window of words.

Logistic regression on stems, pairs of stems and classes of words (Joachims 1998), learned from labelled sentences by
`scripts/learn_words.py`, which also says how often it is right. The phrases come first: a finding they mention in any
way, denied or doubted too, is not read here. It never says no.
"""

from __future__ import annotations

import math
from base64 import b64decode
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pinprick.intake.features import Denial, features
from pinprick.intake.mentions import Ledger
from pinprick.intake.tokens import Account
from pinprick.knowledge.schema.words import LearnedWords, Words
from pinprick.vocabulary import YES

if TYPE_CHECKING:
    from pinprick.intake.scope import Scopes

Floats = NDArray[np.float64]


@dataclass
class Learned:
    """The learned reader of a lexicon."""

    model: LearnedWords

    @cached_property
    def findings(self) -> list[str]:
        return list(self.model.findings)

    @cached_property
    def rows(self) -> dict[str, slice]:
        """Feature -> where its weights stand."""
        counts = np.frombuffer(b64decode(self.model.counts), np.uint8).astype(np.int64)
        ends = np.cumsum(counts)
        names = self.model.features.split("\n")
        return {
            name: slice(int(end - n), int(end))
            for name, n, end in zip(names, counts.tolist(), ends.tolist(), strict=True)
        }

    @cached_property
    def columns(self) -> NDArray[np.uint8]:
        return np.frombuffer(b64decode(self.model.columns), np.uint8)

    @cached_property
    def weights(self) -> Floats:
        """Log-odds that each weight adds for a feature of value one."""
        steps = np.frombuffer(b64decode(self.model.weights), np.int8).astype(np.float64)
        step: Floats = np.array([entry.step for entry in self.model.findings.values()])
        return np.multiply(steps, step[self.columns])

    @cached_property
    def needed(self) -> Floats:
        """Log-odds from which each finding is taken as said."""
        levels = [entry.at_least for entry in self.model.findings.values()]
        return np.array([math.log(level / (1 - level)) for level in levels])

    @cached_property
    def start(self) -> Floats:
        return np.array([entry.start for entry in self.model.findings.values()])

    @cached_property
    def denial(self) -> Denial:
        return Denial(frozenset(self.model.denying), self.model.denial_reach)

    @cached_property
    def passed_over(self) -> frozenset[str]:
        return frozenset(self.model.passed_over)

    def windows(self, account: Account) -> list[list[int]]:
        """Words of each window: a sentence, or pieces of a long one that overlap. Times and numbers are left out."""
        sentences: dict[int, list[int]] = {}
        for i, word in enumerate(account.words):
            if word not in self.passed_over and not word[0].isdigit():
                sentences.setdefault(account.sentence[i], []).append(i)
        width, step = self.model.width, self.model.stride
        found = []
        for words in sentences.values():
            if len(words) <= width + 2:
                found.append(words)
            else:
                found += [words[at : at + width] for at in range(0, len(words) - width + step, step)]
        return found

    def odds(self, words: Sequence[str], classes: Sequence[Collection[str]]) -> Floats:
        """Log-odds of each of `findings`, shape (findings,)."""
        known = [
            (self.rows[feature], value)
            for feature, value in features(words, classes, self.denial).items()
            if feature in self.rows
        ]
        if not known:
            return self.start
        columns = np.concatenate([self.columns[row] for row, _ in known])
        weights = np.concatenate([self.weights[row] * value for row, value in known])
        return self.start + np.bincount(columns, weights, len(self.start))

    def read(
        self,
        account: Account,
        classes: Sequence[Collection[str]],
        words: Words,
        scopes: Scopes,
        left_alone: Collection[str],
        ledger: Ledger,
    ) -> None:
        """Add what the windows say of findings that nothing else has mentioned, where nothing is denied or doubted.

        `classes`: for every word of the account the classes of the lexicon that begin there. `left_alone`: findings
        of which a phrase says that they are not meant.
        """
        windows = self.windows(account)
        if not windows:
            return
        odds = np.array([self.odds([account.words[i] for i in w], [classes[i] for i in w]) for w in windows])
        best = odds.argmax(axis=0)
        mentioned = {mention.finding for mention in ledger.mentions}.union(left_alone)
        for at in np.flatnonzero(odds.max(axis=0) >= self.needed):
            finding, window = self.findings[at], windows[best[at]]
            entry = words.findings.get(finding)
            if finding in mentioned:
                continue
            if (entry is None or entry.about == "person") and any(map(scopes.of_relative, window)):
                continue
            if (entry is None or entry.when == "now") and any(map(scopes.is_long_ago, window)):
                continue
            if any(
                scopes.is_denied((), i) or scopes.is_doubted((), i) or scopes.is_feared((), i) for i in window
            ):
                continue
            ledger.add(finding, YES, window[0], window[-1])
