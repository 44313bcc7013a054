// @ts-check
/**
 * The conversation as a pure state machine over (events, pack): the twin of `pinprick.interview`, without own words.
 *
 * The events are those of Python, so a conversation kept here can be read back there.
 *
 * @typedef {import("../engine/engine.mjs").Engine} Engine
 * @typedef {import("../engine/types.mjs").Decision} Decision
 * @typedef {import("../drawing/drawing.mjs").DrawingReader} DrawingReader
 * @typedef {import("../drawing/skin.mjs").Drawing} Drawing
 * @typedef {{finding: string, question: string, help: string | null, values: string[]}} Ask
 * @typedef {{kind: "told", text: string, country?: string | null}
 *   | {kind: "checked", group: string, answers?: Record<string, string>}
 *   | {kind: "drew", drawing?: Drawing | null}
 *   | {kind: "answered", finding: string, value?: string | null}
 *   | {kind: "confirmed" | "went_on" | "stopped" | "resumed"}} Event
 * @typedef {object} Progress
 * @property {{country?: string | null} | null} told
 * @property {Record<string, string>} given
 * @property {Set<string>} skipped
 * @property {Set<string>} checked
 * @property {boolean} drew
 * @property {Drawing | null} drawing
 * @property {boolean} wentOn
 * @property {boolean} stopped
 * @property {number} questions
 * @typedef {object} Conclusion
 * @property {Record<string, string>} answers in the pack's order
 * @property {Record<string, number> | null} evidence
 * @property {Record<string, number>} marginals
 * @property {Decision} decision
 * @property {[string, number][]} ranked as shown
 * @property {string} likeliest
 * @typedef {{kind: "start", stage: "words"}
 *   | {kind: "safety", stage: "safety", group: string, one: boolean, asks: Ask[], number: number, of: number}
 *   | {kind: "alert", stage: "result"}
 *   | {kind: "drawing", stage: "drawing"}
 *   | {kind: "question", stage: "questions", ask: Ask, why: string, safety: boolean, number: number}
 *   | {kind: "result", stage: "result", reason: string}} Step
 */

const VERSION = 1;
const MOST_EVENTS = 500;
/** The list of common answers stands where Python has the person's own words. */
export const START = "start";

export class Conversation {
  /** @type {Step | null} */
  #step = null;
  /** @type {Conclusion | null} */
  #conclusion = null;

  /**
   * @param {Engine} engine
   * @param {DrawingReader} reader
   * @param {string} language
   * @param {Event[]} [events]
   */
  constructor(engine, reader, language, events = []) {
    this.engine = engine;
    this.reader = reader;
    this.language = language;
    this.events = events;
    this.progress = progress(events);
  }

  /** What was told so far, as a case file holds it. */
  get case() {
    const { told, given, drawing } = this.progress;
    return { id: null, account: null, findings: given, drawing: drawing && whole(drawing), country: told?.country ?? null };
  }

  /** Urgency and causes as they stand. @returns {Conclusion} */
  get conclusion() {
    return (this.#conclusion ??= this.#conclude());
  }

  #conclude() {
    const { told, given, drawing } = this.progress;
    const read = this.reader.read(drawing);
    /** @type {Record<string, string>} */
    const known = { ...read.answers, ...given };
    const order = this.engine.network.pack.findings;
    const answers = Object.fromEntries(order.flatMap((/** @type {any} */ { id }) => (id in known ? [[id, known[id]]] : [])));
    const { marginals, ranked } = this.engine.posterior(answers, read.evidence);
    const decision = this.engine.decide(answers, marginals, told?.country ?? null);
    const shown = this.engine.order(ranked, decision);
    return { answers, evidence: read.evidence, marginals, decision, ranked: shown, likeliest: ranked[0][0] };
  }

  get isEmergency() {
    return this.events.length > 0 && this.conclusion.decision.level === "emergency_now";
  }

  /** What to show now. @returns {Step} */
  get step() {
    return (this.#step ??= this.#next());
  }

  /** @returns {Step} */
  #next() {
    const state = this.progress;
    if (!state.told) return { kind: "start", stage: "words" };
    if (state.stopped) return { kind: "result", stage: "result", reason: "stopped" };
    if (this.isEmergency && !state.wentOn) return { kind: "alert", stage: "result" };
    return this.#safety() ?? (state.drew ? this.#question() : { kind: "drawing", stage: "drawing" });
  }

