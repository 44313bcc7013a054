"""Pages as HTML: one template a step, words from the pack."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pinprick import __version__
from pinprick.assessment import assess
from pinprick.case import Drawing
from pinprick.conclusion import TOLD_FREELY
from pinprick.interfaces.proposer.endpoint import Endpoint
from pinprick.interfaces.web.form import Form
from pinprick.interfaces.web.words import Words
from pinprick.interview.conversation import Interview
from pinprick.interview.steps import (
    AccountStep,
    AlertStep,
    DrawingStep,
    ProposedStep,
    QuestionStep,
    ResultStep,
    SafetyStep,
    Step,
    UnderstoodStep,
    is_place,
)
from pinprick.interview.wording import in_language
from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.text import sentences
from pinprick.report import shown
from pinprick.report.body_picture import figures, outline
from pinprick.report.body_surface import body_names, region_names
from pinprick.results import LedgerLine

_TEMPLATES = Path(__file__).resolve().parent / "templates"
_NAMES: dict[type, str] = {
    AccountStep: "account",
    UnderstoodStep: "understood",
    ProposedStep: "proposed",
    SafetyStep: "safety",
    AlertStep: "alert",
    DrawingStep: "drawing",
    QuestionStep: "question",
    ResultStep: "result",
}
STAGES = ("words", "safety", "drawing", "questions", "result")


class Pages:
    """Renders the pages of one pack. Every value is escaped; templates hold no words of their own."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self._environment = Environment(
            loader=FileSystemLoader(_TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters["weighty"] = weighty
        self._environment.globals["diary"] = False
        self._environment.globals["proposer"] = None
        self.languages = sorted({key.split("/")[0] for key in pack.text if key.endswith("/interface")})

    def language(self, asked: str) -> str:
        """A language that the pack speaks: the one asked for, or English."""
        return asked if asked in self.languages else "en"

    def step(
        self,
        interview: Interview,
        error: str | None = None,
        typed: Form | None = None,
        before: Interview | None = None,
        notice: str | None = None,
    ) -> str:
        """The page of the step that the conversation stands at.

        `error`: a key of `errors`, or a sentence. `typed`: what was in the form when it failed. `before`: where
        they came back from, to show what they had answered. `notice`: a sentence to know, where nothing is wrong.
        """
        step = interview.step
        extra = self._result(interview) if isinstance(step, ResultStep) else {}
        return self._render(_NAMES[type(step)], interview, step, error, typed, before, notice=notice, **extra)

    def again(self, interview: Interview, form: Form, error: str) -> str:
        """The page that a form came from, with the sentence that says what is wrong and what was typed."""
        kind = form.one("form")
        if kind == "change" and form.one("finding") in self.pack.findings:
            return self.change(interview, form.one("finding"), error, form)
        if kind == "drawing":
            return self.drawing(interview, error, form)
        if kind == "account":
            return self._render("account", interview, AccountStep(), error, form)
        return self.step(interview, error, form)

    def change(
        self, interview: Interview, finding: str, error: str | None = None, typed: Form | None = None
    ) -> str:
        """The question of one finding, out of turn. CaseError when there is none."""
        step = QuestionStep(interview.ask(finding), "", False, 0)
        return self._render("question", interview, step, error, typed, changing=True)

    def drawing(self, interview: Interview, error: str | None = None, typed: Form | None = None) -> str:
        step = DrawingStep(interview.progress.drawing)
        return self._render("drawing", interview, step, error, typed)

    def rewrite(self, interview: Interview) -> str:
        step = AccountStep(interview.case.account or "", interview.case.country)
        return self._render("account", interview, step)

    def review(self, interview: Interview) -> str:
        return self._render("review", interview, interview.step)

    def error(self, key: str, detail: str | None = None, language: str = "en") -> str:
        """A page for an error: a key of `errors`, and perhaps a sentence more."""
        title = Words(self.pack, language).t["app"]["error_title"]
        return self.apart("error", language, key=key, detail=detail, title=title)

    def offer_diary(self) -> None:
        """From now on the result offers to keep it, and every page links to the diary."""
        self._environment.globals["diary"] = True

    def offer_proposals(self, endpoint: Endpoint) -> None:
        """From now on the first page offers to let this language model read the words, and every page says so."""
        self._environment.globals["proposer"] = endpoint

    def apart(self, template: str, language: str, problem: str | None = None, **context: Any) -> str:
        """A page outside the conversation. `problem`: a sentence on what is wrong."""
        words = Words(self.pack, language)
        known = {"w": words, "t": words.t, "version": __version__, "languages": self._languages()}
        around = {"state": "", "stage": None, "banner": None, "problem": problem, "notice": None}
        return self._environment.get_template(f"{template}.html").render({**known, **around, **context})

    def account(self, interview: Interview, country: str | None) -> str:
        """The first page with what is known already: answers given before, and the country."""
        return self._render("account", interview, AccountStep("", country))

    def alone(self, language: str, modules: list[str]) -> str:
        """The shell of the page that works without a connection. `modules`: addresses of its scripts."""
        words = Words(self.pack, language)
        return self._environment.get_template("alone.html").render(
            w=words,
            t=words.t,
            modules=modules,
            languages=self._languages(),
            anywhere=self._anywhere(language),
            version=__version__,
        )

    def _render(
        self,
        template: str,
        interview: Interview,
        step: Step,
        error: str | None = None,
        typed: Form | None = None,
        before: Interview | None = None,
        **extra: Any,
    ) -> str:
        words = Words(self.pack, interview.language)
        problem = words.t["errors"].get(error, error) if error else None
        drawing = step.drawing if isinstance(step, DrawingStep) else interview.progress.drawing
        if before is not None and isinstance(step, DrawingStep):
            drawing = before.progress.drawing
        emergency = interview.is_emergency and not isinstance(step, AlertStep | ResultStep)
        context = {
            "w": words,
            "t": words.t,
            "pack": self.pack,
            "interview": interview,
            "step": step,
            "state": interview.to_json(),
            "stage": None if extra.get("changing") else step.stage,
            "stages": STAGES,
            "banner": interview.conclusion.decision.call.number if emergency else None,
            "problem": problem,
            "notice": None,
            "typed": typed,
            "earlier": before.progress.given if before is not None else {},
            "languages": self._languages(),
            "version": __version__,
            "changing": False,
            "drawing": drawing,
            "painted": painted(drawing),
            "paint_words": {
                k: v for k, v in words.t["drawing"].items() if k not in ("body", "regions", "groups")
            },
            "regions": region_groups(self.pack, words),
            "body_places": body_names(self.pack, interview.language),
            "figures": figures,
            "outline": outline,
            "origins": words.origins,
            "heard": heard,
            "countries": self._countries(interview.language),
            "anywhere": self._anywhere(interview.language),
        }
        return self._environment.get_template(f"{template}.html").render(**{**context, **extra})

    def _result(self, interview: Interview) -> dict[str, Any]:
        """The assessment without what is for the engine alone. It is English; the templates say it in the language."""
        a = assess(interview.case, self.pack)
        care = a.care or {}
        # That the story was told freely is for the engine; it is no answer to look at or change.
        answers = {finding: value for finding, value in a.answers.items() if finding != TOLD_FREELY}
        shown_here = a.model_copy(update={"answers": answers})
        likely = shown.treatments(shown_here, sentences(self.pack, "report"))
        first, _ = shown.notes(a, self.pack)
        return {
            "a": shown_here.model_copy(update={"care": {**care, "treatments": likely}}),
            "first": first,
        }

    def _anywhere(self, language: str) -> str:
        return in_language(self.pack, self.pack.care_data["emergency"]["anywhere"]["ambulance"], language)

    def _languages(self) -> list[tuple[str, str]]:
        return [(code, self.pack.text[f"{code}/interface"]["language"]["name"]) for code in self.languages]

    def _countries(self, language: str) -> list[tuple[str, str]]:
        known = self.pack.care_data["emergency"]["countries"]
        names = ((code, in_language(self.pack, entry["name"], language)) for code, entry in known.items())
        return sorted(names, key=lambda item: item[1])


def weighty(lines: list[LedgerLine]) -> list[LedgerLine]:
    """The answers that moved the odds by half a deciban or more, the strongest first."""
    return sorted((x for x in lines if abs(x.decibans) >= 0.5), key=lambda x: -abs(x.decibans))


def heard(step: UnderstoodStep) -> list[tuple[str, list[dict[str, Any]]]]:
    """What was understood, by the words it came from. Places are marked: the drawing settles them better."""
    found: dict[str, list[dict[str, Any]]] = {}
    for item, ask in zip(step.understood, step.asks, strict=True):
        place = is_place(item.finding, item.value)
        found.setdefault(" ".join(item.quote.split()), []).append({"item": item, "ask": ask, "place": place})
    return list(found.items())


def painted(drawing: Drawing | None) -> dict[str, Any]:
    """A drawing as the drawing page holds it: cells by id (body cells too), and ticked places `side:name`."""
    if drawing is None:
        return {"cells": {}, "regions": set(), "body": set(), "views": []}
    return {
        "cells": dict(drawing.cells),
        "regions": {f"{side}:{name}" for side, names in drawing.regions.items() for name in names},
        "body": {f"{side}:{name}" for side, names in drawing.body.items() for name in names},
        "views": list(drawing.views or []),
    }


_GROUPS = (
    ("hip", "hip_"),
    ("thigh", "upper_thigh_ lower_thigh_"),
    ("knee", "knee_"),
    ("shin_calf", "upper_leg_ lower_leg_"),
    ("ankle", "ankle_"),
    ("foot_top", "dorsum_"),
    ("sole", "sole_"),
    ("edge", "edge_"),
)


def region_groups(pack: Pack, words: Words) -> list[tuple[str, list[tuple[str, str]]]]:
    """[(heading, [(region id, name)])], from the hip down."""
    names = region_names(pack, words.language)
    groups = words.t["drawing"]["groups"]
    return [
        (groups[key], [(r, name) for r, name in names.items() if r.startswith(tuple(starts.split()))])
        for key, starts in _GROUPS
    ]
