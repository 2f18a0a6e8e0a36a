/** The dense layers of the current run, fetched when the reading of them is opened. */

import { fetchPart } from "./api.js";
import { fetchedByStore } from "./fetched.js";

/** @import { Fetched } from "./fetched.js" */
/** @import { Store } from "../state/store.js" */
/** @import { NetworkDocument } from "../types.js" */

/** Documents in memory, one a pass. */
const KEPT = 20;

/**
 * By the pass, "2", or "-" for a run without one, and, of an opened neuron, its example and place: "2 1 2:0".
 * @type {(store: Store) => Fetched<NetworkDocument>}
 */
export const networksOf = fetchedByStore(
  (run, key) => {
    const [pass, example, opened] = key.split(" ");
    return fetchPart(run, "network", { ...(pass === "-" ? {} : { pass }), ...(opened ? { example, opened } : {}) });
  },
  { most: KEPT },
);
