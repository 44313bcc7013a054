"""The skin atlas of a pack, ready to use: cells, regions, views, territories and their hypotheses."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from pinprick.anatomy.charts import Cell, body_cells, limb_cells
from pinprick.anatomy.curves import Floats
from pinprick.anatomy.membership import load_membership
from pinprick.anatomy.noise import Noise, noise_of
from pinprick.errors import PackError
from pinprick.knowledge.schema.pack import Pack

Mask = npt.NDArray[np.bool_]
SIDES = ("right", "left")
LIMB_VIEWS = ("front", "back", "outer", "inner", "top", "sole")
BODY_VIEWS = ("body", "saddle")
VIEWS = LIMB_VIEWS + BODY_VIEWS
SADDLE = ("genital", "perineum", "perianal", "inner_buttock")


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One territory on one side or both; `offset` is the log-prior of that side given by the atlas."""

    territory: str
    side: str
    offset: float


@dataclass(frozen=True, eq=False)
class Atlas:
    """Cells of a whole drawing are ordered right limb, left limb, right body, left body (1656 in all).

    `membership` (828, 63): limb and body cells of one side by territory. `seen_in`: view -> mask (1656,).
    `regions`: region id -> indices of limb cells (0-801).
    """

    source: dict[str, Any]
    views: dict[str, Any]
    limb: tuple[Cell, ...]
    body: tuple[str, ...]
    ids: tuple[str, ...]
    index: dict[str, int]
    territories: dict[str, dict[str, Any]]
    membership: Floats
    regions: dict[str, npt.NDArray[np.intp]]
    region_names: dict[str, str]
    seen_in: dict[str, Mask]
    hypotheses: tuple[Hypothesis, ...]
    noise: Noise

    @property
    def size(self) -> int:
        """Number of cells of a whole drawing."""
        return len(self.ids)

    def seen(self, views: list[str] | None) -> Mask:
        """Which cells were before the person's eyes when `views` were opened (None = all). Shape (1656,)."""
        mask = np.zeros(self.size, dtype=bool)
        for view in VIEWS if views is None else views:
            mask |= self.seen_in[view]
        return mask

    def limb_start(self, side: str) -> int:
        """Index of the first limb cell of a side."""
        return SIDES.index(side) * len(self.limb)

    def body_start(self, side: str) -> int:
        """Index of the first body cell of a side."""
        return 2 * len(self.limb) + SIDES.index(side) * len(self.body)

    def cells_of_region(self, region: str, side: str) -> npt.NDArray[np.intp]:
        """Indices in a whole drawing of one region on one side."""
        return self.regions[region] + self.limb_start(side)

    def body_index(self, name: str, side: str) -> int:
        """Index in a whole drawing of a named body cell on one side."""
        return self.body_start(side) + self.body.index(name)

    def placed(self, territory: str, side: str) -> Floats:
        """Membership of a whole drawing in a territory put on `side` (right, left or both). Shape (1656,)."""
        column = self.membership[:, list(self.territories).index(territory)]
        whole = np.zeros(self.size)
        for one in SIDES if side == "both" else (side,):
            whole[self.limb_start(one) : self.limb_start(one) + len(self.limb)] = column[: len(self.limb)]
            whole[self.body_start(one) : self.body_start(one) + len(self.body)] = column[len(self.limb) :]
        return whole


def load_atlas(pack: Pack) -> Atlas:
    """The atlas of a pack (built once per pack). PackError when the pack has none or it is not complete."""
    return _atlas_of(_PackAtlas(pack))


class _PackAtlas:
    """A pack's atlas files, hashed by the fingerprint of the pack."""

    def __init__(self, pack: Pack) -> None:
        self.digest, self.files = pack.digest, pack.atlas

    def __hash__(self) -> int:
        return hash(self.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _PackAtlas) and other.digest == self.digest


@lru_cache(maxsize=4)
def _atlas_of(pack: _PackAtlas) -> Atlas:
    missing = [name for name in ("territories", "views") if name not in pack.files]
    if missing:
        raise PackError(f"This pack cannot read drawings: atlas/{missing[0]}.json is missing.")
    files = pack.files
    noise = noise_of(files.get("noise"))
    return build_atlas(files["territories"], files["views"], files.get("membership"), noise)


def build_atlas(
    source: dict[str, Any],
    views: dict[str, Any],
    compiled: dict[str, Any] | None = None,
    noise: Noise | None = None,
) -> Atlas:
    """The atlas from its files; `compiled` may be absent (0.1 s more), `noise` is then the reference."""
    limb, body = tuple(limb_cells(source, views)), tuple(body_cells(source))
    ids = tuple(
        [f"{side}.{cell.name}" for side in "RL" for cell in limb]
        + [f"{side}.body.{name}" for side in "RL" for name in body]
    )
    regions: dict[str, list[int]] = {region["id"]: [] for region in source["regions"]}
    for number, cell in enumerate(limb):
        regions[cell.region].append(number)
    return Atlas(
        source=source,
        views=views,
        limb=limb,
        body=body,
        ids=ids,
        index={name: number for number, name in enumerate(ids)},
        territories={territory["id"]: territory for territory in source["territories"]},
        membership=load_membership(source, views, compiled),
        regions={name: np.array(numbers, dtype=np.intp) for name, numbers in regions.items()},
        region_names={region["id"]: region["name"] for region in source["regions"]},
        seen_in=_visible(views, limb, body),
        hypotheses=tuple(
            Hypothesis(territory["id"], side, offset)
            for territory in source["territories"]
            for side, offset in territory["sides"].items()
        ),
        noise=noise or Noise(),
    )


def chart_numbers(limb: tuple[Cell, ...]) -> dict[str, int]:
    """Keys of `views.json` (chart name and running number within the chart) -> limb cell (0-801)."""
    running: dict[str, int] = {}
    numbers = {}
    for number, cell in enumerate(limb):
        at = running.get(cell.chart, 0)
        numbers[f"{cell.chart}.{at}"] = number
        running[cell.chart] = at + 1
    return numbers


def _visible(views: dict[str, Any], limb: tuple[Cell, ...], body: tuple[str, ...]) -> dict[str, Mask]:
    numbers = chart_numbers(limb)
    masks = {}
    for view in LIMB_VIEWS:
        one = np.zeros(len(limb), dtype=bool)
        one[[numbers[key] for key in views["views"][view]["cells"]]] = True
        masks[view] = np.concatenate([one, one, np.zeros(2 * len(body), dtype=bool)])
    saddle = np.array([name in SADDLE for name in body])
    for view, named in (("body", ~saddle), ("saddle", saddle)):
        masks[view] = np.concatenate([np.zeros(2 * len(limb), dtype=bool), named, named])
    return masks
