"""Scored instruments: one evaluator for all of them; the instruments themselves are data.

An item is settled by what is entered, else by the findings of the case, else it stays open. Open items give
each score a range; a result is stated as soon as no open item can change it, and never before.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from pydantic import BaseModel, ConfigDict, ValidationError

from pinprick.care.truth import Leaf, Truth, answer_leaf, truth
from pinprick.errors import CaseError, PackError
from pinprick.knowledge.schema.instruments import Accuracy, Instrument, InstrumentItem, Licence, Option, Sum
from pinprick.knowledge.schema.pack import Pack

Entered = Mapping[str, str | float | bool]
_COMPARISON = re.compile(r"^([a-z0-9_]+)(>=|<=|>|<)(-?\d+(?:\.\d+)?)$")
_FOLDER = "instruments/"


class ItemScore(BaseModel):
    """One item: its value (option id or number as text), its points, and where they came from."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    label: str
    value: str | None = None
    points: float | None = None
    came_from: str | None = None
    counted: bool = True


class Score(BaseModel):
    """The result of one instrument. `scores` holds exact totals, `ranges` what is still possible (low, high).

    `computable` is True when the outcome is settled; `says` is one sentence for a reader either way.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    instrument: str
    name: str
    computable: bool
    says: str
    known: int
    of: int
    scores: dict[str, float]
    ranges: dict[str, tuple[float, float]]
    outcome: str | None = None
    outcome_label: str | None = None
    means: str | None = None
    applies: bool | None = True
    items: list[ItemScore]
    open_items: list[str]
    limits: str | None = None
    accuracy: list[Accuracy]
    licence: Licence
    sources: list[str]


@dataclass(frozen=True)
class _Settled:
    """An item as far as it is known: points and number as (low, high), the options still possible."""

    option: str | None
    points: tuple[float, float]
    number: tuple[float, float] | None
    possible: frozenset[str]
    came_from: str | None

    @property
    def known(self) -> bool:
        return self.came_from is not None


def instrument_names(pack: Pack) -> list[str]:
    """The ids of the pack's instruments, in alphabetical order."""
    return sorted(key.removeprefix(_FOLDER) for key in pack.care_data if key.startswith(_FOLDER))


def load_instrument(pack: Pack, name: str) -> Instrument:
    """One instrument. CaseError when the pack has none of that name, PackError when its file is malformed."""
    if _FOLDER + name not in pack.care_data:
        names = instrument_names(pack)
        near = get_close_matches(name, names, n=1)
        hint = f"Did you mean {near[0]}?" if near else f"Choose one of: {', '.join(names)}."
        raise CaseError(f"There is no instrument {name!r}. {hint}")
    try:
        return Instrument.model_validate(pack.care_data[_FOLDER + name])
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise PackError(f"care/instruments/{name}.yaml: {where}: {first['msg']}.") from None


