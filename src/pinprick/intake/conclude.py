"""From events (what is felt where) to findings: qualities, places, side, spread."""

from __future__ import annotations

from collections.abc import Iterable

from pinprick.intake.mentions import Ledger
from pinprick.intake.sensations import Event, Place
from pinprick.knowledge.schema.words import SensationWords, Words
from pinprick.vocabulary import NO, UNSURE, YES

LEG_KINDS = frozenset({"leg", "foot", "buttock", "groin", "hip", "hemibody"})
_LOWER = frozenset({"leg", "foot", "hemibody"})


def qualities(events: Iterable[Event], words: SensationWords, ledger: Ledger) -> None:
    """Findings that follow from a quality at a kind of place, and from its denial there."""
    events = list(events)
    affirmed = {(e.quality, kind) for e in events if not e.denied for kind in e.kinds()}
    for event in events:
        if event.quality == "normal" and event.borrowed:
            continue
        entry = words.qualities[event.quality]
        for kind in sorted(event.kinds_and_names()):
            table = entry.finds.get(kind, {})
            for finding, value in table.items():
                if value == "some":
                    continue
                if not event.denied:
                    stated = UNSURE if event.doubted and value == YES else value
                    ledger.add(
                        finding, stated, event.first, event.last, 2 if stated == YES and kind != "none" else 1
                    )
                elif value == YES:
                    others = any(q == event.quality and k in LEG_KINDS | {"none"} for q, k in affirmed)
                    if not (others and kind in LEG_KINDS | {"none"}):
                        ledger.add(finding, NO, event.first, event.last)


def side_of(placed: list[tuple[Place, Event]]) -> tuple[str, Place] | None:
    """Value of `side` with the place that decides it: one, both_about_equal, or None when the words do not say."""
    both = [p for p, _ in placed if p.number == "both"]
    lefts = [p for p, _ in placed if "left" in p.sides and p.number == "one"]
    rights = [p for p, _ in placed if "right" in p.sides and p.number == "one"]
    others = [p for p, _ in placed if p.opposite]
    ones = [p for p, _ in placed if p.number == "one"]
    anys = [p for p, _ in placed if p.number == "any"]
    if both:
        return "both_about_equal", both[0]
    if lefts and rights:
        return "both_unequal", max(lefts[0], rights[0], key=lambda p: p.first)
    if others and ones and any(not p.opposite for p in ones):
        return "both_unequal", others[0]
    if ones:
        return "one", ones[0]
    if anys and anys[0].name == "toes":
        return "both_about_equal", anys[0]
    return None


def mapped(events: list[Event], words: SensationWords, *kinds: str) -> list[tuple[Place, Event]]:
    """Places of affirmed events whose quality maps as one of `kinds` (sensory, pain, weak)."""
    return [
        (place, event)
        for event in events
        if not event.denied and not event.doubted and words.qualities[event.quality].spread in kinds
        for place in event.places
        if place.kind in LEG_KINDS or place.kind == "saddle"
    ]


def regions(events: list[Event], words: SensationWords, ledger: Ledger) -> None:
    """`at_*` findings: where it is numb or tingling; where it hurts only when nothing is numb."""
    placed = (
        mapped(events, words, "sensory") or mapped(events, words, "pain") or mapped(events, words, "vague")
    )
    specific = any(p.name not in {"whole_leg"} and p.kind in _LOWER and p.regions for p, _ in placed)
    stocking = ledger.first("stocking_spread", YES)
    if stocking and all(p.name in {"whole_leg", "foot", "toes"} or p.kind not in _LOWER for p, _ in placed):
        for region in words.places["below_knee"].regions:
            ledger.add(region, YES, stocking.first, stocking.last)
        placed = [(p, e) for p, e in placed if p.name != "whole_leg"]
    for place, event in placed:
        names: Iterable[str] = place.regions
        if place.name == "foot" and any(_part_of(place, other) for other in event.places):
            continue
        if place.name == "whole_leg" and specific and len({p.name for p, _ in placed}) > 1:
            feet = any(p.name == "foot" and p.number == "both" for p, _ in placed)
            if place.through:
                names = (
                    ("at_back_of_thigh", "at_calf")
                    if any(p.kind in {"buttock"} for p, _ in placed)
                    else ("at_calf", "at_outer_thigh")
                )
            elif feet and place.number == "both":
                names = ("at_inner_ankle", "at_shin", "at_calf")
            elif any(p.kind == "leg" and p.name != "whole_leg" for p, _ in placed):
                names = ()
        for region in names:
            ledger.add(
                region,
                YES,
                min(place.first, event.first) if place.first > event.last else place.first,
                place.last,
            )
    for event in events:
        if (event.quality == "normal" and not event.denied) or (
            event.denied and words.qualities[event.quality].spread == "sensory"
        ):
            for place in event.places:
                if (
                    place.kind in _LOWER
                    and not place.opposite
                    and not event.borrowed
                    and len(place.regions) <= 3
                ):
                    for region in place.regions:
                        if not ledger.says(region, YES):
                            ledger.add(region, NO, place.first, place.last)


