// @ts-check
/** The conversation held in the browser: nothing is asked of anyone once this page is open. */

import { createDrawing } from "../drawing/drawing.mjs";
import { createEngine } from "../engine/engine.mjs";
import { Conversation } from "./conversation.mjs";
import { el } from "./dom.mjs";
import { button } from "./fields.mjs";
import { drawingPage } from "./drawing_page.mjs";
import { alertPage, questionPage, reviewPage, safetyPage, startPage } from "./pages.mjs";
import { resultPage } from "./result.mjs";
import { Words } from "./words.mjs";

/** @typedef {import("./pages.mjs").Page} Page */
/** @typedef {{now: Conversation, before: Conversation | null, out: {name: "review" | "draw" | "change", finding?: string} | null}} Shown */

const KEPT = "pinprick-kept";
const STAGES = ["words", "safety", "drawing", "questions", "result"];

export class App {
  /** Every page shown, in the browser's order: its back button turns them like leaves. @type {Shown[]} */
  shown = [];
  at = 0;
  /** Whether the person asked to keep the answers here. */
  keeps = false;
  /** What the page says about being kept for later. */
  readiness = "";

  /**
   * @param {{main: HTMLElement, crumbs: HTMLElement, strip: HTMLElement}} places
   * @param {Words} words
   * @param {import("../drawing/drawing.mjs").DrawingReader} reader
   */
  constructor(places, words, reader) {
    this.places = places;
    this.words = words;
    this.reader = reader;
    /** @type {import("./pages.mjs").Acts} */
    this.acts = {
      to: (next) => this.show({ now: next, before: this.now, out: null }),
      open: (name, finding) => this.show({ now: this.now, before: null, out: { name, finding } }),
      wrong: (sentence) => this.wrong(sentence),
      keeping: () => this.keeping(),
      kept: () => this.keptBefore(),
    };
    window.addEventListener("popstate", (event) => {
      const at = Number(event.state?.at ?? 0);
      if (this.shown[at]) {
        this.at = at;
        this.render();
      }
    });
    this.fresh = new Conversation(words.engine, reader, words.language);
    this.shown = [{ now: this.fresh, before: null, out: null }];
    history.replaceState({ at: 0 }, "");
    this.render(false);
  }

  get now() {
    return this.shown[this.at].now;
  }

  /** @param {Shown} next */
  show(next) {
    this.shown.splice(this.at + 1);
    this.shown.push(next);
    this.at += 1;
    history.pushState({ at: this.at }, "");
    if (this.keeps) this.store();
    this.render();
  }

  /** @param {boolean} [turned] whether the reader is to be brought to the top of the new page */
  render(turned = true) {
    const { main, crumbs, strip } = this.places;
    const { t } = this.words;
    const page = this.page();
    const { now, out } = this.shown[this.at];
    const step = now.step;
    document.title = `${page.title} - ${t.app.name}`;
    const inStep = out === null;
    const emergency = now.isEmergency && !(inStep && (step.kind === "alert" || step.kind === "result"));
    const number = emergency ? now.conclusion.decision.call.number : "";
    strip.replaceChildren();
    strip.hidden = !emergency;
    if (emergency) strip.append(el("div", { class: "wrap" }, this.words.phone(number, this.words.fill(t.banner, { number: this.words.number(number) }))));
    crumbs.replaceChildren(...this.crumbs(inStep ? step.stage : null, inStep && step.kind === "alert"));
    main.replaceChildren(...el("div", {}, page.body).childNodes);
    page.mounted?.();
    this.tell(this.readiness);
    if (turned) {
      main.focus({ preventScroll: true });
      window.scrollTo(0, 0);
    }
  }

  /** @returns {Page} */
  page() {
    const { words, acts } = this;
    const { now, before, out } = this.shown[this.at];
    const earlier = before?.progress.given ?? {};
    const { step } = now;
    if (out?.name === "review") return reviewPage(words, now, acts);
    if (out?.name === "draw") return drawingPage(words, now, acts, now.progress.drawing);
    if (out?.name === "change") return questionPage(words, now, acts, { ask: now.ask(out.finding ?? ""), why: "", number: 0 }, undefined);
    if (step.kind === "start") return startPage(words, now, acts, earlier);
    if (step.kind === "safety") return safetyPage(words, now, acts, earlier);
    if (step.kind === "alert") return alertPage(words, now, acts);
    if (step.kind === "drawing") return drawingPage(words, now, acts, before?.progress.drawing ?? null);
    if (step.kind === "question") return questionPage(words, now, acts, step, earlier[step.ask.finding]);
    return resultPage(words, now, acts);
  }

