"""NHANES rows as answers: the table of `nhanes.yaml` applied to the survey's file."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict

from pinprick.errors import CaseError, MissingExtraError
from pinprick.intake.fhir import age_band
from pinprick.knowledge.load import read_yaml
from pinprick.knowledge.schema.pack import Pack
from pinprick.vocabulary import NO, YES

Columns = dict[str, list[Any]]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Raised(_Strict):
    """The value `to` where another column is at least `cut`; `only`: for people who have this value so far."""

    column: str
    cut: float
    to: str
    only: str | None = None


class Coding(_Strict):
    """How one finding is read off the survey's columns."""

    kind: Literal["flag", "any", "above", "values", "age_band"]
    columns: list[str]
    values: dict[str | int, str] = {}
    cut: float = 0
    raised: Raised | None = None


class Target(_Strict):
    """What is predicted: the measured `column`, the finding it is, its cause, and the one question to beat."""

    column: str
    finding: str
    cause: str | None
    question: str


class Survey(_Strict):
    """The design's columns, and the youngest age that was examined."""

    weight: str
    stratum: str
    psu: str
    from_age: int
    source: str


class NhanesMap(_Strict):
    """The whole of `nhanes.yaml`."""

    survey: Survey
    findings: dict[str, Coding]
    targets: dict[str, Target]

    def columns(self) -> list[str]:
        """Every column that is read."""
        found = [self.survey.weight, self.survey.stratum, self.survey.psu, "age"]
        for coding in self.findings.values():
            found += coding.columns + ([coding.raised.column] if coding.raised else [])
        found += [target.column for target in self.targets.values()]
        return list(dict.fromkeys(found))


def nhanes_map() -> NhanesMap:
    """Which variable is which finding."""
    return NhanesMap.model_validate(read_yaml(Path(__file__).with_name("nhanes.yaml")))


def read_survey(path: Path, mapping: NhanesMap) -> Columns:
    """The needed columns of the people old enough to have been examined, as plain values; None = missing.

    CaseError when the file is not Parquet or lacks a column; MissingExtraError without pyarrow.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ModuleNotFoundError:
        raise MissingExtraError("Reading the survey", "cohort") from None
    if not path.is_file():
        raise CaseError(f"{path}: no such file. Give the NHANES 1999-2002 lower-extremity table (Parquet).")
    try:
        lacking = sorted(set(mapping.columns()) - set(pq.read_schema(path).names))
        if lacking:
            raise CaseError(
                f"{path}: has no column {lacking[0]!r}; it is not the NHANES lower-extremity table."
            )
        table = pq.read_table(path, columns=mapping.columns())
    except (pa.ArrowException, OSError) as error:
        raise CaseError(f"{path}: cannot be read as Parquet: {str(error).splitlines()[0]}") from None
    content: Columns = table.to_pydict()
    old = [age is not None and age >= mapping.survey.from_age for age in content["age"]]
    return {
        name: [v for v, keep in zip(values, old, strict=True) if keep] for name, values in content.items()
    }


def answers(survey: Columns, mapping: NhanesMap, pack: Pack) -> list[dict[str, str]]:
    """Each person's answers; what the survey does not know is not asked."""
    people: list[dict[str, str]] = [{} for _ in survey["age"]]
    for finding, coding in mapping.findings.items():
        for person, value in zip(people, _coded(survey, coding, pack, finding), strict=True):
            if value is not None:
                person[finding] = value
    return people


def _coded(survey: Columns, coding: Coding, pack: Pack, finding: str) -> list[str | None]:
    first = survey[coding.columns[0]]
    if coding.kind == "age_band":
        return [age_band(int(age), pack.findings[finding].values) for age in first]
    if coding.kind == "flag":
        return [None if v is None else YES if v else NO for v in first]
    if coding.kind == "above":
        return [None if v is None else YES if v >= coding.cut else NO for v in first]
    if coding.kind == "any":
        rows = zip(*(survey[c] for c in coding.columns), strict=True)
        return [YES if 1 in row else None if None in row else NO for row in rows]
    found = [None if v is None else coding.values.get(v) for v in first]
    if coding.raised:
        for at, number in enumerate(survey[coding.raised.column]):
            high = number is not None and number >= coding.raised.cut
            if high and coding.raised.only in (None, found[at]):
                found[at] = coding.raised.to
    return found


def numbers(values: list[Any]) -> npt.NDArray[np.float64]:
    """A column as numbers, NaN where missing."""
    return np.array([np.nan if v is None else float(v) for v in values])
