// @ts-check
/** Painting where it is: pointer, keys and words, over SVG cells. The form's hidden fields hold the drawing. */

import { inside, shapeOf, underStroke } from "./drawing/strokes.mjs";

/** @typedef {"numb"|"tingling"|"burning"|"pain"|"other"} Feeling */
/** @typedef {{width: number, height: number, cells: [string, string, string][], lines: string[], outlines: string[], labels: ["right"|"left", number, number][]}} View */
/** @typedef {{names: Record<string, string>, views: Record<string, View>}} Atlas */
/** @typedef {import("./drawing/strokes.mjs").Point} Point */
/** @typedef {import("./drawing/strokes.mjs").Shape & {place: string, x: number, y: number, shape: SVGPolygonElement}} Cell */

const SVG = "http://www.w3.org/2000/svg";
/** @type {Feeling[]} */
const FEELINGS = ["numb", "tingling", "burning", "pain", "other"];
const VIEWS = ["front", "back", "top", "sole", "body", "saddle"];
/** Brush radius as a share of the picture's width; 0 paints the one cell under the brush. */
const BRUSHES = { small: 0, medium: 0.035, large: 0.075 };
const MOST_UNDO = 50;

/**
 * @param {string} name
 * @param {Record<string, string | number>} [attributes]
 */
function svg(name, attributes = {}) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

/**
 * A hatch for each feeling, so that colour is never the only sign.
 * @param {Feeling} feeling
 * @param {string} id
 * @param {number} size
 */
function hatch(feeling, id, size) {
  const pattern = svg("pattern", { id, width: size, height: size, patternUnits: "userSpaceOnUse", class: `ink-${feeling}` });
  pattern.append(svg("rect", { width: size, height: size, fill: "currentColor", "fill-opacity": 0.4 }));
  const pen = { stroke: "currentColor", "stroke-width": size / 5, fill: "none" };
  const s = size;
  const paths = {
    numb: `M0 ${s} L${s} 0`,
    burning: `M0 0 L${s} ${s} M0 ${s} L${s} 0`,
    pain: `M${s / 2} 0 V${s}`,
    other: `M0 ${s / 2} H${s}`,
  };
  if (feeling === "tingling") pattern.append(svg("circle", { cx: s / 2, cy: s / 2, r: s / 4, fill: "currentColor" }));
  else pattern.append(svg("path", { d: paths[feeling], ...pen }));
  return pattern;
}

export class Painter {
  paper = document.createElement("div");
  said = document.createElement("div");
  here = document.createElement("p");
  viewRow = document.createElement("div");
  feelingRow = document.createElement("div");
  brushRow = document.createElement("div");
  undoButton = document.createElement("button");
  at = { x: 0, y: 0 };
  aim = svg("circle");
  picture = /** @type {SVGSVGElement} */ (svg("svg"));
  /** @type {Cell[]} */
  cells = [];
  /** @type {Map<string, string> | null} */
  places = null;

  /**
   * @param {HTMLElement} root
   * @param {Atlas} atlas
   */
  constructor(root, atlas) {
    this.root = root;
    this.atlas = atlas;
    this.words = JSON.parse(root.dataset.words ?? "{}");
    this.cellsField = /** @type {HTMLInputElement} */ (document.getElementById("cells"));
    this.viewsField = /** @type {HTMLInputElement} */ (document.getElementById("views"));
    /** @type {Map<string, Feeling>} */
    this.painted = new Map(Object.entries(JSON.parse(this.cellsField.value || "{}")));
    for (const box of this.bodyBoxes()) if (box.checked) this.painted.set(this.bodyCell(box), "numb");
    this.opened = new Set(this.viewsField.value.split(",").filter(Boolean));
    /** @type {Map<string, Feeling>[]} */
    this.past = [];
    /** @type {Feeling | "erase"} */
    this.feeling = "numb";
    /** @type {keyof typeof BRUSHES} */
    this.brush = "medium";
    this.zoom = 1;
    this.view = "front";
    this.build();
    this.open("front");
  }

  /** Ticked body places and painted body cells are one thing: the page keeps them together. */
  bodyBoxes() {
    return /** @type {HTMLInputElement[]} */ ([...document.querySelectorAll("input[name=body]")]);
  }

  /** @param {HTMLInputElement} box */
  bodyCell(box) {
    const [side, name] = box.value.split(":");
    return `${side === "right" ? "R" : "L"}.body.${name}`;
  }

