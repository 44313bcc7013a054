// @ts-check
/** The result: how soon first, then where, what may explain it and why, and what would help next. */

import { el, svg } from "./dom.mjs";
import { answersTable, button, marked, row } from "./fields.mjs";
import { allAnswers } from "./pages.mjs";
import { banner, reasons } from "./urgency.mjs";

/**
 * @typedef {import("./words.mjs").Words} Words
 * @typedef {import("./conversation.mjs").Conversation} Conversation
 * @typedef {import("../engine/types.mjs").LedgerLine} LedgerLine
 */

const EXPLAINED = 4;
const MOST_NEXT = 5;
/** Decibans below which an answer is not shown as a bar of its own. */
const SMALL = 0.5;
const VIEWS = ["front", "back", "top", "sole"];

/**
 * @param {Words} words
 * @param {Conversation} now
 * @param {import("./pages.mjs").Acts} acts
 * @returns {import("./pages.mjs").Page}
 */
export function resultPage(words, now, acts) {
  const { t, engine } = words;
  const { decision } = now.conclusion;
  const { reason } = /** @type {{reason: string}} */ (now.step);
  const advice = decision.call.advice && ["urgent_same_day", "soon_within_days"].includes(decision.level);
  return {
    title: t.levels[decision.level],
    body: [
      el("p", { class: "kicker" }, t.result.heading),
      banner(words, decision),
      advice ? el("p", {}, words.phone(decision.call.advice ?? "", words.fill(t.result.advice_line, { number: decision.call.advice ?? "", name: decision.call.adviceName ?? "" }), "button")) : null,
      decision.notes.map((note) => el("p", { class: "inset" }, words.say(note))),
      el("p", { class: "quiet" }, t.result.stopped[reason]),
      decision.notEnough ? section("ne", t.result.not_enough, el("p", {}, words.say(decision.notEnoughBecause ?? ""))) : null,
      decision.asLongAsText ? section("ala", t.result.as_long_as, el("p", {}, words.say(decision.asLongAsText)), conditions(words, decision)) : null,
      decision.because.length + decision.risk.length
        ? el("details", { class: "because", open: decision.level === "emergency_now" }, el("summary", {}, t.result.because), reasons(words, decision, false))
        : null,
      where(words, now),
      causes(words, now),
      watch(words, decision),
      next(words, now, acts),
      section("yours", t.result.answers, el("p", { class: "hint no-print" }, t.result.answers_hint), el("details", {}, el("summary", {}, t.actions.all_answers), allAnswers(words, now, acts))),
      keep(words, now, acts),
      el("p", { class: "inset" }, words.say(engine.text("report", "en").disclaimer)),
    ],
  };
}

/**
 * @param {string} id
 * @param {string} heading
 * @param {...import("./dom.mjs").Kid} kids
 */
function section(id, heading, ...kids) {
  return el("section", { "aria-labelledby": id }, el("h2", { id }, heading), ...kids);
}

/**
 * @param {Words} words
 * @param {import("../engine/types.mjs").Decision} decision
 */
function conditions(words, { asLongAs }) {
  return el(
    "ul",
    {},
    asLongAs.map(({ finding, question, values }) => {
      const binary = words.engine.finding(finding).isBinary;
      return el("li", {}, words.say(question), binary ? null : ` ${values.map((value) => words.value(finding, value)).join(" / ")}`);
    }),
  );
}

/**
 * @param {Words} words
 * @param {Conversation} now
 */
function where(words, now) {
  const { drawing } = now.progress;
  if (!drawing) return null;
  const { views } = now.reader.surface(words.places);
  /** @type {Record<string, string>} */
  const letters = { R: "right", L: "left" };
  const pictures = VIEWS.map((view, at) => {
    const { width, height, cells, outlines, lines, labels } = views[view];
    const filled = cells.filter(([id, place]) => id in (drawing.cells ?? {}) || drawing.regions?.[/** @type {"right" | "left"} */ (letters[id[0]])]?.includes(place));
    const picture = svg(
      "svg",
      { viewBox: `0 -60 ${width} ${height + 60}`, "aria-hidden": "true", focusable: "false" },
      outlines.map((points) => svg("polygon", { class: "fig-skin", points })),
      filled.map(([, , points]) => svg("polygon", { class: "fig-marked", points })),
      lines.map((points) => svg("polyline", { class: "fig-line", points })),
      labels.map(([side, x, y]) => svg("text", { class: "fig-label", x, y }, words.t.drawing.sides[side])),
    );
    return el("figure", { class: `fig fig-${at + 1}` }, picture, el("figcaption", {}, words.t.drawing.views[view]));
  });
  const found = now.reader.where(drawing);
  return section(
    "where",
    words.t.result.location,
    el("div", { class: "figures" }, pictures),
    el("p", {}, el("strong", {}, `${words.t.result.you_marked}: `), marked(words, now)),
    found ? [el("p", {}, words.say(found.headline)), el("p", { class: "quiet" }, words.say(found.limits))] : null,
  );
}