  /**
   * @param {import("./conversation.mjs").Step["stage"] | null} stage
   * @param {boolean} alone
   */
  crumbs(stage, alone) {
    const { t } = this.words;
    const { now, out } = this.shown[this.at];
    if (alone) return [];
    const back = () => (out ? this.show({ now, before: null, out: null }) : this.acts.to(now.back()));
    const parts = now.events.length ? [el("p", { class: "back" }, button("link", t.actions.back, back, "back"))] : [];
    if (!stage) return parts;
    const on = STAGES.indexOf(stage);
    return [
      ...parts,
      el("p", { class: "stage" }, this.words.fill(t.stage_of, { n: on + 1, stage: stage === "words" ? t.alone.stage : t.stages[stage] })),
      el("ol", { class: "stages", "aria-hidden": "true" }, STAGES.map((_, at) => el("li", { class: at <= on ? "on" : "off" }))),
    ];
  }

  /** Say what is wrong above the form, and bring the reader there. @param {string} sentence */
  wrong(sentence) {
    const { main } = this.places;
    const { t } = this.words;
    document.getElementById("problem")?.remove();
    const go = (/** @type {Event} */ event) => {
      event.preventDefault();
      document.getElementById("field")?.focus();
    };
    const problem = el("div", { class: "problem", role: "alert", tabindex: -1, id: "problem" }, el("h2", {}, t.app.error_title), el("p", {}, el("a", { href: "#field", onclick: go }, sentence)));
    main.prepend(problem);
    problem.focus();
  }

  /** A choice to keep the answers here; off unless the person turns it on. */
  keeping() {
    const { t } = this.words;
    const box = /** @type {HTMLInputElement} */ (el("input", { type: "checkbox", id: "keep-here", checked: this.keeps, "aria-describedby": "keep-help" }));
    box.addEventListener("change", () => {
      this.keeps = box.checked;
      if (this.keeps) this.store();
      else forget();
    });
    return el("div", { class: "choice no-print" }, box, el("label", { for: "keep-here" }, t.alone.keep), el("p", { class: "hint", id: "keep-help" }, t.alone.keep_hint));
  }

  store() {
    try {
      localStorage.setItem(KEPT, JSON.stringify(this.now));
    } catch {
      // A browser that allows no storage keeps nothing: the box goes back to off.
      this.keeps = false;
    }
  }

  /** Answers kept by an earlier visit, on the start page. */
  keptBefore() {
    const { t, engine, language } = this.words;
    const found = Conversation.from(engine, this.reader, language, remembered());
    if (!found || this.now.events.length) return null;
    const box = el(
      "div",
      { class: "inset", id: "kept" },
      el("p", {}, t.alone.kept),
      el(
        "div",
        { class: "buttons" },
        button("second", t.alone.kept_go_on, () => {
          this.keeps = true;
          this.acts.to(found);
        }),
        button("link", t.alone.kept_delete, () => {
          forget();
          this.keeps = false;
          this.render();
        }),
      ),
    );
    return box;
  }

  /** Whether the page is kept for later, said on the start page. @param {string} sentence */
  tell(sentence) {
    this.readiness = sentence;
    const place = document.getElementById("ready");
    if (place && place.textContent !== sentence) place.textContent = sentence;
  }
}

function remembered() {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

function forget() {
  try {
    localStorage.removeItem(KEPT);
  } catch {
    // Nothing can be kept where storage is forbidden, so there is nothing to forget.
  }
}

/** @param {string} path */
async function data(path) {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

/** Keep the page for later, and say whether that worked. @param {App} app */
async function keepForLater(app) {
  const { alone } = app.words.t;
  try {
    const registration = await navigator.serviceWorker.register("/offline/worker.js", { scope: "/offline/" });
    const coming = registration.installing;
    // A worker that could not keep every file becomes redundant, and nothing else would ever say so.
    coming?.addEventListener("statechange", () => {
      if (coming.state === "redundant" && !registration.active) app.tell(alone.not_kept);
    });
    await navigator.serviceWorker.ready;
    app.tell(alone.ready);
  } catch {
    app.tell(alone.not_kept);
  }
}

const place = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const root = document.getElementById("alone");
if (root) {
  try {
    const [pack, atlas] = await Promise.all([data("/offline/pack.json"), data("/offline/atlas.json")]);
    const words = new Words(createEngine(pack), document.documentElement.lang, atlas.region_names);
    const app = new App({ main: place("main"), crumbs: place("crumbs"), strip: place("strip") }, words, createDrawing(atlas));
    keepForLater(app);
  } catch (problem) {
    place("failed").hidden = false;
    place("loading").hidden = true;
    console.info("The page could not be loaded.", problem);
  }
}
