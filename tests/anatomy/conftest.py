from __future__ import annotations

import pytest

from pinprick.anatomy.atlas import Atlas, load_atlas
from pinprick.knowledge.load import load_pack
from pinprick.knowledge.schema.pack import Pack


@pytest.fixture(scope="session")
def pack() -> Pack:
    return load_pack()


@pytest.fixture(scope="session")
def atlas(pack: Pack) -> Atlas:
    return load_atlas(pack)
