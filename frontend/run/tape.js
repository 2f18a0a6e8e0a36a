/**
 * The run as a Wengert list: a row a node, in the order in which they were made, with what is known of it at a step.
 * Source: R. E. Wengert, A simple automatic derivative evaluation program, 1964. Pure.
 */

import { brief } from "../format.js";
import { labelOf } from "./describe.js";

/** @import { GraphNode, Tensor } from "../types.js" */
/** @import { Known, Timeline } from "./timeline.js" */

/**
 * @typedef {object} Row
 * @property {string} id of the node
 * @property {number} place from 0
 * @property {string} index "v7"
 * @property {string} name
 * @property {string} operation of a leaf its role
 * @property {string} from "v0, v6"
 * @property {number | null} line
 */
/** @typedef {"place" | "name" | "operation" | "line"} Order */

/** @param {Timeline} timeline @returns {Row[]} */
export function rowsOf(timeline) {
  const places = new Map(timeline.run.nodes.map(({ id }, place) => [id, place]));
  return timeline.run.nodes.map((node, place) => ({
    id: node.id,
    place,
    index: `v${place}`,
    name: labelOf(timeline, node.id),
    operation: node.role === "operation" ? node.op : node.role,
    from: node.inputs.map((input) => `v${places.get(input)}`).join(", "),
    line: node.source?.line ?? null,
  }));
}

/**
 * @param {readonly Row[]} rows
 * @param {string} query words that a row holds all of
 * @param {Order} order
 * @param {boolean} down
 * @returns {Row[]} rows that are alike stay in the order of the tape
 */
export function arrangedRows(rows, query, order, down) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = rows.filter(({ index, name, operation }) => {
    const text = `${index} ${name} ${operation}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const sign = down ? -1 : 1;
  return found.sort((one, other) => sign * compared(one[order], other[order]) || one.place - other.place);
}

/** @param {string | number | null} one @param {string | number | null} other */
function compared(one, other) {
  if (typeof one === "string" && typeof other === "string") return one.localeCompare(other, "en", { numeric: true });
  return Number(one ?? -1) - Number(other ?? -1);
}

/**
 * @param {readonly Row[]} rows
 * @param {Timeline} timeline
 * @param {Known} known
 * @param {(row: Row) => Tensor | null} tangentOf null: not here
 * @returns {string} the rows as CSV (RFC 4180), numbers in full where they are here; `standing`: "now" is the pass
 *   under way, "kept" what .grad holds, "past" an earlier pass
 */
export function tapeCsv(rows, timeline, known, tangentOf) {
  const lines = rows.map((row) => {
    const { id, index, name, operation, from, line } = row;
    const node = /** @type {GraphNode} */ (timeline.nodes.get(id));
    const shape = node.shape.join("×");
    const gradient = known.gradientOf(id);
    return [index, name, operation, from, line ?? "", shape, numbers(known.valueOf(id)), numbers(tangentOf(row)), numbers(gradient?.tensor), gradient?.standing ?? ""];
  });
  const head = ["index", "name", "operation", "inputs", "line", "shape", "value", "tangent", "adjoint", "standing"];
  return [head, ...lines].map((cells) => `${cells.map(quoted).join(",")}\r\n`).join("");
}

/** @param {Tensor | null | undefined} tensor */
function numbers(tensor) {
  if (!tensor) return "";
  return tensor.data === null ? brief(tensor) : JSON.stringify(tensor.data);
}

/** Spreadsheets run what begins as a formula: such a text gets a quotation mark before it. @param {string | number} cell */
function quoted(cell) {
  const text = String(cell);
  const safe = /^[=+@\t]/.test(text) || (/^-/.test(text) && Number.isNaN(Number(text))) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
