"""What a place on the skin may mean: groups of territories, their levels, and the questions between them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, ValidationError, model_validator

from pinprick.errors import PackError
from pinprick.knowledge.schema.base import Record
from pinprick.knowledge.schema.pack import Pack

Level = Literal[
    "brain",
    "cord",
    "cauda_equina",
    "root",
    "plexus",
    "single_nerve",
    "length_dependent",
    "vessel",
    "posture",
    "unclear",
]


class Group(Record):
    """Territories that a drawing cannot tell apart further, and the level they point to."""

    id: str
    name: str
    territories: list[str]
    levels: dict[Level, float]
    one_side: dict[Level, float] | None = None
    one_side_name: str | None = None
    may_also_be: dict[str, float] = Field(default={})

    @model_validator(mode="after")
    def _shares(self) -> Group:
        for shares in (self.levels, self.one_side):
            if shares is not None and abs(sum(shares.values()) - 1) > 1e-6:
                raise ValueError(f"levels of {self.id} sum to {sum(shares.values()):.3f}, not 1")
        if sum(self.may_also_be.values()) >= 1:
            raise ValueError(f"may_also_be of {self.id} leaves nothing for itself")
        return self

    def levels_on(self, side: str) -> dict[Level, float]:
        """Levels when drawn on `side`."""
        return self.levels if side == "both" or self.one_side is None else self.one_side

    def name_on(self, side: str) -> str:
        """Plain name when drawn on `side`."""
        return self.name if side == "both" or self.one_side_name is None else self.one_side_name


class Separating(Record):
    """The question that separates two groups, and the findings that hold its answer."""

    between: tuple[str, str]
    question: str
    findings: list[str]


class AskFirst(Record):
    text: str
    findings: list[str]


class LocationWords(Record):
    """Sentences of a location; `{names}` and `{region}` are filled in."""

    headline: str
    headline_weak: str
    points_to: str
    blank: str
    clear: str
    everything: str
    painted: str
    left_clear: str
    limits: str
    either: str = Field(alias="or")
    sides: dict[str, str]


class Levels(Record):
    """`atlas/levels.yaml`."""

    level_names: dict[Level, str]
    groups: list[Group]
    separating: list[Separating]
    otherwise: str
    ask_first: dict[Literal["saddle", "face_or_arm", "trunk"], AskFirst]
    words: LocationWords
    body_names: dict[str, str]

    @model_validator(mode="after")
    def _known_groups(self) -> Levels:
        known = {group.id for group in self.groups}
        named = {name for pair in self.separating for name in pair.between}
        named |= {name for group in self.groups for name in group.may_also_be}
        if named - known:
            raise ValueError(f"no group called {sorted(named - known)[0]}")
        return self

    def question(self, first: str, second: str) -> Separating:
        """The question between two groups; the general one when none is written for them."""
        for pair in self.separating:
            if set(pair.between) == {first, second}:
                return pair
        return Separating(between=(first, second), question=self.otherwise, findings=["back_pain"])


_KEPT = 4
_levels: list[tuple[Pack, Levels]] = []


def levels_of(pack: Pack) -> Levels:
    """The levels of a pack, read once. PackError when `atlas/levels.yaml` is missing or wrong."""
    for known, levels in _levels:
        if known is pack:
            return levels
    levels = _read_levels(pack)
    _levels.insert(0, (pack, levels))
    del _levels[_KEPT:]
    return levels


def _read_levels(pack: Pack) -> Levels:
    try:
        return Levels.model_validate(pack.atlas.get("levels"))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise PackError(f"atlas/levels.yaml: {where}: {first['msg']}.") from None
