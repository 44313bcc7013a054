/** Made-up people hold the conversation as the page does; prints each one's events and the step after each event. */
import { readFileSync } from "node:fs";
import { createDrawing } from "../../src/pinprick/interfaces/web/static/drawing/drawing.mjs";
import { createEngine } from "../../src/pinprick/interfaces/web/static/engine/engine.mjs";
import { Conversation } from "../../src/pinprick/interfaces/web/static/offline/conversation.mjs";

const { pack, atlas, drawings, walks, seed } = JSON.parse(readFileSync(process.argv[2], "utf-8"));
const engine = createEngine(pack);
const reader = createDrawing(atlas);

/** The same numbers every time (mulberry32). */
function chance(start) {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const found = [];
for (let number = 0; number < walks; number += 1) {
  const next = chance(seed + number);
  const pick = (list) => list[Math.floor(next() * list.length)];
  let now = new Conversation(engine, reader, "en");
  const steps = [];
  for (let turn = 0; turn < 40; turn += 1) {
    const { step } = now;
    steps.push({ kept: JSON.stringify(now), ...step });
    if (step.kind === "result" && (step.reason !== "stopped" || next() < 0.5)) break;
    if (step.kind === "start") now = now.start(pick([null, "GB", "US"]), engine.script.start.filter(() => next() < 0.2));
    else if (next() < 0.08) now = now.skip();
    else if (next() < 0.03 && now.events.length > 2) now = now.back();
    else if (step.kind === "safety" && step.one) now = now.check(step.group, { [step.asks[0].finding]: pick([...step.asks[0].values, "unsure"]) });
    else if (step.kind === "safety") now = now.check(step.group, Object.fromEntries(step.asks.map(({ finding }) => [finding, next() < 0.04 ? "yes" : next() < 0.1 ? "unsure" : "no"])));
    else if (step.kind === "drawing") now = now.draw(next() < 0.7 ? pick(drawings) : null);
    else if (step.kind === "question") now = next() < 0.04 ? now.stop() : now.change(step.ask.finding, pick([...step.ask.values, "unsure"]));
    else now = now.goOn();
  }
  found.push({ kept: JSON.stringify(now), case: now.case, steps, level: now.conclusion.decision.level, marginals: now.conclusion.marginals });
}
process.stdout.write(JSON.stringify(found));
