"""How people draw, as numbers of the likelihood."""

from __future__ import annotations

from pydantic import Field, ValidationError

from pinprick.errors import PackError
from pinprick.knowledge.schema.base import Record


class Noise(Record):
    """The numbers of the likelihood. Defaults are the reference of the atlas notes; a pack may state its own."""

    eps: float = Field(
        default=0.004, gt=0, lt=0.5, description="chance of painting a cell outside the territory"
    )
    pmax: float = Field(default=0.80, gt=0.5, lt=1, description="chance of painting a cell at the core of it")
    tau: float = Field(default=0.065, gt=0, description="temperature at 80 painted cells")
    tau_max: float = Field(default=0.30, gt=0, description="highest temperature, for one painted cell")
    tau_power: float = Field(
        default=0.4, ge=0, description="how fast the temperature falls with painted cells"
    )
    area_power: float = Field(default=0.3, ge=0, description="weight of a cell by its area, as a power")
    body_weight: float = Field(default=12.0, gt=0, description="few body cells decide central patterns")
    partial_penalty: float = Field(
        default=2.0, ge=0, description="log-odds against a partial-coverage variant"
    )
    only_below: tuple[float, ...] = Field(
        default=(0.44, 0.97, 0.72),
        description="partial coverage: felt only from here down (h; 1 + 0.36 v on the foot)",
    )
    only_above: tuple[float, ...] = Field(
        default=(0.46,), description="partial coverage: felt only above here"
    )
    reason: str = Field(default="", description="how the numbers were found")


def noise_of(section: object) -> Noise:
    """The noise of `atlas/noise.yaml`, or the reference when a pack has none. PackError when it is wrong."""
    try:
        return Noise() if section is None else Noise.model_validate(section)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise PackError(f"atlas/noise.yaml: {where}: {first['msg']}.") from None
