"""Proofs over all possible answers that the triage rules keep their promises.

Each theorem is shown by asking z3 for a person who breaks it. None exists: proved. One exists: it is printed
as answers that a reader can follow. The encoding is independent of the evaluator (`triage.encoding`); the
last theorem checks on persons that z3 makes up for every rule, and on random ones, that the two agree.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.schema.rules import Rule
from pinprick.triage.encoding import Encoding, Formula, World, emergencies, leaves_of, split
from pinprick.triage.evaluation import evaluate
from pinprick.triage.policy import thresholds
from pinprick.vocabulary import NO, UNSURE, YES, Urgency

_RANDOM_PERSONS = 200


@dataclass(frozen=True)
class Theorem:
    """One promise. `counterexample` is a readable text when it is not proved, else None. `notes`:
    exceptions."""

    name: str
    says: str
    proved: bool
    counterexample: str | None
    seconds: float
    notes: tuple[str, ...] = ()


def prove(pack: Pack, only: Iterable[str] = ()) -> list[Theorem]:
    """Try the theorems on the rules of `pack`, all (half a minute) or `only` those named.

    MissingExtraError without z3.
    """
    wanted = set(only)
    proof = _Proof(pack)
    theorems: list[tuple[str, str, Callable[[], tuple[str | None, tuple[str, ...]]]]] = [
        ("floor", "No answers fire a rule and yield a lower level.", proof.floor),
        ("promises", "Each promise of the pack holds: these signs always reach this level.", proof.promises),
        ("more danger", "Adding a yes to a danger sign never lowers the urgency.", proof.more_danger),
        (
            "doubt",
            'Turning "no" into "not sure" never lowers it, nor does "not sure" into "yes".',
            proof.doubt,
        ),
        (
            "self-care",
            "Self-care needs a reason, and no danger sign that is true or in doubt.",
            proof.self_care,
        ),
        (
            "rules in use",
            "Every emergency rule can fire, and none is implied by another unless it is listed why.",
            proof.in_use,
        ),
        ("probability", "Probability can raise the urgency and never lower it.", proof.probability),
        ("witness", "The evaluator and these formulas agree.", proof.witness),
    ]
    results = []
    for name, says, attempt in theorems:
        if wanted and name not in wanted:
            continue
        start = time.perf_counter()
        counterexample, notes = attempt()
        seconds = time.perf_counter() - start
        results.append(Theorem(name, says, counterexample is None, counterexample, seconds, notes))
    return results


class _Proof:
    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.encoding = Encoding(pack)
        self.z3 = self.encoding.z3
        self.person, self.sane = self.encoding.world("person")
        self.levels = self.encoding.levels(self.person)

    def _find(self, *claims: Formula) -> Any:
        """A model of `claims`, or None."""
        solver = self.z3.Solver()
        solver.add(self.sane, *claims)
        return solver.model() if solver.check() == self.z3.sat else None

    def _answers(self, model: Any, world: World) -> dict[str, str]:
        """The answers of a model; findings on which nothing depends are left out."""
        answers = {}
        for (finding, value), variable in world.said.items():
            if self.z3.is_true(model.eval(variable)):
                answers[finding] = value
        for finding, variable in world.unsure.items():
            if self.z3.is_true(model.eval(variable)):
                answers[finding] = UNSURE
        return answers

    def _least(self, *claims: Formula) -> Any:
        """A model of `claims` with few answers, so that a person can read it."""
        if self._find(*claims) is None:
            return None
        optimiser = self.z3.Optimize()
        optimiser.set("timeout", 3000)
        optimiser.add(self.sane, *claims)
        for variable in [*self.person.said.values(), *self.person.unsure.values()]:
            optimiser.add_soft(self.z3.Not(variable))
        return optimiser.model() if optimiser.check() == self.z3.sat else self._find(*claims)

    def _text(self, answers: dict[str, str]) -> str:
        labels = [f"{self.pack.findings[f].label} ({f}) = {v}" for f, v in answers.items()]
        return "; ".join(labels) or "no answers at all"

    def _reached(self, model: Any, at_least: Mapping[Urgency, Formula]) -> Urgency:
        return next(level for level in Urgency if self.z3.is_true(model.eval(at_least[level], True)))

    def floor(self) -> tuple[str | None, tuple[str, ...]]:
        for rule in self.pack.rules:
            if rule.level is Urgency.SELF_CARE:
                continue
            below = self.z3.Not(self.levels.at_least[rule.level])
            if (model := self._least(self.levels.fires[rule.id], below)) is not None:
                return self._broken(model, f"{rule.id} fires ({rule.level})"), ()
        return None, ()

    def promises(self) -> tuple[str | None, tuple[str, ...]]:
        known = self.encoding.certain(self.person)
        for promise in thresholds(self.pack).guarantees:
            given = self.encoding.formula(promise.when, known, known)
            below = self.z3.Not(self.levels.at_least[promise.at_least])
            if self._find(given) is None:
                return f"Promise {promise.id!r} can never apply: its conditions exclude each other.", ()
            if (model := self._least(given, below)) is not None:
                return self._broken(model, f"promise {promise.id!r}: {promise.says} ({promise.at_least})"), ()
        return None, ()

    def _broken(self, model: Any, claim: str) -> str:
        reached = self._reached(model, self.levels.at_least)
        return f"{claim}, but with {self._text(self._answers(model, self.person))} the level is {reached}."

    def _never_lowers(self, changes: Iterable[tuple[str, str, str]]) -> str | None:
        """The first change (finding, answer before, answer after) that lowers the level, as a text."""
        z3 = self.z3
        for finding, before, after in changes:
            levels = {}
            for answer in (before, after):
                pairs = self._replacing(finding, answer)
                levels[answer] = {
                    level: z3.substitute(f, *pairs) for level, f in self.levels.at_least.items()
                }
            if all(levels[before][level].eq(levels[after][level]) for level in Urgency):
                continue  # no rule can tell the two answers apart
            lowered = z3.Or(
                [z3.And(levels[before][level], z3.Not(levels[after][level])) for level in Urgency]
            )
            given = [v if value else z3.Not(v) for v, value in self._values(finding, before)]
            if (model := self._least(lowered, *given)) is not None:
                answers = self._answers(model, self.person)
                return (
                    f"With {self._text(answers)} the level is {self._reached(model, levels[before])}; "
                    f"changing {self.pack.findings[finding].label} ({finding}) to {after} lowers it to "
                    f"{self._reached(model, levels[after])}. Rules that fired before: {self._fired(model)}."
                )
        return None

    def _values(self, finding: str, answer: str) -> list[tuple[Formula, bool]]:
        """What each variable of one finding is when it is answered so (`no` also stands for not asked)."""
        own = [(v, leaf[1] == answer) for leaf, v in self.person.said.items() if leaf[0] == finding]
        return [*own, (self.person.unsure[finding], answer == UNSURE)]

    def _replacing(self, finding: str, answer: str) -> list[tuple[Formula, Formula]]:
        """The substitution that gives one finding this answer."""
        return [(v, self.z3.BoolVal(value)) for v, value in self._values(finding, answer)]

    def _fired(self, model: Any) -> str:
        return (
            ", ".join(r for r, f in self.levels.fires.items() if self.z3.is_true(model.eval(f, True)))
            or "none"
        )

    def more_danger(self) -> tuple[str | None, tuple[str, ...]]:
        left_out = thresholds(self.pack).danger_signs.left_out
        notes = tuple(f"{leaf} is left out: {why}" for leaf, why in left_out.items())
        return self._never_lowers((f, NO, v) for f, v in self.encoding.danger), notes

    def doubt(self) -> tuple[str | None, tuple[str, ...]]:
        binary = [f for f in self.encoding.findings if self.pack.findings[f].is_binary]
        raised = self._never_lowers((f, NO, UNSURE) for f in binary)
        return raised or self._never_lowers((f, UNSURE, v) for f, v in self.encoding.danger), ()

    def self_care(self) -> tuple[str | None, tuple[str, ...]]:
        z3 = self.z3
        self_care = z3.Not(self.levels.at_least[Urgency.ROUTINE_WEEKS])
        signs = [z3.Or(self.person.said[leaf], self.person.unsure[leaf[0]]) for leaf in self.encoding.danger]
        if (model := self._least(self_care, z3.Or(signs))) is not None:
            return self._broken(model, "a danger sign is true or in doubt"), ()
        reasons = z3.Or(list(self.levels.reasons.values()))
        if (model := self._least(self_care, z3.Not(reasons))) is not None:
            return self._broken(model, "there is no reason for self-care"), ()
        if self._find(self_care) is None:
            return "No answers at all lead to self-care.", ()
        return None, ()

    def in_use(self) -> tuple[str | None, tuple[str, ...]]:
        z3 = self.z3
        kept = thresholds(self.pack).kept_though_implied
        notes = []
        rules: list[Rule] = emergencies(self.pack)
        for rule in rules:
            fires = self.levels.fires[rule.id]
            if self._find(fires) is None:
                return f"{rule.id} can never fire: its conditions exclude each other.", ()
            others = [r for r in rules if r is not rule]
            if self._find(fires, *[z3.Not(self.levels.fires[r.id]) for r in others]) is not None:
                continue
            for other in others:
                if self._find(fires, z3.Not(self.levels.fires[other.id])) is not None:
                    continue
                if rule.id not in kept:
                    return f"{rule.id} is implied by {other.id}: whenever it fires, so does the other.", ()
                notes.append(f"{rule.id} is implied by {other.id} and stays: {kept[rule.id]}")
        return None, tuple(notes)

    def probability(self) -> tuple[str | None, tuple[str, ...]]:
        """The level is the larger of what rules and risk demand; both are free here."""
        z3 = self.z3
        less, more = z3.Int("risk"), z3.Int("more_risk")
        rank = z3.Sum([z3.If(self.levels.at_least[level], 1, 0) for level in Urgency if level.rank])
        decided = z3.If(less > rank, less, rank)
        raised = z3.If(more > rank, more, rank)
        bounds = z3.And(less >= 0, less <= more, more <= Urgency.EMERGENCY_NOW.rank)
        if (model := self._least(bounds, z3.Or(decided < rank, raised < decided))) is not None:
            return self._broken(model, "a probability lowered the level"), ()
        return None, (
            "that a larger probability never lowers the risk floor is a property test, not a proof",
        )

    def witness(self) -> tuple[str | None, tuple[str, ...]]:
        """Compare with the evaluator on a person for each rule (firing, and possible only) and random
        ones."""
        z3 = self.z3
        persons = []
        for rule in self.pack.rules:
            fires = self.levels.fires.get(rule.id, self.levels.reasons.get(rule.id))
            persons += [m for m in [self._find(fires)] if m is not None]
            if rule.id in self.levels.possible:
                doubtful = self._find(self.levels.possible[rule.id], z3.Not(fires))
                persons += [doubtful] if doubtful is not None else []
        answers = [self._answers(model, self.person) for model in persons]
        answers += list(self._random_persons())
        formulas: dict[str, Formula] = {**self.levels.fires, **self.levels.reasons}
        formulas |= {level.value: formula for level, formula in self.levels.at_least.items()}
        names = {name: z3.Bool(f"result:{name}") for name in formulas}
        solver = z3.Solver()
        solver.add([names[name] == formula for name, formula in formulas.items()])
        for person in answers:
            if (text := self._disagreement(solver, names, person)) is not None:
                return text, ()
        return None, (f"{len(answers)} persons compared, {len(persons)} of them made up by the solver",)

    def _random_persons(self) -> Iterable[dict[str, str]]:
        """Random answers to the findings of one to three rules, where something is likely to happen."""
        dice = random.Random(20261122)
        for _ in range(_RANDOM_PERSONS):
            near = [leaf for rule in dice.sample(self.pack.rules, 3) for leaf in leaves_of(rule.when)]
            person = {}
            for leaf in near:
                finding, value = split(leaf)
                if dice.random() < 0.7:
                    person[finding] = dice.choices([value, NO if value == YES else value, UNSURE], [6, 2, 2])[
                        0
                    ]
            yield person

    def _disagreement(self, solver: Any, names: dict[str, Formula], person: dict[str, str]) -> str | None:
        z3 = self.z3
        said = [(v, person.get(leaf[0]) == leaf[1]) for leaf, v in self.person.said.items()]
        said += [(v, person.get(f) == UNSURE) for f, v in self.person.unsure.items()]
        solver.check([v if true else z3.Not(v) for v, true in said])
        model = solver.model()
        other = {name for name, variable in names.items() if z3.is_true(model[variable])}
        evaluation = evaluate(self.pack, person)
        reached = next(level for level in Urgency if level.value in other)
        fired = {rule.id for rule in evaluation.fired}
        other -= {level.value for level in Urgency}
        if reached is evaluation.floor and fired == other:
            return None
        return (
            f"With {self._text(person)} the evaluator says {evaluation.floor}, firing {sorted(fired)}; "
            f"the formulas say {reached}, firing {sorted(other)}."
        )
