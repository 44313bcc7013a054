"""Code maps: findings and values exist; every code is well formed, stands once, and says how far it was checked."""

from __future__ import annotations

import re

from pinprick.knowledge.checks.codes import is_snomed
from pinprick.knowledge.checks.contents import Contents
from pinprick.knowledge.located import KeyPath, Located
from pinprick.knowledge.problem import missing, nearest

_MAPS = tuple(
    f"terminology/{name}.yaml"
    for name in ("conditions", "medications", "observations", "procedures", "family")
)
_ICD = re.compile(r"[A-Z]\d[0-9AB](?:\.[0-9A-Z]{1,4})?")
_LOINC = re.compile(r"\d{1,7}-\d")
_RXNORM = re.compile(r"[1-9]\d{0,7}")
_RIGHT = {
    "icd10cm": "an ICD-10-CM code such as G57.50",
    "snomed": "a SNOMED CT concept id; a digit is wrong or two are swapped",
    "loinc": "a LOINC code such as 4548-4, with its check digit",
    "rxnorm": "an RxNorm number such as 6809",
}


def luhn_holds(digits: str) -> bool:
    """True when the last digit is the right mod-10 check digit, as in every LOINC code."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        double = int(digit) * (1 + place % 2)
        total += double - 9 if double > 9 else double
    return total % 10 == 0


def is_well_formed(system: str, code: str) -> bool:
    """Whether a code has the form of its system; not: whether it is the right one."""
    if system == "icd10cm":
        return _ICD.fullmatch(code) is not None
    if system == "snomed":
        return is_snomed(code)
    if system == "loinc":
        return _LOINC.fullmatch(code) is not None and luhn_holds(code.replace("-", ""))
    return system == "rxnorm" and _RXNORM.fullmatch(code) is not None


def check_terminology(contents: Contents) -> None:
    """Note every problem of the code maps and of the questionnaire's conditions."""
    for name in _MAPS:
        _check_map(contents, contents.file(name))
    asked = contents.file("terminology/questionnaire.yaml")
    for position, rule in enumerate(asked.items("enable_when")):
        if isinstance(rule, dict):
            _finding(contents, asked, ("enable_when", position, "finding"), rule.get("finding"))
            _finding(contents, asked, ("enable_when", position, "question"), rule.get("question"))
    for position, item in enumerate(asked.items("item_codes")):
        if isinstance(item, dict):
            _finding(contents, asked, ("item_codes", position, "finding"), item.get("finding"))
            _code(asked, ("item_codes", position), item)
    order = contents.file("terminology/precedence.yaml")
    for finding, values in order.mapping("precedence").items():
        _finding(contents, order, ("precedence", finding), finding)
        for position, value in enumerate(values if isinstance(values, list) else []):
            _value(contents, order, ("precedence", finding, position), finding, value)


def _check_map(contents: Contents, file: Located) -> None:
    seen: dict[tuple[str, str], str] = {}
    for number, concept in enumerate(file.items("concepts")):
        if not isinstance(concept, dict):
            continue
        for place, code in enumerate(concept.get("codes") or []):
            path = ("concepts", number, "codes", place)
            if not isinstance(code, dict):
                continue
            _code(file, path, code)
            key = (str(code.get("system")), str(code.get("code")))
            if key in seen:
                file.problem(path, f"{key[1]} stands in {seen[key]} too", "each code in one concept")
            seen[key] = str(concept.get("id"))
        for place, says in enumerate(concept.get("says") or []):
            if isinstance(says, dict):
                path = ("concepts", number, "says", place)
                _finding(contents, file, (*path, "finding"), says.get("finding"))
                _value(contents, file, (*path, "value"), says.get("finding"), says.get("value"))


def _code(file: Located, path: KeyPath, code: dict[str, object]) -> None:
    system, text = code.get("system"), code.get("code")
    if isinstance(system, str) and system in _RIGHT and not is_well_formed(system, str(text)):
        file.problem((*path, "code"), f"{text!r} is not well formed", _RIGHT[system])
    if code.get("status") == "checked" and not code.get("against"):
        file.problem((*path, "status"), "checked, but not against what", "`against`, or status recalled")


def _finding(contents: Contents, file: Located, path: KeyPath, name: object) -> None:
    if missing(name, contents.findings):
        right = nearest(name, contents.findings, "an id of a findings file")
        file.problem(path, f"no finding is called {name!r}", right)


def _value(contents: Contents, file: Located, path: KeyPath, finding: object, value: object) -> None:
    allowed = [*contents.values(str(finding)), "unsure"]
    if str(finding) in contents.findings and value not in allowed:
        file.problem(path, f"{value!r} is not a value of {finding}", f"one of {', '.join(allowed)}")
