/**
 * A mistake about shapes as something to draw: the operation that refused stands in the graph of what ran before it, as
 * a node without a value, and the sizes that do not fit are known. Pure.
 */

import { calledOf } from "./names.js";

/** @import { GraphEdge, GraphNode, Problem, RunDocument, Tensor } from "../types.js" */

/** The id of the failing operation among the nodes; the edges to it are this and their slot. */
export const FAILED = "failed";

/**
 * @typedef {object} Failure
 * @property {string} text of the operation, as the program spells it where it is short
 * @property {string} sign between the inputs
 * @property {{label: string, shape: number[], clashes: Set<number>}[]} inputs `clashes`: the axes that do not fit
 * @property {number | null} line
 */

/** @typedef {GraphNode & {failure?: Failure}} MaybeFailed */

const LONGEST_TEXT = 30;

/** @type {Tensor} */
const NOTHING = {
  shape: [0], dtype: "float64", data: [],
  summary: { min: null, max: null, mean: null, norm: 0, zeros: 0, nonfinite: 0 },
};

/**
 * @param {Problem} problem
 * @returns {RunDocument | null} what ran before the mistake, with the failing operation where there is one
 */
export function partialOf(problem) {
  const { partial, failed } = problem;
  if (!partial || !failed) return partial ?? null;
  const failure = failureOf(problem, partial);
  const { line, column, end_line: endLine, end_column: endColumn } = problem;
  /** @type {MaybeFailed} */
  const node = {
    id: FAILED, op: failed.op, symbol: failure.sign, role: "operation", name: null, names: [], label: failure.text, short: null,
    namespace: "", attributes: {}, inputs: failed.inputs, shape: [], dtype: "float64", requires_grad: false,
    composite: false, entrywise: false, previous: null, line: null, value: NOTHING, gradient: null, gradient_state: "not_required",
    source: line == null ? null : { line, column: column ?? 1, end_line: endLine ?? line, end_column: endColumn ?? 1 },
    failure,
  };
  /** @type {GraphEdge[]} */
  const edges = failed.inputs.map((from, slot) => ({ id: `${FAILED}-${slot}`, from, to: FAILED, slot }));
  return { ...partial, nodes: [...partial.nodes, node], edges: [...partial.edges, ...edges] };
}

/**
 * @param {Problem} problem with a failing operation
 * @param {RunDocument} partial
 * @returns {Failure}
 */
export function failureOf({ failed, line, column, end_line: endLine, end_column: endColumn }, partial) {
  const nodes = new Map(partial.nodes.map((node) => [node.id, node]));
  const op = failed?.op ?? "";
  const inputs = (failed?.inputs ?? []).map((id) => {
    const node = nodes.get(id);
    return node ? { label: calledOf(node), shape: node.shape } : { label: id, shape: [] };
  });
  const clashes = clashesOf(failed?.fits ?? "", inputs.map(({ shape }) => shape));
  const spelled = line != null && line === endLine
    ? Array.from(partial.source.split(/\r\n|\r|\n/)[line - 1] ?? "").slice((column ?? 1) - 1, (endColumn ?? 1) - 1).join("") : "";
  return {
    text: spelled !== "" && spelled.length <= LONGEST_TEXT ? spelled : op,
    sign: failed?.symbol ?? op,
    inputs: inputs.map((input, index) => ({ ...input, clashes: clashes[index] ?? new Set() })),
    line: line ?? null,
  };
}

/**
 * @param {string} fits where the shapes of the inputs must agree
 * @param {number[][]} shapes
 * @returns {Set<number>[]} for each input the axes whose sizes do not fit those of another
 */
export function clashesOf(fits, shapes) {
  const none = shapes.map(() => /** @type {Set<number>} */ (new Set()));
  const [a, b] = shapes;
  if (shapes.length !== 2) return none;
  if (fits === "inner" || fits === "rows") {
    const [last, first] = [a.length - 1, fits === "rows" ? b.length - 1 : Math.max(0, b.length - 2)];
    return a[last] === b[first] ? none : [new Set([last]), new Set([first])];
  }
  for (let place = 1; place <= Math.min(a.length, b.length); place += 1) {
    const [i, j] = [a.length - place, b.length - place];
    if (a[i] !== b[j] && a[i] !== 1 && b[j] !== 1) {
      none[0].add(i);
      none[1].add(j);
    }
  }
  return none;
}
