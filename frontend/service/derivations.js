/** The gradients of the current run on paper, fetched when the reading is opened. */

import { askAgain, fetchDerivation } from "./api.js";
import { fetchedByStore } from "./fetched.js";

/** Documents in memory: a pass has a few, by its switches. */
const KEPT = 20;

/** By the pass, whether 1/N stands outside, and the letter of the loss: "0 false J". */
export const derivationsOf = fetchedByStore((run, key) => {
  const [pass, outside, letter] = key.split(" ");
  return askAgain(run, () => fetchDerivation(run.id, { pass, outside, letter }));
}, { most: KEPT });