def _part_of(foot: Place, other: Place) -> bool:
    """ "in my right foot the second toe": the toe is meant, not the foot."""
    return (
        other.kind == "foot"
        and other.name != "foot"
        and bool(other.regions)
        and 0 < other.first - foot.last <= 2
    )


def spread(events: list[Event], named: list[Place], words: SensationWords, ledger: Ledger) -> None:
    """Findings that depend on several places at once: side, both legs weak, arm or face on the same side, swelling.

    `named`: every place named, for the side when no event has one.
    """
    numb = mapped(events, words, "sensory")
    pain = mapped(events, words, "pain")
    weak = mapped(events, words, "weak")
    swollen = [
        (p, e)
        for e in events
        if e.quality == "swollen" and not e.denied
        for p in e.places
        if p.kind in LEG_KINDS
    ]
    _side((numb, pain, weak, swollen), named, ledger)
    if swollen:
        decided = side_of(swollen)
        value = "one_leg" if decided and decided[0] == "one" else "both_legs"
        ledger.add(
            "leg_swelling",
            value,
            swollen[0][1].first,
            swollen[0][0].last if swollen[0][0].last > swollen[0][1].first else swollen[0][1].last,
        )
    for event in events:
        if (
            event.quality == "swollen"
            and event.denied
            and not swollen
            and event.kinds() & (LEG_KINDS | {"none"})
        ):
            ledger.add("leg_swelling", "none", event.first, event.last)
    _weak_legs(weak, ledger)
    _upper(events, words, _legs(numb, weak, named), ledger)


def _legs(
    numb: list[tuple[Place, Event]], weak: list[tuple[Place, Event]], named: list[Place]
) -> list[tuple[Place, Event]]:
    """The legs an arm is compared with: numb ones, else weak ones, else any leg or foot that is named."""
    anywhere = [(p, Event("named", p.first, p.last)) for p in named]
    for group in (numb, weak, anywhere):
        legs = [(p, e) for p, e in group if p.kind in LEG_KINDS]
        if legs:
            return legs
    return []


def _side(groups: tuple[list[tuple[Place, Event]], ...], named: list[Place], ledger: Ledger) -> None:
    """Finding `side`: from what is numb, else what hurts, is weak or swollen, else any leg or foot named."""
    if ledger.says("side"):
        return
    unclear: tuple[str, Place] | None = None
    anywhere = [(p, Event("named", p.first, p.last)) for p in named if p.kind in _LOWER]
    for n, group in enumerate((*groups, anywhere)):
        decided = side_of([(p, e) for p, e in group if p.kind in LEG_KINDS])
        if decided is None:
            continue
        value, place = decided
        if place.number == "any":
            unclear = unclear or decided
            continue
        opposite = next((p for p in named if p.kind in _LOWER and p.sides and p.sides != place.sides), None)
        if value == "one" and n and place.sides and opposite:
            value, place = "both_unequal", opposite
        elif value == "one" and n and any(p.number == "both" for p, _ in groups[2]):
            value = "both_unequal"
        ledger.add("side", value, place.first, place.last)
        return
    if unclear:
        ledger.add("side", unclear[0], unclear[1].first, unclear[1].last)


def _weak_legs(weak: list[tuple[Place, Event]], ledger: Ledger) -> None:
    for place, event in weak:
        if place.number == "both" and place.kind in _LOWER:
            ledger.add("both_legs_weak", YES, min(place.first, event.first), max(place.last, event.last))
            return


def _upper(
    events: list[Event], words: SensationWords, legs: list[tuple[Place, Event]], ledger: Ledger
) -> None:
    """Face, arm and hand: on the same side as the leg, or both hands."""
    leg_side = side_of(legs)
    for event in events:
        if words.qualities[event.quality].spread != "sensory" or event.doubted:
            continue
        for place in event.places:
            first, last = min(place.first, event.first), max(place.last, event.last)
            one_sided = (
                leg_side is not None and leg_side[0] in ("one", "both_unequal") and place.number != "both"
            )
            if place.kind in {"arm", "hand"} and one_sided:
                if not event.denied:
                    ledger.add("arm_numb_same_side", YES, first, last)
            elif place.kind == "face":
                ledger.add("face_numb_same_side", NO if event.denied else YES, first, last)


def implied(ledger: Ledger, words: Words, implied_by: dict[str, list[str]]) -> None:
    """Answers that follow from others, unless something was said of them in words."""
    implications = {finding: list(sources) for finding, sources in implied_by.items()}
    for source, findings in words.implies.items():
        for finding in findings:
            implications.setdefault(finding, []).append(source)
    for condition, consequences in words.also.items():
        source, _, value = condition.partition("=")
        mention = ledger.first(source, value)
        for finding, then in consequences.items() if mention else ():
            if mention and not ledger.says(finding):
                ledger.add(finding, then, mention.first, mention.last, 0)
    changed = True
    while changed:
        changed = False
        for finding, sources in implications.items():
            if ledger.says(finding, YES, NO):
                continue
            for source in sources:
                mention = ledger.first(source, YES)
                if mention:
                    ledger.add(finding, YES, mention.first, mention.last, 0)
                    changed = True
                    break
