/** Reads drawings and strokes as the page does, and prints what it found. */
import { readFileSync } from "node:fs";
import { createDrawing } from "../../src/pinprick/interfaces/web/static/drawing/drawing.mjs";

const { atlas, drawings, strokes } = JSON.parse(readFileSync(process.argv[2], "utf-8"));
const reader = createDrawing(atlas);
const started = performance.now();
const read = drawings.map((drawing) => {
  try {
    return { ...reader.read(drawing), where: reader.where(drawing) };
  } catch (error) {
    return { error: error.message };
  }
});
const ms = (performance.now() - started) / Math.max(1, drawings.length);
const cells = strokes.map(([view, points, radius]) => reader.stroke(view, points, radius));
const views = reader.surface({}).views;
process.stdout.write(JSON.stringify({ read, cells, views, ms }));
