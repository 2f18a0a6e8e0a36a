/** The gradients of the current run on paper, fetched when the reading is opened. */

import { switchesIn } from "../run/paper.js";
import { fetchPart } from "./api.js";
import { fetchedByStore } from "./fetched.js";

/** @import { Fetched } from "./fetched.js" */
/** @import { Store } from "../state/store.js" */
/** @import { DerivationDocument } from "../types.js" */

/** Documents in memory: a pass has a few, by its switches. */
const KEPT = 20;

/**
 * By the pass and the switches: "0 columns,layers".
 * @type {(store: Store) => Fetched<DerivationDocument>}
 */
export const derivationsOf = fetchedByStore((run, key) => {
  const [pass, text] = key.split(" ");
  const { outside, columns, layers, letter } = switchesIn(text);
  return fetchPart(run, "derivation", { pass, outside: String(outside), columns: String(columns), layers: String(layers), letter });
}, { most: KEPT });
