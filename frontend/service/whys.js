/** Why numbers of the current run are what they are, fetched when a reader asks about one. */

import { fetchPart } from "./api.js";
import { fetchedByStore } from "./fetched.js";

/** @import { Fetched } from "./fetched.js" */
/** @import { Store } from "../state/store.js" */
/** @import { DiagnosisDocument } from "../types.js" */

/** Documents in memory. */
const KEPT = 100;

/**
 * By the node, the entry in row-major order, and what of it is asked about: "n3 0 gradient".
 * @type {(store: Store) => Fetched<DiagnosisDocument>}
 */
export const whysOf = fetchedByStore((run, key) => {
  const [node, entry, of] = key.split(" ");
  return fetchPart(run, "diagnosis", { node, entry, of });
}, { most: KEPT });
