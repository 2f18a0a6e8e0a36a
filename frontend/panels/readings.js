/**
 * The readings of a run: each a tab of the stage, at the same step as the others. A new one is a file and a line here.
 */

/** @typedef {{id: string, name: string}} Reading `id`: as the address and `data-reading` say it */

/** @type {Reading[]} the first is what opens */
export const READINGS = [{ id: "graph", name: "Graph" }];
