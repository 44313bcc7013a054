"""The code maps: every code is well formed, and its standing is said."""

from __future__ import annotations

import copy

import pytest

from pinprick.errors import PackError
from pinprick.knowledge.load import load_pack
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

# Verhoeff's dihedral check (1969), as in the SNOMED CT identifier specification.
_D = [
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 3, 4, 0, 6, 7, 8, 9, 5], [2, 3, 4, 0, 1, 7, 8, 9, 5, 6],
    [3, 4, 0, 1, 2, 8, 9, 5, 6, 7], [4, 0, 1, 2, 3, 9, 5, 6, 7, 8], [5, 9, 8, 7, 6, 0, 4, 3, 2, 1],
    [6, 5, 9, 8, 7, 1, 0, 4, 3, 2], [7, 6, 5, 9, 8, 2, 1, 0, 4, 3], [8, 7, 6, 5, 9, 3, 2, 1, 0, 4],
    [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
]  # fmt: skip
_P = [
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 5, 7, 6, 2, 8, 3, 0, 9, 4], [5, 8, 0, 3, 7, 9, 6, 1, 4, 2],
    [8, 9, 1, 6, 0, 4, 3, 5, 2, 7], [9, 4, 5, 3, 1, 2, 6, 8, 7, 0], [4, 2, 8, 6, 5, 7, 3, 9, 0, 1],
    [2, 7, 9, 3, 8, 0, 6, 4, 1, 5], [7, 0, 4, 6, 9, 1, 3, 2, 5, 8],
]  # fmt: skip


def _verhoeff(number: str) -> bool:
    check = 0
    for place, digit in enumerate(reversed(number)):
        check = _D[check][_P[place % 8][int(digit)]]
    return check == 0


def _luhn(number: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(number)):
        double = int(digit) * (1 + place % 2)
        total += double - 9 if double > 9 else double
    return total % 10 == 0


@pytest.mark.parametrize("code", [c for c in CODES if c.system == "snomed"], ids=lambda c: c.code)
def test_snomed_check_digit(code: Code) -> None:
    assert _verhoeff(code.code)


@pytest.mark.parametrize("code", [c for c in CODES if c.system == "loinc"], ids=lambda c: c.code)
def test_loinc_check_digit(code: Code) -> None:
    assert _luhn(code.code.replace("-", ""))


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
