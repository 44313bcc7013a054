// @ts-check
/** Elements from plain calls. Text is always text, never markup. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * @typedef {Node | string | number | null | undefined | false | readonly any[]} Kid lists may hold lists
 * @typedef {Record<string, string | number | boolean | null | undefined | ((event: Event) => void)>} Attributes
 */

/**
 * @param {string} name
 * @param {Attributes} [attributes] `true` sets an empty attribute, `false`, null and undefined none; `onclick: act` listens
 * @param {...Kid} kids
 * @returns {HTMLElement}
 */
export function el(name, attributes = {}, ...kids) {
  const made = document.createElement(name);
  fit(made, attributes);
  add(made, kids);
  return made;
}

/**
 * The same for a picture.
 * @param {string} name
 * @param {Attributes} [attributes]
 * @param {...Kid} kids
 */
export function svg(name, attributes = {}, ...kids) {
  const made = document.createElementNS(SVG, name);
  fit(made, attributes);
  add(made, kids);
  return made;
}

/**
 * @param {Element} made
 * @param {Attributes} attributes
 */
function fit(made, attributes) {
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(key.replace(/^on/, ""), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, String(value));
  }
}

/**
 * @param {Element} made
 * @param {Kid[]} kids
 */
function add(made, kids) {
  for (const kid of kids) {
    if (Array.isArray(kid)) add(made, kid);
    else if (kid instanceof Node) made.append(kid);
    else if (kid !== null && kid !== undefined && kid !== false) made.append(String(kid));
  }
}
