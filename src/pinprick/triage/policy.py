"""The editable part of triage: losses, thresholds and danger signs from `decision.yaml`, acts from `care`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from pinprick.errors import PackError
from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.schema.urgency import EmergencyCare, Thresholds, UrgencyLoss

Built = TypeVar("Built")
Section = TypeVar("Section", bound=BaseModel)
_KEPT = 4


def per_pack(build: Callable[[Pack], Built]) -> Callable[[Pack], Built]:
    """Build once for each pack object (the last few are kept). Two packs are the same only if identical."""
    kept: list[tuple[Pack, Built]] = []

    def get(pack: Pack) -> Built:
        for known, built in kept:
            if known is pack:
                return built
        built = build(pack)
        kept.append((pack, built))
        del kept[:-_KEPT]
        return built

    return get


@per_pack
def losses(pack: Pack) -> UrgencyLoss:
    """`decision.yaml` key `urgency_loss`, checked. PackError names the key at fault."""
    return _section(UrgencyLoss, pack.decision, "decision.yaml", "urgency_loss")


@per_pack
def thresholds(pack: Pack) -> Thresholds:
    """`decision.yaml` key `thresholds`, checked. PackError names the key at fault."""
    section = _section(Thresholds, pack.decision, "decision.yaml", "thresholds")
    for cause in section.causes:
        if cause not in pack.causes:
            raise PackError(f"decision.yaml: thresholds.causes.{cause}: no such cause in this pack.")
    return section


@per_pack
def emergency_care(pack: Pack) -> EmergencyCare:
    """`care/emergency.yaml`, checked. PackError names the key at fault."""
    section = _section(EmergencyCare, pack.care_data, "care", "emergency")
    for cause in section.by_cause:
        if cause not in pack.causes:
            raise PackError(f"care/emergency.yaml: by_cause.{cause}: no such cause in this pack.")
    return section


def _section(model: type[Section], content: dict[str, Any], file: str, key: str) -> Section:
    if key not in content:
        raise PackError(f"{file}: the key {key!r} is missing; triage needs it.")
    try:
        return model.model_validate(content[key])
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in (key, *first["loc"]))
        raise PackError(f"{file}: {where}: {first['msg']}.") from None
