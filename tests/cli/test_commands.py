"""The command line: each command has help, answers in JSON, and meets bad input with one clear sentence."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

CASES = Path(__file__).parent.parent / "cases"
TOLD = "My left foot and toes go numb when I cross my legs, gone after a few minutes of walking about"


def run(*args: str, text: str | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from pinprick.interfaces.cli import main; main()", *args]
    return subprocess.run(command, capture_output=True, text=True, input=text, timeout=120, check=False)


def test_every_command_has_help() -> None:
    listing = run("--help").stdout
    commands = [line.split()[0] for line in listing.split("Commands:")[1].splitlines() if line.strip()]
    assert {"ask", "assess", "explain", "evaluate", "knowledge", "triage", "locate", "serve"} <= set(commands)
    for command in commands:
        done = run(command, "--help")
        assert done.returncode == 0 and "Usage:" in done.stdout, command


def test_ask_reads_standard_input_and_prints_the_contract() -> None:
    done = run("ask", "--json", text=TOLD)
    found = json.loads(done.stdout)
    assert done.returncode == 0
    assert {"id", "version"} <= found["pack"].keys()
    assert found["urgency"]["level"] == "self_care"
    assert {"act", "deadline", "because"} <= found["urgency"].keys()
    assert {"finding", "value", "quote"} <= found["understood"][0].keys()
    first = found["causes"][0]
    assert {"id", "name", "probability", "low", "high", "ledger"} <= first.keys()
    assert {"finding", "value", "decibans", "basis", "sources"} <= first["ledger"][0].keys()
    assert {"finding", "question", "why", "gain"} <= found["next_questions"][0].keys()
    for key in ("location", "next_tests", "would_change", "care", "not_enough"):
        assert key in found


def test_assess_from_a_file_and_from_standard_input_agree(tmp_path: Path) -> None:
    case = json.dumps({"findings": {"tingling": "yes", "side": "both_about_equal"}})
    path = tmp_path / "case.json"
    path.write_text(case)
    assert run("assess", str(path), "--json").stdout == run("assess", "-", "--json", text=case).stdout


@pytest.mark.parametrize(
    ("args", "text", "says"),
    [
        (["assess", "nowhere.yaml"], None, "no such file"),
        (["assess", "-"], "findings: {tinglin: yes}", "Did you mean 'tingling'"),
        (["assess", "-"], "findings: {side: left}", "one, both_about_equal, both_unequal"),
        (["explain", "-", "gout"], "findings: {numb: yes}", "no cause called 'gout'"),
        (["ask", "--pack", "nowhere", "numb"], None, "No pack called 'nowhere'"),
        (["evaluate", "nowhere.yaml"], None, "no such file"),
    ],
)
def test_mistakes_end_with_one_sentence_and_no_trace(args: list[str], text: str | None, says: str) -> None:
    done = run(*args, text=text)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_standard_input_that_is_not_text() -> None:
    command = [sys.executable, "-c", "from pinprick.interfaces.cli import main; main()", "ask"]
    done = subprocess.run(command, capture_output=True, input=b"\xff\xfe\x00", timeout=60, check=False)
    assert done.returncode == 2
    assert b"not UTF-8" in done.stderr


def test_evaluate_keeps_its_contract(tmp_path: Path) -> None:
    narratives = (CASES / "development.yaml").read_text().split("  - id: ")
    coded = (CASES / "development_findings.yaml").read_text().split("\n- id: ")
    few, few_coded = tmp_path / "cases.yaml", tmp_path / "coded.yaml"
    few.write_text("  - id: ".join(narratives[:4]))
    few_coded.write_text("\n- id: ".join(coded[:4]))
    found = json.loads(run("evaluate", str(few), "--findings", str(few_coded), "--json").stdout)
    assert {"pack", "n", "stages", "extraction", "cases"} <= found.keys()
    assert set(found["stages"]) == {"words", "person", "exam", "tests"}
    keys = {
        "n",
        "n_sensory",
        "top1_strict",
        "top1_lenient",
        "top3_strict",
        "top3_lenient",
        "top5_strict",
        "urgency_ok",
    }
    keys |= {
        "under",
        "over",
        "emergencies",
        "emergencies_caught",
        "self_care",
        "self_care_right",
        "brier",
        "ece",
    }
    for stage in found["stages"].values():
        assert keys <= stage.keys()
        assert keys - {"n_sensory"} <= stage["sensory"].keys()
    assert {"precision", "recall"} <= found["extraction"].keys()
    row = found["cases"][0]
    assert {"id", "stage", "truth", "ranked", "urgency", "expected_urgency", "seconds"} <= row.keys()
    assert {"cause", "probability"} == row["ranked"][0].keys()


def test_knowledge_check_reports_the_counts_and_no_error() -> None:
    done = run("knowledge", "check")
    assert done.returncode == 0
    assert done.stdout.strip().splitlines()[-1].startswith("51 causes, ")
    assert "no errors" in done.stdout
