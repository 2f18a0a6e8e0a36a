/** One derivative of the current run in four ways, fetched when the reading is opened. */

import { fetchPart } from "./api.js";
import { fetchedByStore } from "./fetched.js";

/** @import { Fetched } from "./fetched.js" */
/** @import { Store } from "../state/store.js" */
/** @import { DerivativesDocument } from "../types.js" */

/** Documents in memory. */
const KEPT = 50;

/**
 * By the entry of a leaf: "n3[0,2]".
 * @type {(store: Store) => Fetched<DerivativesDocument>}
 */
export const derivativesOf = fetchedByStore((run, leaf) => fetchPart(run, "derivatives", { leaf }), { most: KEPT });
