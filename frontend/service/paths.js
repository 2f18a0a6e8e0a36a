/** All paths from nodes of the current run to its target, fetched when a node's card first asks. */

import { askAgain, fetchPaths } from "./api.js";
import { fetchedByStore } from "./fetched.js";

/** Documents in memory. */
const KEPT = 50;

/** By their two ends: "n0 n7". */
export const gradientPathsOf = fetchedByStore((run, key) => {
  const [from, to] = key.split(" ");
  return askAgain(run, () => fetchPaths(run.id, { from, to }));
}, { most: KEPT });
