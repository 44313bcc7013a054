"""Other parts that the page offers when they are there: the interfaces for programs, and the guide."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from pinprick.knowledge.schema.pack import Pack

SERVICES = ("rest", "fhir", "cds_hooks")
"""Interfaces for programs, served beside the page."""


def service_routers(pack: Pack) -> list[Any]:
    """The routers of REST, FHIR and CDS Hooks; one whose part is not installed is left out."""
    modules = [_optional(f"pinprick.interfaces.{name}.router") for name in SERVICES]
    return [module.create_router(pack) for module in modules if module]


def guide_site(pack: Pack, start: str) -> Any | None:
    """The guide's files by path, made when asked for, or None when that part is not installed. `start`: address
    of the conversation, to which every page links."""
    module = _optional("pinprick.guide.build")
    return module.GuideSite(pack, start) if module else None


def _optional(name: str) -> Any | None:
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if error.name and (name == error.name or name.startswith(error.name + ".")):
            return None
        raise
