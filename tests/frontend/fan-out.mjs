/** A run written down by hand in which a value has two uses, and what such runs are made of. */

export const tensor = (data, shape = []) => {
  const entries = [data].flat(Infinity).map(Number);
  return {
    shape,
    dtype: "float64",
    data,
    summary: { min: Math.min(...entries), max: Math.max(...entries), nonfinite: 0 },
  };
};

/** Of a scalar, computed by add where it has inputs. */
export const node = (id, label, value, inputs = [], more = {}) => ({
  id,
  label,
  name: label,
  inputs,
  value: tensor(value),
  shape: [],
  op: inputs.length ? "add" : "leaf",
  symbol: inputs.length ? "+" : "",
  role: inputs.length ? "operation" : "parameter",
  gradient_state: "computed",
  namespace: "",
  previous: null,
  ...more,
});

/** The gradients that c, d and e hand on. */
const UPSTREAM = { n2: 2, n4: 3, n5: 1 };

/** e = (a + b) (b + 1) at a = 2, b = 1: by hand c = 3, d = 2, e = 6 and ∂a = 2, ∂b = 3 + 2 = 5. */
export const RUN = {
  targets: ["n5"],
  nodes: [
    node("n0", "a", 2),
    node("n1", "b", 1),
    node("n2", "c", 3, ["n0", "n1"]),
    node("n3", "1", 1, [], { role: "constant", gradient_state: "not_required", name: null }),
    node("n4", "d", 2, ["n1", "n3"]),
    node("n5", "e", 6, ["n2", "n4"], { op: "mul", symbol: "×" }),
  ],
  edges: [
    ["n0", "n2", 0],
    ["n1", "n2", 1],
    ["n1", "n4", 0],
    ["n3", "n4", 1],
    ["n2", "n5", 0],
    ["n4", "n5", 1],
  ].map(([from, to, slot], index) => ({ id: `e${index}`, from, to, slot })),
  steps: [
    ["leaf", "n0"],
    ["leaf", "n1"],
    ["compute", "n2"],
    ["leaf", "n3"],
    ["compute", "n4"],
    ["compute", "n5"],
    ["seed", "n5", 1],
    ["contribute", "n5", 2, "e4", "n2", 2, 1, 1],
    ["contribute", "n5", 3, "e5", "n4", 3, 1, 1],
    ["contribute", "n4", 3, "e2", "n1", 3, 1, 2],
    ["contribute", "n2", 2, "e0", "n0", 2, 1, 1],
    ["contribute", "n2", 2, "e1", "n1", 5, 2, 2],
  ].map(([kind, made, amount, edge, to, total, received, expected], index) => ({
    index,
    pass: 0,
    phase: index < 6 ? "forward" : "backward",
    kind,
    node: made,
    edge,
    to,
    received,
    expected,
    ...(edge
      ? { upstream: tensor(UPSTREAM[made]), contribution: tensor(amount), accumulated: tensor(total) }
      : kind === "seed"
        ? { accumulated: tensor(amount) }
        : {}),
  })),
};
