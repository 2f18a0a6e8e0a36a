/** A step in a few words, from the run alone: tooltips, and what is shown while its explanation is on its way. Pure. */

import { brief, count, number } from "../format.js";
import { receiverOf } from "./timeline.js";
import { calledOf } from "./names.js";

/** @import { Explanation, GraphNode, StepOutline, Tensor } from "../types.js" */
/** @import { Timeline } from "./timeline.js" */

const ROLE_WORDS = new Map([
  ["parameter", "a parameter"],
  ["input", "an input"],
  ["constant", "a constant"],
]);

/** Of operations whose name is no word. */
const WORDS = new Map([["t", "transpose"]]);

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
    case "hook":
      return `A hook is called with the gradient of ${label}`;
    case "clear":
      return `${isolated(nameOf(timeline, step.node))}.grad is cleared`;
    case "assign":
      return `${isolated(nameOf(timeline, step.node))}.grad is set`;
    case "update":
      return `${isolated(nameOf(timeline, step.node))} is updated`;
  }
}

/**
 * Several steps at once: "14 parameters and 2 inputs are given", "z hands its gradient on to x and y".
 * @param {Timeline} timeline
 * @param {{from: number, to: number}} turn both included
 */
export function turnTitle(timeline, { from, to }) {
  const steps = timeline.outline.slice(from, to + 1);
  if (steps[0].kind !== "leaf") {
    const receivers = [...new Set(steps.map((step) => isolated(labelOf(timeline, receiverOf(step)))))];
    return `${isolated(labelOf(timeline, steps[0].node))} hands its gradient on to ${listed(receivers)}`;
  }
  const roles = steps.map((step) => /** @type {GraphNode} */ (timeline.nodes.get(step.node)).role);
  const parts = [...ROLE_WORDS.keys()].flatMap((role) => {
    const size = roles.filter((one) => one === role).length;
    return size > 0 ? [count(size, role)] : [];
  });
  return `${listed(parts)} are given`;
}

/**
 * What a line makes, or hands on: "Line 14: Z1 is computed", "Line 17 in reverse: A2 hands its gradient on to Z2".
 * @param {Timeline} timeline
 * @param {{from: number, to: number}} stretch steps of one line, both included
 */
export function lineTitle(timeline, { from, to }) {
  const steps = timeline.outline.slice(from, to + 1);
  const called = (/** @type {string} */ node) => isolated(labelOf(timeline, node));
  const computed = steps.findLast(({ kind }) => kind === "compute");
  if (computed) return `${lineWords(timeline, computed.node)}: ${called(computed.node)} is computed`;
  const sent = steps.filter(({ kind }) => kind === "contribute");
  if (sent.length > 0) {
    const senders = new Set(sent.map(({ node }) => node));
    const receivers = [...new Set(sent.map(receiverOf))].filter((node) => !senders.has(node));
    const from = sent.find(({ node }) => sent.every((step) => receiverOf(step) !== node)) ?? sent[0];
    return `${lineWords(timeline, from.node)} in reverse: ${called(from.node)} hands its gradient on to ${
      listed(receivers.map(called))}`;
  }
  const [first] = steps;
  if (from === to) return titleOf(timeline, first);
  if (first.kind === "leaf") return turnTitle(timeline, { from, to });
  const names = [...new Set(steps.map((step) => isolated(nameOf(timeline, step.node))))];
  return first.kind === "update" ? `${listed(names)} are updated` : `${listed(names.map((name) => `${name}.grad`))} change`;
}

/**
 * @param {Timeline} timeline
 * @param {string} node
 * @returns {string} "Line 14", "Lines 20 to 22", of the statement that made the node
 */
function lineWords({ run, nodes }, node) {
  const { line, source } = /** @type {GraphNode} */ (nodes.get(node));
  const span = line == null ? source : run.statements[run.lines[line].statement].source;
  if (!span) return "The program";
  return span.line === span.end_line ? `Line ${span.line}` : `Lines ${span.line} to ${span.end_line}`;
}

/** @param {string[]} words */
function listed(words) {
  return [words.slice(0, -1).join(", "), words.at(-1)].filter(Boolean).join(" and ");
}

/**
 * A step as a sentence with its numbers, for those who listen: "d receives 1 · 3 = 3 from z; total 3, 1 of 2".
 * @param {Timeline} timeline
 * @param {number} index
 * @param {Explanation | null} explanation
 */
export function spokenOf(timeline, index, explanation) {
  const step = timeline.outline[index];
  const title = explanation?.title ?? titleOf(timeline, step);
  const whole = timeline.stepAt(index);
  if (!whole) return title;
  const name = isolated(labelOf(timeline, step.node));
  const value = /** @type {GraphNode} */ (timeline.nodes.get(step.node)).value;
  switch (whole.kind) {
    case "leaf":
      return value.shape.length === 0 ? `${title}: ${brief(value)}` : title;
    case "compute":
      return `${name} is computed: ${explanation?.numbers?.text ?? brief(value)}`;
    case "seed":
      return `${title} with ${brief(whole.accumulated)}`;
    case "contribute": {
      const { upstream, contribution, accumulated, received, expected } = whole;
      const local = explanation?.local?.tensor;
      const factors = local && isNumber(upstream) && isNumber(local) ? `${spoken(upstream)} · ${spoken(local)} = ` : "";
      const receives = `${isolated(labelOf(timeline, whole.to))} receives ${factors}${brief(contribution)} from ${name}`;
      return expected > 1 ? `${receives}; total ${brief(accumulated)}, ${received} of ${expected}` : receives;
    }
    default:
      return title;
  }
}

/** @param {Tensor} tensor */
function isNumber(tensor) {
  return tensor.shape.length === 0 && tensor.data !== null;
}

/** @param {Tensor} scalar */
function spoken(scalar) {
  const text = number(/** @type {any} */ (scalar.data));
  return text.startsWith("−") ? `(${text})` : text;
}

/**
 * @param {Timeline} timeline
 * @param {string} id
 */
export function labelOf(timeline, id) {
  return calledOf(/** @type {GraphNode} */ (timeline.nodes.get(id)));
}

/**
 * What all versions of a leaf are called.
 * @param {Timeline} timeline
 * @param {string} id
 */
export function nameOf(timeline, id) {
  const node = /** @type {GraphNode} */ (timeline.nodes.get(id));
  return node.name ?? calledOf(node);
}

/**
 * The operation as a word: its symbol where that is one, else its name.
 * @param {GraphNode} node
 */
export function operationWord({ op, symbol }) {
  return /^\w{2,}( \w+)*$/.test(symbol) ? symbol : (WORDS.get(op) ?? op);
}

/**
 * "matmul in line 11"; "a parameter in line 4".
 * @param {GraphNode} node
 */
export function originOf(node) {
  const what = ROLE_WORDS.get(node.role) ?? operationWord(node);
  return node.source ? `${what} in line ${node.source.line}` : what;
}
