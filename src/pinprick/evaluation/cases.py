"""Published cases with a known answer: the narrative, and the same coded as findings, stage by stage."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pinprick.case import Case, Drawing
from pinprick.case_checks import check_case
from pinprick.errors import CaseError, PackError
from pinprick.knowledge.load import read_yaml
from pinprick.knowledge.schema.pack import Pack
from pinprick.vocabulary import Urgency

STAGES = ("words", "person", "exam", "tests")
"""`words`: the narrative only. The others are coded findings, cumulative: person, + examination, + tests."""

WHERE = ("drawing", "regions", "neither")


@dataclass(frozen=True)
class KnownCase:
    """One published case. `acceptable_causes` and `acceptable_urgency` hold the best answer too."""

    id: str
    kind: str
    narrative: str
    truth: str
    acceptable_causes: frozenset[str]
    urgency: Urgency
    acceptable_urgency: frozenset[Urgency]
    sensory: bool
    coded: dict[str, Any] | None = None

    def at(self, stage: str, where: str = "drawing") -> Case | None:
        """The case as known at a stage; None when it was not coded. `where`: how the place is told."""
        if stage == "words":
            return Case(id=self.id, account=self.narrative)
        if self.coded is None:
            return None
        # The coding holds what the narrative says, so it is a story told freely.
        findings = {"told_freely": "yes", **(self.coded.get("findings") or {})}
        drawing = _drawing(self.coded) if where == "drawing" else None
        if where == "regions" or (where == "drawing" and drawing is None):
            findings.update(self.coded.get("region_findings") or {})
        if stage in ("exam", "tests"):
            findings.update(self.coded.get("exam_findings") or {})
        if stage == "tests":
            findings.update(self.coded.get("test_findings") or {})
        return Case(id=self.id, findings=findings, drawing=drawing)


def _drawing(coded: dict[str, Any]) -> Drawing | None:
    drawing = Drawing(regions=coded.get("drawing") or {}, body=coded.get("drawing_body") or {})
    return None if drawing.is_blank else drawing


def read_known_cases(path: Path, pack: Pack, coded_path: Path | None = None) -> list[KnownCase]:
    """Cases from a narrative file, joined to their coding by id. CaseError says which case is wrong, and how."""
    coded = {str(item["id"]): item for item in _items(coded_path)} if coded_path else {}
    return [_known_case(item, coded.get(str(item.get("id"))), pack, path) for item in _items(path)]


def _items(path: Path) -> list[dict[str, Any]]:
    try:
        content = read_yaml(path)
    except FileNotFoundError:
        raise CaseError(f"{path}: no such file.") from None
    except PackError as error:
        raise CaseError(str(error)) from None
    items = content.get("cases") if isinstance(content, dict) else content
    if not isinstance(items, list) or not all(isinstance(i, dict) and "id" in i for i in items):
        raise CaseError(f"{path}: expected a list of cases, each with an id.")
    return items


def _known_case(item: dict[str, Any], coded: dict[str, Any] | None, pack: Pack, path: Path) -> KnownCase:
    where = f"{path}: case {item['id']}"
    try:
        truth = str(item["final_diagnosis"]["id"])
        urgency = Urgency(item["urgency"])
        acceptable = frozenset(Urgency(u) for u in item.get("urgency_acceptable") or []) | {urgency}
        narrative = str(item["narrative"])
    except (KeyError, TypeError) as error:
        raise CaseError(
            f"{where}: {error} is missing; needed: narrative, final_diagnosis.id, urgency."
        ) from None
    except ValueError as error:
        raise CaseError(f"{where}: {error}; urgency is one of {', '.join(Urgency)}.") from None
    known = KnownCase(
        id=str(item["id"]),
        kind=str((item.get("source") or {}).get("kind", "unknown")),
        narrative=narrative,
        truth=truth,
        acceptable_causes=frozenset(item.get("acceptable_also") or []) | {truth},
        urgency=urgency,
        acceptable_urgency=acceptable,
        sensory=bool(item.get("sensory_complaint", True)),
        coded=coded,
    )
    if coded is not None:
        try:
            for where_told in ("drawing", "regions"):
                case = known.at("tests", where_told)
                if case is not None:
                    check_case(case, pack)
        except CaseError as error:
            raise CaseError(f"{where}: {error}") from None
    return known
