"""The texts of one language as a gettext catalogue (.po), for the tools translators know, and back into the pack.

YAML stays the one source: a catalogue is written from it and read into it. Babel (extra `translate`) reads and
writes the format.
"""

from __future__ import annotations

import copy
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from pinprick.errors import MissingExtraError, PackError
from pinprick.knowledge.checks.contents import Contents, read_contents
from pinprick.knowledge.edit import edit_file
from pinprick.knowledge.languages import english_by_key, read_texts, walk, words_of
from pinprick.knowledge.located import KeyPath
from pinprick.knowledge.plural import form, is_counted
from pinprick.knowledge.translations import is_sentence_file

NEW_SENTENCES = "sentences/from_translators.yaml"
"""Where a sentence is put that no file of the language holds yet, below `text/<language>`."""
_NAME = re.compile(r"\{(\w+)[^{}]*\}")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_CODE = re.compile(r"[a-z]{2,3}")


def export_po(folder: Path, language: str) -> tuple[bytes, int, int]:
    """(the catalogue, texts that have a translation, all texts) of `language` for the pack in `folder`.

    A text that is found by its key has the context `file:key`; one found by its English has none. MissingExtraError
    without Babel, PackError for a language Babel does not know.
    """
    catalog = _catalog(language)
    contents = read_contents(folder)
    done = every = 0
    for context, english, own, where in _entries(contents, language):
        catalog.add(english, own or "", locations=[(where, 0)], context=context)
        done, every = done + bool(own), every + 1
    out = io.BytesIO()
    _babel().write_po(out, catalog, width=110, include_lineno=False)
    return out.getvalue(), done, every


def import_po(folder: Path, language: str, content: bytes) -> int:
    """Write the translations of a catalogue into `text/<language>`; the number of texts that changed.

    Empty and fuzzy entries are left alone, and so are texts that the pack no longer has. PackError when the file is
    no catalogue, is for another language, or loses or invents a name in braces; then nothing is written.
    """
    _catalog(language)
    contents = read_contents(folder)
    known = {(context, english): own for context, english, own, _ in _entries(contents, language)}
    changes: list[tuple[str | None, str, str]] = []
    for message in _read(content, language):
        if not message.id or not message.string or message.fuzzy:
            continue
        context, english, own = message.context, str(message.id), str(message.string)
        if set(_NAME.findall(english)) != set(_NAME.findall(own)):
            raise PackError(f"{english!r}: the names in braces differ in {own!r}. Nothing was written.")
        if (context, english) in known and known[context, english] != own:
            changes.append((context, english, own))
    _write(folder, contents, language, changes)
    return len(changes)


def _babel() -> Any:
    try:
        from babel.messages import pofile
    except ModuleNotFoundError:
        raise MissingExtraError("A catalogue for translators", "translate") from None
    return pofile


def _catalog(language: str) -> Any:
    _babel()
    from babel import Locale, UnknownLocaleError
    from babel.messages.catalog import Catalog

    if not _CODE.fullmatch(language) or language == "en":
        raise PackError(f"{language[:20]!r} is no language to translate into: give a code such as es.")
    try:
        Locale.parse(language)
        catalog = Catalog(locale=language, project="pinprick", version="", charset="utf-8", fuzzy=False)
    except (UnknownLocaleError, ValueError):
        raise PackError(f"There is no language with the code {language!r}.") from None
    # The same pack gives the same bytes: no date of the day.
    catalog.creation_date = catalog.revision_date = datetime(2000, 1, 1, tzinfo=UTC)
    return catalog


def _read(content: bytes, language: str) -> Any:
    from contextlib import suppress

    from babel.core import UnknownLocaleError

    catalog, wrong = (
        None,
        (_babel().PoFileError, UnknownLocaleError, ValueError, TypeError, LookupError, AttributeError),
    )
    with suppress(*wrong):
        catalog = _babel().read_po(io.BytesIO(content), abort_invalid=True)
    if catalog is None or not len(catalog):
        raise PackError("This is no .po file, or it holds no text: give one that `translate` wrote.")
    told = str(catalog.locale_identifier or language).partition("_")[0]
    if told != language:
        raise PackError(f"This .po file is for the language {told!r}, not {language!r}.")
    return catalog


