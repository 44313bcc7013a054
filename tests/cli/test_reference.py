"""docs/cli.md names every command and option as they are; the README's example is what the program prints."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

TWO = ("--cause", "positional_paresthesia", "--cause", "morton_neuroma")
ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("script", ["cli_reference.py", "readme_examples.py"])
def test_page_is_what_the_program_says(script: str) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / script), "--check"], capture_output=True, text=True, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr


def test_every_command_has_its_section() -> None:
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    for name in ("ask", "assess", "explain", "locate", "serve", "triage prove", "knowledge export-network"):
        assert f"\n## pinprick {name}\n" in page


def test_the_chart_and_the_network_are_written_beside_the_answer(tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    case.write_text("findings: {tingling: 'yes'}\n", encoding="utf-8")
    chart, bif = tmp_path / "chart.svg", tmp_path / "part.bif"
    main = "from pinprick.interfaces.cli import main; main()"
    argv = [
        ["explain", str(case), "--svg", str(chart)],
        ["knowledge", "export-network", str(bif), *TWO, "--finding", "numb"],
    ]
    done = [subprocess.run([sys.executable, "-c", main, *a], capture_output=True, text=True) for a in argv]
    assert done[0].returncode == 0 and chart.read_text(encoding="utf-8").startswith("<svg")
    assert (done[1].returncode == 0 and "numb" in bif.read_text()) or "pinprick[bayes]" in done[1].stderr


def test_a_network_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    main = "from pinprick.interfaces.cli import main; main()"
    for file, cause in (("part.txt", "tia"), ("no/such/part.bif", "tia"), ("part.bif", "nosuch")):
        argv = ["knowledge", "export-network", str(tmp_path / file), "--cause", "stroke", "--cause", cause]
        done = subprocess.run([sys.executable, "-c", main, *argv], capture_output=True, text=True)
        assert done.returncode == 2 and len(done.stderr.splitlines()) == 1 and "Traceback" not in done.stderr
