/**
 * The readings of a run: each a tab of the stage, at the same step as the others. A new one is a file and a line here.
 */

import { served } from "../service/api.js";
import { later } from "./later.js";

/** @import { Store } from "../state/store.js" */
/** @import { RunDocument } from "../types.js" */

/**
 * @typedef {object} Reading
 * @property {string} id as the address and `data-reading` say it
 * @property {string} name
 * @property {import("preact").FunctionComponent<any> | null} panel what stands on the stage in place of the graph
 * @property {(store: Store) => boolean} [offered] whether there is a tab for it; left out: always
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
    { id: "jacobians", name: "Jacobians", panel: later(async () => (await import("./jacobians.js")).Jacobians), lacks: noPass },
    { id: "ways", name: "Four ways", panel: later(async () => (await import("./four-ways.js")).FourWays), lacks: noPass },
    { id: "diagnosis", name: "Diagnosis", panel: later(async () => (await import("./diagnosis.js")).Diagnosis) },
    { id: "compare", name: "Compare", panel: later(async () => (await import("./compare.js")).Compare), offered: isPinned },
  ] : []),
];

/** @param {string} id @returns {Reading} the first, where there is none of this name */
export function readingOf(id) {
  return READINGS.find((reading) => reading.id === id) ?? READINGS[0];
}

/** @param {Store} store */
function isPinned({ comparing, look }) {
  return comparing.pinned.value !== null || look.reading.value === "compare";
}

/** @param {RunDocument} run @returns {string | null} */
function noLoop({ loop }) {
  return loop?.length ? null : "No loop of this program calls backward()";
}

/** @param {RunDocument} run @returns {string | null} */
function noPass({ passes }) {
  return passes > 0 ? null : "Nothing goes backward in this program";
}

/** @param {RunDocument} run @returns {string | null} */
function noLayer({ network }) {
  return network ? null : "This program computes no dense layer";
}
