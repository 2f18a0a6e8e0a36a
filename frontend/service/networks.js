/** The dense layers of the current run, fetched when the reading of them is opened. */

import { askAgain, fetchNetwork } from "./api.js";
import { fetchedByStore } from "./fetched.js";

/** Documents in memory, one a pass. */
const KEPT = 20;

/** By the pass: "pass=2", or "" for a run without one. */
export const networksOf = fetchedByStore((run, key) => askAgain(run, () => fetchNetwork(run.id, key)), { most: KEPT });