/**
 * @param {Words} words
 * @param {Conversation} now
 */
function causes(words, now) {
  const { t, engine } = words;
  const { ranked, likeliest } = now.conclusion;
  const known = ranked.filter(([id]) => engine.cause(id));
  const rest = known.slice(EXPLAINED);
  return section(
    "causes",
    t.result.causes,
    el("p", { class: "hint" }, t.result.causes_hint),
    el("ol", { class: "causes" }, known.slice(0, EXPLAINED).map(([id, p], at) => card(words, now, id, p, at + 1, at === 0 && id !== likeliest))),
    el(
      "details",
      {},
      el("summary", {}, words.fill(t.result.others, { n: rest.length })),
      el("table", { class: "others" }, el("tbody", {}, rest.map(([id, p]) => el("tr", {}, el("th", { scope: "row" }, words.cause(id)), el("td", {}, words.chance(p)))))),
    ),
  );
}

/**
 * @param {Words} words
 * @param {Conversation} now
 * @param {string} id
 * @param {number} p
 * @param {number} number
 * @param {boolean} byRule a safety rule puts it first, though it is not the likeliest
 */
function card(words, now, id, p, number, byRule) {
  const { t, engine } = words;
  const cause = engine.cause(id);
  const bar = svg(
    "svg",
    { class: "odds", viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true", focusable: "false" },
    svg("rect", { class: "track", width: 100, height: 10, rx: 1 }),
    svg("rect", { class: "bar", width: (100 * p).toFixed(1), height: 10, rx: 1 }),
  );
  const why = el("details", { "data-why": id }, el("summary", {}, t.result.why));
  // The account is worked out when it is opened: four of them at once would hold the page up on a slow phone.
  why.addEventListener("toggle", () => why.childElementCount === 1 && why.append(...explained(words, now, id)));
  return el(
    "li",
    { class: "cause", "data-cause": id },
    el("h3", {}, el("span", { class: "rank" }, number), words.cause(id), " ", el("span", { class: "clinical", lang: "en" }, cause.name)),
    bar,
    el("p", { class: "in-words" }, `${t.result.chance}: ${words.chance(p)}`),
    byRule ? el("p", { class: "inset" }, t.result.rule_first) : null,
    el("p", {}, words.say(cause.summary)),
    why,
  );
}

/**
 * @param {Words} words
 * @param {Conversation} now
 * @param {string} id
 */
function explained(words, now, id) {
  const { t, engine } = words;
  const { answers, evidence } = now.conclusion;
  const cause = engine.cause(id);
  const { prior, lines, total } = engine.ledger(answers, evidence, id);
  const all = [prior, ...lines];
  const most = Math.max(10, ...all.map(({ weight }) => Math.abs(weight)));
  const strong = all.filter(({ kind, weight }) => kind !== "answer" || Math.abs(weight) >= SMALL);
  const few = strong.filter(({ kind }) => kind !== "answer");
  const answered = strong.filter(({ kind }) => kind === "answer").sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  const small = all.length - strong.length;
  const p = now.conclusion.marginals[id];
  return [
    el("h4", {}, t.result.chart),
    el("p", { class: "hint" }, t.result.chart_hint),
    el("ul", { class: "weights" }, [...few, ...answered].map((line) => weight(words, line, most))),
    small ? el("p", { class: "quiet" }, words.fill(t.result.small_weights, { n: small })) : null,
    el("p", { class: "weight-total" }, words.fill(t.result.total, { total: signed(total), percent: (100 * p).toFixed(0) })),
    el("h4", {}, t.result.explains),
    el("p", {}, words.say(cause.explains)),
    el("h4", {}, t.result.usually),
    el("p", {}, t.levels[cause.level]),
    cause.look_alikes.length
      ? [el("h4", {}, t.result.tell_apart), el("ul", {}, cause.look_alikes.map((/** @type {[string, string]} */ [like, tell]) => el("li", {}, el("strong", {}, words.cause(like)), ": ", words.say(tell))))]
      : [],
  ].flat().filter((part) => part !== null);
}

/** @param {number} value */
function signed(value) {
  return `${value >= 0 ? "+" : "−"}${Math.abs(value).toFixed(1)}`;
}

/**
 * @param {Words} words
 * @param {LedgerLine} line
 * @param {number} most
 */
function weight(words, line, most) {
  const { t, engine } = words;
  const size = (50 * Math.abs(line.weight)) / most;
  const pro = line.weight >= 0;
  const bar = svg(
    "svg",
    { class: "weight", viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true", focusable: "false" },
    svg("rect", { class: pro ? "for" : "against", x: (pro ? 50 : 50 - size).toFixed(1), width: size.toFixed(1), height: 8 }),
    svg("rect", { class: "zero", x: 49.8, width: 0.4, height: 8 }),
  );
  const sources = line.sources.flatMap((key) => engine.source(key) ?? []);
  return el(
    "li",
    {},
    el("span", { class: "weight-name" }, words.say(line.label), line.value ? `: ${words.value(line.finding, line.value)}` : null),
    bar,
    el("span", { class: "weight-number" }, signed(line.weight), el("span", { class: "unseen" }, ` ${pro ? t.result.for_it : t.result.against_it}`)),
    el(
      "span",
      { class: "weight-basis" },
      t.result.basis[line.basis ?? "derived"],
      sources.length
        ? el(
            "details",
            { class: "sources" },
            el("summary", {}, `${t.result.sources} (${sources.length})`),
            el("ul", {}, sources.map(({ citation, verified }) => el("li", {}, el("span", { lang: "en", class: "cite" }, citation), " ", el("span", { class: "tag" }, t.result.verified[verified])))),
          )
        : null,
    ),
  );
}

/**
 * @param {Words} words
 * @param {import("../engine/types.mjs").Decision} decision
 */
function watch(words, { safetyNet, emergencySigns }) {
  const { t } = words;
  return section(
    "watch",
    t.result.watch,
    el("p", {}, words.say(safetyNet)),
    emergencySigns.length ? el("div", { class: "signs" }, el("h3", {}, t.result.emergency_signs), el("ul", {}, emergencySigns.map((line) => el("li", {}, words.say(line))))) : null,
  );
}

/**
 * @param {Words} words
 * @param {Conversation} now
 * @param {import("./pages.mjs").Acts} acts
 */
function next(words, now, acts) {
  const { t, engine, language } = words;
  const { answers, evidence, decision } = now.conclusion;
  const asked = engine.nextQuestions(answers, evidence, MOST_NEXT, { country: now.case.country, language, decision, order: "result" });
  if (!asked.length) return null;
  return el(
    "section",
    { "aria-labelledby": "notasked", class: "no-print" },
    el("h2", { id: "notasked" }, t.result.not_asked),
    el("p", { class: "hint" }, t.result.not_asked_hint),
    answersTable(
      asked.map(({ finding, why }) => row([words.question(finding), " ", el("span", { class: "quiet" }, why)], null, t.actions.answer, words.label(finding), () => acts.open("change", finding))),
    ),
    el("div", { class: "buttons" }, button("second", t.actions.keep_going, () => acts.to(now.goOn()), "go_on")),
  );
}

/**
 * @param {Words} words
 * @param {Conversation} now
 * @param {import("./pages.mjs").Acts} acts
 */
function keep(words, now, acts) {
  const { t, language } = words;
  return el(
    "section",
    { "aria-labelledby": "keep", class: "no-print" },
    el("h2", { id: "keep" }, t.result.downloads),
    el("div", { class: "buttons" }, button("second", t.actions.print, () => window.print(), "print"), button("second", t.alone.save_case, () => saveCase(now), "save")),
    acts.keeping(),
    el("p", {}, el("a", { href: language === "en" ? "/" : `/?lang=${language}` }, t.alone.other_page), ". ", t.alone.more),
  );
}

/**
 * The case as a file, spelled as Python spells it.
 * @param {Conversation} now
 */
function saveCase(now) {
  const address = URL.createObjectURL(new Blob([`${JSON.stringify(now.case, null, 2)}\n`], { type: "application/json" }));
  const link = el("a", { href: address, download: "pinprick-case.json" });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
