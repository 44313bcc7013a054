"""Other parts that the page offers when they are there: the REST interface and the guide."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from pinprick.knowledge.schema.pack import Pack


def rest_router(pack: Pack) -> Any | None:
    """The REST router, or None when that part is not installed."""
    module = _optional("pinprick.interfaces.rest.router")
    return module.create_router(pack) if module else None


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
