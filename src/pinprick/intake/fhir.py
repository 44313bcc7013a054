"""From a record (FHIR R4 bundle) to a pre-filled case. Codes not used are reported, never dropped."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from pinprick.case import Case
from pinprick.errors import CaseError
from pinprick.intake.fhir_codes import Match, code_indexes, holds, number_holds, stand
from pinprick.intake.fhir_dates import read_date, years_between
from pinprick.intake.fhir_facts import KINDS, Fact, condition_fact, medication_fact, observation_fact
from pinprick.intake.fhir_history import family_facts, is_of, procedure_fact
from pinprick.intake.fhir_reading import FromRecord, NotUsed, RecordReading
from pinprick.intake.fhir_resources import parse_record, resource_name, resources_of
from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.schema.terminology import Concept, Says
from pinprick.knowledge.terminology import terminology
from pinprick.vocabulary import NO, UNSURE, YES

_BAND = re.compile(r"^(?:under_(?P<under>\d+)|age_(?P<low>\d+)_(?:(?P<high>\d+)|plus))$")
_OLDEST = 130


__all__ = ["RecordReading", "age_band", "parse_record", "read_record"]


def read_record(record: Any, pack: Pack, as_of: date | None = None) -> RecordReading:
    """A case from a bundle (or one resource, or a list of them) of FHIR R4 as parsed JSON.

    `as_of`: the day the person asks; without it the bundle's own time stamp, else the newest date in it.
    Reads Patient, Condition, MedicationStatement, MedicationRequest, Observation, Procedure (completed ones) and
    FamilyMemberHistory (close relatives). CaseError when `record` is not FHIR or is about more than one person.
    """
    reader = _Reader(record, pack, as_of)
    return reader.read()


def age_band(age: int, bands: list[str]) -> str | None:
    """The band of an age in whole years, from bands named `under_16`, `age_16_29`, `age_80_plus`."""
    for band in bands if 0 <= age <= _OLDEST else []:
        match = _BAND.match(band)
        if match is None:
            continue
        if match["under"] is not None:
            low, high = 0, int(match["under"]) - 1
        else:
            low, high = int(match["low"]), int(match["high"] or _OLDEST)
        if low <= age <= high:
            return band
    return None


class _Reader:
    """Reads one record once."""

    def __init__(self, record: Any, pack: Pack, as_of: date | None) -> None:
        self.pack = pack
        self.terms = terminology(pack)
        self.indexes = code_indexes(pack)
        self.warnings: list[str] = []
        self.used: list[FromRecord] = []
        self.kept_aside: list[NotUsed] = []
        self.unknown: list[NotUsed] = []
        self.other: Counter[str] = Counter()
        self.resources = self._unique(list(resources_of(record)))
        self.stamp = read_date(record.get("timestamp")) if isinstance(record, Mapping) else None
        self.patient = self._one_patient()
        self.facts = self._facts()
        newest = max((f.start for f in self.facts if f.start), default=None)
        self.as_of = as_of or self.stamp or newest

    def read(self) -> RecordReading:
        self._read_patient()
        known: dict[str, tuple[Concept, list[tuple[Fact, Match]]]] = {}
        for fact in self.facts:
            for match in self._matches(fact):
                known.setdefault(match.concept.id, (match.concept, []))[1].append((fact, match))
        for concept, hits in known.values():
            if hits[0][0].kind == "observation":
                self._observed(concept, hits)
            else:
                self._stands(concept, hits)
        findings = self._settle()
        ordered = {fid: findings[fid] for fid in self.pack.findings if fid in findings}
        return RecordReading(
            case=Case(findings=ordered, country=self._country()),
            as_of=self.as_of.isoformat() if self.as_of else None,
            used=[use for use in self.used if ordered.get(use.finding) == use.value],
            kept_aside=self.kept_aside,
            unknown=self.unknown,
            diagnosed=self._diagnosed(),
            other_resources=dict(sorted(self.other.items())),
            warnings=self.warnings,
        )

    def _unique(self, resources: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """Each resource once: one type and id twice is one resource (the last copy counts)."""
        seen: dict[str, Mapping[str, Any]] = {}
        twice = 0
        for number, resource in enumerate(resources):
            name = resource_name(resource) or f"{resource['resourceType']} {number + 1}"
            twice += name in seen
            seen[name] = resource
        if twice:
            self.warnings.append(f"{twice} resources stand twice in the record; each was counted once.")
        return list(seen.values())

    def _one_patient(self) -> Mapping[str, Any] | None:
        people = [r for r in self.resources if r["resourceType"] == "Patient"]
        if len(people) > 1:
            raise CaseError(f"The record is about {len(people)} people; send one person's record at a time.")
        return people[0] if people else None

    def _is_about_someone_else(self, resource: Mapping[str, Any]) -> bool:
        if self.patient is None or not self.patient.get("id"):
            return False
        subject = is_of(resource)
        reference = subject.get("reference") if isinstance(subject, Mapping) else None
        if not isinstance(reference, str) or not reference:
            return False
        return reference.rsplit("/", 1)[-1].removeprefix("urn:uuid:") != str(self.patient["id"])

    def _facts(self) -> list[Fact]:
        medicines = {resource_name(r) or "": r for r in self.resources if r["resourceType"] == "Medication"}
        facts = []
        for number, resource in enumerate(self.resources):
            kind = resource["resourceType"]
            name = resource_name(resource) or f"{kind} {number + 1}"
            if kind not in KINDS:
                if kind not in {"Patient", "Medication"}:
                    self.other[kind] += 1
                continue
            elsewhere = self._is_about_someone_else(resource)
            for fact in _facts_of(resource, kind, name, medicines):
                if elsewhere or fact.void:
                    self._aside(fact, None, "it is about someone else" if elsewhere else str(fact.void))
                else:
                    facts.append(fact)
        return facts

    def _aside(self, fact: Fact, match: Match | None, why: str) -> None:
        coding = match.coding if match and match.coding else (fact.codings[0] if fact.codings else None)
        self.kept_aside.append(_not_used(fact, coding, why))

    def _matches(self, fact: Fact) -> list[Match]:
        matches = self.indexes[fact.kind].find(fact)
        if not matches:
            codings = fact.codings or (None,)
            why = "the pack does not know this code" if fact.codings else "no code was given"
            self.unknown.extend(_not_used(fact, coding, why) for coding in codings)
        return matches

    def _use(self, says: Says, fact: Fact, match: Match) -> None:
        self.used.append(
            FromRecord(
                finding=says.finding,
                value=says.value,
                because=match.concept.label,
                resource=fact.resource,
                system=match.coding.url if match.coding else None,
                code=match.coding.code if match.coding else None,
                date=fact.last.isoformat() if fact.last else None,
                how=match.how,
            )
        )

    def _stands(self, concept: Concept, hits: list[tuple[Fact, Match]]) -> None:
        """A problem or medicine: the first line that holds for each finding counts."""
        standing = stand(fact for fact, _ in hits)
        fact, match = max(hits, key=lambda hit: (hit[0].last or date.min, hit[0].resource))
        settled: set[str] = set()
        for says in concept.says:
            if says.finding not in settled and holds(says, standing, self.as_of):
                settled.add(says.finding)
                self._use(says, fact, match)
        if not settled:
            self._aside(fact, match, concept.note or "its dates or its status do not bear on the question")

    def _observed(self, concept: Concept, hits: list[tuple[Fact, Match]]) -> None:
        """A measurement: only the newest counts."""
        fact, match = max(hits, key=lambda hit: (hit[0].last or date.min, hit[0].resource))
        if not concept.says:
            self._aside(fact, match, concept.note or "it settles no question")
            return
        number = fact.number
        if number is not None:
            unit = concept.units.get(fact.unit)
            if unit is None:
                named = fact.unit or "no unit"
                self._aside(fact, match, f"its unit is {named}; known: {', '.join(concept.units) or 'none'}")
                return
            number = number * unit.factor + unit.offset
        standing = stand([fact])
        settled: set[str] = set()
        for says in concept.says:
            bounded = says.at_least is not None or says.below is not None
            fits = (number is not None and bounded and number_holds(says, number, fact.comparator)) or (
                bool(says.coded) and any(code in says.coded for code in fact.answers)
            )
            if fits and says.finding not in settled and holds(says, standing, self.as_of):
                settled.add(says.finding)
                self._use(says, fact, match)
        if not settled:
            what = (
                "its value does not settle the question, or it is too old"
                if fact.has_value
                else "it has no value"
            )
            self._aside(fact, match, what)

    def _settle(self) -> dict[str, str]:
        """One value a finding, by the pack's precedence; a difference is reported."""
        values: dict[str, list[str]] = {}
        for use in self.used:
            values.setdefault(use.finding, []).append(use.value)
        settled = {}
        for finding, said in values.items():
            order = self.terms.precedence.get(finding, [YES, UNSURE, NO])
            settled[finding] = min(
                said, key=lambda value: order.index(value) if value in order else len(order)
            )
            if len(set(said)) > 1:
                label = self.pack.findings[finding].label
                self.warnings.append(f"{label}: the record says {' and '.join(sorted(set(said)))}.")
        return settled

    def _read_patient(self) -> None:
        if self.patient is None:
            return
        name = resource_name(self.patient) or "Patient"

        def use(finding: str, value: str, because: str, day: date | None = None) -> None:
            self.used.append(
                FromRecord(
                    finding=finding,
                    value=value,
                    because=because,
                    resource=name,
                    system=None,
                    code=None,
                    date=day.isoformat() if day else None,
                    how="date" if day else "checked",
                )
            )

        gender = self.patient.get("gender")
        if gender in self.pack.findings["sex"].values:
            use("sex", str(gender), "gender on the record")
        born = read_date(self.patient.get("birthDate"))
        if born is not None and self.as_of is not None:
            age = years_between(born, self.as_of)
            band = age_band(age, self.pack.findings["age_band"].values)
            if band is None:
                self.warnings.append(f"Born {born}: this does not fit the record's date. Age was left out.")
            else:
                use("age_band", band, f"born {born.year}", born)

    def _country(self) -> str | None:
        addresses = self.patient.get("address") if self.patient else None
        for address in addresses if isinstance(addresses, list) else []:
            country = address.get("country") if isinstance(address, Mapping) else None
            if isinstance(country, str) and country.strip():
                plain = country.strip().upper()
                return plain if len(plain) == 2 and plain.isascii() and plain.isalpha() else None
        return None

    def _diagnosed(self) -> list[str]:
        """Causes of the pack whose own codes stand on the problem list."""
        held = {
            (coding.system, coding.code.upper().replace(".", ""))
            for fact in self.facts
            if fact.kind == "condition"
            for coding in fact.codings
        }
        found = []
        for cause in self.pack.causes.values():
            # R20 and G63 say "numb" or "neuropathy in another disease": no diagnosis of one cause.
            icd = {c for c in cause.codes.icd10cm if not c.startswith(("R20", "G63"))}
            codes = {("icd10cm", c.replace(".", "")) for c in icd} | {("snomed", cause.codes.snomed)}
            if codes & held:
                found.append(cause.id)
        return found


def _facts_of(
    resource: Mapping[str, Any], kind: str, name: str, medicines: Mapping[str, Mapping[str, Any]]
) -> list[Fact]:
    if kind == "Condition":
        return [condition_fact(resource, name)]
    if kind == "Observation":
        return [observation_fact(resource, name)]
    if kind == "Procedure":
        return [procedure_fact(resource, name)]
    if kind == "FamilyMemberHistory":
        return family_facts(resource, name)
    contained = resource.get("contained")
    listed = [r for r in (contained if isinstance(contained, list) else []) if isinstance(r, Mapping)]
    return [medication_fact(resource, name, {**medicines, **{f"#{r.get('id')}": r for r in listed}})]


def _not_used(fact: Fact, coding: Any, why: str) -> NotUsed:
    return NotUsed(
        resource=fact.resource,
        system=(coding.url or None) if coding else None,
        code=coding.code if coding else None,
        display=(coding.display if coding else "") or fact.text or None,
        why=why,
    )
