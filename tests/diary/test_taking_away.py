"""What leaves a diary: pictures, calendar, summary, exports, and the command line."""

from __future__ import annotations

import contextlib
import io
import json
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_entries import drawn, entry

from pinprick.diary.course import read_course
from pinprick.diary.export import from_export, seal, to_export, to_fhir, unseal
from pinprick.diary.place import StorageError
from pinprick.diary.reassessment import reassess
from pinprick.diary.record import make_entry
from pinprick.diary.reminders import reminders
from pinprick.diary.summary import course_text
from pinprick.diary.trend import trend_png, trend_svg
from pinprick.errors import CaseError, DrawingError
from pinprick.knowledge.schema.pack import Pack

TOES = ("sole_toe1", "dorsum_toe1", "sole_toe2", "dorsum_toe2", "sole_toe3", "dorsum_toe3")


def made() -> list:
    return [
        entry(1, 0, drawing=drawn(*TOES), severity=3, tried=["a walk <b>", "rest & tea"]),
        entry(2, 20, severity=5),
        entry(3, 42, drawing=drawn(*TOES, "sole_heel", left=TOES), severity=6),
    ]


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
def test_the_trend_is_whole_svg_with_words_for_those_who_cannot_see_it(pack: Pack, theme: str) -> None:
    picture = trend_svg(read_course(made(), pack), pack, theme=theme)
    root = ET.fromstring(picture)
    texts = [node.text for node in root.iter() if node.tag.endswith("}text")]
    assert {"right", "left", "the toes", "2026-03-01"} <= set(texts)
    desc = next(node.text for node in root.iter() if node.tag.endswith("}desc"))
    assert desc is not None and "Now both sides" in desc
    assert trend_svg(read_course(made(), pack), pack, theme=theme) == picture, "the same bytes every time"
    width, height = map(float, root.attrib["viewBox"].split()[2:])
    for node in root.iter():
        if "cx" in node.attrib:
            assert 0 < float(node.attrib["cx"]) < width and 0 < float(node.attrib["cy"]) < height


def test_the_trend_without_drawings_one_day_or_none(pack: Pack) -> None:
    ET.fromstring(trend_svg(read_course([entry(1)], pack), pack))
    ET.fromstring(trend_svg(read_course([entry(1, findings={"at_toes": "yes"}), entry(2, 400)], pack), pack))
    with pytest.raises(CaseError, match="empty"):
        trend_svg(read_course([], pack), pack)
    with pytest.raises(DrawingError, match="theme"):
        trend_svg(read_course([entry(1)], pack), pack, theme="pink")
    assert trend_png(read_course(made(), pack), pack).startswith(b"\x89PNG")


def test_reminders_follow_the_calendar_standard(pack: Pack) -> None:
    text = reminders(pack, date(2026, 3, 1), 7, 12)
    assert text == reminders(pack, date(2026, 3, 1), 7, 12)
    lines = text.split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR" and lines[-2] == "END:VCALENDAR"
    assert all(len(line.encode()) <= 75 for line in lines)
    assert "RRULE:FREQ=DAILY;INTERVAL=7;COUNT=12" in lines
    unfolded = text.replace("\r\n ", "")
    assert "do not wait: get help now." in unfolded.replace("\\,", ",")
    for bad in ((0, 12), (91, 1), (7, 0), (7, 101)):
        with pytest.raises(CaseError):
            reminders(pack, date(2026, 3, 1), *bad)


def test_the_doctors_page_says_how_soon_first_and_every_day(pack: Pack) -> None:
    entries = made()
    found = reassess(entries, pack)
    text = course_text(entries, found, pack, 72)
    assert text.startswith(found.assessment.urgency.headline)
    for said in ("Now both sides", "2026-03-01", "2026-04-12", "rest & tea", "How bad: 6 of 10"):
        assert said in " ".join(text.split())
    assert all(len(line) <= 72 for line in text.splitlines())


def test_an_export_reads_back_and_is_complete(pack: Pack) -> None:
    assert from_export(to_export(made())) == made()
    assert from_export(to_export([])) == []
    for bad in ("", "{", "[]", '{"entries": [1]}', '{"entries": [], "more": 1}', "[" * 100_000):
        with pytest.raises(CaseError, match="exported diary"):
            from_export(bad)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300) | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps))
