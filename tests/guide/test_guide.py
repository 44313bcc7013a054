"""The guide: every page there, every link alive, valid HTML, plain words, emergency first, both languages."""

from __future__ import annotations

import json
import posixpath
from html.parser import HTMLParser
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest
import yaml
from fastapi.testclient import TestClient

from pinprick.errors import PackError
from pinprick.guide.build import GuideSite, build_guide, guide_assets, write_guide
from pinprick.interfaces.web.app import create_app
from pinprick.knowledge.load import PACKS, load_pack
from pinprick.knowledge.reading_grade import grade

PACK = load_pack()
PAGES = {language: dict(build_guide(PACK, language)) for language in ("en", "es")}
ASSETS = dict(guide_assets(PACK))
EVERY = {**PAGES["en"], **PAGES["es"]}
PLAIN_WORDS = yaml.safe_load((PACKS / PACK.id / "exceptions.yaml").read_text(encoding="utf-8"))["plain_words"]
KINDS = [
    "index.html", "causes/stroke.html", "causes/unexplained.html", "causes/diabetic_polyneuropathy.html",
    "findings/side.html", "findings/cold_leg.html", "findings/opioid_use.html", "medicines/pregabalin.html",
    "medicines/vitamin_b6_warning.html", "medicines/immunoglobulin_plasma_exchange.html", "rules.html",
    "causes.html", "findings.html", "medicines.html", "self-care.html", "tests.html", "instruments.html",
    "home-checks.html", "claims.html", "sources.html", "search.html", "start.html",
]  # fmt: skip


