"""A pack broken on purpose, in every file kind: each problem is found with file and line, never a trace."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pinprick.errors import PackError
from pinprick.knowledge.check import Report, check
from pinprick.knowledge.load import PACKS, parse_pack

MINI = Path(__file__).parent / "mini_pack"
FILES = sorted(p.relative_to(MINI).as_posix() for p in MINI.rglob("*") if p.suffix in (".yaml", ".json"))


@pytest.fixture
def mini(tmp_path: Path) -> Path:
    return Path(shutil.copytree(MINI, tmp_path / "mini"))


def broken(folder: Path, file: str, old: str, new: str) -> tuple[Report, int]:
    """The report after replacing the first `old`, and the line where it stood."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    line = text[: text.index(old)].count("\n") + 1
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return check(folder), line


def test_the_small_pack_is_clean(mini: Path) -> None:
    assert str(check(mini)) == (
        "3 causes, 6 findings, 4 rules (2 red flags, 1 see-a-doctor, 1 self-care): no errors, no warnings."
    )


def test_the_shipped_pack_has_no_error() -> None:
    report = check("legs_and_feet")
    assert report.errors == ()
    assert report.counts["causes"] >= 51
    assert report.counts["findings"] >= 250
    assert report.counts["rules"] >= 84
    assert report.counts["see_doctor"] >= 10
    assert report.counts["self_care"] >= 5
    assert report.exit_code == 0


CAUSE = "causes/trapped_nerve.yaml"
BREAKS = [
    ("pack.yaml", "version: 0.0.1", "versoin: 0.0.1", "version"),
    ("pack.yaml", "prior_meta:", "prior_meta: [", "not well formed"),
    ("findings/quality.yaml", "kind: binary", "kind: binray", "not allowed"),
    ("findings/quality.yaml", "id: tingling", "id: numb", "already defined"),
    ("findings/quality.yaml", "p: 0.5,", "p: 1.5,", "out of range"),
    ("findings/quality.yaml", "source: smith2020", "source: smth2020", "did you mean smith2020"),
    ("findings/quality.yaml", "side=one", "side=onee", "no value"),
    ("findings/quality.yaml", "{one: 0.5, both: 0.5}", "{one: 0.5, both: 0.4}", "add up to 0.9"),
    ("findings/quality.yaml", "{one: 0.5, both: 0.5}", "{one: 0.5, bth: 0.5}", "no value 'bth'"),
    ("findings/quality.yaml", "territories: [sole]", "territories: [soul]", "no 'soul'"),
    (
        "findings/quality.yaml",
        "Is the leg weak?",
        "Does incapacitating debility characterise it?",
        "reading grade",
    ),
    (
        "findings/quality.yaml",
        "question: Is the leg weak?",
        "questoin: Is the leg weak?",
        "did you mean question",
    ),
    (CAUSE, "id: trapped_nerve", "id: trapped_nreve", "differs from the file name"),
    (CAUSE, "share: 0.4", "share: 4", "out of range"),
    (CAUSE, "share: 0.4", "share: a lot", "not a number"),
    (CAUSE, "{young: 1.0, old: 1.0}", "{young: 2.0, old: 1.0}", "average 1.600"),
    (CAUSE, "{young: 1.0, old: 1.0}", "{young: 1.0}", "no multiplier for old"),
    (CAUSE, "numb: {p: 0.6", "numbb: {p: 0.6", "did you mean numb"),
    (CAUSE, "p: 0.6,", "p: 0.0003,", "out of range"),
    (CAUSE, "p: 0.6,", "p: .nan,", "not a number"),
    (CAUSE, "sources: [smith2020], n: 44", "sources: [smyth2020], n: 44", "did you mean smith2020"),
    (CAUSE, "basis: published, sources: [smith2020]", "basis: published", "no source is given"),
    (CAUSE, "basis: published", "basis: guess", "not allowed"),
    (CAUSE, "ci: [0.4, 0.7]", "ci: [0.7, 0.4]", "not an interval"),
    (CAUSE, "p: {one: 0.6, both: 0.4}", "p: {one: 0.6, both: 0.6}", "add up to 1.2"),
    (CAUSE, "p: {one: 0.6, both: 0.4}", "p: 0.5", "one number for each"),
    (CAUSE, "  weak: {p: 0.1", "  numb: {p: 0.1", "given twice"),
    (CAUSE, "  weak: {p: 0.1", "  age_band: {p: 0.1", "belongs in the prior"),
    (CAUSE, "weight: 0.7", "weight: 0.8", "add up to 1.1"),
    (CAUSE, "- territories: [sole]", "- territories: [toes]", "never drawn on one side"),
    (CAUSE, "any: [weak]", "any: [week]", "did you mean weak"),
    (CAUSE, "any: [weak]", "anny: [weak]", "did you mean any"),
    (CAUSE, "level: urgent_same_day", "level: soonish", "not allowed"),
    (CAUSE, "care: trapped_nerve", "care: traped_nerve", "did you mean trapped_nerve"),
    (CAUSE, "treatments: [pill]", "treatments: [pil]", "did you mean pill"),
    (CAUSE, "self_care: [rest]", "self_care: [rust]", "did you mean rest"),
    (CAUSE, "id: posture", "id: postur", "did you mean posture"),
    (CAUSE, "R20.2", "R20-2", "ICD-10-CM"),
    (CAUSE, "91019004", "91019005", "check digit"),
    (CAUSE, "91019004", "91010904", "check digit"),
    (CAUSE, "MONDO:0005098", "MONDO:5098", "MONDO id"),
    (CAUSE, "HP:0003401", "HP0003401", "HPO id"),
    (CAUSE, "D010292", "X010292", "MeSH"),
    (CAUSE, "summary: ", "sumary: ", "did you mean summary"),
    ("red_flags.yaml", "all: [weak, side=one]", "all: [wek, side=one]", "did you mean weak"),
    ("red_flags.yaml", "all: [weak, side=one]", "all: [weak, side]", "not a yes/no finding"),
    ("red_flags.yaml", "all: [weak, side=one]", "all: [weak, side=left]", "no value 'left'"),
    ("red_flags.yaml", "n: 2", "n: 4", "4 of 3 items"),
    ("red_flags.yaml", "level: emergency_now", "level: emergency", "not allowed"),
    ("red_flags.yaml", "conditions: [trapped_nerve]", "conditions: [trapped]", "no cause is called"),
    ("red_flags.yaml", "source: sm20", "source: sm21", "no source"),
    ("red_flags.yaml", "id: sd_numb", "id: rf_weak", "already defined"),
    ("red_flags.yaml", "level: self_care", "level: routine_weeks", "another level"),
    ("bibliography.yaml", "doi: 10.1000", "doi: 20.1000", "not well formed"),
    ("bibliography.yaml", "pmid: '12345678'", "pmid: '1234567890'", "not well formed"),
    ("bibliography.yaml", "verified: seen", "verified: maybe", "not allowed"),
    ("bibliography.yaml", "sm20: smith2020", "sm20: smit2020", "did you mean smith2020"),
    ("care/medicines.yaml", "value: 6", "value: 0.6", "number needed to treat"),
    ("care/medicines.yaml", "ci: [4, 9]", "ci: [9, 4]", "not an interval"),
    ("care/medicines.yaml", "relieves: pain", "releives: pain", "did you mean relieves"),
    ("care/therapies.yaml", "sources: [smith2020]", "sources: [smith]", "did you mean smith2020"),
    ("care/tests.yaml", "trapped_nerve:", "trapped_nerve: maybe", "not well formed"),
    ("claims.yaml", "id: C2", "id: C1", "given twice"),
    ("claims.yaml", "condition: posture", "condition: posturre", "did you mean posture"),
    ("exceptions.yaml", "plain_words:", "plane_words:", "did you mean plain_words"),
    ("atlas/territories.json", '"union": {"sole": 1}', '"union": {"soul": 1}', "no territory 'soul'"),
    ("atlas/territories.json", '"version": 1,', '"version": 1', "Expecting"),
    ("atlas/territories.json", '"p": 0.9', '"p": 9', "out of range"),
]


