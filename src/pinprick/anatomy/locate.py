"""Where the trouble may lie, from a drawing alone: territories, families and levels, with reasons.

Nothing here claims more than drawings hold: roots of the lower back stay together (clinicians cannot tell L5 from
S1 on a drawing), and a nerve keeps the share of people who turn out to have a root (`may_also_be` in the pack).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from pydantic import BaseModel, ConfigDict

from pinprick.anatomy.answers import drawing_answers
from pinprick.anatomy.atlas import Atlas, load_atlas
from pinprick.anatomy.curves import Floats
from pinprick.anatomy.drawing import PaintedSkin, read_drawing
from pinprick.anatomy.evidence import evidence_rules
from pinprick.anatomy.fit import fit
from pinprick.anatomy.levels import Group, Level, Levels, levels_of
from pinprick.anatomy.likelihood import default_scorer, posterior_of
from pinprick.case import Drawing
from pinprick.knowledge.schema.pack import Pack

NEARLY_ALL, NAMED_SHARE, MOST_NAMES = 0.9, 0.7, 3
NEARLY_ALL_KEEPS = 0.4
"""Weight left to the map when nearly all skin is painted; the rest is unclear."""
SURE_LEVEL, WORTH_ASKING = 0.6, 0.02


class _Result(BaseModel):
    model_config = ConfigDict(frozen=True)


class PlaceHypothesis(_Result):
    """One group of territories on one side. `territory`: the best single one; None for roots, never split."""

    group: str
    name: str
    territory: str | None
    territory_name: str | None
    side: str
    probability: float


class Reason(_Result):
    """What one region says of the first hypothesis against the average one; `weight` in decibans for it."""

    region: str
    side: str
    painted: bool
    weight: float
    text: str


class Question(_Result):
    """A question and the findings that hold its answer."""

    text: str
    findings: list[str]


class Location(_Result):
    """Where the trouble may lie, from a drawing alone. Probabilities sum to 1 within each list or dictionary."""

    headline: str
    limits: str
    hypotheses: list[PlaceHypothesis]
    families: dict[str, float]
    levels: dict[str, float]
    level_names: dict[str, str]
    speaks_for: list[Reason]
    speaks_against: list[Reason]
    separating: Question | None
    ask_first: list[Question]
    painted_cells: int


def locate(drawing: Drawing, pack: Pack) -> Location:
    """The likely level and territory of a drawing, all territories equally likely beforehand.

    A blank drawing gives an empty location. DrawingError when the drawing names something unknown.
    """
    atlas = load_atlas(pack)
    return locate_skin(read_drawing(drawing, atlas), atlas, pack)


def locate_skin(skin: PaintedSkin, atlas: Atlas, pack: Pack) -> Location:
    """As `locate`, from a drawing already read."""
    levels = levels_of(pack)
    if skin.is_blank:
        words = levels.words.blank if bool(skin.seen.all()) else levels.words.clear
        return _empty(words, levels)
    offsets = np.array([hypothesis.offset for hypothesis in atlas.hypotheses])
    probability = posterior_of(fit(atlas, skin.degree, skin.seen) + offsets)
    families: dict[str, float] = defaultdict(float)
    rules = evidence_rules(pack)
    for hypothesis, share in zip(atlas.hypotheses, probability, strict=True):
        families[rules.family(hypothesis.territory)] += float(share)
    ranked = _ranked(probability, atlas, levels)
    by_id = {group.id: group for group in levels.groups}
    by_level: dict[Level, float] = dict.fromkeys(levels.level_names, 0.0)
    everything = float((skin.degree > 0).mean()) >= NEARLY_ALL
    kept = NEARLY_ALL_KEEPS if everything else 1.0
    by_level["unclear"] += 1 - kept
    for place in ranked:
        for level, share in by_id[place.group].levels_on(place.side).items():
            by_level[level] += kept * share * place.probability
    first, second = _two_to_separate(ranked)
    reasons = _reasons(first, skin, atlas, levels)
    pair = levels.question(first.group, second.group)
    return Location(
        headline=levels.words.everything if everything else _headline(ranked, by_level, levels),
        limits=levels.words.limits,
        hypotheses=[hypothesis for hypothesis in ranked if hypothesis.probability >= 0.005][:12],
        families=_sorted(families),
        levels=_sorted(by_level),
        level_names={str(level): name for level, name in levels.level_names.items()},
        speaks_for=[reason for reason in reasons if reason.weight > 0][:5],
        speaks_against=[reason for reason in reversed(reasons) if reason.weight < 0][:5],
        separating=Question(text=pair.question, findings=[f for f in pair.findings if f in pack.findings])
        if second.probability >= WORTH_ASKING
        else None,
        ask_first=_ask_first(skin, atlas, pack, levels),
        painted_cells=len(skin.painted),
    )


def _ranked(probability: Floats, atlas: Atlas, levels: Levels) -> list[PlaceHypothesis]:
    group_of = {territory: group for group in levels.groups for territory in group.territories}
    read: dict[tuple[str, str], float] = defaultdict(float)
    best: dict[tuple[str, str], tuple[float, str]] = {}
    for hypothesis, value in zip(atlas.hypotheses, probability, strict=True):
        key = (group_of[hypothesis.territory].id, hypothesis.side)
        read[key] += float(value)
        best[key] = max(best.get(key, (-1.0, "")), (float(value), hypothesis.territory))
    true: dict[tuple[str, str], float] = defaultdict(float)
    by_id = {group.id: group for group in levels.groups}
    for (name, side), value in read.items():
        others = {other: share for other, share in by_id[name].may_also_be.items() if (other, side) in read}
        true[name, side] += value * (1 - sum(others.values()))
        for other, share in others.items():
            true[other, side] += value * share
    return [
        _hypothesis(by_id[name], side, best[name, side][1], value, atlas)
        for (name, side), value in sorted(true.items(), key=lambda item: (-item[1], item[0]))
    ]


def _hypothesis(group: Group, side: str, territory: str, value: float, atlas: Atlas) -> PlaceHypothesis:
    single = None if group.id.endswith("_root") else territory
    return PlaceHypothesis(
        group=group.id,
        name=group.name_on(side),
        territory=single,
        territory_name=str(atlas.territories[territory]["name"]) if single else None,
        side=side,
        probability=value,
    )


def _two_to_separate(ranked: list[PlaceHypothesis]) -> tuple[PlaceHypothesis, PlaceHypothesis]:
    """The first hypothesis and the next one of another group."""
    first = ranked[0]
    return first, next(other for other in ranked[1:] if other.group != first.group)


def _headline(ranked: list[PlaceHypothesis], by_level: dict[Level, float], levels: Levels) -> str:
    names: list[str] = []
    total = 0.0
    for hypothesis in ranked:
        total += hypothesis.probability
        if hypothesis.name not in names:
            names.append(hypothesis.name)
        if total >= NAMED_SHARE or len(names) == MOST_NAMES:
            break
    template = levels.words.headline if total >= 0.5 else levels.words.headline_weak
    sentence = template.format(names=levels.words.either.join(names))
    level = max(by_level, key=lambda name: by_level[name])
    if by_level[level] < SURE_LEVEL or level == "unclear":
        return sentence
    return f"{sentence} {levels.words.points_to.format(level=levels.level_names[level])}"


def _reasons(first: PlaceHypothesis, skin: PaintedSkin, atlas: Atlas, levels: Levels) -> list[Reason]:
    """Additive contribution of each region and side to the first against the average hypothesis, largest first."""
    scorer = default_scorer(atlas)
    mine = _best_column(first, scorer.columns(skin.degree, skin.seen)[0], atlas, levels)
    tau = float(scorer.temperature(len(skin.painted)))
    if_painted, if_clear = _average(atlas)
    each = skin.degree * (scorer.painted[:, mine] - if_painted)
    each = (each + skin.seen * (scorer.clear[:, mine] - if_clear)) * tau * 10 / np.log(10)
    found: dict[tuple[str, str, bool], float] = {}
    for place, drawn, value in zip(_places(atlas), (skin.degree > 0).tolist(), each.tolist(), strict=True):
        key = (*place, drawn)
        found[key] = found.get(key, 0.0) + value
    names = {**atlas.region_names, **levels.body_names}
    reasons = []
    for (region, side, painted), weight in found.items():
        if abs(weight) < 0.1:
            continue
        template = levels.words.painted if painted else levels.words.left_clear
        text = template.format(region=f"{names[region]}, {levels.words.sides[side]}")
        reasons.append(Reason(region=region, side=side, painted=painted, weight=weight, text=text))
    return sorted(reasons, key=lambda reason: -reason.weight)


@lru_cache(maxsize=4)
def _average(atlas: Atlas) -> tuple[Floats, Floats]:
    """What a painted and a clear cell say under the average hypothesis, each (1656,)."""
    scorer = default_scorer(atlas)
    return scorer.painted.mean(axis=1), scorer.clear.mean(axis=1)


@lru_cache(maxsize=4)
def _places(atlas: Atlas) -> tuple[tuple[str, str], ...]:
    """Region and side of each cell of a whole drawing."""
    limb, sides = len(atlas.limb), [("right" if name.startswith("R") else "left") for name in atlas.ids]
    regions = [
        atlas.limb[number % limb].region if number < 2 * limb else name.rsplit(".", 1)[1]
        for number, name in enumerate(atlas.ids)
    ]
    return tuple(zip(regions, sides, strict=True))


def _best_column(hypothesis: PlaceHypothesis, columns: Floats, atlas: Atlas, levels: Levels) -> int:
    scorer = default_scorer(atlas)
    members = next(group.territories for group in levels.groups if group.id == hypothesis.group)
    ends = np.append(scorer.first[1:], len(columns))
    spans = [
        range(int(scorer.first[n]), int(ends[n]))
        for n, one in enumerate(atlas.hypotheses)
        if one.territory in members and one.side == hypothesis.side
    ]
    return max((column for span in spans for column in span), key=lambda column: float(columns[column]))


def _ask_first(skin: PaintedSkin, atlas: Atlas, pack: Pack, levels: Levels) -> list[Question]:
    answers = drawing_answers(skin, atlas, pack)
    raised = {
        "saddle": answers.get("saddle_numbness") == "yes",
        "face_or_arm": "yes" in (answers.get("face_numb_same_side"), answers.get("arm_numb_same_side")),
        "trunk": answers.get("trunk_level_or_band") == "yes",
    }
    return [
        Question(text=ask.text, findings=[finding for finding in ask.findings if finding in pack.findings])
        for name, ask in levels.ask_first.items()
        if raised[name]
    ]


def _sorted(shares: Mapping[Level, float] | Mapping[str, float]) -> dict[str, float]:
    return {str(name): value for name, value in sorted(shares.items(), key=lambda item: -item[1])}


def _empty(headline: str, levels: Levels) -> Location:
    return Location(
        headline=headline,
        limits=levels.words.limits,
        hypotheses=[],
        families={},
        levels={},
        level_names={str(level): name for level, name in levels.level_names.items()},
        speaks_for=[],
        speaks_against=[],
        separating=None,
        ask_first=[],
        painted_cells=0,
    )
