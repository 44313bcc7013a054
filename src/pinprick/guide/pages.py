"""The pages of the guide: which there are, and what each is filled with. No page is written by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from pinprick.care.home_checks import check_for, home_checks
from pinprick.care.instruments import instrument_names, load_instrument
from pinprick.care.sections import care_sections
from pinprick.care.treatments import approval_of, indication_for, strength_of
from pinprick.guide import facts
from pinprick.guide.search_index import search_entries
from pinprick.guide.structured_data import cause_data, faq_data, medicine_data, page_data
from pinprick.guide.texts import Texts
from pinprick.knowledge.claims import claims_report
from pinprick.knowledge.schema.pack import Pack
from pinprick.vocabulary import AnsweredBy, Family, Urgency

HABITS = ("legs_crossed", "sat_or_knelt_long", "sat_on_feet", "tight_clothing_or_shoes")
FEELINGS = ("tingling", "burning", "tickling", "itching", "crawling", "electric_shooting_pain", "painful")
ALTERNATIVE = (
    "acupuncture", "tens", "yoga_tai_chi", "massage", "alpha_lipoic_acid", "epsom_salt", "mental_relaxation",
    "spinal_traction",
)  # fmt: skip


@dataclass(frozen=True)
class Page:
    """One page: its address from the language root, its template, and what fills it."""

    path: str
    template: str
    title: str
    data: dict[str, Any]
    fill: Mapping[str, Any] = field(default_factory=dict)
    description: str = ""


def all_pages(pack: Pack, texts: Texts) -> Iterator[Page]:
    """Every page of one language, the start page first."""
    yield _start_page(pack, texts)
    signs = {cause: facts.signs_of(pack, cause) for cause in pack.causes}
    yield from (_cause_page(pack, texts, cause, signs[cause]) for cause in pack.causes)
    used, grouped = facts.rules_by_finding(pack), facts.by_finding(pack, signs)
    yield from (_finding_page(pack, texts, finding, grouped[finding], used) for finding in pack.findings)
    yield from (_medicine_page(pack, texts, key) for key in pack.medicines)
    yield from _other_pages(pack, texts)
    yield search_page(pack, texts)


def search_page(pack: Pack, texts: Texts) -> Page:
    """The page that holds the search index (`fill["entries"]`)."""
    titles = [(texts.plain(key), path) for path, _, key in _TITLED]
    named = [*titles, (texts.section("article")["title"], "index.html")]
    kinds = {
        kind: texts.plain(f"guide.search.kinds.{kind}") for kind in ("cause", "finding", "medicine", "page")
    }
    title = texts.plain("guide.search.title")
    fill = {"entries": search_entries(pack, texts, named), "kinds": kinds}
    return Page("search.html", "search", title, page_data(title, texts.language), fill)


def _start_page(pack: Pack, texts: Texts) -> Page:
    article = texts.section("article")
    watch = care_sections(pack).watch
    home = [key for key in pack.therapies if key not in ALTERNATIVE]
    return Page(
        "index.html",
        "index",
        article["title"],
        faq_data(article, texts.language),
        {
            "article": article,
            "urgent": [
                w for w in watch if w.level is Urgency.EMERGENCY_NOW and not w.causes and not w.medicines
            ],
            "habits": HABITS,
            "feelings": FEELINGS,
            "groups": facts.causes_by_urgency(pack),
            "therapies": {"home": home, "alternative": [key for key in ALTERNATIVE if key in pack.therapies]},
            "source_count": len(pack.sources),
            "source_seen": sum(s.verified.value == "seen" for s in pack.sources.values()),
        },
        description=article["lead"],
    )


def _cause_page(pack: Pack, texts: Texts, cause_id: str, signs: list[facts.Sign]) -> Page:
    cause = pack.causes[cause_id]
    tellers = facts.speaks_for(signs)
    sections = care_sections(pack)
    tests = {
        t.id: t for phrase in pack.tests.get(cause.tests.care or "", []) for t in sections.tests_for(phrase)
    }
    treatments, refused = [], []
    for key, medicine in pack.medicines.items():
        indication = indication_for(medicine, cause_id)
        strength = strength_of(indication)
        if indication is not None and strength == "negative":
            refused.append(key)
        elif key in cause.treatments:
            nnt = indication.nnt.value if indication and indication.nnt else None
            treatments.append({"key": key, "strength": strength, "nnt": f"{nnt:g}" if nnt else None})
    rules = [r for r in pack.rules if cause_id in r.conditions and r.kind == "red_flag"]
    return Page(
        f"causes/{cause_id}.html",
        "cause",
        texts.cause_plain(cause_id),
        cause_data(pack, cause_id, tellers, texts),
        {
            "cause": cause,
            "thousand": facts.per_thousand(cause.prior.share),
            "signs_for": tellers,
            "signs_against": facts.speaks_against(signs),
            "all_signs": signs,
            "tests": list(tests.values()),
            "treatments": treatments,
            "refused": refused,
            "rules": sorted(rules, key=lambda r: -r.level.rank),
        },
        description=texts.english_plain(cause.summary),
    )


def _finding_page(
    pack: Pack, texts: Texts, finding_id: str, signs: list[facts.Sign], used: Mapping[str, list[Any]]
) -> Page:
    finding = pack.findings[finding_id]
    at_home = finding.answered_by in (AnsweredBy.HOME_CHECK, AnsweredBy.PERSON)
    return Page(
        f"findings/{finding_id}.html",
        "finding",
        texts.english_plain(finding.label),
        page_data(texts.english_plain(finding.label), texts.language),
        {
            "finding": finding,
            "usual": facts.background(finding),
            "check": check_for(pack, finding_id) if at_home else None,
            "signs_for": facts.speaks_for(signs, 10),
            "signs_against": facts.speaks_against(signs, 6),
            "rules": sorted(used.get(finding_id, []), key=lambda r: -r.level.rank),
        },
        description=texts.english_plain(finding.question),
    )


def _medicine_page(pack: Pack, texts: Texts, key: str) -> Page:
    medicine, sections, words = pack.medicines[key], care_sections(pack), texts.section("care")
    uses = []
    for indication in medicine.indications:
        regions = list(words["regions"])
        approval = approval_of(indication, words)
        uses.append(
            {
                "cause": indication.condition,
                "strength": strength_of(indication),
                "nnt": f"{indication.nnt.value:g}" if indication.nnt and indication.nnt.value else None,
                "approval": [{"key": k, "status": a.status} for k, a in zip(regions, approval, strict=True)],
                "sources": indication.sources,
            }
        )
    hits = [
        c
        for c in sections.cautions
        if key in c.target.medicines or set(c.target.tags) & set(medicine.tags)
    ]  # fmt: skip
    cautions = [
        {"topic": sections.topics[c.topic].label, "level": c.level, "say": c.say, "sources": c.sources}
        for c in hits
    ]
    mixes = [i for i in sections.interactions if key in i.medicines or set(i.tags) & set(medicine.tags)]
    care = medicine.precautions
    clinical = [
        ("contraindications", medicine.contraindications),
        ("interactions", medicine.interactions),
        ("precautions", [f"{name.replace('_', ' ')}: {said}" for name, said in care.model_dump().items()]),
        ("harms", [h.effect + (f" (NNH {h.nnh:g})" if h.nnh else "") for h in medicine.harms]),
        ("monitoring", medicine.monitoring),
    ]
    return Page(
        f"medicines/{key}.html",
        "medicine",
        texts.plain(f"medicines.{key}.title"),
        medicine_data(pack, key),
        {
            "key": key, "medicine": medicine, "uses": uses, "cautions": cautions, "mixes": mixes,
            "clinical": clinical,
        },
        description=texts.plain(f"medicines.{key}.does"),
    )  # fmt: skip


_TITLED = (
    ("rules.html", "rules", "guide.rules.title"),
    ("causes.html", "list", "guide.causes_page.title"),
    ("findings.html", "list", "guide.findings_page.title"),
    ("medicines.html", "list", "guide.medicines_page.title"),
    ("self-care.html", "self_care", "guide.self_care.title"),
    ("tests.html", "tests", "guide.tests.title"),
    ("instruments.html", "instruments", "guide.instruments.title"),
    ("home-checks.html", "home_checks", "guide.home_checks.title"),
    ("claims.html", "claims", "guide.claims.title"),
    ("sources.html", "sources", "guide.sources.title"),
    ("start.html", "start", "guide.start.title"),
)


def _other_pages(pack: Pack, texts: Texts) -> Iterator[Page]:
    fills: dict[str, Callable[[], Mapping[str, Any]]] = {
        "rules.html": lambda: _rules(pack),
        "causes.html": lambda: {"key": "causes_page", "groups": _cause_list(pack, texts)},
        "findings.html": lambda: {"key": "findings_page", "groups": _finding_list(pack, texts)},
        "medicines.html": lambda: {"key": "medicines_page", "groups": _medicine_list(pack, texts)},
        "self-care.html": lambda: {"rows": _therapies(pack)},
        "tests.html": lambda: {"rows": _tests(pack)},
        "instruments.html": lambda: {
            "rows": [load_instrument(pack, name) for name in instrument_names(pack)]
        },
        "home-checks.html": lambda: {"file": home_checks(pack)},
        "claims.html": lambda: {"rows": claims_report(pack)},
        "sources.html": lambda: {"rows": _sources(pack)},
        "start.html": dict,
    }
    for path, template, key in _TITLED:
        title = texts.plain(key)
        yield Page(path, template, title, page_data(title, texts.language), fills[path]())


def _rules(pack: Pack) -> dict[str, Any]:
    red = [r for r in pack.rules if r.kind == "red_flag"]
    levels = [(level, [r for r in red if r.level is level]) for level in Urgency]
    return {
        "groups": [(level, rows) for level, rows in levels if rows],
        "see_doctor": [r for r in pack.rules if r.kind == "see_doctor"],
        "self_care": [r for r in pack.rules if r.kind == "self_care"],
    }


_Groups = list[tuple[Markup, list[tuple[str, Markup]]]]


def _cause_list(pack: Pack, texts: Texts) -> _Groups:
    return [
        (
            texts("guide.index.causes_by", level=texts.plain(f"guide.levels.{level.value}")),
            [(f"causes/{cause}.html", texts.cause(cause)) for cause in ids],
        )
        for level, ids in facts.causes_by_urgency(pack)
    ]


def _finding_list(pack: Pack, texts: Texts) -> _Groups:
    return [
        (
            texts(f"guide.findings_page.families.{family.value}"),
            [
                (f"findings/{f.id}.html", texts.label(f.id))
                for f in pack.findings.values()
                if f.family is family
            ],
        )
        for family in Family
    ]


def _medicine_list(pack: Pack, texts: Texts) -> _Groups:
    shelf = [(f"medicines/{key}.html", texts(f"medicines.{key}.title")) for key in pack.medicines]
    return [(texts("guide.nav.medicines"), shelf)]


def _therapies(pack: Pack) -> list[dict[str, Any]]:
    cautions = care_sections(pack).cautions
    return [
        {
            "therapy": therapy,
            "causes": [c.id for c in pack.causes.values() if therapy.id in c.self_care],
            "cautions": [c for c in cautions if therapy.id in c.target.therapies],
        }
        for therapy in pack.therapies.values()
    ]


def _tests(pack: Pack) -> list[dict[str, Any]]:
    asked = {cause.id: set(pack.tests.get(cause.tests.care or "", [])) for cause in pack.causes.values()}
    return [
        {"test": test, "causes": [cause for cause, phrases in asked.items() if phrases & set(test.phrases)]}
        for test in care_sections(pack).tests
    ]


def _sources(pack: Pack) -> list[tuple[str, dict[str, Any]]]:
    rows = []
    for key, source in sorted(pack.sources.items()):
        link = f"https://doi.org/{source.doi}" if source.doi else None
        if link is None and source.pmid:
            link = f"https://pubmed.ncbi.nlm.nih.gov/{source.pmid}/"
        address = link or source.url
        web = address if address and address.startswith(("https://", "http://")) else None
        rows.append((key, {"citation": source.citation, "verified": source.verified, "link": web}))
    return rows
