/** The products of Jacobians of the current run, fetched when the reading is opened. */

import { askedIn } from "../run/jacobian-product.js";
import { fetchPart } from "./api.js";
import { fetchedByStore } from "./fetched.js";

/** @import { Fetched } from "./fetched.js" */
/** @import { Store } from "../state/store.js" */
/** @import { JacobianProductDocument } from "../types.js" */

/** Documents in memory. */
const KEPT = 30;

/**
 * By the node and what is asked of it: "n3 1;1,0;".
 * @type {(store: Store) => Fetched<JacobianProductDocument>}
 */
export const jacobianProductsOf = fetchedByStore((run, key) => {
  const [from, to, text] = key.split(" ");
  const { path, order } = askedIn(text);
  return fetchPart(run, "jacobians", { from, to, path: String(path), ...(order === null ? {} : { order: order === "-" ? "" : order }) });
}, { most: KEPT });
