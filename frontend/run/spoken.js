/** Which nodes a word, or a part of a formula, speaks of. Pure. */

/** @import { GraphNode, StepOutline } from "../types.js" */
/** @import { Timeline } from "./timeline.js" */

/** What typesetting puts between letters, and the other way in which a transpose is written. */
const EVEN = /[\s\u200b\u2061\u2062]/g;

/** @param {string} text */
function plain(text) {
  return text.replace(EVEN, "").replaceAll("ᵀ", "⊤").replaceAll("·", "⋅").replaceAll("−", "-");
}

/**
 * @param {Timeline} timeline
 * @param {StepOutline} step at which it is said: of several nodes of a name its own come first
 * @returns {Map<string, string>} ids by what they are called
 */
export function callsAt(timeline, step) {
  const { nodes, edges } = timeline;
  const edge = edges.get(step.edge ?? "");
  const near = [step.node, edge?.from, edge?.to].flatMap((id) => nodes.get(id ?? "") ?? []);
  const inputs = near.flatMap((node) => node.inputs.flatMap((id) => nodes.get(id) ?? []));
  /** @type {Map<string, string>} */
  const calls = new Map();
  // Of equal names the last one said stays.
  for (const { id, label, names } of [...timeline.run.nodes, ...inputs, ...near]) {
    for (const name of [...names, label]) calls.set(plain(name), id);
  }
  return calls;
}

/**
 * A name speaks of its node, and a derivative of what is derived by: of the one that is not the target.
 * @param {string} text
 * @param {Map<string, string>} calls
 * @param {string | null} target
 * @returns {string[]} ids of nodes; none where it speaks of no node
 */
export function spokenOf(text, calls, target) {
  const [before, ...names] = plain(text).split("∂");
  if (names.length === 0) return [calls.get(before)].flatMap((id) => id ?? []);
  if (before !== "") return [];
  const ids = names.map((name) => calls.get(name));
  if (ids.length !== 2 || ids.includes(undefined)) return [];
  const found = [...new Set(/** @type {string[]} */ (ids))];
  return found.length === 1 ? found : found.filter((id) => id !== target);
}

/**
 * @param {readonly GraphNode[]} nodes of a run
 * @param {string} name
 * @param {number} line of the program in which it stands
 * @returns {string | null} the node that it stands for there: the last of its name up to the line, or the first after it
 */
export function nodeNamed(nodes, name, line) {
  const called = nodes.filter(({ names }) => names.includes(name));
  return (called.findLast(({ source }) => source !== null && source.line <= line) ?? called[0])?.id ?? null;
}
