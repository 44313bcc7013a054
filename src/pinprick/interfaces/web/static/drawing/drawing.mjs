// @ts-check
/** The drawing, front door: what it answers, what it says of each cause, and the pictures to paint on. */

import { drawingAnswers } from "./answers.mjs";
import { openAtlas } from "./atlas.mjs";
import { causeEvidence } from "./evidence.mjs";
import { headline } from "./location.mjs";
import { readDrawing } from "./skin.mjs";
import { underStroke } from "./strokes.mjs";
import { surface, viewShapes } from "./views.mjs";

/**
 * @typedef {import("./skin.mjs").Drawing} Drawing
 * @typedef {ReturnType<typeof createDrawing>} DrawingReader
 */

/** @param {import("./atlas.mjs").AtlasData} data the JSON of `offline_atlas.py` */
export function createDrawing(data) {
  const atlas = openAtlas(data);
  return {
    atlas,
    /**
     * Answers and evidence of a drawing; no evidence (null) when it is blank. Error when it names what is not there.
     * @param {Drawing | null} drawing
     */
    read(drawing) {
      if (!drawing || isBlank(drawing)) return { answers: {}, evidence: null };
      const skin = readDrawing(drawing, atlas);
      return { answers: drawingAnswers(skin, atlas), evidence: causeEvidence(skin, atlas) };
    },
    /**
     * Where the trouble may sit, from the drawing alone, in two English sentences; null when nothing is painted.
     * @param {Drawing | null} drawing
     */
    where(drawing) {
      const skin = drawing && !isBlank(drawing) ? readDrawing(drawing, atlas) : null;
      return skin?.painted ? { headline: headline(skin, atlas), limits: data.levels.words.limits } : null;
    },
    /**
     * Cells under a brush stroke, in the atlas's order; points and radius in units of the view.
     * @param {string} view
     * @param {import("./strokes.mjs").Point[]} points
     * @param {number} radius
     */
    stroke(view, points, radius) {
      const { cells, width } = viewShapes(atlas, view);
      const ids = new Set(underStroke(cells, points, radius, width).map(({ id }) => id));
      return atlas.ids.filter((id) => ids.has(id));
    },
    /** @param {Record<string, string>} names words for regions and body cells */
    surface: (names) => surface(atlas, names),
  };
}

/**
 * Nothing painted or tested.
 * @param {Drawing} drawing
 */
export function isBlank(drawing) {
  const listed = [...Object.values(drawing.regions ?? {}), ...Object.values(drawing.body ?? {})];
  return !Object.keys(drawing.cells ?? {}).length && !Object.keys(drawing.points ?? {}).length && !listed.some((names) => names?.length);
}