@pytest.mark.parametrize(("file", "old", "new", "message"), BREAKS, ids=lambda value: str(value)[:40])
def test_each_break_is_found_at_its_line(mini: Path, file: str, old: str, new: str, message: str) -> None:
    report, line = broken(mini, file, old, new)
    hits = [p for p in report.errors if p.file == file and message in f"{p.what} {p.right}"]
    assert hits, f"not found in:\n{report}"
    assert any(abs(p.line - line) <= (3 if p.key == "patterns" else 1) for p in hits), str(report)
    assert report.exit_code == 1
    assert f"{file}:{hits[0].line}: error" in str(report)


def test_all_problems_are_reported_not_just_the_first(mini: Path) -> None:
    broken(mini, CAUSE, "share: 0.4", "share: 4")
    broken(mini, "findings/quality.yaml", "p: 0.5,", "p: 1.5,")
    report, _ = broken(mini, "red_flags.yaml", "source: sm20", "source: sm21")
    assert {p.file for p in report.errors} == {CAUSE, "findings/quality.yaml", "red_flags.yaml"}


@pytest.mark.parametrize("file", FILES)
def test_an_unreadable_file_gives_one_clear_error(mini: Path, file: str) -> None:
    (mini / file).write_bytes(b"id: \xff\xfe\n")
    errors = check(mini).errors
    assert [(p.file, p.line) for p in errors] == [(file, 1)]


def test_a_missing_required_file_is_named(mini: Path) -> None:
    (mini / "red_flags.yaml").unlink()
    assert "red_flags.yaml:1: error: the file is missing" in str(check(mini))


