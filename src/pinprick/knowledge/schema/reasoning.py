"""`decision.yaml`, the keys the inference engine reads: dependence, uncertainty, clash, missing mass."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import Field, ValidationError

from pinprick.errors import PackError
from pinprick.knowledge.schema.base import Record
from pinprick.vocabulary import Basis

if TYPE_CHECKING:
    from pinprick.knowledge.schema.pack import Pack


class Dependence(Record):
    """How answers that repeat each other are kept from counting in full.

    With n answered findings in a group each log-likelihood is multiplied by n ** -exponent. `groups` puts
    further findings into groups ({group: [finding ids]}); it wins over `group` in the findings files.
    `exponents` gives single groups another exponent. `overall` multiplies the whole log-likelihood.
    `drawing_replaces` lists groups and findings that a drawing answers better; they are left out when one
    is given.
    """

    exponent: float = Field(0.5, ge=0, le=1)
    exponents: dict[str, float] = Field(default={})
    groups: dict[str, list[str]] = Field(default={})
    overall: float = Field(1.0, gt=0, le=1)
    drawing_replaces: list[str] = Field(default=["drawn_region"])
    reason: str | None = None


class Uncertainty(Record):
    """How wide each number is, as a standard deviation of its log-odds (natural log).

    `spread` by basis; a published number with `n` or `ci` uses those instead, kept within `least` and `most`.
    `share_factor` is the factor either way that holds 90 % for the share of a cause; causes with a share
    under `rare_below` use `rare_factor`. `drawing` is the standard deviation of a drawing's ln LR.
    """

    spread: dict[Basis, float] = Field(
        default={Basis.PUBLISHED: 0.35, Basis.DERIVED: 0.5, Basis.JUDGEMENT: 0.7}
    )
    least: float = Field(0.1, gt=0)
    most: float = Field(1.2, gt=0)
    share_factor: float = Field(2.0, gt=1)
    rare_factor: float = Field(3.0, gt=1)
    rare_below: float = Field(0.003, gt=0, lt=1)
    drawing: float = Field(0.4, ge=0)
    reason: str | None = None


def section(pack: Pack, key: str, model: type[Any]) -> Any:
    """The part `key` of the pack's `decision.yaml`, checked against `model`; its defaults when absent.

    PackError names the key that is wrong.
    """
    try:
        return model.model_validate(pack.decision.get(key, {}))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in (key, *first["loc"]))
        raise PackError(f"decision.yaml: {where}: {first['msg']}.") from None
