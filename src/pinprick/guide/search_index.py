"""The search index: every page with the words it can be found by. Small enough to stand in the search page."""

from __future__ import annotations

from pinprick.guide.texts import Texts
from pinprick.knowledge.schema.pack import Pack

Entry = dict[str, str]
"""`k` kind, `t` title, `u` address from the language root, `w` further words in lower case."""


def search_entries(pack: Pack, texts: Texts, pages: list[tuple[str, str]]) -> list[Entry]:
    """Entries for causes, findings, medicines and the given other pages (title, address)."""
    entries = []
    for cause in pack.causes.values():
        said = [texts.english_plain(text) for text in (cause.summary, cause.explains)]
        words = " ".join([cause.name, cause.lay_name, *cause.codes.icd10cm, *said])
        entries.append(_entry("cause", texts.cause_plain(cause.id), f"causes/{cause.id}.html", words))
    for finding in pack.findings.values():
        entries.append(
            _entry(
                "finding",
                texts.english_plain(finding.label),
                f"findings/{finding.id}.html",
                f"{texts.english_plain(finding.label)} {texts.english_plain(finding.question)}",
            )
        )
    for key, medicine in pack.medicines.items():
        words = " ".join([medicine.name, medicine.drug_class, *(code.name for code in medicine.codes)])
        entries.append(
            _entry("medicine", texts.plain(f"medicines.{key}.title"), f"medicines/{key}.html", words)
        )
    return entries + [_entry("page", title, address, "") for title, address in pages]


def _entry(kind: str, title: str, address: str, words: str) -> Entry:
    return {"k": kind, "t": title, "u": address, "w": words.lower()}