def _entries(contents: Contents, language: str) -> Iterator[tuple[str | None, str, str | None, str]]:
    """(context, English, translation or None, file) of every text that a person reads, each once."""
    forms = sorted({form(language, n) for n in range(200)} | {"other"})
    for file, key, english in english_by_key(contents):
        own = contents.file(f"text/{language}/{file}.yaml").content
        counted = is_counted(walk(contents.file(f"text/en/{file}.yaml").content, key[:-1]))
        for each in [(*key[:-1], name) for name in forms] if counted else [key]:
            told = walk(own, each)
            context = f"{file}:{'.'.join(map(str, each))}"
            yield context, english, told if isinstance(told, str) else None, f"text/en/{file}.yaml"
    names = contents.file(f"text/{language}/causes.yaml")
    for cause, entry in contents.causes.items():
        told = names.at(cause)
        yield f"causes:{cause}", str(entry.content["lay_name"]), told, entry.file.file
    known = words_of(contents, language).known
    seen: set[str] = set()
    for file, _, text in read_texts(contents):
        whole = re.sub(r"\s+", " ", text)
        parts = _SENTENCE.split(whole)
        single = whole in known or not all(part in known for part in parts)
        for english in [whole] if single else parts:
            if english not in seen:
                seen.add(english)
                yield None, english, known.get(english), file


def _write(
    folder: Path, contents: Contents, language: str, changes: list[tuple[str | None, str, str]]
) -> None:
    base = folder / "text" / language
    fresh: dict[str, dict[KeyPath, str]] = {}
    for context, english, own in changes:
        file, _, dotted = (context or "").partition(":")
        key: KeyPath = (
            tuple(int(s) if s.isdigit() else s for s in dotted.split(".")) if context else (english,)
        )
        name = f"{file}.yaml" if context else _holding(contents, language, english)
        content = contents.file(f"text/{language}/{name}").content
        if (base / name).is_file() and isinstance(
            walk(content, key[:-1]) if key[1:] else content, dict | list
        ):
            edit_file(base / name, list(key), own)
        else:
            fresh.setdefault(name, {})[key] = own
    for name, told in fresh.items():
        path = base / name
        path.parent.mkdir(parents=True, exist_ok=True)
        english = contents.file(f"text/en/{name}").content
        old = contents.file(f"text/{language}/{name}").content
        new = _filled(english, told) if isinstance(english, dict) else {k[0]: v for k, v in told.items()}
        text = yaml.safe_dump({**(old or {}), **(new or {})}, allow_unicode=True, sort_keys=False, width=110)
        path.write_text(text, encoding="utf-8")


def _holding(contents: Contents, language: str, english: str) -> str:
    """The sentence file that holds this sentence, or the one for new sentences."""
    for name, file in contents.files.items():
        inner = name.removeprefix("text/").rpartition(".")[0]
        if is_sentence_file(inner, language) and english in file.mapping():
            return name.removeprefix(f"text/{language}/")
    return NEW_SENTENCES


def _filled(english: Any, told: dict[KeyPath, str], path: KeyPath = ()) -> Any:
    """The English structure with only what is told; a list is kept only whole (it stands in for the English one)."""
    if isinstance(english, dict):
        found = {k: _filled(v, told, (*path, k)) for k, v in english.items()}
        forms = {p[-1]: own for p, own in told.items() if p[:-1] == path and p[-1] not in english}
        return {k: v for k, v in {**found, **forms}.items() if v is not None} or None
    if isinstance(english, list):
        items = [_filled(v, told, (*path, at)) for at, v in enumerate(english)]
        return None if None in items else items
    return told.get(path, None if isinstance(english, str) else copy.copy(english))