  /** @returns {Step | null} */
  #safety() {
    const groups = this.engine.script.safety;
    for (const [at, group] of groups.entries()) {
      if (this.progress.checked.has(group.id)) continue;
      const open = (group.one ? [group.one] : group.tick).filter((/** @type {string} */ f) => !(f in this.conclusion.answers));
      if (open.length)
        return { kind: "safety", stage: "safety", group: group.id, one: !!group.one, asks: open.map((/** @type {string} */ f) => this.ask(f)), number: at + 1, of: groups.length };
    }
    return null;
  }

  /** @returns {Step} */
  #question() {
    const { questions, skipped, given } = this.progress;
    const { answers, evidence, decision } = this.conclusion;
    /** @type {string[]} */
    const opening = this.engine.script.opening;
    for (const finding of opening)
      if (!(finding in answers) && !skipped.has(finding)) {
        const why = this.engine.text("interface", this.language).why.opening;
        return { kind: "question", stage: "questions", ask: this.ask(finding), why, safety: false, number: questions + 1 };
      }
    const asked = Math.max(0, questions - opening.filter((f) => f in given || skipped.has(f)).length);
    const options = { skipped: [...skipped], country: this.case.country, language: this.language, decision };
    const { question, stop } = this.engine.choose(answers, evidence, asked, options);
    if (!question) return { kind: "result", stage: "result", reason: stop ?? "nothing_worth_asking" };
    return { kind: "question", stage: "questions", ask: this.ask(question.finding), why: question.why, safety: question.safety, number: questions + 1 };
  }

  /** The question of one finding. CaseError when there is none. @param {string} finding @returns {Ask} */
  ask(finding) {
    const { question, help, values } = this.engine.network.finding(finding);
    return { finding, question, help: help ?? null, values };
  }

  /** The start page: country, and common answers that are true. @param {string | null} country @param {string[]} ticked */
  start(country, ticked) {
    const answers = Object.fromEntries(ticked.map((finding) => [finding, "yes"]));
    return this.with({ kind: "told", text: "", country }).with({ kind: "checked", group: START, answers });
  }

  /** One safety page; no answers: skipped. @param {string} group @param {Record<string, string>} [answers] */
  check(group, answers = {}) {
    return this.with({ kind: "checked", group, answers });
  }

  /** Set or replace the drawing; null: nothing to paint. @param {Drawing | null} drawing */
  draw(drawing) {
    return this.with({ kind: "drew", drawing });
  }

  /** Answer or change one finding; null takes it back, and it is not asked again. @param {string} finding @param {string | null} value */
  change(finding, value) {
    return this.with({ kind: "answered", finding, value });
  }

  /** Leave the step shown now unanswered. */
  skip() {
    const { step } = this;
    if (step.kind === "start") return this.start(null, []);
    if (step.kind === "safety") return this.check(step.group);
    if (step.kind === "drawing") return this.draw(null);
    return step.kind === "question" ? this.change(step.ask.finding, null) : this.goOn();
  }

  goOn() {
    return this.with({ kind: this.progress.stopped ? "resumed" : "went_on" });
  }

  stop() {
    return this.with({ kind: "stopped" });
  }

  /** One step back, as if the last thing had not been said. */
  back() {
    const last = this.events.at(-1);
    const two = last?.kind === "checked" && last.group === START;
    return new Conversation(this.engine, this.reader, this.language, this.events.slice(0, two ? -2 : -1));
  }

  /** @param {Event} event */
  with(event) {
    if (this.events.length >= MOST_EVENTS) return this;
    return new Conversation(this.engine, this.reader, this.language, [...this.events, event]);
  }

  /** As Python's `Interview.to_json`. */
  toJSON() {
    return { version: VERSION, pack: this.engine.pack.id, language: this.language, events: this.events };
  }

  /**
   * Read back what was kept; null when it was cut or made by another pack.
   * @param {Engine} engine @param {DrawingReader} reader @param {string} language @param {string | null} text
   */
  static from(engine, reader, language, text) {
    try {
      const { version, pack, events } = JSON.parse(text ?? "null");
      if (version !== VERSION || pack !== engine.pack.id || !Array.isArray(events) || !events.length || events.length > MOST_EVENTS) return null;
      const read = new Conversation(engine, reader, language, events);
      for (const [finding, value] of Object.entries(read.case.findings))
        if (value !== "unsure" && !engine.network.finding(finding).values.includes(value)) return null;
      return read.step ? read : null;
    } catch {
      return null;
    }
  }
}

/**
 * The state after events, in order. Later answers replace earlier ones.
 * @param {Event[]} events
 * @returns {Progress}
 */
function progress(events) {
  /** @type {Progress} */
  const state = { told: null, given: {}, skipped: new Set(), checked: new Set(), drew: false, drawing: null, wentOn: false, stopped: false, questions: 0 };
  for (const event of events) {
    if (event.kind === "told") state.told = event;
    else if (event.kind === "checked") {
      state.checked.add(event.group);
      Object.assign(state.given, event.answers);
    } else if (event.kind === "drew") {
      state.drew = true;
      state.drawing = event.drawing ?? null;
    } else if (event.kind === "answered") {
      state.questions += 1;
      if (event.value === null || event.value === undefined) {
        delete state.given[event.finding];
        state.skipped.add(event.finding);
      } else state.given[event.finding] = event.value;
    } else if (event.kind === "went_on") state.wentOn = true;
    else if (event.kind === "stopped") state.stopped = true;
    else if (event.kind === "resumed") {
      state.stopped = false;
      state.wentOn = true;
    }
  }
  return state;
}

/** A drawing with every key, as a case file writes it. @param {Drawing} drawing */
function whole(drawing) {
  const { cells = {}, regions = {}, body = {}, views = null, points = {} } = drawing;
  return { cells, regions, body, views, points };
}
