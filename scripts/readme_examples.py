"""Fill the README's examples with real output, or check that they are real (`--check`)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

README = Path(__file__).parent.parent / "README.md"
STORY = "My left foot and toes go numb when I cross my legs, gone after a few minutes of walking about"


def example() -> str:
    """What the first example prints, at 80 columns."""
    code = "from pinprick.interfaces.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "ask", STORY],
        capture_output=True,
        text=True,
        check=True,
        env=_environment(),
    )
    return f"<!-- output -->\n```\n{done.stdout}```\n<!-- end -->"


def _environment() -> dict[str, str]:
    import os

    return {**os.environ, "COLUMNS": "80"}


def filled(text: str) -> str:
    """The README with the output of its example put in."""
    head, rest = text.split("<!-- output -->", 1)
    _, tail = rest.split("<!-- end -->", 1)
    return head + example() + tail


if __name__ == "__main__":
    now = README.read_text(encoding="utf-8")
    new = filled(now)
    if "--check" in sys.argv:
        if now != new:
            sys.exit("README.md: the example is not what the program prints; run scripts/readme_examples.py.")
    else:
        README.write_text(new, encoding="utf-8")
