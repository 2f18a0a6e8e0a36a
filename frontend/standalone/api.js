/**
 * What the page asks of its server, answered by a saved page itself: in its bundle this module stands in for `api.js`.
 * The run and its explanations are in the document; arrays in full, other runs and links are not.
 */

import { Busy, PAGE, Refused, Unreachable } from "../api.js";

/** @import { Explanation, Lesson, Problem, RunDocument } from "../types.js" */

export { Busy, PAGE, Refused, Unreachable };

export const served = false;

/**
 * @typedef {object} Saved
 * @property {RunDocument} run
 * @property {Explanation[]} explanations
 * @property {Lesson | null} lesson
 * @property {string} [place] the fragment of the address where the reader stood who saved the page
 */

/** @type {Saved} */
export const saved = JSON.parse(/** @type {HTMLElement} */ (document.getElementById("saved")).textContent ?? "");

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

/** @type {typeof import("../api.js").askAgain} */
export const askAgain = (_, ask) => ask();

/** @type {typeof import("../api.js").fetchExplanations} */
export const fetchExplanations = async (_, from, to) => saved.explanations.slice(from, to);

/** @type {typeof import("../api.js").fetchTensors} */
export const fetchTensors = refuse;

/** @type {typeof import("../api.js").fetchFile} */
export const fetchFile = refuse;

/** @type {typeof import("../api.js").fetchExport} */
export const fetchExport = refuse;
