"""A pack of its own for tests of several processes, and Spark where there is one."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

import pinprick


@pytest.fixture(scope="session")
def own_pack(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A pack in a folder of its own: every process loads the same one, whatever is edited meanwhile."""
    folder = tmp_path_factory.mktemp("packs") / "pack"
    shutil.copytree(Path(pinprick.__file__).parent / "packs" / "legs_and_feet", folder)
    return str(folder)


@pytest.fixture(scope="session")
def java() -> None:
    """Skips where Spark cannot run, and says why."""
    pytest.importorskip("pyspark", reason="PySpark is not installed: pip install 'pinprick[spark]'")
    pytest.importorskip("pandas", reason="PySpark needs pandas: pip install 'pinprick[spark]'")
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("Spark needs Java, which is not installed")
