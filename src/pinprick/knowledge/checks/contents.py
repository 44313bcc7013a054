"""All files of a pack by id, read so that a broken part hides nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pinprick.knowledge.load import source_files
from pinprick.knowledge.located import KeyPath, Located, read_located
from pinprick.knowledge.problem import Problem, nearest

RULE_LISTS = {"rules": "red_flag", "see_doctor": "see_doctor", "self_care": "self_care"}


@dataclass
class Entry:
    """One record with an id: the file it stands in, its path there, and its raw content."""

    file: Located
    path: KeyPath
    content: dict[str, Any]

    def problem(self, path: KeyPath, what: str, right: str, severity: str = "error") -> None:
        self.file.problem((*self.path, *path), what, right, severity)


@dataclass
class Contents:
    """The pack's files and, by id, what stands in them. Malformed records are left out (the schema check
    reports them)."""

    folder: Path
    files: dict[str, Located]
    findings: dict[str, Entry] = field(default_factory=dict)
    causes: dict[str, Entry] = field(default_factory=dict)
    rules: dict[str, Entry] = field(default_factory=dict)
    sources: dict[str, Entry] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    medicines: dict[str, Entry] = field(default_factory=dict)
    therapies: dict[str, Entry] = field(default_factory=dict)
    tests: dict[str, Entry] = field(default_factory=dict)
    territories: dict[str, Entry] = field(default_factory=dict)
    used_sources: set[str] = field(default_factory=set)

    def file(self, name: str) -> Located:
        """The file with this path, or an empty stand-in when there is none."""
        return self.files.get(name) or Located(name, None)

    def problems(self) -> list[Problem]:
        return sorted({problem for file in self.files.values() for problem in file.problems})

    def text_below(self, *folders: str) -> str:
        """The text of all files whose path begins with one of `folders`, to look for ids and citations in."""
        paths = [self.folder / name for name in self.files if name.startswith(folders)]
        return "\n".join(p.read_text(encoding="utf-8", errors="replace") for p in paths if p.is_file())

    def values(self, finding: str) -> list[str]:
        """The values a finding may take (`yes`, `no` for a binary one); empty for an unknown finding."""
        entry = self.findings.get(finding)
        if entry is None:
            return []
        if entry.content.get("kind") != "categorical":
            return ["yes", "no"]
        values = entry.content.get("values")
        return [v for v in values if isinstance(v, str)] if isinstance(values, list) else []

    @property
    def is_whole(self) -> bool:
        """False when a file cannot be read at all: then ids that seem to be missing may stand in it."""
        return all(file.content is not None for file in self.files.values())

    def need_source(self, key: object, entry: Entry, path: KeyPath) -> None:
        """Note a problem when `key` is neither a source nor an alias of one; else count it as used."""
        if not self.sources:  # the bibliography cannot be read: that is the problem, not every citation of it
            return
        if isinstance(key, str) and (key in self.sources or key in self.aliases):
            self.used_sources.add(self.aliases.get(key, key))
            return
        known = [*self.sources, *self.aliases]
        entry.problem(
            path,
            f"no source is called {key!r}",
            nearest(key, known, "a key or alias of bibliography.yaml"),
        )


def read_contents(folder: Path) -> Contents:
    """Read every file of the pack in `folder`; a file that cannot be read becomes a problem."""
    names = {path.relative_to(folder).as_posix(): path for path in source_files(folder)}
    contents = Contents(folder, {name: read_located(path, name) for name, path in names.items()})
    for file in contents.files.values():
        _index(file, contents)
    return contents


def _index(file: Located, contents: Contents) -> None:
    if file.file.startswith("findings/"):
        _add(contents.findings, _by_id(file, ("findings",)), "finding")
    elif file.file.startswith("causes/"):
        if isinstance(file.content, dict) and isinstance(file.content.get("id"), str):
            _add(contents.causes, [Entry(file, (), file.content)], "cause")
    elif file.file == "red_flags.yaml":
        for name in RULE_LISTS:
            _add(contents.rules, _by_id(file, (name,)), "rule")
    elif file.file == "bibliography.yaml":
        contents.sources.update(_by_key(file, ("sources",)))
        pairs = file.mapping("aliases").items()
        contents.aliases.update({k: v for k, v in pairs if isinstance(k, str) and isinstance(v, str)})
    elif file.file == "care/medicines.yaml":
        contents.medicines.update(_by_key(file, ("medicines",)))
    elif file.file == "care/therapies.yaml":
        _add(contents.therapies, _by_id(file, ("therapies",)), "therapy")
    elif file.file == "care/tests.yaml":
        contents.tests.update(
            {
                k: Entry(file, ("tests", k), {"tests": v})
                for k, v in file.mapping("tests").items()
                if isinstance(k, str)
            }
        )
    elif file.file == "atlas/territories.json":
        _add(contents.territories, _by_id(file, ("territories",)), "territory")


def _by_id(file: Located, path: KeyPath) -> Iterator[Entry]:
    for position, item in enumerate(file.items(*path)):
        if isinstance(item, dict) and isinstance(item.get("id"), str):
            yield Entry(file, (*path, position), item)


def _by_key(file: Located, path: KeyPath) -> dict[str, Entry]:
    pairs = file.mapping(*path).items()
    return {k: Entry(file, (*path, k), v) for k, v in pairs if isinstance(k, str) and isinstance(v, dict)}


def _add(shelf: dict[str, Entry], entries: Iterator[Entry] | list[Entry], kind: str) -> None:
    for entry in entries:
        name = entry.content["id"]
        first = shelf.get(name)
        if first is not None:
            place = f"{first.file.file}:{first.file.line(*first.path)}"
            entry.problem(("id",), f"the {kind} {name} is already defined at {place}", "an id used once")
        else:
            shelf[name] = entry
