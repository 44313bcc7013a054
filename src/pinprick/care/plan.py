"""The care plan: what now, for one case. Pure function of (pack, answers, ranked causes, urgency)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pinprick.care.cautions import CaseCautions
from pinprick.care.records import CarePlan, LikelyCause, NotAdvised, TellAdvice, WatchAdvice
from pinprick.care.sections import CareSections, care_sections, words
from pinprick.care.selfcare import self_care
from pinprick.care.tests_to_ask import tests_to_ask
from pinprick.care.treatments import not_advised, treatments
from pinprick.errors import PackError
from pinprick.knowledge.schema.pack import Pack
from pinprick.vocabulary import NO, UNSURE, YES, Urgency


def plan(
    pack: Pack,
    answers: Mapping[str, str],
    ranked: Sequence[tuple[str, float]],
    level: Urgency,
    language: str = "en",
) -> CarePlan:
    """The plan for a case.

    `answers`: finding id -> value. `ranked`: (cause id, probability 0-1), most likely first. `level`: the
    urgency decided by triage. `language`: of the sentences; English stands in where a text is missing.
    At `emergency_now` the plan holds the act, what hospital will do, what to say and what to watch for, and
    no treatment or self-care. Raises PackError for a cause the pack does not have.
    """
    level = Urgency(level)
    sections = care_sections(pack)
    text = words(pack, "care", language)
    likely = likely_causes(pack, ranked, sections)
    cautions = CaseCautions(pack, answers)
    emergency = level is Urgency.EMERGENCY_NOW
    tests, no_test = tests_to_ask(pack, answers, likely, text, sections, hospital_only=emergency)
    acts = pack.care_data.get("emergency", {}).get("levels", {}).get(level.value, {})
    common = dict(
        level=level,
        emergency_first=emergency,
        first=acts.get("act", ""),
        likely=likely,
        tests=tests,
        safety_net=_safety_net(sections, likely, [], emergency),
        tell=_tell(pack, sections, answers),
    )
    if emergency:
        return CarePlan(**common, withheld=text["emergency"]["withheld"])
    chosen = treatments(pack, likely, cautions, text, words(pack, "medicines", language))
    refused: list[NotAdvised] = not_advised(pack, likely, text, words(pack, "medicines", language))
    steps, left_out = self_care(pack, likely, cautions, words(pack, "therapies", language), sections)
    taken = list(dict.fromkeys(t.medicine for t in chosen))
    common["safety_net"] = _safety_net(sections, likely, taken, emergency)
    return CarePlan(
        **common,
        no_test=no_test,
        treatments=chosen,
        not_advised=refused,
        self_care=steps,
        left_out=left_out,
        cautions=cautions.for_everyone(),
        check_first=cautions.open_topics([(key, pack.medicines[key]) for key in taken]),
        notes=[text["no_feeling_back"], text["no_dose"]] if chosen else [],
    )


def likely_causes(
    pack: Pack, ranked: Sequence[tuple[str, float]], sections: CareSections | None = None
) -> list[LikelyCause]:
    """The causes a plan speaks of: those likely enough, at most a few, and always the first one."""
    settings = (sections or care_sections(pack)).settings
    found = []
    for place, (cause, probability) in enumerate(ranked):
        if cause not in pack.causes:
            raise PackError(f"The pack {pack.id} has no cause {cause!r}.")
        if probability >= settings.likely_from or (settings.always_first and place == 0):
            found.append(
                LikelyCause(id=cause, lay_name=pack.causes[cause].lay_name, probability=round(probability, 6))
            )
    return found[: settings.likely_at_most]


def _safety_net(
    sections: CareSections, likely: list[LikelyCause], medicines: list[str], emergency: bool
) -> list[WatchAdvice]:
    """What to watch for: what these causes and medicines can turn into first, then what concerns everyone."""
    causes = {cause.id for cause in likely}
    own = [w for w in sections.watch if causes & set(w.causes) or set(medicines) & set(w.medicines)]
    common = [w for w in sections.watch if not w.causes and not w.medicines]
    chosen = [w for w in own + common if not emergency or w.level is Urgency.EMERGENCY_NOW]
    most = sections.settings.safety_net_at_most
    return [
        WatchAdvice(id=w.id, watch=w.watch, do=w.do, level=w.level, rule=w.rule, everyone=w in common)
        for w in sorted(chosen[:most], key=lambda w: -w.level.rank)
    ]


def _tell(pack: Pack, sections: CareSections, answers: Mapping[str, str]) -> list[TellAdvice]:
    values = pack.text.get("en/values", {})
    items = []
    for item in sections.tell:
        known = []
        for finding in item.findings:
            value = answers.get(finding)
            if value in (None, UNSURE, NO) or finding not in pack.findings:
                continue
            label = pack.findings[finding].label
            spoken = values.get(f"{finding}={value}") or values.get(str(value), str(value).replace("_", " "))
            known.append(label if value == YES else f"{label}: {spoken}")
        items.append(TellAdvice(id=item.id, say=item.say, known=known))
    return items
