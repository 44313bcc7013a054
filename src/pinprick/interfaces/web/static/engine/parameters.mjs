/**
 * The numbers of one finding by form. A *form* is a cause, or one of its presentations; forms of one cause exclude
 * each other. A form that does not list a finding stands at its background.
 *
 * @typedef {number|number[]} P probability of yes, or one a value
 * @typedef {{cause: number, weight: number, listed: Map<number, P>}} Form
 * @typedef {{p: Float64Array, background: number, alone: number}} Binary
 * @typedef {{say: Float64Array, p: Float64Array[], background: Float64Array, alone: Float64Array}} Categorical
 *   `say` (forms,): weight in the mixture; `p`: one array (forms,) a value
 */

/** @param {any[]} flat place, p, place, p, ... @returns {Map<number, P>} */
export function listed(flat) {
  const found = new Map();
  for (let at = 0; at < flat.length; at += 2) found.set(flat[at], flat[at + 1]);
  return found;
}

/**
 * @param {any[]} causes causes of the offline pack without `unexplained`
 * @param {Map<string, Map<number, P>>} numbers each cause's own numbers by its id
 * @returns {Form[]}
 */
export function formsOf(causes, numbers) {
  /** @type {Form[]} */
  const forms = [];
  causes.forEach((cause, number) => {
    const own = numbers.get(cause.id) ?? new Map();
    if (!cause.presentations) {
      forms.push({ cause: number, weight: 1, listed: own });
      return;
    }
    let whole = 0;
    for (const [, weight] of cause.presentations) whole += weight;
    for (const [, weight, like, replaced] of cause.presentations) {
      const base = (like && numbers.get(like)) || own;
      forms.push({ cause: number, weight: weight / whole, listed: new Map([...base, ...listed(replaced)]) });
    }
  });
  return forms;
}

/** @param {number} p @param {number} least @param {number} most */
const within = (p, least, most) => Math.min(Math.max(p, least), most);

/**
 * @param {number} place of the finding @param {number} background @param {Form[]} forms
 * @param {Map<number, P>|undefined} unexplained @param {number} smallest @returns {Binary}
 */
export function binary(place, background, forms, unexplained, smallest) {
  const b = within(background, smallest, 1 - smallest);
  const p = new Float64Array(forms.length);
  forms.forEach((form, column) => {
    const own = form.listed.get(place);
    p[column] = within(typeof own === 'number' ? own : b, smallest, 1 - smallest);
  });
  const own = unexplained?.get(place);
  return { p, background: b, alone: within(typeof own === 'number' ? own : b, smallest, 1 - smallest) };
}

/** @param {number[]} shares @param {number} smallest */
function distribution(shares, smallest) {
  const found = Float64Array.from(shares, (p) => within(p, smallest, 1));
  let whole = 0;
  for (const p of found) whole += p;
  return found.map((p) => p / whole);
}

/**
 * @param {number} place of the finding @param {number[]} shares its background @param {Form[]} forms
 * @param {Map<number, P>|undefined} unexplained @param {number} smallest @param {number} leastSay
 * @returns {Categorical}
 */
export function categorical(place, shares, forms, unexplained, smallest, leastSay) {
  const background = distribution(shares, smallest);
  const say = new Float64Array(forms.length);
  const p = shares.map(() => new Float64Array(forms.length));
  forms.forEach((form, column) => {
    const own = form.listed.get(place);
    const here = Array.isArray(own) ? distribution(own, smallest) : background;
    if (own !== undefined) {
      let apart = 0;
      here.forEach((share, value) => (apart += Math.abs(share - background[value])));
      say[column] = Math.max(apart / 2, leastSay);
    }
    here.forEach((share, value) => (p[value][column] = share));
  });
  const own = unexplained?.get(place);
  return { say, p, background, alone: Array.isArray(own) ? distribution(own, smallest) : background };
}
