/** The card a keyboard moves to: along the edges in their direction, beside them by place. Pure. */

/** @import { Box, Layout } from "../layout/bands.js" */
/** @import { Collapsed } from "../run/collapse.js" */

/** @typedef {"ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown"} ArrowKey */

/** @type {Record<ArrowKey, "input" | "use" | "before" | "after">} */
const MEANING = { ArrowLeft: "input", ArrowRight: "use", ArrowUp: "before", ArrowDown: "after" };

/**
 * @param {string} card
 * @param {ArrowKey} key
 * @param {{collapsed: Collapsed, drawn: {layout: Layout}}} sheet
 * @returns {string | null} null where there is nothing in that direction
 */
export function neighbour(card, key, { collapsed, drawn: { layout } }) {
  const meaning = MEANING[key];
  if (meaning === "input") return collapsed.entering.get(card)?.[0]?.from ?? null;
  if (meaning === "use") return collapsed.leaving.get(card)?.[0]?.to ?? null;
  const sign = meaning === "before" ? -1 : 1;
  /** @param {Box} box */
  const middle = (box) => ({ along: box.x + box.width / 2, across: box.y });
  const here = middle(/** @type {Box} */ (layout.nodes.get(card)));
  let nearest = null;
  let distance = Infinity;
  for (const [id, box] of layout.nodes) {
    const there = middle(box);
    const ahead = (there.across - here.across) * sign;
    // Cards above one another come first: a way along costs four times a way across.
    const way = ahead + 4 * Math.abs(there.along - here.along);
    if (id !== card && ahead > 0 && way < distance) {
      distance = way;
      nearest = id;
    }
  }
  return nearest;
}
