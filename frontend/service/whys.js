/** Why numbers of the current run are what they are, fetched when a reader asks about one. */

import { askAgain, fetchDiagnosis } from "./api.js";
import { fetchedByStore } from "./fetched.js";

/** Documents in memory. */
const KEPT = 100;

/** By the node and the entry of its gradient in row-major order: "n3 0". */
export const whysOf = fetchedByStore((run, key) => {
  const [node, entry] = key.split(" ");
  return askAgain(run, () => fetchDiagnosis(run.id, { node, entry }));
}, { most: KEPT });
