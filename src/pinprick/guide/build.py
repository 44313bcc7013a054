"""The guide: the living article, one HTML file a page, made from the pack alone.

Works from a folder of files: no server, no network, nothing to install for the reader.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from markupsafe import Markup

from pinprick.errors import MissingExtraError
from pinprick.guide import facts
from pinprick.guide.pages import Page, all_pages, search_page
from pinprick.guide.structured_data import as_script
from pinprick.guide.texts import ENGLISH, LANGUAGES, Texts
from pinprick.knowledge.schema.pack import Pack

MENU = (
    ("home", "index.html"), ("causes", "causes.html"), ("findings", "findings.html"),
    ("medicines", "medicines.html"), ("self_care", "self-care.html"), ("rules", "rules.html"),
    ("search", "search.html"),
)  # fmt: skip


def build_guide(pack: Pack, language: str = ENGLISH, start: str | None = None) -> Iterator[tuple[str, str]]:
    """Every page of the guide in one language, as (path, HTML).

    Paths are relative to the guide's root; Spanish pages lie below `es/`. `start`: address of the
    conversation (the web app gives its own); without it the link leads to a page that says how to start it.
    Raises PackError for an unknown language or a missing text, MissingExtraError without the `web` extra.
    """
    environment = _environment()
    texts = Texts(pack, language)
    for page in all_pages(pack, texts):
        view = View(pack, texts, page, start)
        yield view.place, view.render(environment)


class GuideSite:
    """The guide for a server: pages made when they are asked for, and the files they use.

    `start`: address of the conversation. Making the list of pages takes about a second, once, at first use.
    """

    def __init__(self, pack: Pack, start: str | None = None) -> None:
        self.pack, self.start = pack, start

    @cached_property
    def _assets(self) -> dict[str, str]:
        return dict(guide_assets(self.pack))

    @cached_property
    def _views(self) -> dict[str, View]:
        views = {}
        for texts in (Texts(self.pack, language) for language in LANGUAGES):
            for page in all_pages(self.pack, texts):
                view = View(self.pack, texts, page, self.start)
                views[view.place] = view
        return views

    @cached_property
    def _templates(self) -> Any:
        return _environment()

    def get(self, path: str) -> tuple[str, str] | None:
        """(text, media type) of one file of the guide; None when there is none. A folder is its start page."""
        if path == "" or path.endswith("/"):
            path += "index.html"
        if path in self._views:
            return self._views[path].render(self._templates), "text/html"
        found = self._assets.get(path)
        return None if found is None else (found, _MEDIA[path.rpartition(".")[2]])


_MEDIA = {"css": "text/css", "js": "text/javascript", "json": "application/json"}


def guide_assets(pack: Pack) -> Iterator[tuple[str, str]]:
    """The files that the pages use, as (path, text): the style, the search, and the index as JSON."""
    here = files("pinprick")
    yield (
        "assets/pinprick.css",
        here.joinpath("interfaces/web/static/pinprick.css").read_text(encoding="utf-8"),
    )
    yield "assets/search.js", here.joinpath("guide/assets/search.js").read_text(encoding="utf-8")
    for language in LANGUAGES:
        index = search_page(pack, Texts(pack, language)).fill["entries"]
        yield f"assets/search-index.{language}.json", json.dumps(index, ensure_ascii=False, indent=0) + "\n"


def write_guide(pack: Pack, out: str | Path, start: str | None = None) -> int:
    """Write the whole guide in every language below `out` (made if missing); returns the number of files."""
    folder = Path(out)
    count = 0
    pages = (page for language in LANGUAGES for page in build_guide(pack, language, start))
    for path, text in (*pages, *guide_assets(pack)):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        count += 1
    return count


class View:
    """What a template sees of one page: texts, addresses relative to the page, and short names of sources."""

    def __init__(self, pack: Pack, texts: Texts, page: Page, start: str | None) -> None:
        self.pack, self.t, self.page, self._start = pack, texts, page, start

    @property
    def _root(self) -> str:
        return "" if self.t.language == ENGLISH else f"{self.t.language}/"

    @property
    def place(self) -> str:
        """The page's path from the root of the guide."""
        return self._root + self.page.path

    @cached_property
    def _up(self) -> str:
        """The way from this page up to the root of the guide."""
        return "../" * self.place.count("/")

    def _relative(self, target: str) -> str:
        return self._up + target

    def href(self, target: str) -> str:
        """Address of another page of this language."""
        return self._relative(self._root + target)

    def asset(self, name: str) -> str:
        """Address of a file shared by all languages."""
        return self._relative(f"assets/{name}")

    def source_key(self, key: str) -> str:
        """The anchor of a source, aliases resolved."""
        return self.pack.source_aliases.get(key, key)

    def source_short(self, key: str) -> str:
        """Who and when, as short as it stays clear: "Derry 2019", "US prescribing information"."""
        return _short(self.pack.source(key).citation)

    def hundred(self, p: float) -> str:
        """A probability as a count in 100."""
        return facts.per_hundred(p)

    def words(self, finding: str, value: str) -> str:
        """A value in plain words, empty for yes."""
        return facts.answer_words(self.pack, finding, value)

    @cached_property
    def other(self) -> str:
        """The other language."""
        return next(language for language in LANGUAGES if language != self.t.language)

    def render(self, environment: Any) -> str:
        """The page as HTML."""
        html: str = environment.get_template(f"{self.page.template}.html.j2").render(self.fill())
        return html

    def fill(self) -> dict[str, Any]:
        """The names a template may use."""
        other_root = "" if self.other == ENGLISH else f"{self.other}/"
        filled = dict(self.page.fill)
        for name in ("entries", "kinds"):
            if name in filled:
                text = json.dumps(filled[name], ensure_ascii=False).replace("<", "\\u003c")
                filled[name] = Markup(text)
        return {
            **filled,
            "p": self,
            "t": self.t,
            "pack": self.pack,
            "href": self.href,
            "asset": self.asset,
            "language": self.t.language,
            "other": self.other,
            "other_href": self._relative(other_root + self.page.path),
            "path": self.page.path,
            "title": self.page.title,
            "description": self.page.description,
            "menu": MENU,
            "start": self._start or self.href("start.html"),
            "data": as_script(self.page.data),
        }


@lru_cache(maxsize=2048)
def _short(citation: str) -> str:
    year = re.search(r"\b(19|20)\d\d\b", citation)
    known = re.match(r"NICE [A-Z]+\d+|([A-Z][\w'-]+) [A-Z]{1,3}\b[,. ]", citation)
    if known:
        name = known.group(1) or known.group(0)
    else:
        name = " ".join(re.split(r"[:.,;(]", citation, maxsplit=1)[0].split()[:4])
        name = re.sub(r"( (of|and|the|in|on|for|a|to))+$", "", name)
    return f"{name} {year.group(0)}" if year and year.group(0) not in name else name


def _environment() -> Any:
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined
    except ImportError:
        raise MissingExtraError("The guide", "web") from None
    return Environment(
        loader=PackageLoader("pinprick.guide", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
