"""What a language lacks: every text that a person reads and that it has no words for, with file and key."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from pinprick.knowledge.checks.contents import Contents
from pinprick.knowledge.located import KeyPath
from pinprick.knowledge.plural import is_counted
from pinprick.knowledge.schema.languages import LanguagesFile, StaysEnglish
from pinprick.knowledge.translations import Translations, is_sentence_file

LISTED = "text/languages.yaml"
_NAME = re.compile(r"\{(\w*)")


@dataclass(frozen=True)
class Lack:
    """One text that a language lacks. `file`, `key`: where the English stands. `right`: what to write, and where."""

    file: str
    key: KeyPath
    english: str
    right: str

    @property
    def dotted(self) -> str:
        return ".".join(map(str, self.key))


def stays_english(contents: Contents) -> list[StaysEnglish]:
    """What no language needs, with the reasons."""
    listed = _listed(contents)
    return listed.stays_english if listed else []


def spoken(contents: Contents) -> list[str]:
    """The languages of a pack besides English: each has `text/<language>/interface.yaml`."""
    names = (
        re.fullmatch(r"text/([a-z]{2,3}(?:-[A-Za-z]+)?)/interface\.yaml", name) for name in contents.files
    )
    return sorted({match[1] for match in names if match} - {"en"})


def lacking(contents: Contents, language: str) -> list[Lack]:
    """Everything that `language` lacks, in the order of the files. Empty when the pack does not say what is read."""
    listed = _listed(contents)
    if listed is None:
        return []
    words = words_of(contents, language, listed)
    found = [lack for file in listed.by_key for lack in _by_key(contents, language, file)]
    found += [
        Lack(
            "causes/" + entry.file.file.rpartition("/")[2],
            ("lay_name",),
            str(entry.content["lay_name"]),
            right,
        )
        for cause, entry in contents.causes.items()
        if not isinstance(contents.file(f"text/{language}/causes.yaml").at(cause), str)
        for right in [f"{cause} in text/{language}/causes.yaml"]
    ]
    right = f"this sentence in text/{language}/sentences/"
    for file, key, text in read_texts(contents, listed):
        if not words.sentence(text):
            found.append(Lack(file, key, text, right))
    return found


def outlived(contents: Contents, language: str) -> list[tuple[str, str]]:
    """(file, English) of sentences that are translated and stand nowhere in the pack any more."""
    listed = _listed(contents)
    if listed is None:
        return []
    files = [
        f for f in contents.files.values() if not f.file.startswith("text/") or f.file.startswith("text/en/")
    ]
    every = {" ".join(text.split()) for file in files for text in _strings(file.content)}
    every |= set(listed.said_by_program)
    every |= {part for text in every for part in re.split(r"(?<=[.!?])\s+", text)}
    return [
        (name, str(english))
        for name, file in contents.files.items()
        if is_sentence_file(name.removeprefix("text/").removesuffix(".yaml"), language)
        for english in file.mapping()
        if str(english).strip()
        and " ".join(str(english).split()) not in every
        and not any(" ".join(str(english).split()) in text for text in every)
    ]


def read_texts(contents: Contents, listed: LanguagesFile | None = None) -> Iterator[tuple[str, KeyPath, str]]:
    """(file, key, English) of every text outside `text/en` that a person reads."""
    listed = listed or _listed(contents)
    for seen in listed.seen if listed else []:
        for name in sorted(n for n in contents.files if fnmatchcase(n, seen.files)):
            for dotted in seen.keys:
                for key, text in _at(contents.files[name].content, dotted.split("."), ()):
                    if text.strip():
                        yield name, key, text


def words_of(contents: Contents, language: str, listed: LanguagesFile | None = None) -> Translations:
    """The translations as they stand in the files."""
    listed = listed or _listed(contents)
    text = {
        name.removeprefix("text/").rpartition(".")[0]: file.content
        for name, file in contents.files.items()
        if name.startswith("text/")
    }
    names = {cause: str(entry.content.get("lay_name")) for cause, entry in contents.causes.items()}
    return Translations(text, language, names, tuple(listed.in_results) if listed else ())


def _listed(contents: Contents) -> LanguagesFile | None:
    content = contents.file(LISTED).content
    return LanguagesFile.model_validate(content) if isinstance(content, dict) else None


def english_by_key(contents: Contents) -> Iterator[tuple[str, KeyPath, str]]:
    """(file of `text/en`, key, English) of every text that is translated key by key."""
    listed = _listed(contents)
    for file in listed.by_key if listed else []:
        for key, text in _leaves(contents.file(f"text/en/{file}.yaml").content, ()):
            yield file, key, text


def _by_key(contents: Contents, language: str, file: str) -> Iterator[Lack]:
    english, own = f"text/en/{file}.yaml", contents.file(f"text/{language}/{file}.yaml").content
    for key, text in _leaves(contents.file(english).content, ()):
        told = walk(own, key)
        right = f"the same key in text/{language}/{file}.yaml"
        if not isinstance(told, str):
            yield Lack(english, key, text, right)
        elif set(_NAME.findall(told)) - set(_NAME.findall(text)):
            yield Lack(english, key, text, f"{right} with the same names in braces")


def _leaves(content: Any, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    """Every text that holds a word; ids of findings and regions (no blank, an underscore) are none."""
    if is_counted(content):
        yield (*path, "other"), str(content["other"])
    elif isinstance(content, dict):
        for key, value in content.items():
            yield from _leaves(value, (*path, key))
    elif isinstance(content, list):
        for place, value in enumerate(content):
            yield from _leaves(value, (*path, place))
    elif isinstance(content, str) and _is_read(path, content):
        yield path, content


def _is_read(path: KeyPath, text: str) -> bool:
    has_word = re.search(r"[A-Za-z]", re.sub(r"\{[^}]*\}", "", text))
    is_id = path[-1:] in {("id",), ("direction",)} or re.fullmatch(r"[a-z]+(_[a-z]+)+", text)
    return bool(has_word) and not is_id


def walk(content: Any, path: KeyPath) -> Any:
    """What stands at `path`, or None."""
    for step in path:
        known = isinstance(content, dict) and step in content
        if not known and not (isinstance(content, list) and isinstance(step, int) and step < len(content)):
            return None
        content = content[step]
    return content


def _at(content: Any, dotted: list[str], path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    if not dotted:
        if isinstance(content, str):
            yield path, content
        return
    step, rest = dotted[0], dotted[1:]
    if isinstance(content, dict):
        for key in content if step == "*" else [step] if step in content else []:
            yield from _at(content[key], rest, (*path, key))
    elif isinstance(content, list) and step == "*":
        for place, value in enumerate(content):
            yield from _at(value, rest, (*path, place))


def _strings(content: Any) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict | list):
        for item in [*content, *content.values()] if isinstance(content, dict) else content:
            yield from _strings(item)
