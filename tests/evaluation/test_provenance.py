"""What the answers rest on."""

from __future__ import annotations

from pathlib import Path

import pytest

from pinprick.conclusion import conclude
from pinprick.evaluation.cases import read_known_cases
from pinprick.evaluation.provenance import Provenance, provenance
from pinprick.inference.ledger import ledger
from pinprick.inference.network import network
from pinprick.knowledge.load import load_pack

CASES = Path(__file__).parent.parent / "cases"


@pytest.fixture(scope="module")
def found() -> Provenance:
    pack = load_pack()
    cases = read_known_cases(CASES / "development.yaml", pack, CASES / "development_findings.yaml")
    return provenance(pack, cases[:24])


def test_at_least_half_of_what_decides_is_published_or_derived() -> None:
    pack = load_pack()
    cases = read_known_cases(CASES / "development.yaml", pack, CASES / "development_findings.yaml")
    for stage in ("person", "tests"):
        assert provenance(pack, cases, stage).evidence_share >= 0.5


def test_shares_and_sums_agree(found: Provenance) -> None:
    assert found.cases == 24
    total = sum(n.decibans for n in found.numbers)
    assert sum(found.decibans.values()) == pytest.approx(total)
    by_kind = sum(sum(sums.values()) for sums in found.by_kind.values())
    assert by_kind == pytest.approx(total)
    data = found.as_data()
    assert sum(data["shares"].values()) == pytest.approx(1, abs=0.001)
    assert data["evidence_share"] == pytest.approx(1 - data["shares"]["judgement"], abs=0.001)


def test_judged_numbers_come_strongest_first(found: Provenance) -> None:
    judged = found.judged(10)
    assert [n.decibans for n in judged] == sorted((n.decibans for n in judged), reverse=True)
    assert all(n.basis == "judgement" for n in judged)
    assert str(found).startswith("24 cases, stage person: ")


def test_one_case_adds_up_to_its_ledger() -> None:
    pack = load_pack()
    cases = read_known_cases(CASES / "development.yaml", pack, CASES / "development_findings.yaml")
    known = next(c for c in cases if c.coded and not c.coded.get("drawing", {}).get("right"))
    one = provenance(pack, [known], where="neither")
    case = known.at("person", "neither")
    assert case is not None
    conclusion = conclude(case, pack)
    first = conclusion.posterior.ranked()[0][0]
    lines = ledger(network(pack), conclusion.facts.answers, first).lines
    moved = sum(abs(float(line.decibans)) for line in lines if line.kind != "combined")
    assert sum(one.decibans.values()) == pytest.approx(moved)


def test_no_cases_is_no_share() -> None:
    empty = provenance(load_pack(), [])
    assert (empty.cases, empty.evidence_share, empty.numbers) == (0, 0.0, ())
