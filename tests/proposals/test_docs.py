"""docs/proposals.md is true: its tests exist, its record is a case, its options and limits are the program's."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from pinprick.case_checks import parse_case
from pinprick.interfaces.proposer.endpoint import KEY
from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.schema.proposals import proposing

HERE = Path(__file__).parent
PAGE = (HERE.parents[1] / "docs" / "proposals.md").read_text(encoding="utf-8")


def test_every_test_that_the_page_names_exists() -> None:
    written = "".join(path.read_text(encoding="utf-8") for path in HERE.glob("test_*.py"))
    named = set(re.findall(r"`(test_\w+)`", PAGE))
    assert len(named) > 12
    assert [name for name in named if f"def {name}(" not in written] == []


def test_the_record_of_the_page_is_a_case(pack: Pack) -> None:
    (block,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.S)
    case = parse_case(yaml.safe_load(block), pack)
    assert case.confirmed_proposals[0].quote in (case.account or "")


def test_the_limits_and_names_of_the_page_are_those_of_the_program(pack: Pack) -> None:
    limits = proposing(pack)
    told = " ".join(PAGE.split())
    assert (
        f"({limits.most} proposals, quotes of {limits.shortest_quote} to {limits.longest_quote} characters"
        in told
    )
    assert (
        f"{limits.longest_account:,} characters of the account, {limits.longest_reply:,} of the reply)"
        in told
    )
    assert KEY in PAGE
    options = set(re.findall(r"`(--proposer[a-z-]*)", PAGE))
    reference = (HERE.parents[1] / "docs" / "cli.md").read_text(encoding="utf-8")
    assert options and all(f"`{option}`" in reference for option in options)


def test_the_example_of_the_page_shows_the_sentences_of_the_pack(pack: Pack) -> None:
    words = pack.text["en/proposals"]
    waiting = {"model": "llama3.1", "address": "http://127.0.0.1:11434", "seconds": "60"}
    assert words["terminal"]["asking"].format(**waiting) in PAGE
    assert words["step"]["quote"].format(quote="My trousers hang off me") in PAGE
    assert pack.findings["weight_loss"].question in PAGE
