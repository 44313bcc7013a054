"""The example in docs/words.md runs, and its table names every file of the lexicon."""

from __future__ import annotations

import re
from pathlib import Path

from pinprick.knowledge.load import load_pack

TEXT = (Path(__file__).parents[2] / "docs" / "words.md").read_text(encoding="utf-8")


def test_example_runs() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", TEXT, re.S)
    exec(compile(code, "docs/words.md", "exec"), {})


def test_every_file_of_the_lexicon_is_named() -> None:
    assert {
        name for name in load_pack().words if f"`{name}.yaml`" not in TEXT and f"`{name}.json`" not in TEXT
    } == set()