  build() {
    const tools = document.createElement("div");
    tools.className = "paint-tools";
    this.viewRow = this.row(tools, this.words.view, VIEWS.map((v) => [v, this.words.views[v]]), (v) => this.open(v));
    /** @type {[string, string][]} */
    const pens = [...FEELINGS.map((f) => /** @type {[string, string]} */ ([f, this.words.feelings[f]])), ["erase", this.words.erase]];
    this.feelingRow = this.row(tools, this.words.feeling, pens, (f) => {
      this.feeling = /** @type {Feeling | "erase"} */ (f);
      this.press(this.feelingRow, f);
    });
    for (const button of this.feelingRow.querySelectorAll("button")) {
      const name = button.dataset.value ?? "";
      if (name && name !== "erase") button.prepend(this.swatch(/** @type {Feeling} */ (name)));
    }
    this.brushRow = this.row(tools, this.words.brush, Object.keys(BRUSHES).map((b) => [b, this.words.brushes[b]]), (b) => {
      this.brush = /** @type {keyof typeof BRUSHES} */ (b);
      this.press(this.brushRow, b);
    });
    const acts = this.brushRow;
    this.undoButton = this.button(acts, this.words.undo, () => this.undo());
    this.button(acts, this.words.clear, () => this.change(() => this.painted.clear()));
    this.button(acts, this.words.zoom_in, () => this.setZoom(this.zoom + 1));
    this.button(acts, this.words.zoom_out, () => this.setZoom(this.zoom - 1));
    this.paper.className = "paper z1";
    const keys = document.createElement("p");
    keys.className = "hint";
    keys.id = "paint-keys";
    keys.textContent = this.words.keys;
    this.said.className = "said";
    this.said.id = "said";
    this.said.setAttribute("role", "status");
    this.here.className = "unseen";
    this.here.setAttribute("aria-live", "polite");
    this.root.append(tools, this.paper, this.here, this.said, keys);
    this.press(this.feelingRow, this.feeling);
    this.press(this.brushRow, this.brush);
    for (const box of document.querySelectorAll("input[name=region]")) box.addEventListener("change", () => this.show());
    for (const box of this.bodyBoxes())
      box.addEventListener("change", () =>
        this.change(() => (box.checked ? this.painted.set(this.bodyCell(box), "numb") : this.painted.delete(this.bodyCell(box)))),
      );
  }

  /**
   * @param {HTMLElement} parent
   * @param {string} name
   * @param {string[][]} options
   * @param {(value: string) => void} act
   */
  row(parent, name, options, act) {
    const row = document.createElement("div");
    row.className = "paint-row";
    row.setAttribute("role", "group");
    row.setAttribute("aria-label", name);
    const label = document.createElement("span");
    label.className = "row-name";
    label.setAttribute("aria-hidden", "true");
    label.textContent = name;
    row.append(label);
    for (const [value, text] of options) {
      const button = this.button(row, text, () => act(value));
      button.dataset.value = value;
      button.setAttribute("aria-pressed", "false");
    }
    parent.append(row);
    return row;
  }

