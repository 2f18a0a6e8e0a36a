/** Everything by which numbers are taken hold of, fetched once the first picture stands. */

import { Fields } from "./fields.js";
import { gripCards } from "./grip.js";
import { showGhosts } from "./ghosts.js";
import { Live } from "./live.js";
import { Panel } from "./panel.js";

/** @import { GraphView } from "../graph/view.js" */
/** @import { Program } from "../page/program.js" */
/** @import { Comparisons } from "../service/comparisons.js" */
/** @import { Store } from "../state/store.js" */

/**
 * @param {Store} store
 * @param {Program} program
 * @param {GraphView} view
 * @param {Comparisons} comparisons
 */
export function mountLive(store, program, view, comparisons) {
  const live = new Live(store, program);
  gripCards(view, live);
  showGhosts(view, comparisons);
  return { live, Fields, Panel };
}
