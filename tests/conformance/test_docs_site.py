"""Every name on the API page exists, and says what it does."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parents[2] / "docs" / "api.md"
NAMES = re.findall(r"^::: (\S+)$", PAGE.read_text(encoding="utf-8"), re.M)


@pytest.mark.parametrize("name", NAMES)
def test_the_name_exists_and_is_documented(name: str) -> None:
    try:
        found = import_module(name)
    except ModuleNotFoundError:
        module, _, attribute = name.rpartition(".")
        found = getattr(import_module(module), attribute)
    assert found.__doc__ and len(found.__doc__) > 20


def test_the_public_names_are_all_on_the_page() -> None:
    import pinprick

    shown = {name.rsplit(".", 1)[-1] for name in NAMES}
    assert {name for name in pinprick.__all__ if not name.startswith("_")} <= shown