  /**
   * @param {HTMLElement} parent
   * @param {string} text
   * @param {() => void} act
   */
  button(parent, text, act) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = text;
    button.addEventListener("click", act);
    parent.append(button);
    return button;
  }

  /** @param {Feeling} feeling */
  swatch(feeling) {
    const picture = svg("svg", { viewBox: "0 0 20 20", "aria-hidden": "true" });
    picture.append(hatch(feeling, `swatch-${feeling}`, 8), svg("rect", { width: 20, height: 20, rx: 3, fill: `url(#swatch-${feeling})` }));
    return picture;
  }

  /**
   * @param {HTMLElement} row
   * @param {string} value
   */
  press(row, value) {
    for (const button of row.querySelectorAll("button[data-value]")) button.setAttribute("aria-pressed", String(button.getAttribute("data-value") === value));
  }

  /** @param {string} name */
  open(name) {
    this.view = name;
    this.opened.add(name);
    this.press(this.viewRow, name);
    const view = this.atlas.views[name];
    const margin = view.width * 0.06;
    const top = 70;
    const box = [-margin, -top, view.width + 2 * margin, view.height + top + margin];
    const picture = /** @type {SVGSVGElement} */ (svg("svg", { viewBox: box.join(" "), tabindex: 0, role: "application", "aria-describedby": "paint-keys said" }));
    picture.setAttribute("aria-label", this.words.canvas.replace("{view}", this.words.views[name]));
    const patterns = svg("defs");
    for (const feeling of FEELINGS) patterns.append(hatch(feeling, `hatch-${feeling}`, view.width / 45));
    picture.append(patterns);
    const bordered = name === "body" || name === "saddle";
    this.cells = view.cells.map(([id, place, points]) => {
      const shape = /** @type {SVGPolygonElement} */ (svg("polygon", { points, class: bordered ? "cell cell-edge" : "cell" }));
      const polygon = points.split(" ").map((pair) => /** @type {Point} */ (pair.split(",").map(Number)));
      const { middle } = shapeOf(id, polygon);
      shape.dataset.id = id;
      picture.append(shape);
      return { id, place, shape, polygon, middle, x: middle[0], y: middle[1] };
    });
    for (const points of view.outlines) picture.append(svg("polygon", { points, class: "limb" }));
    for (const points of view.lines) picture.append(svg("polyline", { points, class: "mark-line" }));
    for (const [side, x, y] of view.labels) {
      const label = svg("text", { x, y, class: "side-name", "font-size": view.width / 18 });
      label.textContent = this.words.sides[side];
      picture.append(label);
    }
    this.aim = svg("circle", { class: "aim", r: this.radius() || view.width / 60, cx: this.cells[0].x, cy: this.cells[0].y, visibility: "hidden" });
    picture.append(this.aim);
    const start = this.nearest(view.width * 0.3, view.height * 0.6);
    this.at = { x: start.x, y: start.y };
    this.listen(picture);
    this.picture = picture;
    this.paper.replaceChildren(picture);
    this.show();
  }

  radius() {
    return BRUSHES[this.brush] * this.atlas.views[this.view].width;
  }

  /**
   * @param {number} x
   * @param {number} y
   */
  nearest(x, y) {
    return this.cells.reduce((best, cell) => (Math.hypot(cell.x - x, cell.y - y) < Math.hypot(best.x - x, best.y - y) ? cell : best));
  }

  /** @param {SVGSVGElement} picture */
  listen(picture) {
    let drawing = false;
    /** @type {{x: number, y: number} | null} */
    let last = null;
    /** @param {PointerEvent} event */
    const place = (event) => {
      const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(picture.getScreenCTM()?.inverse());
      return { x: point.x, y: point.y };
    };
    picture.addEventListener("pointerdown", (event) => {
      if (!event.isPrimary || event.button !== 0) return;
      drawing = true;
      this.remember();
      picture.setPointerCapture(event.pointerId);
      last = place(event);
      this.stroke(last, last);
      event.preventDefault();
      picture.focus({ preventScroll: true });
    });
    picture.addEventListener("pointermove", (event) => {
      if (!drawing || !event.isPrimary || !last) return;
      for (const each of event.getCoalescedEvents?.() ?? [event]) {
        const now = place(/** @type {PointerEvent} */ (each));
        this.stroke(last, now);
        last = now;
      }
    });
    const stop = () => {
      if (drawing) this.show();
      drawing = false;
    };
    picture.addEventListener("pointerup", stop);
    picture.addEventListener("pointercancel", stop);
    picture.addEventListener("keydown", (event) => this.key(event));
    picture.addEventListener("focus", () => this.aim.setAttribute("visibility", picture.matches(":focus-visible") ? "visible" : "hidden"));
    picture.addEventListener("blur", () => this.aim.setAttribute("visibility", "hidden"));
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const view = this.atlas.views[this.view];
    const step = view.width / (event.shiftKey ? 10 : 40);
    /** @type {Record<string, [number, number]>} */
    const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
    const move = moves[event.key];
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (move) {
      this.at.x = Math.min(Math.max(this.at.x + move[0], 0), view.width);
      this.at.y = Math.min(Math.max(this.at.y + move[1], 0), view.height);
      this.aim.setAttribute("cx", String(this.at.x));
      this.aim.setAttribute("cy", String(this.at.y));
      this.aim.setAttribute("r", String(this.radius() || view.width / 60));
      this.aim.setAttribute("visibility", "visible");
      this.aim.scrollIntoView?.({ block: "nearest", inline: "nearest" });
      const cell = this.under(this.at);
      this.here.textContent = cell ? `${this.said_of(cell)}: ${this.feeling_of(cell.id)}` : "";
    } else if (event.key === " " || event.key === "Enter") {
      this.remember();
      this.stroke(this.at, this.at);
      this.show();
    } else if (event.key === "u" || event.key === "U") this.undo();
    else if (event.key === "+" || event.key === "=") this.setZoom(this.zoom + 1);
    else if (event.key === "-") this.setZoom(this.zoom - 1);
    else return;
    event.preventDefault();
  }

  /** @param {{x: number, y: number}} point */
  under({ x, y }) {
    return this.cells.find((cell) => inside([x, y], cell.polygon));
  }

  /** @param {string} id */
  feeling_of(id) {
    const feeling = this.painted.get(id);
    return feeling ? this.words.feelings[feeling] : this.words.not_marked;
  }

  /** @param {Cell} cell */
  said_of(cell) {
    const side = this.words.sides[cell.id.startsWith("R.") ? "right" : "left"];
    return `${side}, ${this.atlas.names[cell.place] ?? cell.place}`;
  }

  /**
   * Paint every cell between two points, within the brush.
   * @param {{x: number, y: number}} from
   * @param {{x: number, y: number}} to
   */
  stroke(from, to) {
    /** @type {Point[]} */
    const line = [[from.x, from.y], [to.x, to.y]];
    for (const cell of underStroke(this.cells, line, this.radius(), this.atlas.views[this.view].width)) this.dab(cell);
    this.at = { ...to };
  }

  /** @param {Cell} cell */
  dab(cell) {
    if (this.feeling === "erase") this.painted.delete(cell.id);
    else this.painted.set(cell.id, this.feeling);
    this.colour(cell);
  }

  /** @param {Cell} cell */
  colour(cell) {
    const feeling = this.painted.get(cell.id);
    const listed = !feeling && this.ticked.has(`${cell.id[0]}:${cell.place}`);
    if (feeling || listed) {
      cell.shape.removeAttribute("class");
      cell.shape.setAttribute("fill", `url(#hatch-${feeling ?? "numb"})`);
    } else {
      cell.shape.removeAttribute("fill");
      cell.shape.setAttribute("class", cell.id.includes(".body.") ? "cell cell-edge" : "cell");
    }
  }

  remember() {
    this.past.push(new Map(this.painted));
    if (this.past.length > MOST_UNDO) this.past.shift();
  }

  /** @param {() => unknown} act */
  change(act) {
    this.remember();
    act();
    this.show();
  }

  undo() {
    const before = this.past.pop();
    if (before) this.painted = before;
    this.show();
  }

  /** @param {number} zoom */
  setZoom(zoom) {
    this.zoom = Math.min(4, Math.max(1, zoom));
    this.paper.className = `paper z${this.zoom}`;
    const view = this.atlas.views[this.view];
    const box = this.paper;
    box.scrollLeft = (this.at.x / view.width) * box.scrollWidth - box.clientWidth / 2;
    box.scrollTop = (this.at.y / view.height) * box.scrollHeight - box.clientHeight / 2;
  }

  get ticked() {
    const boxes = /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("input[name=region]:checked"));
    return new Set([...boxes].map((box) => box.value.replace("right:", "R:").replace("left:", "L:")));
  }

  /** Bring the fields, the colours and the words in line with what is painted. */
  show() {
    for (const cell of this.cells) this.colour(cell);
    this.cellsField.value = JSON.stringify(Object.fromEntries(this.painted));
    this.viewsField.value = VIEWS.filter((view) => this.opened.has(view)).join(",");
    for (const box of this.bodyBoxes()) box.checked = this.painted.has(this.bodyCell(box));
    this.undoButton.disabled = this.past.length === 0;
    this.said.textContent = this.outline();
  }

  /** What was marked, in words: "Right: big toe (top), heel pad. Left: ...". */
  outline() {
    /** @type {Record<"R" | "L", Set<string>>} */
    const places = { R: new Set(), L: new Set() };
    for (const id of this.painted.keys()) {
      const place = id.includes(".body.") ? id.split(".body.")[1] : this.place.get(id.slice(2));
      if (place) places[/** @type {"R" | "L"} */ (id[0])].add(place);
    }
    for (const tick of this.ticked) places[/** @type {"R" | "L"} */ (tick[0])].add(tick.slice(2));
    const order = Object.keys(this.atlas.names);
    const parts = /** @type {["R" | "L", string][]} */ ([["R", "right"], ["L", "left"]])
      .filter(([letter]) => places[letter].size)
      .map(([letter, side]) => `${this.words.sides[side]}: ${order.filter((p) => places[letter].has(p)).map((p) => this.atlas.names[p]).join("; ")}.`);
    return parts.length ? `${this.words.marked}: ${parts.join(" ")}` : this.words.nothing_marked;
  }

  /** Cell without its side -> region, over every view. */
  get place() {
    if (!this.places) {
      this.places = new Map();
      for (const view of Object.values(this.atlas.views)) for (const [id, region] of view.cells) this.places.set(id.slice(2), region);
    }
    return this.places;
  }
}

const root = document.getElementById("painter");
if (root) {
  try {
    const answer = await fetch(root.dataset.atlas ?? "/atlas.json");
    if (!answer.ok) throw new Error(String(answer.status));
    const hint = document.getElementById("hint");
    if (hint) hint.textContent = hint.dataset.paintHint ?? hint.textContent;
    root.hidden = false;
    new Painter(root, await answer.json());
  } catch (problem) {
    // The list of places stands in, so a failed picture costs nothing.
    document.querySelector("details[data-close-with-script]")?.setAttribute("open", "");
    root.hidden = true;
    console.info("The picture could not be shown; the list of places stands in.", problem);
  }
}
