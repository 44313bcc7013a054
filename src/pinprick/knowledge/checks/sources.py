"""Bibliography, care and atlas: sources that resolve, links that exist, sources that nothing uses."""

from __future__ import annotations

import re
from typing import Any

from pinprick.knowledge.checks.contents import Contents, Entry
from pinprick.knowledge.located import is_number
from pinprick.knowledge.problem import missing, nearest

_DOI = re.compile(r"10\.\d{4,9}/\S+")
_PMID = re.compile(r"[1-9]\d{0,7}")


def check_sources(contents: Contents) -> None:
    for entry in contents.sources.values():
        doi, pmid, url = (entry.content.get(key) for key in ("doi", "pmid", "url"))
        if isinstance(doi, str) and not _DOI.fullmatch(doi):
            entry.problem(("doi",), f"{doi!r} is not well formed", "a DOI such as 10.1001/jama.295.5.536")
        if isinstance(pmid, str) and not _PMID.fullmatch(pmid):
            entry.problem(("pmid",), f"{pmid!r} is not well formed", "a PubMed number of up to 8 digits")
        if isinstance(url, str) and not re.match(r"https?://\S+$", url):
            entry.problem(("url",), f"{url!r} is not a web address", "http:// or https:// and no spaces")
        if not str(entry.content.get("citation") or "").strip():
            entry.problem(("citation",), "no citation", "author, title, journal, year")
    file = contents.file("bibliography.yaml")
    for alias, key in file.mapping("aliases").items():
        if missing(key, contents.sources):
            right = nearest(key, contents.sources, "a key under sources")
            file.problem(("aliases", alias), f"no source is called {key!r}", right)
        if alias in contents.sources:
            file.problem(("aliases", alias), f"{alias} is a source already", "an alias of its own")


def check_care(contents: Contents) -> None:
    for entry in contents.medicines.values():
        _need_sources(entry.content.get("sources"), contents, entry, ("sources",))
        for name in ("indications", "harms"):
            items = entry.content.get(name)
            for position, item in enumerate(items if isinstance(items, list) else []):
                if not isinstance(item, dict):
                    continue
                _need_sources(item.get("sources"), contents, entry, (name, position, "sources"))
                _check_effect(item.get("nnt"), entry, (name, position, "nnt"))
    for entry in contents.therapies.values():
        _need_sources(entry.content.get("sources"), contents, entry, ("sources",))
        conditions = entry.content.get("for_conditions")
        for position, cause in enumerate(conditions if isinstance(conditions, list) else []):
            if missing(cause, contents.causes):
                right = nearest(cause, contents.causes, "an id of a cause file")
                entry.problem(("for_conditions", position), f"no cause is called {cause!r}", right, "warning")
    for name, entry in contents.tests.items():
        if name not in contents.causes:
            right = nearest(name, contents.causes, "an id of a cause file")
            entry.problem((), f"no cause is called {name!r}", right, "warning")
        if entry.content.get("tests") == []:
            entry.problem((), "an empty list of tests", "one test or more, or remove the key")


def check_atlas_sources(contents: Contents) -> None:
    """Territories: sides, chances, sources and causes they name."""
    for entry in contents.territories.values():
        sides = entry.content.get("sides")
        if not isinstance(sides, dict) or not sides or set(sides) - {"right", "left", "both"}:
            entry.problem(
                ("sides",), f"{sides!r} are not sides", "right, left or both, each with a log-prior"
            )
        _need_sources(entry.content.get("sources"), contents, entry, ("sources",))
        for position, part in enumerate(entry.content.get("parts") or []):
            p = part.get("p") if isinstance(part, dict) else None
            if not isinstance(p, (int, float)) or not 0 < p < 1:
                entry.problem(("parts", position, "p"), f"{p!r} is out of range", "a number between 0 and 1")
        conditions = entry.content.get("conditions")
        for position, cause in enumerate(conditions if isinstance(conditions, list) else []):
            if missing(cause, contents.causes):
                right = nearest(cause, contents.causes, "an id of a cause file")
                entry.problem(("conditions", position), f"no cause is called {cause!r}", right, "warning")
        union = entry.content.get("union")
        for member in union if isinstance(union, dict) else {}:
            if member not in contents.territories:
                right = nearest(member, contents.territories, "an id of a territory")
                entry.problem(("union", member), f"the atlas has no territory {member!r}", right)


def check_claims(contents: Contents) -> None:
    file = contents.file("claims.yaml")
    seen: set[str] = set()
    for position, claim in enumerate(file.items("claims")):
        if not isinstance(claim, dict):
            continue
        name = claim.get("id")
        if str(name) in seen:
            file.problem(("claims", position, "id"), f"the claim {name} is given twice", "an id used once")
        seen.add(str(name))
        articles = claim.get("in")
        for article in articles if isinstance(articles, list) else []:
            if missing(article, file.mapping("articles")):
                right = nearest(article, file.mapping("articles"), "a key under articles")
                file.problem(("claims", position, "in"), f"no article is called {article!r}", right)
        cause = claim.get("condition")
        if cause is not None and missing(cause, contents.causes):
            right = nearest(cause, contents.causes, "an id of a cause file")
            file.problem(("claims", position, "condition"), f"no cause is called {cause!r}", right)


def check_orphan_sources(contents: Contents) -> None:
    """Warn once about sources that no number, rule, medicine, therapy or territory rests on."""
    elsewhere = set(
        re.findall(r"[\w.-]+", contents.text_below("care/", "text/", "words/", "decision", "terminology"))
    )
    orphans = [key for key in contents.sources if key not in contents.used_sources | elsewhere]
    if orphans:
        file = contents.file("bibliography.yaml")
        listed = ", ".join(orphans[:8]) + (" …" if len(orphans) > 8 else "")
        what = f"{len(orphans)} sources are cited by nothing: {listed}"
        file.problem(("sources", orphans[0]), what, "cite them where they belong, or remove them", "warning")


def _check_effect(effect: Any, entry: Entry, path: tuple[str | int, ...]) -> None:
    if not isinstance(effect, dict):
        return
    value, ci = effect.get("value"), effect.get("ci")
    if value is not None and (not is_number(value) or value < 1):
        entry.problem((*path, "value"), f"{value!r} is not a number needed to treat", "a number of 1 or more")
    if isinstance(ci, list) and (len(ci) != 2 or not all(map(is_number, ci)) or ci[0] > ci[1]):
        entry.problem((*path, "ci"), f"{ci} is not an interval", "[low, high]")


def _need_sources(sources: Any, contents: Contents, entry: Entry, path: tuple[str | int, ...]) -> None:
    for position, key in enumerate(sources if isinstance(sources, list) else []):
        contents.need_source(key, entry, (*path, position))
