"""The file the browser's engine is fed with: whole, small, and the same bytes for the same pack."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from pinprick.inference.network import network
from pinprick.interfaces.web.offline_pack import offline_json, offline_pack
from pinprick.knowledge.load import load_pack
from pinprick.knowledge.schema.pack import Pack

MOST_BYTES, MOST_ZIPPED = 800_000, 250_000


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack()


@pytest.fixture(scope="module")
def content(pack: Pack) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(offline_json(pack))
    return found


def test_the_same_pack_gives_the_same_bytes(pack: Pack) -> None:
    again = Pack.model_validate_json(pack.model_dump_json(by_alias=True))
    assert again is not pack
    assert offline_json(again) == offline_json(pack)


def test_it_is_small_enough_for_a_phone(pack: Pack) -> None:
    text = offline_json(pack).encode()
    assert len(text) < MOST_BYTES
    assert len(gzip.compress(text)) < MOST_ZIPPED


def test_plain_data_survives_the_way_to_the_browser(pack: Pack, content: dict[str, Any]) -> None:
    """JSON keeps every number as it is; keys are texts, so places of findings are read back as texts."""
    made = offline_pack(pack)
    assert content["odds"] == made["odds"]
    assert [c["numbers"] for c in content["causes"]] == [c["numbers"] for c in made["causes"]]
    assert content["rules"] == made["rules"]


def test_every_number_of_a_cause_is_there(pack: Pack, content: dict[str, Any]) -> None:
    findings = list(pack.findings)
    for record in content["causes"]:
        cause = pack.causes[record["id"]]
        listed = {
            findings[at]: p for at, p in zip(record["numbers"][::2], record["numbers"][1::2], strict=True)
        }
        assert list(listed) == list(cause.findings)
        assert len(record["bases"]) == len(listed)
        for finding, own in cause.findings.items():
            values = pack.findings[finding].values
            shares = [own.p.get(v, 0.0) for v in values] if isinstance(own.p, dict) else own.p
            assert listed[finding] == shares


def test_odds_are_there_for_every_age_and_sex(pack: Pack, content: dict[str, Any]) -> None:
    ages = ["", *pack.findings["age_band"].values]
    sexes = ["", *pack.findings["sex"].values]
    assert set(content["odds"]) == {f"{age}|{sex}" for age in ages for sex in sexes}
    assert {len(odds) for odds in content["odds"].values()} == {len(network(pack).causes)}


def test_whatever_a_person_is_asked_or_told_is_there(pack: Pack, content: dict[str, Any]) -> None:
    assert [f["id"] for f in content["findings"]] == list(pack.findings)
    assert [r["id"] for r in content["rules"]] == [r.id for r in pack.rules]
    assert all(r["source"] in content["sources"] for r in content["rules"] if r["source"] in pack.sources)
    assert set(content["care"]["countries"]) == set(pack.care_data["emergency"]["countries"])
    for language in ("en", "es"):
        assert {"interface", "report"} <= set(content["text"][language])


def test_spanish_has_every_question_that_spanish_has(pack: Pack, content: dict[str, Any]) -> None:
    from pinprick.knowledge.translations import translations

    known = translations(pack, "es").known
    sent = content["translations"]["es"]["sentences"]
    for finding in pack.findings.values():
        for text in (finding.label, finding.question, finding.help):
            if text and text in known:
                assert sent[text] == known[text]
