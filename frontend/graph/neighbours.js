/** The card a keyboard moves to: along the edges in their direction, beside them by place. Pure. */

/** @import { Box, Layout } from "../layout/layout.js" */
/** @import { Collapsed } from "../run/collapse.js" */
/** @import { Direction } from "./curve.js" */

/** @typedef {"ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown"} ArrowKey */

/** @type {Record<Direction, Record<ArrowKey, "input" | "use" | "before" | "after">>} */
const MEANING = {
  right: { ArrowLeft: "input", ArrowRight: "use", ArrowUp: "before", ArrowDown: "after" },
  down: { ArrowUp: "input", ArrowDown: "use", ArrowLeft: "before", ArrowRight: "after" },
};

/**
 * @param {string} card
 * @param {ArrowKey} key
 * @param {{collapsed: Collapsed, layout: Layout, direction: Direction}} sheet
 * @returns {string | null} null where there is nothing in that direction
 */
export function neighbour(card, key, { collapsed, layout, direction }) {
  const meaning = MEANING[direction][key];
  if (meaning === "input") return collapsed.entering.get(card)?.[0]?.from ?? null;
  if (meaning === "use") return collapsed.leaving.get(card)?.[0]?.to ?? null;
  const sign = meaning === "before" ? -1 : 1;
  const right = direction === "right";
  /** @param {Box} box */
  const middle = (box) => ({
    along: right ? box.x + box.width / 2 : box.y + box.height / 2,
    across: right ? box.y : box.x,
  });
  const here = middle(/** @type {Box} */ (layout.nodes.get(card)));
  let nearest = null;
  let distance = Infinity;
  for (const [id, box] of layout.nodes) {
    const there = middle(box);
    const ahead = (there.across - here.across) * sign;
    // Cards of the same rank come first: a way along costs four times a way across.
    const way = ahead + 4 * Math.abs(there.along - here.along);
    if (id !== card && ahead > 0 && way < distance) {
      distance = way;
      nearest = id;
    }
  }
  return nearest;
}