def test_warnings_name_orphans(mini: Path) -> None:
    path = mini / "bibliography.yaml"
    text = path.read_text(encoding="utf-8")
    extra = "  jones2021:\n    citation: Jones B. On toes. 2021\n    verified: recalled\naliases:"
    path.write_text(text.replace("aliases:", extra), encoding="utf-8")
    report = check(mini)
    assert report.is_usable
    assert "1 sources are cited by nothing: jones2021" in str(report)


def test_an_unknown_pack_is_refused() -> None:
    with pytest.raises(PackError, match="No pack called 'arms'"):
        check("arms")


def _must_hold(folder: Path) -> Report:
    """No exception; every problem points into the pack; a pack called usable can be loaded."""
    report = check(folder)
    for problem in report.problems:
        path = folder / problem.file
        lines = path.read_bytes().count(b"\n") + 1 if path.is_file() else 1
        assert 1 <= problem.line <= lines, str(problem)
        assert problem.what and problem.right
    if report.is_usable:
        parse_pack(folder)
    return report


@pytest.mark.parametrize("file", FILES)
def test_every_single_line_can_be_lost(mini: Path, file: str) -> None:
    path = mini / file
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    for number in range(len(lines)):
        path.write_text("".join(lines[:number] + lines[number + 1 :]), encoding="utf-8")
        _must_hold(mini)


@pytest.mark.parametrize("file", FILES)
def test_every_single_line_can_be_garbage(mini: Path, file: str) -> None:
    path = mini / file
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    for number in range(len(lines)):
        path.write_text("".join([*lines[:number], "  }{ : - 'x\n", *lines[number + 1 :]]), encoding="utf-8")
        report = _must_hold(mini)
        assert report.exit_code == 1
        assert any(p.file == file for p in report.errors)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    file=st.sampled_from(FILES),
    seed=st.integers(0, 2**32),
    how=st.sampled_from(["drop", "swap", "put", "cut"]),
)
def test_random_damage_never_gives_a_trace(mini: Path, file: str, seed: int, how: str) -> None:
    chance = random.Random(seed)
    original = (MINI / file).read_text(encoding="utf-8")
    text, at = original, chance.randrange(len(original))
    if how == "drop":
        text = text[:at] + text[at + chance.randint(1, 12) :]
    elif how == "swap":
        text = text[:at] + text[at : at + 2][::-1] + text[at + 2 :]
    elif how == "put":
        text = (
            text[:at]
            + chance.choice(["[", "{", ": ", "- ", "\n", "null", "-1", "é", "&a ", "*a", "\t", "!!x "])
            + text[at:]
        )
    else:
        text = text[:at]
    try:
        (mini / file).write_text(text, encoding="utf-8")
        _must_hold(mini)
    finally:
        (mini / file).write_text(original, encoding="utf-8")


SHIPPED = [
    ("causes/stroke.yaml", "share:", "shre:"),
    ("findings/where.yaml", "tier: core", "tier: coer"),
    ("red_flags.yaml", "level: emergency_now", "level: emergency_nwo"),
    ("bibliography.yaml", "verified: seen\n", "verified: sen\n"),
    ("care/medicines.yaml", "drug_class:", "drug_clas:"),
    ("care/therapies.yaml", "strength:", "strenth:"),
    ("atlas/territories.json", '"p":0.85', '"p":8.5'),
    ("claims.yaml", "kind: cause", "knd: cause"),
    ("care/cautions.yaml", "topics:\n", "topcs:\n"),
    ("care/interactions.yaml", ", severity: serious", ", severty: serious"),
    ("care/emergency.yaml", "headline: ", "headlin: "),
    ("care/safety_net.yaml", "watch:\n", "wacth:\n"),
    ("care/plan.yaml", "likely_from: ", "likely_from: ] "),
    ("care/home_checks.yaml", "finding: ", "finding: not_a_"),
    ("care/instruments/audit_c.yaml", "name: ", "nmae: "),
    ("decision.yaml", "mention_rate: ", "mention_rate: 7"),
    ("terminology/conditions.yaml", "concepts:", "concept:"),
    ("words/with_it.yaml", "  back_pain:", "  bck_pain:"),
    ("text/en/report.yaml", ": ", ": ] "),
]


def test_the_shipped_pack_broken_in_every_file_kind(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(PACKS / "legs_and_feet", tmp_path / "pack"))
    expected = set()
    for file, old, new in SHIPPED:
        text = (folder / file).read_text(encoding="utf-8")
        expected.add((file, text[: text.index(old)].count("\n") + 1))
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    found = {(p.file, p.line) for p in check(folder).errors}
    unreadable = {"care/plan.yaml", "text/en/report.yaml"}
    for file in unreadable:  # with a file that cannot be read, ids are not followed: mend those first
        shutil.copy(PACKS / "legs_and_feet" / file, folder / file)
    found |= {(p.file, p.line) for p in check(folder).errors}
    for file, line in expected:
        assert any(f == file and line - 12 <= n <= line + 1 for f, n in found), (file, line)
