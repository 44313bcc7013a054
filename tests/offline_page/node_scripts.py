"""Node, where there is one: runs a module of the page outside a browser."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


def no_node() -> str | None:
    """Why no script can be run here, or None."""
    return None if shutil.which("node") else "no Node on this machine (Debian: apt install nodejs)"


def answer_of(script: str, question: Any, folder: Path) -> Any:
    """What `script` (beside this file) prints as JSON, given `question` as a JSON file."""
    given = folder / "question.json"
    given.write_text(json.dumps(question), encoding="utf-8")
    done = subprocess.run(
        ["node", str(HERE / script), str(given)], capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)
