"""Check a pack: every id, sum, source, side, range and sentence, each problem with file and line."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from pinprick.errors import PackError
from pinprick.knowledge.checks.agreement import check_backgrounds
from pinprick.knowledge.checks.causes import check_causes
from pinprick.knowledge.checks.codes import check_codes
from pinprick.knowledge.checks.contents import RULE_LISTS, Contents, read_contents
from pinprick.knowledge.checks.findings import check_findings
from pinprick.knowledge.checks.languages import check_languages
from pinprick.knowledge.checks.reading import check_reading
from pinprick.knowledge.checks.references import check_references
from pinprick.knowledge.checks.rules import check_rules
from pinprick.knowledge.checks.shape import check_shape
from pinprick.knowledge.checks.sources import (
    check_atlas_sources,
    check_care,
    check_claims,
    check_orphan_sources,
    check_sources,
)
from pinprick.knowledge.checks.terminology import check_terminology
from pinprick.knowledge.load import pack_folder, parse_pack
from pinprick.knowledge.problem import Problem

_CHECKS = (
    check_findings,
    check_causes,
    check_rules,
    check_sources,
    check_care,
    check_atlas_sources,
    check_claims,
    check_references,
    check_codes,
    check_terminology,
    check_reading,
    check_languages,
)
_RULE_KINDS = {"rules": "red flags", "see_doctor": "see-a-doctor", "self_care": "self-care"}


@dataclass(frozen=True)
class Report:
    """What the check found. `counts`: causes, findings, rules, the three rule lists, likelihoods, sources."""

    problems: tuple[Problem, ...]
    counts: dict[str, int]

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.is_error)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if not problem.is_error)

    @property
    def is_usable(self) -> bool:
        """True when there is no error; warnings do not count."""
        return not self.errors

    @property
    def exit_code(self) -> int:
        return 0 if self.is_usable else 1

    @property
    def summary(self) -> str:
        """One line: what the pack holds and how many problems there are."""
        c = self.counts
        kinds = ", ".join(f"{c[key]} {name}" for key, name in _RULE_KINDS.items())
        holds = f"{c['causes']} causes, {c['findings']} findings, {c['all_rules']} rules ({kinds})"
        found = f"{_counted(len(self.errors), 'error')}, {_counted(len(self.warnings), 'warning')}"
        return f"{holds}: {found}."

    def __str__(self) -> str:
        return "\n".join([*map(str, self.problems), self.summary])


def check(pack: str | Path = "legs_and_feet") -> Report:
    """Check the pack with this id or in this folder. All problems are reported, not just the first.

    While a file cannot be read at all, only what is wrong inside single files is reported: ids that seem to be
    missing may stand in it. Raises PackError only when there is no such pack. Takes about three seconds for 50 causes.
    """
    contents = read_contents(_folder(pack))
    check_shape(contents)
    if contents.is_whole:
        for single in _CHECKS:
            single(contents)
    if not any(problem.is_error for problem in contents.problems()):
        check_orphan_sources(contents)
        check_backgrounds(contents)
    return Report(tuple([*contents.problems(), *_loading(contents)]), _counts(contents))


def _folder(pack: str | Path) -> Path:
    """As `pack_folder`, but a folder that lost its pack.yaml is still looked at."""
    folder = Path(pack)
    return folder if (folder / "causes").is_dir() else pack_folder(pack)


def _loading(contents: Contents) -> list[Problem]:
    """Whatever the checks above missed must not stop the product later: try to load the pack."""
    if any(problem.is_error for problem in contents.problems()):
        return []
    try:
        parse_pack(contents.folder)
    except PackError as error:
        return [Problem("pack.yaml", 1, "", f"the pack does not load: {error}", "a pack that loads")]
    return []


def _counts(contents: Contents) -> dict[str, int]:
    lists = Counter(str(entry.path[0]) for entry in contents.rules.values())
    likelihoods = sum(len(entry.file.mapping("findings")) for entry in contents.causes.values())
    return {
        "causes": len(contents.causes),
        "findings": len(contents.findings),
        "all_rules": len(contents.rules),
        **{name: lists[name] for name in RULE_LISTS},
        "likelihoods": likelihoods,
        "sources": len(contents.sources),
    }


def _counted(n: int, noun: str) -> str:
    return f"{n or 'no'} {noun}" + ("" if n == 1 else "s")
