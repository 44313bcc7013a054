// @ts-check
/** One page a step: what to show, and what a button does to the conversation. */

import { answersTable, button, form, marked, radios, row, tick } from "./fields.mjs";
import { el } from "./dom.mjs";
import { banner, reasons } from "./urgency.mjs";

/**
 * @typedef {import("./words.mjs").Words} Words
 * @typedef {import("./conversation.mjs").Conversation} Conversation
 * @typedef {import("./conversation.mjs").Ask} Ask
 * @typedef {import("./conversation.mjs").Step} Step
 * @typedef {{title: string, body: import("./dom.mjs").Kid[], mounted?: () => void}} Page
 *
 * What a page may do: show the next conversation, a page out of turn, or what is wrong.
 * @typedef {object} Acts
 * @property {(next: Conversation) => void} to
 * @property {(name: "review" | "draw" | "change", finding?: string) => void} open
 * @property {(sentence: string) => void} wrong
 * @property {() => import("./dom.mjs").Kid} keeping the choice to keep the answers on this phone
 * @property {() => import("./dom.mjs").Kid} kept what was kept here before, on the start page
 */

/**
 * @param {Words} words
 * @param {Conversation} now
 * @param {Acts} acts
 * @param {Record<string, string>} earlier
 * @returns {Page}
 */
export function startPage(words, now, acts, earlier) {
  const { t, engine } = words;
  const anywhere = engine.network.pack.care.anywhere.ambulance;
  const countries = Object.entries(engine.countries).sort(([, a], [, b]) => (a < b ? -1 : 1));
  const chosen = now.case.country ?? "";
  return {
    title: t.alone.title,
    body: [
      el("p", { class: "kicker" }, t.app.title),
      el("p", { class: "inset alarm-note" }, words.phone(anywhere, words.fill(t.app.emergency_hint, { number: words.number(anywhere) }))),
      el("p", {}, t.alone.private),
      el("p", { class: "quiet", id: "ready", role: "status" }),
      acts.kept(),
      form(
        (data) => acts.to(now.start(String(data.get("country") ?? "") || null, data.getAll("tick").map(String))),
        el(
          "fieldset",
          { class: "field", "aria-describedby": "hint" },
          el("legend", {}, el("h1", {}, t.alone.heading)),
          el("p", { class: "hint", id: "hint" }, t.alone.no_words, " ", t.alone.hint),
          el(
            "div",
            { class: "choices" },
            engine.script.start.map((/** @type {string} */ finding, /** @type {number} */ at) =>
              tick({ id: at ? `t${at}` : "field", name: "tick", value: finding, checked: earlier[finding] === "yes" }, words.question(finding)),
            ),
          ),
        ),
        el(
          "div",
          { class: "field" },
          el("label", { class: "small-label", for: "country" }, t.account.country),
          el("p", { class: "hint", id: "country-hint" }, t.account.country_hint),
          el(
            "select",
            { id: "country", name: "country", "aria-describedby": "country-hint", autocomplete: "country" },
            el("option", { value: "" }, t.account.elsewhere),
            countries.map(([code, name]) => el("option", { value: code, selected: code === chosen }, name)),
          ),
        ),
        el("div", { class: "buttons" }, button("main", t.actions.continue, null)),
      ),
      el("p", { class: "aside" }, el("a", { href: words.language === "en" ? "/" : `/?lang=${words.language}` }, t.alone.other_page), ". ", t.alone.more),
    ],
  };
}

/**
 * @param {Words} words
 * @param {Conversation} now
 * @param {Acts} acts
 * @param {Record<string, string>} earlier
 * @returns {Page}
 */
export function safetyPage(words, now, acts, earlier) {
  const { t } = words;
  const step = /** @type {Extract<Step, {kind: "safety"}>} */ (now.step);
  const [first] = step.asks;
  const { heading, hint } = t.safety[step.group];
  const asked = step.asks.map(({ finding }) => finding);
  /** @param {FormData} data */
  const send = (data) => {
    if (step.one) {
      const value = data.get("value");
      return value ? acts.to(now.check(step.group, { [first.finding]: String(value) })) : acts.wrong(t.errors.choose);
    }
    const ticked = new Set(data.getAll("tick"));
    const rest = data.getAll("rest");
    if (rest.includes("none") && ticked.size) return acts.wrong(t.errors.none_and_some);
    if (!ticked.size && !rest.length) return acts.wrong(t.errors.tick);
    const other = rest.includes("unsure") ? "unsure" : "no";
    return acts.to(now.check(step.group, Object.fromEntries(asked.map((finding) => [finding, ticked.has(finding) ? "yes" : other]))));
  };
  const question = step.one ? words.say(first.question) : heading;
  const made = form(
    send,
    el(
      "fieldset",
      { class: "field", "aria-describedby": "hint" },
      el("legend", {}, el("span", { class: "kicker" }, words.fill(t.safety.number, { n: step.number, of: step.of })), el("h1", {}, question)),
      el("p", { class: "hint", id: "hint" }, hint, step.one ? "" : ` ${t.safety.tick_hint}`),
      step.one ? radios(words, first, earlier[first.finding]) : ticks(words, step.asks, earlier),
    ),
    el(
      "div",
      { class: "buttons" },
      button("main", t.actions.continue, null),
      button("second", t.actions.skip, () => acts.to(now.skip()), "skip"),
      button("link", t.actions.stop, () => acts.to(now.stop()), "stop"),
    ),
  );
  return { title: step.one ? words.plain(first.question) : heading, body: [made], mounted: () => exclude(made) };
}

