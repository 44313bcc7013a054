"""Claims: each claim of the source article, traced to what the pack knows, asks, concludes or advises."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, ValidationError

from pinprick.errors import PackError
from pinprick.knowledge.schema.claims import Carrier, Claim, ClaimsFile
from pinprick.knowledge.schema.pack import Pack
from pinprick.vocabulary import YES


class Carried(BaseModel):
    """One carrier as checked: `where` is the file, `says` what stands there, `problem` why it fails."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str
    id: str
    where: str
    says: str | None = None
    problem: str | None = None


class ClaimReport(BaseModel):
    """One claim with its carriers. `ok`: it has one at least and every one holds. `note` says what is lost,
    else how the two article versions differ. `evidence`: what today's evidence says beside the article."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    kind: str
    text: str
    articles: list[str]
    carried_by: list[Carried]
    ok: bool
    note: str | None = None
    evidence: str | None = None
    evidence_sources: list[str] = []


def claims_report(pack: Pack) -> list[ClaimReport]:
    """Every claim of `claims.yaml`, checked against the pack, in the order of the file.

    Raises PackError when the file itself is malformed or missing.
    """
    return [_report(claim, pack) for claim in read_claims(pack).claims]


def read_claims(pack: Pack) -> ClaimsFile:
    """`claims.yaml`, typed. PackError names the claim and key at fault."""
    if not pack.claims:
        raise PackError(f"The pack {pack.id} has no claims.yaml.")
    try:
        return ClaimsFile.model_validate(pack.claims)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise PackError(f"claims.yaml: {where}: {first['msg']}.") from None


def _report(claim: Claim, pack: Pack) -> ClaimReport:
    carried = [_check(carrier, pack) for carrier in claim.carried_by]
    problems = [f"{c.kind} {c.id}: {c.problem}" for c in carried if c.problem]
    if not carried:
        problems = ["nothing in the pack carries it"]
    if claim.condition and claim.condition not in pack.causes:
        problems.append(f"cause {claim.condition}: gone")
    unknown = [s for s in (claim.evidence.sources if claim.evidence else []) if not _has_source(pack, s)]
    problems += [f"source {key}: not in the bibliography" for key in unknown]
    differs = [
        f"Changed: {claim.changed}." if claim.changed else "",
        f"Lost: {claim.lost}." if claim.lost else "",
    ]
    return ClaimReport(
        id=claim.id,
        kind=claim.kind,
        text=claim.text,
        articles=claim.articles,
        carried_by=carried,
        ok=not problems,
        note="; ".join(dict.fromkeys(problems)) or " ".join(part for part in differs if part) or None,
        evidence=claim.evidence.says if claim.evidence else None,
        evidence_sources=claim.evidence.sources if claim.evidence else [],
    )


def _has_source(pack: Pack, key: str) -> bool:
    return pack.source_aliases.get(key, key) in pack.sources


def _check(carrier: Carrier, pack: Pack) -> Carried:
    checks = {
        "cause": _cause,
        "likelihood": _likelihood,
        "pattern": _pattern,
        "finding": _finding,
        "rule": _rule,
        "medicine": _medicine,
        "therapy": _therapy,
        "text": _text,
        "instrument": _instrument,
    }
    where, says, problem = checks[carrier.kind](carrier, pack)
    if problem is None and says is not None:
        missing = [word for word in carrier.words if word.casefold() not in says.casefold()]
        if missing:
            problem = "does not say " + ", ".join(repr(word) for word in missing)
    return Carried(kind=carrier.kind, id=carrier.id, where=where, says=says, problem=problem)


_Found = tuple[str, str | None, str | None]


def _cause(carrier: Carrier, pack: Pack) -> _Found:
    where, cause = f"causes/{carrier.id}.yaml", pack.causes.get(carrier.id)
    if cause is None:
        return where, None, "gone"
    return where, " ".join([cause.name + ".", cause.lay_name + ".", cause.summary, cause.explains]), None


def _likelihood(carrier: Carrier, pack: Pack) -> _Found:
    where = f"causes/{carrier.id}.yaml, findings.{carrier.finding}"
    cause, finding = pack.causes.get(carrier.id), pack.findings.get(carrier.finding or "")
    if cause is None or finding is None:
        return where, None, "cause gone" if cause is None else "finding gone"
    if finding.id not in cause.findings:
        return where, None, "finding not listed, so it is as common as in anyone"
    p, background = cause.findings[finding.id].p, finding.background.p
    value = carrier.value or YES
    here = p.get(value, 0.0) if isinstance(p, dict) else p
    usual = background.get(value, 0.0) if isinstance(background, dict) else background
    said = f"{finding.label}{'' if value == YES else f' ({value})'}: {here:g} against {usual:g} in anyone"
    return (
        where,
        said,
        None if here > usual else f"not more common than in anyone ({here:g} against {usual:g})",
    )


def _pattern(carrier: Carrier, pack: Pack) -> _Found:
    where, cause = f"causes/{carrier.id}.yaml, patterns", pack.causes.get(carrier.id)
    if cause is None:
        return where, None, "cause gone"
    weight = sum(p.weight for p in cause.patterns if carrier.territory in p.territories)
    return where, f"drawn in {carrier.territory}", None if weight > 0 else f"not drawn in {carrier.territory}"


def _finding(carrier: Carrier, pack: Pack) -> _Found:
    finding = pack.findings.get(carrier.id)
    if finding is None:
        return "findings", None, "gone"
    return f"findings/{finding.family.value}.yaml", f"{finding.label}: {finding.question}", None


def _rule(carrier: Carrier, pack: Pack) -> _Found:
    rule = next((r for r in pack.rules if r.id == carrier.id), None)
    return "red_flags.yaml", f"{rule.label}: {rule.act}" if rule else None, None if rule else "gone"


def _medicine(carrier: Carrier, pack: Pack) -> _Found:
    where, medicine = "care/medicines.yaml", pack.medicines.get(carrier.id)
    if medicine is None:
        return where, None, "gone"
    if carrier.condition is None:
        return where, f"{medicine.name}: {medicine.relieves}", None
    for indication in medicine.indications:
        if indication.condition == carrier.condition:
            return where, f"{medicine.name} for {carrier.condition}: {indication.effect}", None
    return where, None, f"has no entry for {carrier.condition}"


def _therapy(carrier: Carrier, pack: Pack) -> _Found:
    therapy = pack.therapies.get(carrier.id)
    said = f"{therapy.name}: {therapy.evidence}" if therapy else None
    return "care/therapies.yaml", said, None if therapy else "gone"


def _text(carrier: Carrier, pack: Pack) -> _Found:
    """`file.section`, or `file.faq.question` for a question with its answer."""
    file, _, section = carrier.id.partition(".")
    where = f"text/en/{file}.yaml"
    content = pack.text.get(f"en/{file}", {})
    if section.startswith("faq."):
        found = [f"{q['q']} {q['a']}" for q in content.get("faq", []) if f"faq.{q['id']}" == section]
    else:
        found = [_section_words(s) for s in content.get("sections", []) if s.get("id") == section]
    return where, found[0] if found else None, None if found else "gone"


def _section_words(section: dict[str, object]) -> str:
    parts = [str(section.get("heading", ""))]
    for key in ("paragraphs", "list", "after"):
        value = section.get(key, [])
        parts += [str(line) for line in value] if isinstance(value, list) else []
    return " ".join(parts)


def _instrument(carrier: Carrier, pack: Pack) -> _Found:
    key = f"instruments/{carrier.id}"
    found = pack.care_data.get(key)
    return f"care/{key}.yaml", found["name"] if found else None, None if found else "gone"