class Reader(HTMLParser):
    """Ids, links, headings, languages and data blocks of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.external: list[str] = []
        self.headings: list[int] = []
        self.language = ""
        self.data = ""
        self._in_data = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "html":
            self.language = given.get("lang", "")
        if tag in {"h1", "h2", "h3", "h4"}:
            self.headings.append(int(tag[1]))
        self._in_data = tag == "script" and given.get("type") == "application/ld+json"
        for key in ("href", "src", "action"):
            if key in given:
                self.links.append(given[key])
                if tag in {"script", "link", "img", "iframe", "source"}:
                    self.external.append(given[key])

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._in_data = False

    def handle_data(self, data: str) -> None:
        if self._in_data:
            self.data += data


READ = {path: Reader(text) for path, text in EVERY.items()}


def test_every_cause_finding_and_medicine_has_a_page_in_both_languages() -> None:
    wanted = {f"causes/{c}.html" for c in PACK.causes} | {f"findings/{f}.html" for f in PACK.findings}
    wanted |= {f"medicines/{m}.html" for m in PACK.medicines} | set(KINDS)
    assert wanted <= set(PAGES["en"])
    assert {f"es/{path}" for path in PAGES["en"]} == set(PAGES["es"])


def test_no_link_is_dead() -> None:
    dead = []
    for path, reader in READ.items():
        for link in reader.links:
            if link.startswith(("https://", "http://")):
                continue
            address, _, fragment = link.partition("#")
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), address)) if address else path
            if (target not in READ and target not in ASSETS) or (
                fragment and fragment not in READ[target].ids
            ):
                dead.append((path, link))
    assert dead == []


def test_nothing_is_loaded_from_the_network_or_from_the_root() -> None:
    for path, reader in READ.items():
        assert not [a for a in reader.external if "//" in a or a.startswith("/")], path
        assert not [a for a in reader.links if a.startswith("/")], path
    css, script = ASSETS["assets/pinprick.css"], ASSETS["assets/search.js"]
    assert "url(" not in css and "@import" not in css and "fetch(" not in script and "import " not in script


def test_ids_are_unique_and_headings_in_order() -> None:
    for path, reader in READ.items():
        assert len(reader.ids) == len(set(reader.ids)), path
        assert reader.headings[0] == 1 and reader.headings.count(1) == 1, path
        steps = zip(reader.headings, reader.headings[1:], strict=False)
        assert all(after - before <= 1 for before, after in steps), path


@pytest.mark.parametrize("path", [*KINDS, *(f"es/{path}" for path in KINDS[:6])])
def test_html_is_valid(path: str) -> None:
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(EVERY[path])
    assert parser.errors == []


@pytest.mark.parametrize("path", KINDS)
def test_structured_data_is_json_of_schema_org(path: str) -> None:
    data = json.loads(READ[path].data)
    assert data["@context"] == "https://schema.org"
    kind = {"causes/": "MedicalCondition", "medicines/": "Drug"}
    for start, expected in kind.items():
        if path.startswith(start):
            assert data["@type"] == expected and data["name"]
    if path == "index.html":
        assert data["@type"] == "FAQPage" and len(data["mainEntity"]) >= 5


def test_a_cause_page_says_what_the_pack_says() -> None:
    text = PAGES["en"]["causes/diabetic_polyneuropathy.html"]
    for said in (
        "Nerve damage from diabetes",
        "Began in the toes of both feet",
        "medicines/duloxetine.html",
        "sources.html#",
    ):
        assert said in text
    assert "brings lost feeling back" in text


def test_emergencies_come_first() -> None:
    start = PAGES["en"]["index.html"].partition("<main")[2]
    assert start.index("Call the emergency number now") < start.index("What numbness is")
    assert start.index("emergency_now") < start.index("Most numb legs and feet")
    for path, text in PAGES["en"].items():
        if path not in {"index.html", "rules.html"}:
            main = text.index('<main id="text">')
            assert "Call the emergency number now" in text[:main], path
    rules = PAGES["en"]["rules.html"]
    assert rules.index("Emergency now") < rules.index("Same day") < rules.index("Within days")


def test_a_reader_can_start_the_conversation_from_any_page() -> None:
    assert all("start.html" in text for text in EVERY.values())
    linked = dict(build_guide(PACK, "en", start="/start"))
    assert all('href="/start"' in text for text in linked.values())


def test_spanish_is_marked_as_unreviewed_and_english_parts_as_english() -> None:
    for path, text in PAGES["es"].items():
        assert READ[path].language == "es" and "Traducción automática" in text
    page, derivation = PAGES["es"]["es/causes/stroke.html"], PACK.causes["stroke"].prior.derivation or ""
    assert "<h1>Ictus</h1>" in page and PACK.causes["stroke"].summary[:40] not in page
    assert f'<span lang="en">{derivation[:20]}' in page
    assert '<span lang="en">' not in PAGES["en"]["causes/stroke.html"]


def test_an_unknown_language_is_an_error() -> None:
    with pytest.raises(PackError, match="en, es"):
        next(iter(build_guide(PACK, "fr")))


def test_the_search_index_holds_every_page_and_finds_lay_and_clinical_names() -> None:
    entries = json.loads(ASSETS["assets/search-index.en.json"])
    assert {e["u"] for e in entries} <= set(PAGES["en"])
    assert len(entries) >= len(PACK.causes) + len(PACK.findings) + len(PACK.medicines)
    by_page = {e["u"]: e["t"].lower() + " " + e["w"] for e in entries}
    assert "meralgia" in by_page["causes/meralgia_paresthetica.html"]
    assert "g62.1" in by_page["causes/alcohol_related_neuropathy.html"]
    assert "apixaban" in by_page["medicines/anticoagulants.html"]
    assert json.dumps(entries[0]["t"])[1:-1] in PAGES["en"]["search.html"]


def test_text_of_the_pack_cannot_break_out_of_the_page() -> None:
    cause = PACK.causes["stroke"].model_copy(update={"lay_name": "</script><b>&", "summary": "<img src=x>"})
    pages = dict(build_guide(PACK.model_copy(update={"causes": {**PACK.causes, "stroke": cause}})))
    page = pages["causes/stroke.html"]
    assert "</script><b>" not in page and "<img" not in page
    assert json.loads(Reader(page).data)["name"] == "</script><b>&"
    assert "</script><b>" not in pages["search.html"]


def test_write_guide_writes_every_file(tmp_path: Path) -> None:
    count = write_guide(PACK, tmp_path / "site")
    written = {
        p.relative_to(tmp_path / "site").as_posix() for p in (tmp_path / "site").rglob("*") if p.is_file()
    }
    assert written == set(EVERY) | set(ASSETS) and count == len(written)
    assert (tmp_path / "site/causes/stroke.html").read_text(encoding="utf-8") == PAGES["en"][
        "causes/stroke.html"
    ]


NOT_PROSE = {"clinician", "cite", "names", "names-line", "tag", "sources", "name", "article"}


def prose(element: Element, found: list[str]) -> str:
    """Collect what a person reads as sentences: not tables of numbers, citations, lists of names, the words of
    the article being quoted, or the parts for clinicians."""
    if element.tag in {"table", "script", "noscript"} or NOT_PROSE & set(
        (element.get("class") or "").split()
    ):
        return ""
    text = element.text or ""
    for child in element:
        text += (prose(child, found) if isinstance(child.tag, str) else "") + (child.tail or "")
    if element.tag in {"p", "li", "dd"} and text.strip():
        found.append(" ".join(text.split()))
    return "" if element.tag in {"p", "li", "dd", "dt", "h1", "h2", "h3"} else text


@pytest.mark.parametrize("folder", ["causes/", "medicines/", "findings/", "other"])
def test_every_page_reads_at_grade_eight_or_below(folder: str) -> None:
    hard = {}
    for path, text in PAGES["en"].items():
        if (path.partition("/")[0] + "/" if "/" in path else "other") != folder:
            continue
        if folder == "findings/" and len(path) % 4:
            continue
        found: list[str] = []
        main = html5lib.parse(text, namespaceHTMLElements=False).find(".//main")
        assert main is not None
        prose(main, found)
        level = grade("\n".join(found), PLAIN_WORDS)
        if level > 8:
            hard[path] = round(level, 1)
    assert hard == {}


def test_emergencies_are_in_the_readers_own_language() -> None:
    card = PAGES["es"]["es/index.html"].partition("<main")[2].partition("</section>")[0]
    assert "Llame ahora" in card and 'lang="en"' not in card
    sentences = PACK.text["es/sentences/questions"]
    translated = [f for f in PACK.findings.values() if f.question in sentences]
    assert len(translated) > 0.9 * len(PACK.findings)


def test_a_translation_does_not_outlive_the_sentence_it_translates() -> None:
    finding = PACK.findings["numb"].model_copy(update={"question": "A question nobody has translated?"})
    pack = PACK.model_copy(update={"findings": {**PACK.findings, "numb": finding}})
    page = dict(build_guide(pack, "es"))["es/findings/numb.html"]
    assert '<span lang="en">A question nobody has translated?</span>' in page


def test_no_translated_text_has_a_key_that_english_lacks() -> None:
    def keys(content: object, path: str = "") -> set[str]:
        if not isinstance(content, dict):
            return {path}
        return {key for name, value in content.items() for key in keys(value, f"{path}.{name}")}

    for file in ("guide", "care", "medicines", "therapies"):
        assert keys(PACK.text[f"es/{file}"]) <= keys(PACK.text[f"en/{file}"]), file


def test_a_server_gets_single_files_as_the_site_holds_them() -> None:
    site = GuideSite(PACK, "/")
    assert site.get("") == site.get("index.html") and site.get("es/") == site.get("es/index.html")
    page = site.get("causes/stroke.html")
    assert page is not None and page[1] == "text/html" and 'href="/"' in page[0]
    style = site.get("assets/pinprick.css")
    assert style == (ASSETS["assets/pinprick.css"], "text/css")
    for missing in ("nothing.html", "../pyproject.toml", "causes", "assets/"):
        assert site.get(missing) is None


def test_the_app_serves_the_guide() -> None:
    client = TestClient(create_app(PACK))
    page = client.get("/guide/causes/stroke.html")
    assert page.status_code == 200 and page.headers["content-type"].startswith("text/html")
    assert client.get("/guide", follow_redirects=False).headers["location"] == "/guide/"
    assert client.get("/guide/assets/search.js").headers["content-type"].startswith("text/javascript")
    assert client.get("/guide/causes/nothing.html").status_code == 404
