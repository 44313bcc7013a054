"""An assessment made by hand, with every part filled, to test how it is told in FHIR."""

from __future__ import annotations

from pinprick.case import Understood
from pinprick.knowledge.schema.pack import Pack
from pinprick.results import (
    Assessment,
    Because,
    CauseResult,
    LedgerLine,
    NextQuestion,
    NextTest,
    PackRef,
    UrgencyResult,
)
from pinprick.vocabulary import Urgency


def made(pack: Pack, level: Urgency = Urgency.EMERGENCY_NOW, not_enough: bool = False) -> Assessment:
    rule = pack.rules[0]
    return Assessment(
        pack=PackRef(id=pack.id, version=pack.version, digest=pack.digest),
        case_id="made",
        urgency=UrgencyResult(
            level=level,
            headline="EMERGENCY. Get help now.",
            act="Call 999 now.",
            deadline="now",
            call={"number": "999", "whom": "Call an ambulance."},
            do_not=["Do not drive yourself."],
            because=[Because(rule=rule.id, label=rule.label, level=rule.level, source=rule.source)],
            safety_net=["Call again if it gets worse."],
        ),
        not_enough=not_enough,
        not_enough_why="Too little is known." if not_enough else None,
        understood=[Understood(finding="numb", value="yes", quote="numb", start=0, end=4)],
        answers={
            "numb": "yes",
            "saddle_numbness": "unsure",
            "age_band": "age_50_59",
            "test_hba1c": "from_6_5",
        },
        causes=[
            CauseResult(
                id=cause,
                name=pack.causes[cause].name,
                lay_name=pack.causes[cause].lay_name,
                probability=p,
                low=p / 2,
                high=min(1.0, p * 1.5),
                in_words="about 6 in 10",
                summary=pack.causes[cause].summary,
                ledger=[
                    LedgerLine(
                        kind="answer",
                        finding="numb",
                        label="Numb",
                        value="yes",
                        decibans=3.0,
                        basis="published",
                        sources=["kinoshita2001"],
                    )
                ],
            )
            for cause, p in (("cauda_equina_syndrome", 0.612345), ("unexplained", 0.0000001))
        ],
        next_questions=[
            NextQuestion(finding="painful", question="Does it hurt?", values=["yes"], why="", gain=1)
        ],
        next_tests=[
            NextTest(
                finding="test_mri_lumbar_compression",
                label="MRI of the back",
                why="It shows.",
                gain=1,
                price=1,
                why_price="",
                verdict="worth_it",
            ),
            NextTest(
                finding="test_ncs",
                label="Nerve test",
                why="",
                gain=0,
                price=1,
                why_price="",
                verdict="not_now",
            ),
        ],
        care={
            "tests": [{"id": "mri", "name": "MRI of the back", "why": "It shows the nerve roots."}],
            "self_care": [{"title": "Keep still", "how": "Lie down"}],
            "notes": ["None of this restores feeling."],
        },
        disclaimer="Not a diagnosis.",
    )
