/** What there is to draw of a node, whatever the size of its card. Pure. */

import { shape } from "../format.js";
import { outlineOf, receiverOf } from "../run/timeline.js";
import { isComputed } from "../run/lines.js";
import { calledOf } from "../run/names.js";
import { pictureOf } from "../run/pictures.js";
import { cutTo } from "./text-width.js";

/** @import { GraphNode, RunDocument, Tensor } from "../types.js" */
/** @import { ClosedGroup } from "../run/collapse.js" */
/** @import { Pictures } from "../run/pictures.js" */
/** @import { TextWidth } from "./text-width.js" */

/**
 * @typedef {object} Fold the line of the program that a card stands for
 * @property {string[]} nodes
 * @property {string} expression
 * @property {number} operations
 */
/** @typedef {{id: string, node: GraphNode, label: string, signs: string[], fold: Fold | null}} Subject of a card */
/**
 * @typedef {object} Card
 * @property {string} id of the node, or of the line that it is the result of
 * @property {GraphNode} node whose value and gradient it shows
 * @property {string} label what it is called, on it and in words
 * @property {Fold | null} fold what else the card stands for
 * @property {string} shape "2×3", "[3]", "" for a scalar
 * @property {string} sign the operation, on the gate at the head of its wires; "" for a leaf
 * @property {(Tensor | null)[]} gradients every one it shows in the course of the run, null: not here yet
 * @property {boolean} hasGradient it has a place for a gradient
 * @property {boolean} reachable false when no gradient ever arrives
 * @property {boolean} target
 * @property {readonly [number, number] | null} picture the rows and columns that each row is looked at in
 * @property {string[]} riders constants that are written on the card instead of having one
 */

/** What is longer loses its end; no operation of a common program is. */
const LONGEST_SIGN = 76;
/** Of a line with more operations the gate names none. */
const MOST_SIGNS = 2;
const MANY = "ƒ";

/**
 * @param {RunDocument} run
 * @param {TextWidth} textWidth
 * @param {Subject[]} subjects
 * @param {Map<string, string[]>} riders by card
 * @param {Pictures} [pictures]
 * @returns {Map<string, Card>}
 */
export function measureCards(run, textWidth, subjects, riders, pictures = new Map()) {
  const { backward, shown, kept } = gradientsShown(run);
  return new Map(
    subjects.map(({ id, node, label, signs, fold }) => {
      const hasGradient = backward && node.gradient_state !== "not_required";
      return [
        id,
        {
          id,
          node,
          label,
          fold,
          shape: shape(node.shape),
          sign: signs.length > MOST_SIGNS ? MANY : cutTo(signs.join(" "), "sign", LONGEST_SIGN, textWidth),
          gradients: shown.get(node.id) ?? [],
          hasGradient,
          reachable: !hasGradient || node.gradient_state === "computed" || kept.has(node.id),
          target: run.targets.includes(node.id),
          picture: pictureOf(node, pictures),
          riders: riders.get(id) ?? [],
        },
      ];
    }),
  );
}

/**
 * @param {GraphNode} node
 * @returns {Subject}
 */
export function subjectOf(node) {
  const signs = isComputed(node) ? [node.symbol] : [];
  return { id: node.id, node, label: calledOf(node), signs, fold: null };
}

/**
 * @param {ClosedGroup} closed a line
 * @param {Map<string, GraphNode>} nodes
 * @returns {Subject}
 */
export function lineSubject({ group, nodes: ids }, nodes) {
  const inside = ids.map((id) => /** @type {GraphNode} */ (nodes.get(id)));
  const operations = inside.filter(isComputed);
  const node = operations.findLast(({ names }) => names.length > 0) ?? operations.at(-1) ?? inside[0];
  const fold = { nodes: ids, expression: group.line?.expression ?? "", operations: operations.length };
  const signs = [...new Set(operations.map(({ symbol }) => symbol))];
  return { id: group.id, node, label: group.name, signs, fold };
}

/**
 * @typedef {object} Gradients
 * @property {boolean} backward whether there is a backward pass
 * @property {Map<string, (Tensor | null)[]>} shown every gradient a node shows in the course of the run, null: not here yet
 * @property {Set<string>} kept the nodes whose `.grad` holds what no pass has brought to them
 */

/** @type {WeakMap<RunDocument, Gradients>} */
const gradientsOf = new WeakMap();

/**
 * @param {RunDocument} run
 * @returns {Gradients}
 */
function gradientsShown(run) {
  const before = gradientsOf.get(run);
  if (before) return before;
  /** @type {Map<string, (Tensor | null)[]>} */
  const shown = new Map();
  const show = (/** @type {string} */ node, /** @type {Tensor | null} */ tensor) => {
    const list = shown.get(node);
    if (list) list.push(tensor);
    else shown.set(node, [tensor]);
  };
  /** @type {Set<string>} */
  const kept = new Set();
  /** @type {Map<string, Tensor | null>} what the `.grad` of each leaf holds */
  const held = new Map();
  const nodes = new Map(run.nodes.map((node) => [node.id, node]));
  for (const outline of outlineOf(run)) {
    const node = receiverOf(outline);
    if (outline.phase === "forward" || outline.set_to_none) {
      held.delete(node);
    } else if (outline.phase === "update") {
      const before = nodes.get(node)?.previous ?? "";
      const tensor = held.get(before);
      if (tensor === undefined || nodes.get(node)?.inputs.length) continue;
      show(node, tensor);
      held.set(node, tensor);
      kept.add(node);
    } else {
      const step = run.steps[outline.index];
      const tensor = step && "accumulated" in step ? step.accumulated : null;
      show(node, tensor);
      held.set(node, tensor);
      if (outline.phase === "gradient") kept.add(node);
    }
  }
  const backward = outlineOf(run).some((step) => step.kind === "seed");
  const gradients = { backward, shown, kept };
  gradientsOf.set(run, gradients);
  return gradients;
}
