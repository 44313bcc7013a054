"""What a page says in English, for the tests of other languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import html5lib

from pinprick.knowledge.checks.contents import read_contents
from pinprick.knowledge.languages import read_texts
from pinprick.knowledge.load import pack_folder

_X = "{http://www.w3.org/1999/xhtml}"
_ENGLISH_ON_PURPOSE = {"clinical", "source"}
_READ_ALOUD = ("alt", "title", "aria-label", "placeholder", "content", "data-paint-hint")
_SILENT = {"script", "style", "template"}


@cache
def english_sentences() -> frozenset[str]:
    """Every sentence of three words or more that the English pages of the pack are made from."""
    contents = read_contents(Path(pack_folder("legs_and_feet")))
    texts = [text for _, _, text in read_texts(contents)]
    for file in ("interface", "report", "care", "medicines", "therapies", "values", "diary"):
        texts += _strings(contents.file(f"text/en/{file}.yaml").content)
    texts += [str(entry.content["lay_name"]) for entry in contents.causes.values()]
    parts = (
        part for text in texts for part in re.split(r"(?<=[.!?:;])\s+|\{\w+[^}]*\}", " ".join(text.split()))
    )
    return frozenset(p.strip(" .,:;“”()") for p in parts if len(re.findall(r"[A-Za-z']+", p)) >= 3)


def english_on(page: str) -> list[str]:
    """English sentences of the pack that this page says, whatever language it is marked as."""
    said = "\n".join(" ".join(text.split()) for text in _read(html5lib.parse(page), False))
    near = [s for s in english_sentences() if s in said]
    return sorted(s for s in near if re.search(rf"(?<!\w){re.escape(s)}(?!\w)", said))


def marked_english(page: str) -> list[str]:
    """Texts marked as English on a page of another language, clinical names and sources left out."""
    return [t for t in _marked(html5lib.parse(page))]


def _strings(content: Any) -> list[str]:
    if isinstance(content, str):
        return [content]
    items = content.values() if isinstance(content, dict) else content if isinstance(content, list) else []
    return [text for item in items for text in _strings(item)]


def _read(node: Any, skip: bool) -> Iterator[str]:
    tag = node.tag.removeprefix(_X) if isinstance(node.tag, str) else "comment"
    hidden = skip or tag in _SILENT or tag == "comment" or _on_purpose(node)
    if not hidden:
        yield from (node.attrib[name] for name in _READ_ALOUD if name in node.attrib)
        yield node.text or ""
    for child in node:
        yield from _read(child, hidden)
        if not hidden:
            yield child.tail or ""


def _marked(node: Any) -> Iterator[str]:
    if node.attrib.get("lang") == "en" and node.tag not in {f"{_X}a"} and not _on_purpose(node):
        yield " ".join("".join(node.itertext()).split())
    for child in node:
        if not _on_purpose(child) and isinstance(child.tag, str):
            yield from _marked(child)


def _on_purpose(node: Any) -> bool:
    """Clinical names, citations and the notes of a number stay English, marked as such."""
    if not isinstance(node.tag, str):
        return True
    classes = set(node.attrib.get("class", "").split())
    return (
        bool(classes & {"clinical", "citation", "sources"})
        or "words" in classes
        or (
            node.tag == f"{_X}span" and node.attrib.get("lang") == "en" and (node.text or "").startswith("; ")
        )
    )
