/** A step in a few words, from the run alone: tooltips, and what is shown while its explanation is on its way. Pure. */

import { receiverOf } from "./timeline.js";

/** @import { GraphNode, StepOutline } from "./types.js" */
/** @import { Timeline } from "./timeline.js" */

const ROLE_WORDS = new Map([
  ["parameter", "a parameter"],
  ["input", "an input"],
  ["constant", "a constant"],
]);

/** Letters that are written from right to left. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** @param {string} text so that it does not change the order of what stands beside it in a sentence */
function isolated(text) {
  return RIGHT_TO_LEFT.test(text) ? `\u2068${text}\u2069` : text;
}

/**
 * @param {Timeline} timeline
 * @param {StepOutline} step
 */
export function titleOf(timeline, step) {
  const label = isolated(labelOf(timeline, step.node));
  switch (step.kind) {
    case "leaf":
      return `${label} is given`;
    case "compute":
      return `${label} is computed`;
    case "seed":
      return `The backward pass starts at ${label}`;
    case "contribute": {
      const receiver = isolated(labelOf(timeline, receiverOf(step)));
      const all = step.received === step.expected;
      return all ? `${receiver} has its gradient` : `${receiver} gets a part of its gradient`;
    }
    case "clear":
      return `${label}.grad is cleared`;
    case "assign":
      return `${label}.grad is set`;
    case "update":
      return `${label} is updated`;
  }
}

/**
 * @param {Timeline} timeline
 * @param {string} id
 */
export function labelOf(timeline, id) {
  return /** @type {GraphNode} */ (timeline.nodes.get(id)).label;
}

/**
 * The operation as a word: its symbol where that is one, else its name.
 * @param {GraphNode} node
 */
export function operationWord({ op, symbol }) {
  return /^\w{2,}( \w+)*$/.test(symbol) ? symbol : op;
}

/**
 * "matmul in line 11"; "a parameter in line 4".
 * @param {GraphNode} node
 */
export function originOf(node) {
  const what = ROLE_WORDS.get(node.role) ?? operationWord(node);
  return node.source ? `${what} in line ${node.source.line}` : what;
}
