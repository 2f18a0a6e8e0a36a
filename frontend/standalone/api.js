/**
 * What the page asks of its server, answered by a saved page itself: in its bundle this module stands in for `api.js`.
 * The run and its explanations are in the document; arrays in full, other runs and links are not.
 */

import { Busy, PAGE, Refused, Unreachable } from "../service/api.js";

/** @import { Explanation, Lesson, Problem, RunDocument } from "../types.js" */

export { Busy, PAGE, Refused, Unreachable };

export const served = false;

/**
 * @typedef {object} Saved
 * @property {RunDocument} run
 * @property {Explanation[]} explanations
 * @property {Lesson | null} lesson
 */

/** @type {Saved} What the page holds; it is there once `unpack` is done. */
export let saved;

/** @returns {Promise<string>} the fragment of the address where the reader stood who saved the page */
export async function unpack() {
  const element = /** @type {HTMLElement} */ (document.getElementById("saved"));
  const packed = Uint8Array.from(atob(element.textContent ?? ""), (letter) => letter.charCodeAt(0));
  const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  saved = await new Response(unpacked).json();
  return element.dataset.place ?? "";
}

/** @type {Problem} */
const NOT_SAVED = {
  type: "about:blank",
  title: "Not in this file",
  status: 404,
  code: "page/not-saved",
  detail: "A saved page has all of small tensors only.",
};

/** @returns {Promise<never>} */
async function refuse() {
  throw new Refused(NOT_SAVED);
}

/** @type {typeof import("../service/api.js").askAgain} */
export const askAgain = (_, ask) => ask();

/** @type {typeof import("../service/api.js").fetchPart} */
export const fetchPart = async (_, part, { from, to } = {}) => (
  part === "explanations" ? { explanations: saved.explanations.slice(Number(from), Number(to)) } : refuse()
);

/** @type {typeof import("../service/api.js").fetchOperations} */
export const fetchOperations = refuse;

/** @type {typeof import("../service/api.js").fetchTensors} */
export const fetchTensors = refuse;

/** @type {typeof import("../service/api.js").fetchFile} */
export const fetchFile = refuse;

/** @type {typeof import("../service/api.js").fetchExport} */
export const fetchExport = refuse;

/** @type {typeof import("../service/api.js").fetchExportFormats} */
export const fetchExportFormats = refuse;
