"""Codes of the causes: well formed for their terminology (not: the right code for the cause)."""

from __future__ import annotations

import re

from pinprick.knowledge.checks.contents import Contents

FORMS = {
    "icd10cm": (re.compile(r"[A-TV-Z]\d[0-9AB](?:\.[0-9A-Z]{1,4})?"), "an ICD-10-CM code such as G57.50"),
    "mesh": (re.compile(r"[CD]\d{6}(?:\d{3})?"), "a MeSH descriptor such as D013641"),
    "mondo": (re.compile(r"MONDO:\d{7}"), "a MONDO id such as MONDO:0005098"),
    "hpo": (re.compile(r"HP:\d{7}"), "an HPO id such as HP:0001297"),
}
# Verhoeff J, Error detecting decimal codes, 1969: multiplication in the dihedral group D5, and the turn.
_D5 = (
    (0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
    (1, 2, 3, 4, 0, 6, 7, 8, 9, 5),
    (2, 3, 4, 0, 1, 7, 8, 9, 5, 6),
    (3, 4, 0, 1, 2, 8, 9, 5, 6, 7),
    (4, 0, 1, 2, 3, 9, 5, 6, 7, 8),
    (5, 9, 8, 7, 6, 0, 4, 3, 2, 1),
    (6, 5, 9, 8, 7, 1, 0, 4, 3, 2),
    (7, 6, 5, 9, 8, 2, 1, 0, 4, 3),
    (8, 7, 6, 5, 9, 3, 2, 1, 0, 4),
    (9, 8, 7, 6, 5, 4, 3, 2, 1, 0),
)
_TURN = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)


def verhoeff_holds(digits: str) -> bool:
    """True when the last digit of `digits` is the right Verhoeff check digit, as in every SNOMED CT id."""
    check, turned = 0, list(range(10))
    for digit in reversed(digits):
        check = _D5[check][turned[int(digit)]]
        turned = [turned[_TURN[i]] for i in range(10)]
    return check == 0


def is_snomed(code: str) -> bool:
    """A SNOMED CT concept id: 6 to 18 digits, partition 00 or 10, right check digit."""
    well_formed = re.fullmatch(r"[1-9]\d{5,17}", code) is not None and code[-3:-1] in ("00", "10")
    return well_formed and verhoeff_holds(code)


def check_codes(contents: Contents) -> None:
    for entry in contents.causes.values():
        codes = entry.file.mapping("codes")
        for system, (form, right) in FORMS.items():
            value = codes.get(system)
            listed = value if isinstance(value, list) else [value]
            for position, code in enumerate(listed):
                if isinstance(code, str) and not form.fullmatch(code):
                    path = ("codes", system, position) if isinstance(value, list) else ("codes", system)
                    entry.problem(path, f"{code!r} is not well formed", right)
        snomed = codes.get("snomed")
        if isinstance(snomed, str) and not is_snomed(snomed):
            right = "a SNOMED CT concept id; a digit is wrong or two are swapped"
            entry.problem(
                ("codes", "snomed"), f"{snomed!r} is not well formed or fails its check digit", right
            )
