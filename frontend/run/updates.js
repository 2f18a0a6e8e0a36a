/** Leaves that the program changes in place, outside the graph. */

/** @import { EdgeEnds } from "../layout/bands.js" */
/** @import { RunDocument } from "../types.js" */

/**
 * A leaf changed in place is a node of its own: a dotted line leads there from the version before.
 * @param {RunDocument} run
 * @returns {EdgeEnds[]}
 */
export function updates(run) {
  return run.nodes.flatMap(({ id, previous }) =>
    previous ? [{ id: `update-${id}`, from: previous, to: id, slot: 0 }] : [],
  );
}
