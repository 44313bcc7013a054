"""SNOMED CT body sites -> a drawing of the places they name."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import Field, ValidationError

from pinprick.case import Drawing, SideName
from pinprick.errors import DrawingError, PackError
from pinprick.knowledge.schema.base import Record
from pinprick.knowledge.schema.pack import Pack


class Site(Record):
    """One body structure: its code and the atlas regions or body cells it names."""

    code: str
    name: str
    regions: list[str] = Field(default=[])
    body: list[str] = Field(default=[])


class Sites(Record):
    """`atlas/sites.yaml`."""

    basis: str
    laterality: dict[str, list[SideName]]
    sites: list[Site]


def sites_of(pack: Pack) -> Sites:
    """The body sites a pack knows. PackError when `atlas/sites.yaml` is missing or wrong."""
    try:
        return Sites.model_validate(pack.atlas.get("sites"))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise PackError(f"atlas/sites.yaml: {where}: {first['msg']}.") from None


def drawing_of_sites(coded: Iterable[tuple[str, str]], pack: Pack) -> Drawing:
    """A drawing from (body structure code, laterality code) pairs. DrawingError for a code the pack does not know."""
    sites = sites_of(pack)
    known = {site.code: site for site in sites.sites}
    regions: dict[SideName, list[str]] = {"right": [], "left": []}
    body: dict[SideName, list[str]] = {"right": [], "left": []}
    for code, laterality in coded:
        if code not in known:
            names = ", ".join(f"{site.code} ({site.name})" for site in sites.sites)
            raise DrawingError(f"body site {code[:40]!r} is not known. Known: {names}.")
        if laterality not in sites.laterality:
            raise DrawingError(
                f"laterality {laterality[:40]!r} is not known. Known: {', '.join(sites.laterality)}."
            )
        for side in sites.laterality[laterality]:
            regions[side] += [name for name in known[code].regions if name not in regions[side]]
            body[side] += [name for name in known[code].body if name not in body[side]]
    return Drawing(regions=regions, body=body)
