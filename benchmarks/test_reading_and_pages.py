"""What a person waits for: reading their words (cold and warm), one assessment, building the guide."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

from pinprick import Case, assess, load_pack
from pinprick.conclusion import conclude
from pinprick.guide.build import build_guide
from pinprick.intake.text import read_account

PACK = load_pack()
STORY = "Both my feet have tingled at night for two years, it starts in the toes. I have had diabetes for 15 years."


def test_words_from_cold(benchmark: Any) -> None:
    imports = "from pinprick import load_pack; from pinprick.intake.text import read_account"
    code = f"{imports}; read_account({STORY!r}, load_pack())"
    benchmark.pedantic(lambda: subprocess.run([sys.executable, "-c", code], check=True), rounds=5)


def test_ask_from_cold(benchmark: Any) -> None:
    code = "from pinprick.interfaces.cli import main; main()"
    command = [sys.executable, "-c", code, "ask", STORY]
    benchmark.pedantic(lambda: subprocess.run(command, check=True, capture_output=True), rounds=5)


def test_words_warm(benchmark: Any) -> None:
    assert benchmark(lambda: read_account(STORY, PACK)).answers


def test_urgency_and_causes(benchmark: Any) -> None:
    assert benchmark(lambda: conclude(Case(account=STORY), PACK)).ranked


def test_the_whole_assessment(benchmark: Any) -> None:
    assert benchmark(lambda: assess(Case(account=STORY), PACK)).causes


def test_the_guide(benchmark: Any) -> None:
    assert benchmark.pedantic(lambda: dict(build_guide(PACK, "en")), rounds=2)
