/** Several operations as one, with their Jacobians, fetched when a reader asks for them. */

import { fetchPart } from "./api.js";
import { fetchedByStore } from "./fetched.js";

/** @import { Fetched } from "./fetched.js" */
/** @import { Store } from "../state/store.js" */
/** @import { FoldDocument } from "../types.js" */

/** Documents in memory. */
const KEPT = 30;

/**
 * By the nodes, with commas between.
 * @type {(store: Store) => Fetched<FoldDocument>}
 */
export const foldsOf = fetchedByStore((run, nodes) => fetchPart(run, "fold", { nodes }), { most: KEPT });
