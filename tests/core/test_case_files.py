"""Reading cases: every mistake is named with its place and what would be right; nothing crashes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinprick.case import Case
from pinprick.case_checks import read_case, read_case_file
from pinprick.errors import CaseError
from pinprick.knowledge.load import load_pack

PACK = load_pack()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("findings: {tinglingg: 'yes'}", "Did you mean 'tingling'"),
        ("findings: {tingling: maybe}", "yes, no, unsure"),
        ("findings: {age_band: 45}", "findings.age_band"),
        ("findings: {age_band: 45}", "45 is not text"),
        ("findings: {tingling: .nan}", "nan is not text"),
        ("findings: {numb: 'yes'}\nfindings: {numb: 'no'}", ":2: the key 'findings' stands twice"),
        ("findings:\n  numb: 'yes'\n  numb: 'no'", ":3: the key 'numb' stands twice"),
        ('{"findings": {"numb": "yes", "numb": "no"}}', "the key 'numb' stands twice"),
        ("findings: {numb: \x00yes}", ":1: not plain text"),
        ("findings: {age_band: " + "9" * 5000 + "}", "number"),
        ('{"a":' * 100_000 + "1" + "}" * 100_000, "nested too deep"),
        (
            "k0: &k0 [x, x]\n" + "".join(f"k{i}: &k{i} [*k{i - 1}, *k{i - 1}]\n" for i in range(1, 60)),
            "no such key",
        ),
        ("findings: [tingling]", "findings"),
        ("finding: {}", "A case takes"),
        ("a: [", ":2: not YAML"),
        ('{"findings": }', ":1: not JSON"),
        ("just words", "a mapping"),
        ("", "a mapping"),
        ("drawing: {colour: red}", "drawing.colour"),
        ("findings: {side: left}", "one, both_about_equal, both_unequal"),
    ],
)
def test_mistakes_are_named(text: str, says: str) -> None:
    with pytest.raises(CaseError, match=r"^case") as caught:
        read_case(text, PACK, "case.yaml")
    assert says in str(caught.value)


def test_yaml_yes_and_no_need_no_quotes() -> None:
    case = read_case("findings: {tingling: yes, numb: no, burning: unsure}", PACK)
    assert case.findings == {"tingling": "yes", "numb": "no", "burning": "unsure"}


def test_missing_folder_and_binary_files(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="no such file"):
        read_case_file(tmp_path / "none.yaml", PACK)
    with pytest.raises(CaseError, match="is a folder"):
        read_case_file(tmp_path, PACK)
    (tmp_path / "x.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CaseError, match="not UTF-8"):
        read_case_file(tmp_path / "x.yaml", PACK)


@given(st.text(max_size=400))
def test_any_text_is_a_case_or_a_clear_error(text: str) -> None:
    try:
        assert isinstance(read_case(text, PACK), Case)
    except CaseError as error:
        assert str(error)
