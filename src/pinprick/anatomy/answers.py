"""What a drawing answers by itself: region questions, side, and the safety questions it settles.

These answers serve the triage rules and the record. The likelihood uses the drawing itself, never both. A drawing
raises a safety question whenever one cell says so; it answers `no` only for places that were really shown, and for
danger signs only when the person opened that view.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pinprick.anatomy.atlas import SADDLE, SIDES, Atlas, Mask
from pinprick.anatomy.curves import Floats
from pinprick.anatomy.drawing import PaintedSkin
from pinprick.knowledge.schema.findings import Finding
from pinprick.knowledge.schema.pack import Pack
from pinprick.vocabulary import NO, YES

PAINTED_SHARE, CLEAR_SHARE, SEEN_SHARE = 0.15, 0.02, 0.8
WHOLE_LEG_YES, WHOLE_LEG_NO = 0.85, 0.6
EQUAL_OVERLAP, ONE_SIDED = 0.6, 0.05
FACE = ("face_v1", "face_v2", "face_v3")
HAND = ("hand_radial_front", "hand_ulnar_front", "hand_radial_back", "hand_ulnar_back")
ARM = ("upper_arm_front", "upper_arm_back", "forearm_front", "forearm_back", *HAND)


def drawing_answers(skin: PaintedSkin, atlas: Atlas, pack: Pack) -> dict[str, str]:
    """Finding id -> value, only for findings of the pack that the drawing settles. Blank drawings settle nothing."""
    if skin.is_blank:
        return {}
    answers = _regions(skin, atlas, pack)
    side = _side(skin, atlas, pack)
    if side:
        answers["side"] = side
    answers.update(_safety(skin, atlas))
    return {
        name: value
        for name, value in answers.items()
        if name in pack.findings and value in pack.findings[name].values
    }


def finding_cells(finding: Finding, atlas: Atlas) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """The limb cells (0-801) a region question stands for; empty when it stands for none."""
    regions = finding.atlas_cells_from.regions if finding.atlas_cells_from else []
    cells = [atlas.regions[region] for region in regions if region in atlas.regions]
    return np.concatenate(cells) if cells else np.array([], dtype=np.intp)


@dataclass(frozen=True, eq=False)
class Skin:
    """The skin of one limb, worked out once: `area` (802,) in cm2; `whole` (802,): does the cell count for a whole
    leg; `asked`: finding -> its cells, and their area."""

    area: Floats
    whole: Mask
    asked: tuple[tuple[str, npt.NDArray[np.intp], Floats], ...]


_KEPT = 4
_skins: list[tuple[Pack, Atlas, Skin]] = []


def _skin(pack: Pack, atlas: Atlas) -> Skin:
    for of_pack, of_atlas, kept in _skins:
        if of_pack is pack and of_atlas is atlas:
            return kept
    area = np.array([cell.area_cm2 for cell in atlas.limb])
    whole = np.array([cell.b0 >= -1e-9 or cell.chart != "leg" for cell in atlas.limb])
    cells = [(finding.id, finding_cells(finding, atlas)) for finding in pack.findings.values()]
    found = Skin(area, whole, tuple((finding, at, area[at]) for finding, at in cells if len(at)))
    _skins.insert(0, (pack, atlas, found))
    del _skins[_KEPT:]
    return found


def _limb(values: Floats | Mask, atlas: Atlas, side: str) -> Floats:
    start = atlas.limb_start(side)
    return np.asarray(values[start : start + len(atlas.limb)], dtype=float)


def _regions(skin: PaintedSkin, atlas: Atlas, pack: Pack) -> dict[str, str]:
    limb = _skin(pack, atlas)
    painted = [_limb(skin.degree, atlas, side) > 0 for side in SIDES]
    shown = [_limb(skin.seen, atlas, side) for side in SIDES]
    answers = {}
    for finding, cells, area in limb.asked:
        total = float(area.sum())
        shares = [float(of_side[cells] @ area) / total for of_side in painted]
        seen = [float(of_side[cells] @ area) / total for of_side in shown]
        if max(shares) >= PAINTED_SHARE:
            answers[finding] = YES
        elif max(shares) <= CLEAR_SHARE and min(seen) >= SEEN_SHARE:
            answers[finding] = NO
    legs, area = limb.whole, limb.area[limb.whole]
    covered = [float(of_side[legs] @ area) / float(area.sum()) for of_side in painted]
    seen = [float(of_side[legs] @ area) / float(area.sum()) for of_side in shown]
    if max(covered) >= WHOLE_LEG_YES:
        answers["at_whole_leg"] = YES
    elif max(covered) < WHOLE_LEG_NO and min(seen) >= WHOLE_LEG_YES:
        answers["at_whole_leg"] = NO
    return answers


def _side(skin: PaintedSkin, atlas: Atlas, pack: Pack) -> str | None:
    area = _skin(pack, atlas).area
    right, left = (_limb(skin.degree, atlas, side) > 0 for side in SIDES)
    sizes = sorted([float(right @ area), float(left @ area)])
    if sizes[1] == 0:
        return None
    if sizes[0] <= ONE_SIDED * sizes[1]:
        return "one"
    overlap = float((right & left) @ area) / float((right | left) @ area)
    return "both_about_equal" if overlap >= EQUAL_OVERLAP else "both_unequal"


def _safety(skin: PaintedSkin, atlas: Atlas) -> dict[str, str]:
    def painted(names: tuple[str, ...], side: str) -> bool:
        return any(skin.degree[atlas.body_index(name, side)] > 0 for name in names)

    opened = skin.opened or frozenset()
    trunk = tuple(name for name in atlas.body if name.startswith("trunk_T"))
    leg = {side: bool((_limb(skin.degree, atlas, side) > 0).any()) for side in SIDES}
    arm = {side: painted(ARM, side) for side in SIDES}
    face = {side: painted(FACE, side) for side in SIDES}
    band = {side: painted(trunk, side) for side in SIDES}
    answers = {}
    if any(painted(SADDLE, side) for side in SIDES):
        answers["saddle_numbness"] = YES
    elif "saddle" in opened:
        answers["saddle_numbness"] = NO
    shown = "body" in opened
    if any(painted(HAND, side) for side in SIDES):
        answers["hands_numb"] = YES
    elif shown:
        answers["hands_numb"] = NO
    one_arm = [side for side in SIDES if arm[side] and not arm["left" if side == "right" else "right"]]
    if one_arm and leg[one_arm[0]]:
        answers["arm_numb_same_side"] = YES
    elif shown and (all(arm.values()) or not any(arm.values())):
        answers["arm_numb_same_side"] = NO
    if any(face[side] and (leg[side] or arm[side]) for side in SIDES):
        answers["face_numb_same_side"] = YES
    elif shown and not any(face.values()):
        answers["face_numb_same_side"] = NO
    # A band on one side with the arm of that side is half of the body, not a level on the trunk.
    if any(band[side] and not arm[side] for side in SIDES) and (all(band.values()) or any(leg.values())):
        answers["trunk_level_or_band"] = YES
    elif shown and not any(band.values()):
        answers["trunk_level_or_band"] = NO
    return answers
