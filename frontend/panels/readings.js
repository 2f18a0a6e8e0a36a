/**
 * The readings of a run: each a tab of the stage, at the same step as the others. A new one is a file and a line here.
 */

import { served } from "../service/api.js";
import { later } from "./later.js";

/** @import { RunDocument } from "../types.js" */

/**
 * @typedef {object} Reading
 * @property {string} id as the address and `data-reading` say it
 * @property {string} name
 * @property {import("preact").FunctionComponent<any> | null} panel what stands on the stage in place of the graph
 * @property {(run: RunDocument) => string | null} [lacks] why a run has nothing to read so; null where it has
 */

/** @type {Reading[]} the first is what opens */
export const READINGS = [
  { id: "graph", name: "Graph", panel: null },
  { id: "tape", name: "Tape", panel: later(async () => (await import("./tape.js")).Tape) },
  // A saved page has nobody to ask for these.
  ...(served ? [
    { id: "derivation", name: "Derivation", panel: later(async () => (await import("./derivation.js")).Derivation) },
    { id: "training", name: "Training", panel: later(async () => (await import("./training.js")).Training), lacks: noLoop },
    { id: "network", name: "Network", panel: later(async () => (await import("./network.js")).Network), lacks: noLayer },
  ] : []),
];

/** @param {string} id @returns {Reading} the first, where there is none of this name */
export function readingOf(id) {
  return READINGS.find((reading) => reading.id === id) ?? READINGS[0];
}

/** @param {RunDocument} run @returns {string | null} */
function noLoop({ loop }) {
  return loop?.length ? null : "No loop of this program calls backward()";
}

/** @param {RunDocument} run @returns {string | null} */
function noLayer({ network }) {
  return network ? null : "This program computes no dense layer";
}
