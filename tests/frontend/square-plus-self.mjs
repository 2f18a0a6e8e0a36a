/**
 * The run of y = x * x + x at x = 3, written down by hand: y = 12, and dy/dx = 3 + 3 + 1 = 7 in three contributions.
 */

const scalar = (value) => ({
  shape: [], dtype: "float64", data: value,
  summary: { min: value, max: value, mean: value, norm: Math.abs(value), zeros: Number(value === 0), nonfinite: 0 },
});

const node = (id, label, op, inputs, value, line) => ({
  id, label, op, symbol: op, composite: false, role: inputs.length ? "operation" : "parameter",
  name: label, names: [label], namespace: "",
  attributes: {}, inputs, shape: [], dtype: "float64", requires_grad: true, gradient_state: "computed", previous: null, line: line - 1,
  source: { line, column: 1, end_line: line, end_column: 4 }, value: scalar(value), gradient: null,
});

const statement = (line, name, expression) => ({
  source: { line, column: 1, end_line: line, end_column: 5 + expression.length }, names: [name], expression,
});

const forward = (index, kind, name) => ({ index, pass: 0, phase: "forward", kind, node: name });

const contribute = (index, name, edge, to, contribution, accumulated, received, expected) => ({
  index, pass: 0, phase: "backward", kind: "contribute", node: name, edge, to, received, expected,
  upstream: scalar(1), contribution: scalar(contribution), accumulated: scalar(accumulated),
});

export const RUN = {
  schema: "gradwalk.run/1", id: "square-plus-self", engine: "test", target: "n2", notes: [], unfold: [],
  source: "x = 3.0\ns = x * x\ny = s + x\n",
  printed: "", passes: 1, limits: {},
  statements: [statement(1, "x", "3.0"), statement(2, "s", "x * x"), statement(3, "y", "s + x")],
  lines: [0, 1, 2].map((place) => ({ statement: place, namespace: "", caller: null })),
  nodes: [
    node("n0", "x", "leaf", [], 3, 1),
    node("n1", "s", "mul", ["n0", "n0"], 9, 2),
    node("n2", "y", "add", ["n1", "n0"], 12, 3),
  ],
  edges: [
    { id: "e0", from: "n0", to: "n1", slot: 0 }, { id: "e1", from: "n0", to: "n1", slot: 1 },
    { id: "e2", from: "n1", to: "n2", slot: 0 }, { id: "e3", from: "n0", to: "n2", slot: 1 },
  ],
  steps: [
    forward(0, "leaf", "n0"), forward(1, "compute", "n1"), forward(2, "compute", "n2"),
    { index: 3, pass: 0, phase: "backward", kind: "seed", node: "n2", upstream: scalar(1), accumulated: scalar(1) },
    contribute(4, "n2", "e2", "n1", 1, 1, 1, 1), contribute(5, "n2", "e3", "n0", 1, 1, 1, 3),
    contribute(6, "n1", "e0", "n0", 3, 4, 2, 3), contribute(7, "n1", "e1", "n0", 3, 7, 3, 3),
  ],
};

/** A step of the first pass as the second has it: what reaches x comes to the 7 that the first has left there. */
const again = (step) => ({
  ...step, index: step.index + 5, pass: 1,
  ...(step.to === "n0" ? { accumulated: scalar(step.accumulated.data + 7), earlier: scalar(7) } : {}),
});

/** The same program with a second backward pass right after the first, as two calls of backward() make it. */
export const RUN_TWICE = { ...RUN, passes: 2, steps: [...RUN.steps, ...RUN.steps.slice(3).map(again)] };

const clear = (index, setToNone) => ({
  index, pass: 2, phase: "gradient", kind: "clear", node: "n0", set_to_none: setToNone,
  earlier: scalar(14), accumulated: setToNone ? null : scalar(0),
});

/** Both passes, then w.grad.zero_() and x.grad = None. */
export const RUN_CLEARED = { ...RUN_TWICE, steps: [...RUN_TWICE.steps, clear(13, false), clear(14, true)] };
