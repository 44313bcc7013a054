"""An edit changes one value and not one byte more."""

from __future__ import annotations

import difflib
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pinprick.errors import PackError
from pinprick.knowledge.check import check
from pinprick.knowledge.edit import changed_text, edit_file
from pinprick.knowledge.load import PACKS

CAUSES = sorted((PACKS / "legs_and_feet" / "causes").glob("*.yaml"))
TEXT = (Path(__file__).parent / "mini_pack" / "causes" / "posture.yaml").read_text(encoding="utf-8")


def changed_lines(before: str, after: str) -> int:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return sum(line[:1] == "+" and line[:3] != "+++" for line in lines)


@pytest.mark.parametrize(
    ("path", "value", "lines"),
    [
        (("findings", "numb", "p"), 0.5, 1),
        (("findings", "tingling", "p"), 0.65, 1),
        (("findings", "side", "p"), {"one": 0.7, "both": 0.3}, 1),
        (("findings", "side", "p", "one"), 0.7, 1),
        (("findings", "weak", "note"), "weak, and 'odd': yes # no", 1),
        (("findings", "burning"), {"p": 0.2, "basis": "judgement"}, 1),
        (("patterns", 1, "weight"), 0.25, 1),
        (("patterns", 1, "territories"), ["sole"], 1),
        (("look_alikes", 0, "tell_apart"), "soon gone, and back", 1),
        (("summary",), "Short.", 1),
        (("prior", "share"), 0.2, 1),
        (("urgency", "worse_when", 0, "why"), "the leg: weak", 1),
        (("codes", "snomed"), "47374004", 1),
    ],
)
def test_only_the_line_of_the_value_changes(path: tuple[Any, ...], value: Any, lines: int) -> None:
    after = changed_text(TEXT, path, value)
    assert changed_lines(TEXT, after) == lines
    here = yaml.safe_load(after)
    for step in path:
        here = here[step]
    assert here == value
    assert after.startswith("# One cause, every number with its basis.\n")


def test_comments_and_order_survive_a_long_record() -> None:
    text = "# top\na: 1  # one\n# between\nb: {c: 2}  # two\nd: 4 # four\n"
    record = {"p": 0.5, "basis": "published", "sources": ["x"], "note": "many words " * 20}
    after = changed_text(text, ("b", "e"), record)
    assert after.startswith("# top\na: 1  # one\n# between\nb: {c: 2, e: ")
    assert after.endswith("  # two\nd: 4 # four\n")


@pytest.mark.parametrize("path", [("nothing", "here"), ("findings", "numbb", "p"), ("patterns", 9, "weight")])
def test_a_path_that_leads_nowhere_is_refused(path: tuple[Any, ...]) -> None:
    with pytest.raises(PackError, match="there is no"):
        changed_text(TEXT, path, 1)


def test_a_near_key_is_named() -> None:
    with pytest.raises(PackError, match="did you mean numb"):
        changed_text(TEXT, ("findings", "numbb", "p"), 1)


def test_broken_yaml_is_refused_with_its_line() -> None:
    with pytest.raises(PackError, match="the text:2: not well-formed YAML"):
        changed_text("a: 1\nb: [1, 2\n", ("a",), 2)


def test_a_file_is_edited_in_place_and_the_pack_still_checks(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(Path(__file__).parent / "mini_pack", tmp_path / "mini"))
    edit_file(folder / "causes" / "posture.yaml", ("findings", "numb", "p"), 0.55)
    assert check(folder).errors == ()
    edit_file(folder / "causes" / "posture.yaml", ("findings", "numb", "p"), 55)
    (problem,) = check(folder).errors
    assert (problem.file, problem.key) == ("causes/posture.yaml", "findings.numb.p")
    with pytest.raises(PackError, match="not readable"):
        edit_file(folder / "causes" / "none.yaml", ("a",), 1)


@pytest.mark.parametrize("path", CAUSES, ids=lambda p: p.stem)
def test_every_likelihood_of_a_shipped_cause_can_be_edited(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    findings = yaml.load(text, yaml.CSafeLoader)["findings"]
    for finding in list(findings)[:: max(1, len(findings) // 6)]:
        after = changed_text(text, ("findings", finding, "note"), "a test")
        assert 1 <= changed_lines(text, after) <= 2


plain = st.one_of(
    st.text(
        st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\x85\u2028\u2029\ufeff"),
        max_size=60,
    ),
    st.integers(-1000, 1000),
    st.floats(0, 1),
    st.booleans(),
    st.none(),
)


@settings(max_examples=150, deadline=None)
@given(
    value=st.one_of(
        plain, st.lists(plain, max_size=4), st.dictionaries(st.sampled_from("abc"), plain, max_size=3)
    )
)
def test_any_value_is_written_as_it_is_or_refused(value: Any) -> None:
    for path in (
        ("findings", "numb", "note"),
        ("findings", "tingling", "note"),
        ("explains",),
        ("patterns", 0, "note"),
    ):
        try:
            after = changed_text(TEXT, path, value)
        except PackError:
            continue
        here = yaml.safe_load(after)
        for step in path:
            here = here[step]
        assert here == value
