"""A conclusion as the typed records of an assessment: rounded once, here, so that every surface says the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pinprick.conclusion import Conclusion, Facts
from pinprick.inference.intervals import Intervals
from pinprick.inference.ledger import Ledger, Line, ledgers
from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.text import chance_in_words, odds_in_words, sentences, value_in_words
from pinprick.results import Because, BriefCause, CauseResult, LedgerLine, PackRef, UrgencyResult
from pinprick.triage.decision import AsLongAs, Decision

DIGITS = 6
"""Probabilities are rounded to this many digits: finer than anything that is known, coarse enough to be the
same bytes whatever order a processor adds in."""
MOST_LEDGERS = 5


def pack_ref(pack: Pack) -> PackRef:
    return PackRef(id=pack.id, version=pack.version, digest=pack.digest)


def location(facts: Facts, pack: Pack) -> dict[str, Any] | None:
    """What the drawing alone says about where the trouble sits; None without a drawing."""
    if facts.skin is None:
        return None
    from pinprick.anatomy.atlas import load_atlas
    from pinprick.anatomy.locate import locate_skin

    return locate_skin(facts.skin, load_atlas(pack), pack).model_dump(mode="json")


def urgency_result(decision: Decision, pack: Pack) -> UrgencyResult:
    """How soon and what to do, with every rule's source."""
    reasons = [
        Because(
            rule=b.rule,
            label=b.label,
            level=b.level,
            certainty=b.certainty,
            source=b.source,
            citation=_citation(pack, b.source),
            verified=b.verified,
            reviewed_by=b.reviewed_by,
        )
        for b in decision.because
    ]
    reasons += [
        Because(rule=f"risk:{r.causes[0]}", label=r.text, level=r.level, certainty="risk", source=None)
        for r in decision.risk
        if r.level is decision.level
    ]
    return UrgencyResult(
        level=decision.level,
        headline=decision.headline,
        act=" ".join(decision.act),
        deadline=decision.deadline,
        deadline_hours=decision.deadline_hours,
        call=decision.call.model_dump(),
        say=decision.say,
        do_not=decision.do_not,
        because=sorted(reasons, key=lambda b: -b.level.rank),
        as_long_as_text=decision.as_long_as_text,
        as_long_as=[_condition(item, pack) for item in decision.as_long_as],
        ask_first=[q.finding for q in decision.ask_first],
        safety_net=[decision.safety_net],
        emergency_signs=decision.emergency_signs,
        notes=decision.notes,
    )


def _condition(item: AsLongAs, pack: Pack) -> str:
    """A question that must not be answered yes, or not with one of some values."""
    if pack.findings[item.finding].is_binary:
        return item.question
    values = " / ".join(value_in_words(pack, item.finding, value) for value in item.values)
    return str(sentences(pack, "report")["as_long_as_value"].format(question=item.question, values=values))


def _citation(pack: Pack, key: str) -> str | None:
    known = key in pack.sources or key in pack.source_aliases
    return pack.source(key).citation if known else None


def cause_results(
    conclusion: Conclusion, pack: Pack, bands: Intervals | None, explained: list[str] | None = None
) -> list[CauseResult]:
    """Every cause in the order shown; the first few (or those `explained`) with their ledgers."""
    order = [cause for cause, _ in conclusion.ranked]
    wanted = order[:MOST_LEDGERS] if explained is None else explained
    facts = conclusion.facts
    accounts = ledgers(conclusion.network, facts.answers, wanted, facts.drawing)
    by_cause = {account.cause: account for account in accounts}
    return [_cause_result(conclusion, pack, cause, bands, by_cause.get(cause)) for cause in order]


def brief_causes(conclusion: Conclusion, pack: Pack) -> list[BriefCause]:
    """Every cause in the order shown, with its probability alone."""
    return [_brief_cause(conclusion, pack, cause) for cause, _ in conclusion.ranked]


def _brief_cause(conclusion: Conclusion, pack: Pack, cause_id: str) -> BriefCause:
    cause, p = pack.causes[cause_id], _probability(conclusion, cause_id)
    return BriefCause(
        id=cause_id,
        name=cause.name,
        lay_name=cause.lay_name,
        probability=p,
        in_words=chance_in_words(pack, p),
        because_of_rule=_rule_of_first(conclusion, cause_id),
    )


def _probability(conclusion: Conclusion, cause_id: str) -> float:
    return round(conclusion.posterior.marginal(cause_id), DIGITS)


def _rule_of_first(conclusion: Conclusion, cause_id: str) -> str | None:
    """The rule that puts a cause first that is not the likeliest; None for every other cause."""
    if not cause_id == conclusion.ranked[0][0] != conclusion.likeliest:
        return None
    return next((b.rule for b in conclusion.decision.because if cause_id in b.causes), None)


def _cause_result(
    conclusion: Conclusion, pack: Pack, cause_id: str, bands: Intervals | None, account: Ledger | None
) -> CauseResult:
    cause, p = pack.causes[cause_id], _probability(conclusion, cause_id)
    labels: Mapping[str, Any] = sentences(pack, "report")["ledger_labels"] if account else {}
    low, high = (bands.lower[cause_id], bands.upper[cause_id]) if bands else (None, None)
    return CauseResult(
        id=cause_id,
        name=cause.name,
        lay_name=cause.lay_name,
        probability=p,
        low=None if low is None else round(min(low, p), DIGITS),
        high=None if high is None else round(max(high, p), DIGITS),
        in_words=odds_in_words(pack, p, low, high),
        summary=cause.summary,
        because_of_rule=_rule_of_first(conclusion, cause_id),
        ledger=[_line(line, pack, labels) for line in account.lines] if account else [],
        total_decibans=float(account.decibans) if account else None,
    )


def _line(line: Line, pack: Pack, words: Mapping[str, Any]) -> LedgerLine:
    label = str(words[line.kind]) if line.kind in words else pack.findings[line.finding or ""].label
    notes = [line.note] if line.note else []
    if line.weight < 1 and line.group:
        notes.append(str(words["grouped"]).format(n=line.in_group, group=line.group.replace("_", " ")))
    return LedgerLine(
        kind=line.kind,
        finding=line.finding,
        label=label,
        value=line.value,
        decibans=float(line.decibans),
        if_left_out=None if line.if_left_out is None else float(line.if_left_out),
        basis=line.basis or "derived",
        sources=list(line.sources),
        verified=[pack.source(s).verified for s in line.sources],
        note="; ".join(notes) or None,
    )
