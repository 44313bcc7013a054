"""Whatever is read, its value is one the finding has."""

from __future__ import annotations

from pathlib import Path

import yaml

from pinprick.intake.text import read_account
from pinprick.knowledge.load import load_pack
from pinprick.vocabulary import UNSURE

PACK = load_pack()
CASES = Path(__file__).parent.parent / "cases" / "development.yaml"
DENIALS = [
    "My foot is numb but there is nothing to see.",
    "My legs tingle. No swelling. The skin looks normal.",
    "Numb toes, no swelling in either leg and no change in colour.",
    "Tingling feet. I have never smoked, I don't have diabetes and I don't drink.",
]


def test_every_value_read_is_one_of_the_finding() -> None:
    stories = [case["narrative"] for case in yaml.safe_load(CASES.read_text())["cases"]]
    for text in [*stories, *DENIALS]:
        for item in read_account(text, PACK).understood:
            assert item.value in [*PACK.findings[item.finding].values, UNSURE], (text, item)