def score(name: str, answers: Mapping[str, str], pack: Pack, entered: Entered | None = None) -> Score:
    """Score one instrument.

    `answers`: findings of the case. `entered`: item id -> option id (`yes`/`no` for two-way items) or number,
    as a clinician or the person filled it in; it wins over the case. Raises CaseError for an unknown
    instrument, item or value.
    """
    instrument = load_instrument(pack, name)
    given = dict(entered or {})
    ids = [item.id for item in instrument.items]
    for key in given:
        if key not in ids:
            near = get_close_matches(key, ids, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"Its items are: {', '.join(ids)}."
            raise CaseError(f"{instrument.name} has no item {key!r}. {hint}")
    case = answer_leaf(pack, answers)
    settled = {item.id: _settle(item, given.get(item.id), case, instrument) for item in instrument.items}
    ranges = {key: _range(rule, settled) for key, rule in instrument.scores.items()}
    leaf = _outcome_leaf(instrument, settled, ranges)
    applies: Truth = True if instrument.applies is None else truth(instrument.applies, case)
    outcome = None
    if applies is not False:
        for candidate in instrument.outcomes:
            holds: Truth = True if candidate.when is None else truth(candidate.when, leaf)
            if holds is True:
                outcome = candidate
            if holds is not False:
                break
    required = [item for item in instrument.items if not item.optional]
    known = sum(settled[item.id].known for item in required)
    exact = {
        key: low
        for key, (low, high) in ranges.items()
        if low == high and not math.isinf(low)
    }  # fmt: skip
    if applies is False:
        says = f"{instrument.name} does not apply: it is for {instrument.applies_to}."
    elif outcome is None:
        says = f"{instrument.name} not computable: {known} of {len(required)} items known."
    else:
        numbers = ", ".join(f"{key} {value:g}" for key, value in exact.items())
        says = f"{instrument.name}: {outcome.label}" + (f" ({numbers})." if numbers else ".")
    return Score(
        instrument=name,
        name=instrument.name,
        computable=outcome is not None,
        says=says,
        known=known,
        of=len(required),
        scores=exact,
        ranges={key: bounds for key, bounds in ranges.items() if not math.isinf(bounds[1])},
        outcome=outcome.id if outcome else None,
        outcome_label=outcome.label if outcome else None,
        means=outcome.means if outcome else None,
        applies=applies,
        items=[_item_score(item, settled[item.id]) for item in instrument.items],
        open_items=[item.id for item in required if not settled[item.id].known],
        limits=instrument.limits,
        accuracy=instrument.accuracy,
        licence=instrument.licence,
        sources=instrument.sources,
    )


def score_all(answers: Mapping[str, str], pack: Pack) -> list[Score]:
    """Every instrument of the pack, scored from the case alone; those that can be computed first."""
    results = [score(name, answers, pack) for name in instrument_names(pack)]
    return sorted(results, key=lambda result: not result.computable)


def _settle(
    item: InstrumentItem, value: str | float | bool | None, case: Leaf, instrument: Instrument
) -> _Settled:
    if value is not None:
        return _from_entry(item, value, instrument)
    options = {option.id: option for option in item.options}
    held = {key: truth(o.when, case) if o.when is not None else None for key, o in options.items()}
    chosen = next((key for key, holds in held.items() if holds is True), None)
    if chosen is not None:
        points = options[chosen].points if item.counted else 0.0
        return _Settled(
            chosen, (points, points), _bounds_of(item, options[chosen]), frozenset({chosen}), "case"
        )
    possible = frozenset(options)  # `when` settles an option; that it fails does not rule the option out
    number = None if item.kind == "choice" else (float(item.low or 0), float(item.high or 0))
    if not item.counted:
        points_range = (0.0, 0.0)
    elif options:
        values = [option.points for option in item.options]
        points_range = (min(values), max(values))
    else:
        points_range = number or (0.0, 0.0)
    return _Settled(None, points_range, number, possible, None)


def _from_entry(item: InstrumentItem, value: str | float | bool, instrument: Instrument) -> _Settled:
    where = f"{instrument.name}, item {item.id}"
    if item.kind == "number":
        try:
            number = float(value)
        except (TypeError, ValueError):
            raise CaseError(f"{where}: {value!r} is not a number.") from None
        low, high = float(item.low or 0), float(item.high or 0)
        if not low <= number <= high:
            raise CaseError(f"{where}: {number:g} is outside {low:g} to {high:g}.")
        reached = [o for o in item.options if o.at_least is None or number >= o.at_least]
        option = max(reached, key=lambda o: -math.inf if o.at_least is None else o.at_least, default=None)
        points = 0.0 if not item.counted else option.points if option else number
        chosen = frozenset({option.id}) if option else frozenset()
        return _Settled(option.id if option else None, (points, points), (number, number), chosen, "entered")
    word = {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value
    if isinstance(word, int | float):
        word = f"{word:g}"
    options = {option.id: option for option in item.options}
    if word not in options:
        raise CaseError(f"{where}: {value!r} is not an answer. Choose one of: {', '.join(options)}.")
    points = options[word].points if item.counted else 0.0
    return _Settled(word, (points, points), None, frozenset({word}), "entered")


def _bounds_of(item: InstrumentItem, option: Option) -> tuple[float, float] | None:
    """The numbers an option stands for, when a finding chose it."""
    if item.kind == "choice":
        return None
    bounds = sorted(o.at_least for o in item.options if o.at_least is not None)
    low = float(item.low or 0) if option.at_least is None else option.at_least
    return low, next((b for b in bounds if b > low), float(item.high or 0))


def _range(rule: Sum, settled: Mapping[str, _Settled]) -> tuple[float, float]:
    if rule.ratio:
        top, bottom = (settled[key] for key in rule.ratio)
        if not (top.known and bottom.known and top.number and bottom.number):
            return 0.0, math.inf
        value = round(top.number[0] / bottom.number[0], rule.digits)
        return value, value
    low = sum(settled[key].points[0] for key in rule.plus)
    high = sum(settled[key].points[1] for key in rule.plus)
    return round(low, rule.digits), round(high, rule.digits)


def _outcome_leaf(
    instrument: Instrument,
    settled: Mapping[str, _Settled],
    ranges: Mapping[str, tuple[float, float]],
) -> Leaf:
    """Leaves of outcomes: `item=option`, `item` (yes), and `score>=number` or `item>=number`."""

    def leaf(text: str) -> Truth:
        comparison = _COMPARISON.match(text)
        if comparison:
            key, sign, number = comparison[1], comparison[2], float(comparison[3])
            bounds = ranges.get(key) or (settled[key].number if key in settled else None)
            if bounds is None:
                raise PackError(f"care/instruments/{instrument.id}.yaml: {text!r} names no score or number.")
            return _compare(bounds, sign, number)
        key, _, option = text.partition("=")
        if key not in settled:
            raise PackError(f"care/instruments/{instrument.id}.yaml: {text!r} names no item.")
        item, wanted = settled[key], option or "yes"
        if wanted not in item.possible:
            return False
        return True if item.known else None

    return leaf


def _compare(bounds: tuple[float, float], sign: str, number: float) -> Truth:
    low, high = bounds
    tests = {
        ">=": (low >= number, high >= number),
        ">": (low > number, high > number),
        "<=": (high <= number, low <= number),
        "<": (high < number, low < number),
    }
    always, ever = tests[sign]
    return True if always else None if ever else False


def _item_score(item: InstrumentItem, settled: _Settled) -> ItemScore:
    number = (
        settled.number
        if settled.known and settled.number and settled.number[0] == settled.number[1]
        else None
    )
    return ItemScore(
        id=item.id,
        label=item.label,
        value=(f"{number[0]:g}" if number else settled.option) if settled.known else None,
        points=settled.points[0] if settled.known else None,
        came_from=settled.came_from,
        counted=item.counted,
    )
