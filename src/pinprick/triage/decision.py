"""The decision about urgency: the most urgent of what the rules and the probabilities demand, and what to do.

Nothing here can lower what a rule demands: the level is a maximum. Self-care needs a reason of its own and no
danger sign, true or in doubt; without a reason the least answer is a routine appointment.
"""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict

from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.schema.rules import Rule
from pinprick.knowledge.schema.urgency import EmergencyCare, EmergencyNumbers
from pinprick.triage.evaluation import Evaluation, evaluate
from pinprick.triage.policy import emergency_care, per_pack, thresholds
from pinprick.triage.risk import RiskReason, risk_floor
from pinprick.triage.rulebook import rulebook
from pinprick.vocabulary import UNSURE, Family, Urgency


class _Result(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Because(_Result):
    """One rule behind the decision. `certainty`: `fired`, or `possible` (a danger sign was answered
    unsure)."""

    rule: str
    label: str
    level: Urgency
    act: str
    certainty: str
    causes: list[str]
    time_window: str | None
    source: str
    verified: str
    reviewed_by: str | None
    reviewed_on: str | None


class RiskBecause(_Result):
    """One demand of the probabilities: a level, the probability that demanded it, and the sentence to
    show."""

    level: Urgency
    probability: float
    threshold: float
    causes: list[str]
    text: str


class OpenQuestion(_Result):
    """A finding to ask before anything less urgent is final.

    `probability`: how likely a yes is (for a value of a categorical finding: that value), from the causes.
    """

    finding: str
    question: str
    rules: list[str]
    level: Urgency
    danger: bool
    probability: float


class AsLongAs(_Result):
    """A condition under which self-care stands: `finding` must have none of `values` (`yes` when binary)."""

    finding: str
    values: list[str]
    label: str
    question: str


class Call(_Result):
    """Whom to call: the number of the country, and where that number comes from."""

    number: str
    whom: str
    country: str
    advice: str | None
    advice_name: str | None
    poison: str | None
    verified: str


class Decision(_Result):
    """How soon to be seen, and what to do.

    `level`: the urgency. `act`: what to do, most urgent first. `deadline`, `deadline_hours`: by when (None:
    no limit). `call`, `say`, `do_not`: whom to call, the words for it, what not to do. `because`: the rules,
    most urgent first. `risk`: what the probabilities demanded. `lead_cause`: the cause to show first, when a
    rule speaks of one. `rule_causes`: every cause a rule of the highest level speaks of. `as_long_as`:
    conditions under which self-care stands.
    `not_enough`: too little is known to say more; `not_enough_because` says why. `ask_first`: open questions
    in order. `safety_net`: what to watch for and when to come back. `notes`: sentences for the person (age,
    doubt).
    """

    level: Urgency
    headline: str
    act: list[str]
    deadline: str
    deadline_hours: float | None
    call: Call
    say: str | None
    do_not: list[str]
    because: list[Because]
    risk: list[RiskBecause]
    lead_cause: str | None
    rule_causes: list[str]
    as_long_as: list[AsLongAs]
    as_long_as_text: str | None
    not_enough: bool
    not_enough_because: str | None
    ask_first: list[OpenQuestion]
    danger_unsure: list[str]
    safety_net: str
    emergency_signs: list[str]
    notes: list[str]


def decide(
    pack: Pack,
    answers: Mapping[str, str],
    marginals: Mapping[str, float],
    uppers: Mapping[str, float] | None = None,
    country: str | None = None,
) -> Decision:
    """How soon this person should be seen.

    `answers`: finding id -> value. `marginals`: cause id -> P(cause | answers), may be empty (rules only).
    `uppers`: upper ends of their 90 % intervals. `country`: ISO 3166 alpha-2, for the numbers to call; an
    unknown one gets the text for anywhere.
    """
    care = emergency_care(pack)
    evaluation = evaluate(pack, answers)
    risk = risk_floor(pack, answers, marginals, uppers)
    level = Urgency.most_urgent([evaluation.floor, *(reason.level for reason in risk)])
    shown = care.levels[level]
    decisive = [rule for rule in evaluation.fired if rule.level is level]
    doubtful = list(evaluation.possible)
    lead, rule_causes = _lead(decisive, marginals)
    questions = open_questions(pack, evaluation, level, marginals)
    short = _not_enough(pack, care, answers, marginals, level, evaluation, questions)
    unless = _as_long_as(pack, evaluation) if level is Urgency.SELF_CARE else []
    acts = _said_once(care, [rule.act for rule in decisive]) or [shown.act]
    spoken = care.by_cause.get(lead) if lead else None
    do_not = [*(spoken.do_not if spoken else []), *shown.do_not, *care.numb_skin]
    notes = [care.under_16] if answers.get("age_band") == "under_16" else []
    notes += [care.unsure] if doubtful else []
    return Decision(
        level=level,
        headline=shown.headline,
        act=acts,
        deadline=shown.deadline,
        deadline_hours=shown.deadline_hours,
        call=_call(care, level, country),
        say=spoken.say if spoken and level.rank >= Urgency.URGENT_SAME_DAY.rank else None,
        do_not=list(dict.fromkeys(do_not)),
        because=[_because(rule, "fired") for rule in evaluation.fired if _counts(rule, level)]
        + [_because(rule, "possible") for rule in doubtful],
        risk=[_risk_because(pack, care, reason) for reason in risk],
        lead_cause=lead,
        rule_causes=rule_causes,
        as_long_as=unless,
        as_long_as_text=care.as_long_as if unless else None,
        not_enough=short is not None,
        not_enough_because=short,
        ask_first=questions,
        danger_unsure=list(evaluation.danger_unsure),
        safety_net=shown.safety_net,
        emergency_signs=care.emergency_signs,
        notes=notes,
    )


def _said_once(care: EmergencyCare, acts: list[str]) -> list[str]:
    """Each act once: none that another one holds already, and no going by oneself beside an ambulance."""
    acts = list(dict.fromkeys(acts))
    weaker = {
        act
        for strong in care.gives_way
        if any(a.startswith(strong) for a in acts)
        for act in care.gives_way[strong]
    }
    return [
        act
        for act in acts
        if act not in weaker and not any(other != act and other.startswith(act) for other in acts)
    ]


def open_questions(
    pack: Pack, evaluation: Evaluation, level: Urgency, marginals: Mapping[str, float]
) -> list[OpenQuestion]:
    """The questions any of which could raise the urgency above `level`, the most urgent rule first, then the
    likeliest yes. A danger sign answered `unsure` is not asked again."""
    book = rulebook(pack)
    signs = set(book.leaves.names(book.danger))
    rules: dict[str, list[Rule]] = {}
    for rule, findings in evaluation.pending:
        if rule.level.rank > level.rank:
            for finding in findings:
                if finding not in evaluation.danger_unsure:
                    rules.setdefault(finding, []).append(rule)
    questions = [
        OpenQuestion(
            finding=finding,
            question=pack.findings[finding].question,
            rules=[rule.id for rule in found],
            level=found[0].level,
            danger=finding in signs,
            probability=_chance(pack, finding, evaluation.opening[finding], marginals),
        )
        for finding, found in rules.items()
    ]
    return sorted(questions, key=lambda q: (-q.level.rank, not q.danger, -q.probability, q.finding))


def _chance(pack: Pack, finding: str, values: tuple[str, ...], marginals: Mapping[str, float]) -> float:
    """P(one of `values`). Binary: noisy-OR of each cause's excess over the background, weighted by the
    probability of the cause; categorical: the background."""
    background = pack.findings[finding].background.p
    if not isinstance(background, float):
        return sum(background[value] for value in values)
    absent = rest = 1 - background
    for cause, excess in _raised_by(pack).get(finding, []):
        if cause in marginals:
            absent *= 1 - min(1.0, marginals[cause]) * excess / rest
    return 1 - absent


@per_pack
def _raised_by(pack: Pack) -> dict[str, list[tuple[str, float]]]:
    """Binary finding -> the causes that make it likelier than its background, and by how much."""
    found: dict[str, list[tuple[str, float]]] = {}
    for cause in pack.causes.values():
        for finding, listed in cause.findings.items():
            background = pack.findings[finding].background.p
            if isinstance(background, float) and isinstance(listed.p, float) and listed.p > background:
                found.setdefault(finding, []).append((cause.id, listed.p - background))
    return found


def _lead(decisive: list[Rule], marginals: Mapping[str, float]) -> tuple[str | None, list[str]]:
    """The cause that the most urgent rules are about, however rare; several: the likeliest first cause."""
    about = [rule.conditions for rule in decisive if rule.kind == "red_flag" and rule.conditions]
    every = list(dict.fromkeys(cause for causes in about for cause in causes))
    first = list(dict.fromkeys(causes[0] for causes in about))
    return (max(first, key=lambda cause: marginals.get(cause, 0.0)) if first else None), every


def _not_enough(
    pack: Pack,
    care: EmergencyCare,
    answers: Mapping[str, str],
    marginals: Mapping[str, float],
    level: Urgency,
    evaluation: Evaluation,
    questions: list[OpenQuestion],
) -> str | None:
    """Why no more can be said, or None. Never in an emergency: there is enough to act on."""
    if level is Urgency.EMERGENCY_NOW:
        return None
    enough = thresholds(pack).enough_to_say
    telling = [f for f, v in answers.items() if v != UNSURE and _bears_on_a_cause(pack, f)]
    leading = max(marginals.values(), default=0.0)
    decisive = [q for q in questions if q.danger and q.probability >= enough.open_danger_at_most]
    if decisive:
        return care.ask_first.format(question=decisive[0].question)
    if evaluation.reasons and level is Urgency.SELF_CARE:
        return None
    if len(telling) < enough.informative_answers_at_least or leading < enough.leading_cause_at_least:
        return care.not_enough
    return None


def _bears_on_a_cause(pack: Pack, finding: str) -> bool:
    return finding in pack.findings and pack.findings[finding].family not in (Family.PERSON, Family.RISK)


def _as_long_as(pack: Pack, evaluation: Evaluation) -> list[AsLongAs]:
    """The conditions of the reason that leaves the fewest open; one reason is enough."""
    best = min(evaluation.reasons, key=lambda reason: len(reason.unless))
    values: dict[str, list[str]] = {}
    for finding, value in best.unless:
        values.setdefault(finding, []).append(value)
    return [
        AsLongAs(finding=f, values=v, label=pack.findings[f].label, question=pack.findings[f].question)
        for f, v in values.items()
    ]


def _counts(rule: Rule, level: Urgency) -> bool:
    """Reasons for self-care are shown only when self-care is the answer."""
    return rule.level is not Urgency.SELF_CARE or level is Urgency.SELF_CARE


def _because(rule: Rule, certainty: str) -> Because:
    return Because(
        rule=rule.id,
        label=rule.label,
        level=rule.level,
        act=rule.act,
        certainty=certainty,
        causes=rule.conditions,
        time_window=rule.time_window,
        source=rule.source,
        verified=rule.verified,
        reviewed_by=rule.reviewed_by,
        reviewed_on=rule.reviewed_on,
    )


def _risk_because(pack: Pack, care: EmergencyCare, reason: RiskReason) -> RiskBecause:
    names = [pack.causes[cause].lay_name for cause in reason.causes[:3]]
    text = care.risk_reasons[reason.level].format(
        percent=round(100 * reason.probability),
        threshold=round(100 * reason.threshold),
        causes=", ".join(names),
    )
    return RiskBecause(
        level=reason.level,
        probability=reason.probability,
        threshold=reason.threshold,
        causes=list(reason.causes),
        text=text,
    )


def _call(care: EmergencyCare, level: Urgency, country: str | None) -> Call:
    numbers: EmergencyNumbers = care.countries.get((country or "").upper(), care.anywhere)
    return Call(
        number=numbers.ambulance,
        whom=care.levels[level].whom_to_call,
        country=numbers.name,
        advice=numbers.advice,
        advice_name=numbers.advice_name,
        poison=numbers.poison,
        verified=numbers.verified.value,
    )
