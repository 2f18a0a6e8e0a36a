/** The gradients of the current run on paper, fetched when the reading is opened. */

import { fetchPart } from "./api.js";
import { fetchedByStore } from "./fetched.js";

/** @import { Fetched } from "./fetched.js" */
/** @import { Store } from "../state/store.js" */
/** @import { DerivationDocument } from "../types.js" */

/** Documents in memory: a pass has a few, by its switches. */
const KEPT = 20;

/**
 * By the pass, whether 1/N stands outside, and the letter of the loss: "0 false J".
 * @type {(store: Store) => Fetched<DerivationDocument>}
 */
export const derivationsOf = fetchedByStore((run, key) => {
  const [pass, outside, letter] = key.split(" ");
  return fetchPart(run, "derivation", { pass, outside, letter });
}, { most: KEPT });