def test_any_text_as_an_export_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(CaseError):
        from_export(text)


def test_the_fhir_export_holds_every_entry(pack: Pack) -> None:
    bundle = to_fhir(made(), pack, {"reference": "Patient/1"})
    assert [e["resource"]["resourceType"] for e in bundle["entry"]] == ["Bundle"] * 3
    stamps = [e["resource"]["timestamp"] for e in bundle["entry"]]
    assert stamps == ["2026-03-01T00:00:00Z", "2026-03-21T00:00:00Z", "2026-04-12T00:00:00Z"]
    assert "entry" not in to_fhir([], pack), "FHIR allows no empty list"


def test_a_sealed_export_opens_with_its_passphrase_only() -> None:
    content = to_export(made()).encode()
    closed = seal(content, "correct horse battery")
    assert closed.startswith(b"age-encryption.org/v1") and b"rest" not in closed
    assert unseal(closed, "correct horse battery") == content
    for file, words in ((closed, "correct horse batterz"), (b"x", "y" * 12)):
        with pytest.raises(StorageError, match="does not open"):
            unseal(file, words)
    with pytest.raises(CaseError, match="12 characters"):
        seal(content, "short")


def test_entries_say_what_does_not_fit(pack: Pack) -> None:
    from pinprick.case import Case

    with pytest.raises(CaseError, match="severity"):
        make_entry("a", date(2026, 1, 1), Case(), pack, 11)
    with pytest.raises(CaseError, match="id"):
        make_entry("a b", date(2026, 1, 1), Case(), pack)


@dataclass
class Done:
    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """The command line in this process: what a person types, and what they get."""
    from pinprick.interfaces.cli import main

    def typed(*args: str, text: str = "") -> Done:
        monkeypatch.setattr(sys, "argv", ["pinprick", "diary", *args])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        with pytest.raises(SystemExit) as ended:
            main()
        out = capsys.readouterr()
        return Done(int(ended.value.code or 0), out.out, out.err)

    return typed


def test_the_command_line_from_first_entry_to_nothing(tmp_path: Path, run: Callable[..., Done]) -> None:
    where = ("--diary", str(tmp_path / "d.sqlite"))
    case = json.dumps({"findings": {"numb": "yes"}, "drawing": {"regions": {"right": list(TOES)}}})
    done = run("add", "-", "--on", "2026-03-01", "--severity", "3", "--tried", "a walk", *where, text=case)
    assert done.returncode == 0 and "now: 1." in done.stdout, done.stderr
    worse = json.dumps(
        {
            "findings": {"numb": "yes"},
            "drawing": {"regions": {"right": [*TOES, "lower_leg_front", "lower_leg_back"]}},
        }
    )
    done = run("add", "-", "--on", "2026-04-12", "--severity", "6", *where, text=worse)
    assert "climbed from the toes to mid-shin in 6 weeks" in done.stdout, done.stderr
    svg, ics, out = tmp_path / "t.svg", tmp_path / "r.ics", tmp_path / "all.json"
    done = run("show", "--json", "--svg", str(svg), "--ics", str(ics), *where)
    shown = json.loads(done.stdout)
    assert shown["course"]["raises"]["course"] == "worsening"
    assert svg.read_text().startswith("<svg") and ics.read_text().startswith("BEGIN:VCALENDAR")
    assert run("export", str(out), *where).returncode == 0
    assert len(from_export(out.read_text())) == 2
    assert run("forget", shown["entries"][0]["id"], *where).returncode == 0
    assert "for good: 1." in run("forget", "--all", *where).stdout
    assert "is empty" in run("show", *where).stdout


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["add", "-", "--on", "tomorrow"], "a day such as"),
        (["add", "-", "--on", "2999-01-01"], "not come yet"),
        (["forget"], "one of the two"),
        (["forget", "nothing"], "no entry 'nothing'"),
        (["show", "--diary", "mysql://h/d"], "mysql://"),
    ],
)
def test_mistakes_end_with_one_sentence(
    tmp_path: Path, run: Callable[..., Done], args: list[str], says: str
) -> None:
    where = [] if "--diary" in args else ["--diary", str(tmp_path / "d.sqlite")]
    done = run(*args, *where, text="{}")
    assert done.returncode == 2 and says in done.stderr and "Traceback" not in done.stderr