/**
 * @param {Words} words
 * @param {Ask[]} asks
 * @param {Record<string, string>} earlier
 */
function ticks(words, asks, earlier) {
  return [
    el(
      "div",
      { class: "choices" },
      asks.map(({ finding, question, help }, at) =>
        tick({ id: at ? `t${at}` : "field", name: "tick", value: finding, checked: earlier[finding] === "yes", help: help && words.say(help) }, words.say(question)),
      ),
    ),
    el(
      "div",
      { class: "choices apart" },
      ["none", "unsure"].map((rest) => tick({ id: `rest-${rest}`, name: "rest", value: rest, rest }, words.t.safety[rest])),
    ),
  ];
}

/**
 * "None of these" and the rest exclude each other.
 * @param {HTMLElement} made
 */
function exclude(made) {
  const boxes = /** @type {HTMLInputElement[]} */ ([...made.querySelectorAll("input[type=checkbox]")]);
  for (const box of boxes)
    box.addEventListener("change", () => {
      if (!box.checked) return;
      for (const other of boxes) {
        const clash = box.dataset.rest === "none" || other.dataset.rest === "none";
        if (other !== box && clash) other.checked = false;
      }
    });
}

/**
 * @param {Words} words
 * @param {Conversation} now
 * @param {Acts} acts
 * @returns {Page}
 */
export function alertPage(words, now, acts) {
  const { t } = words;
  const { decision } = now.conclusion;
  return {
    title: t.levels.emergency_now,
    body: [
      banner(words, decision),
      el("h2", {}, t.alert.because),
      reasons(words, decision, true),
      el("p", { class: "hint" }, t.alert.why_early),
      el(
        "div",
        { class: "buttons" },
        button("second", t.actions.see_result, () => acts.to(now.stop()), "stop"),
        button("second", t.actions.correct, () => acts.open("review"), "review"),
        button("link", t.actions.keep_going, () => acts.to(now.goOn()), "go_on"),
        button("link", t.actions.back, () => acts.to(now.back()), "back"),
      ),
    ],
  };
}

/**
 * The step's question, or one out of turn.
 * @param {Words} words
 * @param {Conversation} now
 * @param {Acts} acts
 * @param {{ask: Ask, why: string, number: number}} what `number` 0: out of turn
 * @param {string | undefined} earlier
 * @returns {Page}
 */
export function questionPage(words, now, acts, { ask, why, number }, earlier) {
  const { t } = words;
  const shown = earlier ?? now.conclusion.answers[ask.finding];
  return {
    title: words.plain(ask.question),
    body: [
      form(
        (data) => {
          const value = data.get("value");
          return value ? acts.to(now.change(ask.finding, String(value))) : acts.wrong(t.errors.choose);
        },
        el(
          "fieldset",
          { class: "field", "data-finding": ask.finding, "aria-describedby": ask.help ? "hint" : null },
          el("legend", {}, number ? el("span", { class: "kicker" }, words.fill(t.question.number, { n: number })) : null, el("h1", {}, words.say(ask.question))),
          ask.help ? el("p", { class: "hint", id: "hint" }, words.say(ask.help)) : null,
          radios(words, ask, shown),
        ),
        why ? el("details", { class: "why" }, el("summary", {}, t.question.why), el("p", {}, why)) : null,
        el(
          "div",
          { class: "buttons" },
          button("main", number ? t.actions.continue : t.actions.save, null),
          number
            ? [
                button("second", t.actions.skip, () => acts.to(now.change(ask.finding, null)), "skip"),
                button("link", t.actions.all_answers, () => acts.open("review"), "review"),
                button("link", t.actions.stop, () => acts.to(now.stop()), "stop"),
              ]
            : null,
        ),
      ),
    ],
  };
}

/**
 * @param {Words} words
 * @param {Conversation} now
 * @param {Acts} acts
 * @returns {Page}
 */
export function reviewPage(words, now, acts) {
  const { t } = words;
  return {
    title: t.review.heading,
    body: [el("h1", {}, t.review.heading), el("p", { class: "hint" }, t.result.answers_hint), allAnswers(words, now, acts), acts.keeping()],
  };
}

/**
 * Every answer with where it came from, what was skipped, and the drawing; each can be changed.
 * @param {Words} words
 * @param {Conversation} now
 * @param {Acts} acts
 */
export function allAnswers(words, now, acts) {
  const { t } = words;
  const { given, skipped } = now.progress;
  const known = Object.entries(now.conclusion.answers);
  return answersTable(
    known.map(([finding, value]) =>
      row(
        words.question(finding),
        [words.value(finding, value), " ", el("span", { class: "quiet" }, finding in given ? t.result.from_you : t.result.from_drawing)],
        t.actions.change,
        words.label(finding),
        () => acts.open("change", finding),
      ),
    ),
    [...skipped]
      .filter((finding) => !(finding in now.conclusion.answers))
      .sort()
      .map((finding) => row(words.question(finding), el("span", { class: "quiet" }, t.result.skipped), t.actions.answer, words.label(finding), () => acts.open("change", finding))),
    row(t.review.drawing, marked(words, now), t.actions.change, t.review.drawing, () => acts.open("draw")),
  );
}
