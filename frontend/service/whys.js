/** Why numbers of the current run are what they are, fetched when a reader asks about one. */

import { askAgain, fetchDiagnosis } from "./api.js";
import { fetchedByStore } from "./fetched.js";

/** Documents in memory. */
const KEPT = 100;

/** By the node, the entry in row-major order, and what of it is asked about: "n3 0 gradient". */
export const whysOf = fetchedByStore((run, key) => {
  const [node, entry, of] = key.split(" ");
  return askAgain(run, () => fetchDiagnosis(run.id, { node, entry, of }));
}, { most: KEPT });
