"""The diary in the page: off until someone chooses it, advice first, theirs to take away and to delete."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import diary_visits
import pytest
from diary_visits import HERE, Visit, field
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from databases import postgres
from pinprick.diary.export import from_export, unseal
from pinprick.diary.place import StorageError
from pinprick.diary.record import Entry
from pinprick.diary.store import Diary
from pinprick.errors import CaseError
from pinprick.interfaces.service.app import Service
from pinprick.interfaces.service.settings import read_settings
from pinprick.interfaces.web import serve
from pinprick.interfaces.web.app import create_app
from pinprick.interfaces.web.diary_form import read_kept
from pinprick.interfaces.web.form import Form
from pinprick.knowledge.load import load_pack
from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.text import sentences

__all__ = ["postgres"]
STORY = "For a year both my feet have been numb since the wedding of Ann"
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}"
PAGES = ("/diary", "/diary/day", "/diary/summary", "/diary/again", "/diary/forget")
FILES = ("/diary/trend.svg", "/diary/summary.txt", "/diary/reminder.ics")


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack()


@pytest.fixture
def visit(pack: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Visit:
    file = tmp_path / "kept" / "diary.sqlite"
    monkeypatch.setenv("PINPRICK_DIARY", str(file))
    return Visit(pack, file)


def test_nothing_is_kept_before_the_person_agrees(visit: Visit) -> None:
    assert "Nothing has been kept" in visit.client.get("/diary").text
    page = visit.keep_page(STORY)
    for said in (str(visit.file), "only on this computer", "gone for good", "your own words"):
        assert said in page.text
    refused = visit.send(page, severity="4")
    assert refused.status_code == 400 and "Without that nothing is kept" in refused.text
    assert '<option value="4" selected>' in refused.text, "what was chosen stays"
    assert not visit.file.parent.exists(), "looking and refusing make no file"
    assert visit.send(page, agree="yes").status_code == 200
    assert visit.file.stat().st_mode & 0o077 == 0
    assert 'name="agree"' not in visit.keep_page(STORY).text, "asked once"


def test_where_no_diary_is_served_nothing_offers_one(pack: Pack, tmp_path: Path) -> None:
    service = Service(read_settings({}, diary=str(tmp_path / "d.sqlite")), pack)
    for client in (TestClient(create_app(pack), base_url=HERE), TestClient(service, base_url=HERE)):
        for path in (*PAGES, *FILES):
            assert client.get(path).status_code == 404
        told = client.post("/step", data={"form": "account", "text": STORY, "state": "", "lang": "en"})
        shown = client.post("/step", data={"state": field(told, "state"), "do": "stop"}).text
        assert "/diary" not in shown and "nothing is stored" in shown
    service.close()


@pytest.mark.parametrize(("host", "offered"), [("127.0.0.1", True), ("::1", True), ("0.0.0.0", False)])
def test_it_is_offered_on_this_machine_only(
    host: str, offered: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import uvicorn

    served: list[Any] = []
    monkeypatch.setattr(uvicorn, "run", lambda app, **settings: served.append(app))
    monkeypatch.setattr(serve, "_free_port", lambda host, port: port)
    serve.serve(host=host)
    assert ("/diary" in {getattr(route, "path", "") for route in served[0].routes}) is offered
    assert ("unless you keep a diary" in capsys.readouterr().out) is offered


def test_what_was_kept_is_shown_and_kept_once(visit: Visit) -> None:
    said = {"severity": "4", "tried": f"a walk\n\n {HOSTILE} \n", "on": "2026-03-01"}
    page = visit.keep(f"{STORY} {HOSTILE}", **said)
    assert "Kept. Entries in your diary now: 1." in page.text
    assert "4 of 10" in page.text and "a walk; &lt;script&gt;" in page.text and "2026-03-01" in page.text
    for hostile in ("<script>alert", "<img src=x", "49"):
        assert hostile not in page.text.replace("2026-03-01", "")
    again = visit.keep(f"{STORY} {HOSTILE}", **said)
    assert "in your diary already" in again.text
    assert len(from_export(visit.client.post("/diary/export", data={"as": "json"}).text)) == 1


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"severity": "11"}, "from 0 to 10"),
        ({"severity": "٣"}, "from 0 to 10"),
        ({"on": "1.3.2026"}, "such as 2026-03-01"),
        ({"on": "0001-01-01"}, "such as 2026-03-01"),
        ({"on": (date.today() + timedelta(days=1)).isoformat()}, "has not come yet"),
        ({"tried": "x\n" * 21}, "20 lines"),
        ({"tried": "x" * 301}, "20 lines"),
        ({"token": "forged"}, "started again"),
        ({"token": "ü"}, "started again"),
    ],
)
def test_what_does_not_fit_is_said_and_not_kept(visit: Visit, said: dict[str, str], sentence: str) -> None:
    page = visit.keep_page(STORY)
    fields = {"state": field(page, "state"), "token": field(page, "token"), "agree": "yes", **said}
    answer = visit.client.post("/diary/entries", data=fields)
    assert answer.status_code == 400 and sentence in answer.text
    assert not visit.file.exists()
    told = {**fields, "token": field(answer, "token"), "severity": "", "on": "", "tried": ""}
    assert visit.client.post("/diary/entries", data=told).status_code == 200, "its own form works"


def test_advice_comes_first_and_a_dangerous_course_is_an_emergency(visit: Visit, pack: Pack) -> None:
    diary_visits.dangerous(pack)
    page = visit.client.get("/diary").text
    assert 'class="urgency u-emergency_now"' in page and 'href="tel:999"' in page
    assert page.index("u-emergency_now") < page.index("What changed") < page.index("Day by day")
    assert page.index("u-emergency_now") < page.index("Add an entry")
    assert "moved up from the legs to the arms" in page
    text = visit.client.get("/diary/summary.txt").text
    assert f'<h1 id="urgency-head">{text.splitlines()[0]}</h1>' in page, "the doctor's page begins alike"


def test_the_course_is_told_in_words_and_as_a_picture(visit: Visit, pack: Pack) -> None:
    diary_visits.slow(pack)
    page = visit.client.get("/diary").text
    for said in ("Now both sides", "climbed from the toes to mid-shin", "getting worse", "right 50, left 50"):
        assert said in page
    assert page.count("<h3><time") == 3
    assert re.search(r'alt="From .*It has climbed', page), "the picture has words"
    for theme in ("light", "dark", "print"):
        picture = visit.client.get("/diary/trend.svg", params={"theme": theme})
        assert picture.headers["content-type"] == "image/svg+xml" and picture.text.startswith("<svg")
    refused = visit.client.get("/diary/trend.svg", params={"theme": "pink"})
    assert refused.status_code == 400 and "light, dark, print" in refused.text


def test_an_old_warning_still_holds_and_says_how_old_it_is(visit: Visit, pack: Pack) -> None:
    weak = {"leg_weakness": "yes", "both_legs_weak": "yes", "arm_weakness": "yes"}
    drawing = diary_visits.drawn(diary_visits.TOES, diary_visits.TOES)
    diary_visits.fill(pack, {12: (2, drawing, {"leg_weakness": "yes"}), 9: (8, drawing, weak)})
    page = visit.client.get("/diary").text
    assert "9 days old" in page and "the advice still holds" in page
    diary_visits.slow(pack)
    assert "still holds" not in visit.client.get("/diary").text


def test_the_next_entry_begins_with_age_and_sex_and_no_old_danger_answer(visit: Visit, pack: Pack) -> None:
    calm = {"age_band": "age_65_69", "sex": "female", "saddle_numbness": "no"}
    diary_visits.fill(pack, {30: (3, diary_visits.drawn(["sole_heel"], []), calm)})
    page = visit.client.get("/diary/again")
    events = json.loads(field(page, "state"))["events"]
    assert events == [
        {"kind": "checked", "group": "earlier", "answers": {"age_band": "age_65_69", "sex": "female"}}
    ]
    assert re.search(r'<option value="GB" selected', page.text)
    on = visit.client.post(
        "/step", data={"form": "account", "text": STORY, "state": field(page, "state"), "lang": "en"}
    )
    assert json.loads(field(on, "state"))["events"][0]["group"] == "earlier"


def test_everything_can_be_taken_away(visit: Visit, pack: Pack) -> None:
    diary_visits.slow(pack)
    take = visit.client.post("/diary/export", data={"as": "json"})
    assert [entry.severity for entry in from_export(take.text)] == [3, 5, 6]
    assert "attachment" in take.headers["content-disposition"]
    record = visit.client.post("/diary/export", data={"as": "fhir"}).json()
    assert record["resourceType"] == "Bundle" and len(record["entry"]) == 3
    sealed = visit.client.post("/diary/export", data={"as": "json", "passphrase": "four words of mine"})
    assert unseal(sealed.content, "four words of mine") == take.content
    short = visit.client.post("/diary/export", data={"as": "json", "passphrase": "short"})
    assert short.status_code == 400 and "12 characters" in short.text
    calendar = visit.client.get("/diary/reminder.ics", params={"every": "14"}).text
    assert "INTERVAL=14" in calendar and (date.today() + timedelta(days=14)).strftime("%Y%m%d") in calendar
    assert "INTERVAL=7" in visit.client.get("/diary/reminder.ics", params={"every": "0"}).text
    assert "What changed" in visit.client.get("/diary/summary").text


def test_one_day_is_shown_as_it_was_told(visit: Visit, pack: Pack) -> None:
    visit.keep(f"{STORY} {HOSTILE}", severity="3", tried="a walk")
    diary = visit.client.get("/diary").text
    entry = re.findall(r"/diary/day\?lang=en&amp;entry=(\w+)", diary)[0]
    page = visit.client.get("/diary/day", params={"entry": entry}).text
    for said in ("wedding of Ann", "&lt;script&gt;", "3 of 10", "a walk", "Your answers"):
        assert said in page
    assert "<script>alert" not in page
    diary_visits.slow(pack)
    drawn = visit.client.get("/diary/day", params={"entry": "e1", "lang": "es"}).text
    assert "<svg" in drawn.split("<main")[1] and "Izquierda: dedo gordo" in drawn
    for wrong in ("nope", "", "<script>"):
        assert visit.client.get("/diary/day", params={"entry": wrong}).status_code == 400


def test_one_day_is_deleted_and_the_rest_stay(visit: Visit, pack: Pack) -> None:
    diary_visits.slow(pack)
    link = re.findall(r"/diary/forget\?lang=en&amp;entry=(\w+)", visit.client.get("/diary").text)
    assert len(link) == 3
    assert "deleted for good: 1" in visit.forget(entry=link[0]).text
    assert len(from_export(visit.client.post("/diary/export", data={"as": "json"}).text)) == 2
    gone = visit.client.get("/diary/forget", params={"entry": link[0]})
    assert gone.status_code == 400 and "no such entry" in gone.text


def test_forgetting_everything_leaves_no_trace_and_turns_it_off(visit: Visit) -> None:
    visit.keep(STORY, tried="hopscotch with Ann")
    visit.keep(STORY, severity="2")
    assert b"wedding of Ann" in visit.files()
    forged = visit.client.post("/diary/forget", data={"token": "forged"})
    assert forged.status_code == 400 and b"wedding of Ann" in visit.files(), "a forged form deletes nothing"
    page = visit.forget()
    assert "deleted for good: 2" in page.text and "Nothing has been kept" in page.text
    for word in (b"wedding of Ann", b"hopscotch"):
        assert word not in visit.files()
    assert 'name="agree"' in visit.keep_page(STORY).text, "it is off: the next time it asks again"


def test_other_sites_cannot_reach_it(visit: Visit, pack: Pack) -> None:
    diary_visits.slow(pack)
    token = field(visit.client.get("/diary/forget"), "token")
    for headers in (
        {"host": "evil.example"},
        {"host": "127.0.0.1.evil.example"},
        {"host": ""},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ):
        for path in (*PAGES, *FILES):
            answer = visit.client.get(path, headers=headers)
            assert answer.status_code in (400, 403), (path, headers)
            assert "daily walk" not in answer.text
        for path in ("/diary/keep", "/diary/entries", "/diary/export", "/diary/forget"):
            assert (
                visit.client.post(path, data={"token": token, "as": "json"}, headers=headers).status_code
                == 403
            )
    assert len(from_export(visit.client.post("/diary/export", data={"as": "json"}).text)) == 3
    for name in ("localhost:8765", "127.0.0.1", "[::1]:8765"):
        assert visit.client.get("/diary", headers={"host": name}).status_code == 200


def test_every_page_is_whole_and_stays_out_of_caches(visit: Visit, pack: Pack) -> None:
    for language in ("en", "es"):
        pages = [visit.client.get("/diary", params={"lang": language}), visit.keep_page(STORY, language)]
        diary_visits.slow(pack)
        pages += [visit.client.get(path, params={"lang": language}) for path in PAGES]
        pages.append(visit.client.get("/diary/forget", params={"lang": language, "entry": "none"}))
        pages.append(visit.client.get("/diary/day", params={"lang": language, "entry": "e0"}))
        for page in pages:
            assert len(re.findall(r"<h1[ >]", page.text)) == 1, page.url
            assert f'<html lang="{language}"' in page.text and " style=" not in page.text
            assert page.headers["cache-control"] == "no-store"
            assert (
                "set-cookie" not in page.headers
                and "default-src 'none'" in page.headers["content-security-policy"]
            )
        visit.forget()


def test_a_diary_that_cannot_be_opened_says_so_and_loses_nothing(visit: Visit) -> None:
    page = visit.keep_page(STORY)
    visit.file.parent.mkdir()
    visit.file.write_bytes(b"not a diary, but something else of this person" * 100)
    before = visit.file.read_bytes()
    for answer in (visit.client.get("/diary"), visit.send(page, agree="yes")):
        assert answer.status_code == 503 and "Nothing was changed" in answer.text
    assert visit.file.read_bytes() == before


def test_a_conversation_that_was_cut_is_refused_kindly(visit: Visit) -> None:
    for state in ("", "{", "[]", '{"version": 1}'):
        for path in ("/diary/keep", "/diary/entries"):
            assert visit.client.post(path, data={"state": state}).status_code == 400
    assert visit.client.post("/diary/forget").status_code == 400
    assert not visit.file.exists()


@given(
    st.lists(
        st.tuples(st.sampled_from(["on", "severity", "tried", "agree"]), st.text(max_size=400)), max_size=6
    )
)
def test_any_form_is_read_or_refused(fields: list[tuple[str, str]]) -> None:
    words = sentences(load_pack(), "diary")["errors"]
    try:
        kept = read_kept(Form(fields), date(2026, 6, 1), True, words)
    except CaseError as error:
        assert str(error) in words.values()
        return
    assert kept.on <= date(2026, 6, 1) and kept.severity in {None, *range(11)}
    assert len(kept.tried) <= 20 and all(0 < len(line) <= 300 for line in kept.tried)


def test_a_full_disk_is_said_and_what_was_typed_stays(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    visit.keep(STORY)
    kept = visit.file.read_bytes()
    page = visit.keep_page(STORY)

    def no_room(self: Diary, entry: Entry) -> bool:
        raise StorageError("The disk is full. Nothing of this was written; what was kept before is safe.")

    monkeypatch.setattr(Diary, "add", no_room)
    refused = visit.send(page, severity="7", tried="a new pillow")
    assert refused.status_code == 503 and "disk is full" in refused.text
    assert "a new pillow</textarea>" in refused.text and '<option value="7" selected>' in refused.text
    assert visit.file.read_bytes() == kept
    monkeypatch.undo()
    monkeypatch.setenv("PINPRICK_DIARY", str(visit.file))
    assert "diary now: 2" in visit.send(refused, severity="7").text


def test_a_clock_set_back_hides_nothing_and_stops_nothing(
    visit: Visit, pack: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    diary_visits.slow(pack)

    class Earlier(date):
        @classmethod
        def today(cls) -> date:
            return date(2020, 1, 1)

    monkeypatch.setattr("pinprick.interfaces.web.diary.date", Earlier)
    page = visit.client.get("/diary")
    assert page.status_code == 200 and page.text.count("<h3><time") == 3
    assert "days old" not in page.text
    assert "diary now: 4" in visit.keep(STORY, on="2019-12-31").text


def test_the_file_taken_away_meanwhile_is_noticed(visit: Visit) -> None:
    visit.keep(STORY)
    for file in visit.file.parent.iterdir():
        file.unlink()
    assert "Nothing has been kept" in visit.client.get("/diary").text
    visit.keep(STORY)
    assert visit.file.is_file(), "what is acknowledged is in a file that is there"


def test_a_diary_in_postgresql_is_kept_and_forgotten(
    pack: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, postgres: Any
) -> None:
    monkeypatch.setenv("PINPRICK_DIARY", postgres.new_database())
    visit = Visit(pack, tmp_path / "unused" / "diary.sqlite")
    assert "the database that was set up for this program" in visit.keep_page(STORY).text
    assert "diary now: 1" in visit.keep(STORY, severity="3").text
    assert "deleted for good: 1" in visit.forget().text
    assert "Nothing has been kept" in visit.client.get("/diary").text
