/** All paths from nodes of the current run to its target, fetched when a node's card first asks. */

import { fetchPart } from "./api.js";
import { fetchedByStore } from "./fetched.js";

/** @import { Fetched } from "./fetched.js" */
/** @import { Store } from "../state/store.js" */
/** @import { PathsDocument } from "../types.js" */

/** Documents in memory. */
const KEPT = 50;

/**
 * By their two ends: "n0 n7".
 * @type {(store: Store) => Fetched<PathsDocument>}
 */
export const gradientPathsOf = fetchedByStore((run, key) => {
  const [from, to] = key.split(" ");
  return fetchPart(run, "paths", { from, to });
}, { most: KEPT });
