/** What the names of a program stand for, as rows of a table: a name with its value, or a container above its parts. */

import { brief, number } from "../format.js";

/** @import { Held, Tensor, Variable } from "../types.js" */

/**
 * @typedef {object} Row
 * @property {string} name as a program would write it: `net.fc.weight`, `W[0]`
 * @property {number} depth
 * @property {string} value
 * @property {Tensor | null} gradient of a tensor; null where it has none
 * @property {boolean} isTensor
 * @property {string | null} node
 */

/** Characters of a value that stands in one line. */
const LONGEST = 60;

/**
 * @param {Record<string, Held>} variables
 * @returns {Row[]}
 */
export function rowsOf(variables) {
  return Object.entries(variables).flatMap(([name, held]) => rows(name, held, 0));
}

/**
 * @param {string} name
 * @param {Held} held
 * @param {number} depth
 * @returns {Row[]}
 */
function rows(name, held, depth) {
  if (isTensor(held)) {
    return [{ name, depth, value: brief(held.value), gradient: held.grad, isTensor: true, node: held.node }];
  }
  const parts = partsOf(name, held);
  const row = { name, depth, gradient: null, isTensor: false, node: null };
  if (!parts.some(([, part]) => reaches(part))) return [{ ...row, value: cut(written(held)) }];
  const inside = parts.flatMap(([place, part]) => rows(place, part, depth + 1));
  return [{ ...row, value: titleOf(held) }, ...inside, ...rest(held, parts.length, depth + 1)];
}

/**
 * @param {Held} held
 * @returns {held is Variable}
 */
function isTensor(held) {
  return typeof held === "object" && held !== null && "value" in held;
}

/**
 * @param {Held} held
 * @returns {boolean} whether it is a tensor, or has one somewhere inside
 */
function reaches(held) {
  return isTensor(held) || partsOf("", held).some(([, part]) => reaches(part));
}

/**
 * @param {string} name of the whole
 * @param {Held} held
 * @returns {[string, Held][]} what is inside, by name
 */
function partsOf(name, held) {
  if (typeof held !== "object" || held === null || isTensor(held)) return [];
  if ("object" in held) {
    const inside = [...Object.entries(held.parameters), ...Object.entries(held.fields)];
    return inside.map(([path, part]) => [`${name}.${path}`, part]);
  }
  if (!("entries" in held)) return [];
  if (held.kind === "dict") {
    const pairs = /** @type {[Held, Held][]} */ (held.entries);
    return pairs.map(([key, part]) => [`${name}[${written(key)}]`, part]);
  }
  return /** @type {Held[]} */ (held.entries).map((part, place) => [`${name}[${place}]`, part]);
}

/**
 * @param {Held} held
 * @param {number} shown
 * @param {number} depth
 * @returns {Row[]} a row that says how much more there is
 */
function rest(held, shown, depth) {
  const more = lengthOf(held) - shown;
  if (more <= 0) return [];
  return [{ name: "…", depth, value: `${more} more`, gradient: null, isTensor: false, node: null }];
}

/** @param {Held} held */
function lengthOf(held) {
  return typeof held === "object" && held !== null && "length" in held ? held.length : 0;
}

/** @param {Held} held what has parts */
function titleOf(held) {
  if (typeof held !== "object" || held === null) return "";
  return "object" in held ? held.object : `${"kind" in held ? held.kind : ""} of ${lengthOf(held)}`;
}

/**
 * As Python writes it.
 * @param {Held} held
 * @returns {string}
 */
function written(held) {
  if (held === null) return "None";
  if (typeof held === "boolean") return held ? "True" : "False";
  if (typeof held === "number" || typeof held === "string") return number(held, 6);
  if (isTensor(held)) return brief(held.value);
  if ("text" in held) return `'${held.text}'${held.length > held.text.length ? "…" : ""}`;
  if ("other" in held) return held.other;
  if ("object" in held) {
    const fields = Object.entries(held.fields).map(([name, part]) => `${name}=${written(part)}`);
    return `${held.object}(${fields.join(", ")})`;
  }
  const dots = held.length > held.entries.length ? ["…"] : [];
  if (held.kind === "dict") {
    const pairs = /** @type {[Held, Held][]} */ (held.entries);
    return `{${[...pairs.map(([key, part]) => `${written(key)}: ${written(part)}`), ...dots].join(", ")}}`;
  }
  const entries = /** @type {Held[]} */ (held.entries).map(written);
  const [open, close] = { list: "[]", tuple: "()", set: "{}" }[held.kind];
  return `${open}${[...entries, ...dots].join(", ")}${close}`;
}

/** @param {string} text */
function cut(text) {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
