"""The code maps: every code is well formed, and its standing is said."""

from __future__ import annotations

import copy
import shutil
from pathlib import Path

import pytest

from pinprick.errors import PackError
from pinprick.knowledge.check import check
from pinprick.knowledge.checks.terminology import is_well_formed
from pinprick.knowledge.load import load_pack, pack_folder
from pinprick.knowledge.schema.terminology import Code
from pinprick.knowledge.terminology import terminology

PACK = load_pack()
TERMS = terminology(PACK)
CODES = [
    code
    for kind in (TERMS.conditions, TERMS.medications, TERMS.observations)
    for concept in kind
    for code in concept.codes
] + [
    Code(**item.model_dump(include={"system", "code", "status", "against"}))
    for item in TERMS.questionnaire.item_codes
]


@pytest.mark.parametrize("code", CODES, ids=lambda c: f"{c.system}-{c.code}")
def test_every_code_is_well_formed(code: Code) -> None:
    assert is_well_formed(code.system, code.code)


@pytest.mark.parametrize(
    ("system", "code"),
    [("loinc", "4548-5"), ("snomed", "44054007"), ("icd10cm", "E1142"), ("rxnorm", "0"), ("mesh", "D013641")],
)
def test_a_slip_of_one_digit_is_seen(system: str, code: str) -> None:
    assert not is_well_formed(system, code)


BREAKS = [
    ("conditions.yaml", '"44054006"', '"44054007"', "not well formed"),
    ("conditions.yaml", "finding: hypertension", "finding: hypertensoin", "did you mean hypertension"),
    ("observations.yaml", "value: from_6_5", "value: from_6_6", "not a value of test_hba1c"),
    ("medications.yaml", '"25480"', '"187832"', "stands in"),
    ("precedence.yaml", "smoking:", "smokin:", "did you mean smoking"),
    ("questionnaire.yaml", "question: sex", "question: sexx", "did you mean sex"),
]


def test_the_check_of_the_pack_names_file_and_line(tmp_path: Path) -> None:
    folder = tmp_path / "pack"
    shutil.copytree(pack_folder("legs_and_feet"), folder, ignore=shutil.ignore_patterns("compiled.json"))
    for file, old, new, _ in BREAKS:
        broken = folder / "terminology" / file
        text = broken.read_text(encoding="utf-8")
        assert old in text
        broken.write_text(text.replace(old, new, 1), encoding="utf-8")
    found = [str(p) for p in check(folder).errors]
    for file, _, _, says in BREAKS:
        assert any(p.startswith(f"terminology/{file}:") and says in p for p in found), (file, found)


def test_each_code_is_checked_against_something_or_marked_recalled() -> None:
    assert all((code.status == "checked") == bool(code.against) for code in CODES)
    assert {c.status for c in CODES if c.system == "icd10cm"} == {"checked"}


def test_no_danger_question_is_hidden() -> None:
    hidden = {rule.finding for rule in TERMS.questionnaire.enable_when}
    assert not {f for f in hidden if PACK.findings[f].family == "danger"}


def test_a_map_that_names_an_unknown_finding_is_refused() -> None:
    section = copy.deepcopy(PACK.terminology)
    section["conditions"]["concepts"][0]["says"][0]["finding"] = "nonsense"
    with pytest.raises(PackError, match="nonsense"):
        terminology(PACK.model_copy(update={"terminology": section, "digest": "broken"}))


def test_a_code_in_two_concepts_is_refused() -> None:
    section = copy.deepcopy(PACK.terminology)
    concepts = section["conditions"]["concepts"]
    concepts[1]["codes"].append(concepts[0]["codes"][0])
    with pytest.raises(PackError, match="E10"):
        terminology(PACK.model_copy(update={"terminology": section, "digest": "broken twice"}))
