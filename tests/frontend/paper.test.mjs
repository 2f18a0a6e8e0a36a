import assert from "node:assert/strict";
import { test } from "node:test";

import { SWITCHES, circled, latexOf, markdownOf, mathmlOf, standingOf, switchesIn, switchesText } from "../../frontend/run/paper.js";

const line = (tex, shapes, step, steps) => ({ formula: { tex, text: tex, roles: [] }, shapes, step, steps });
const PAPER = { lines: [
  line(String.raw`\delta_{z} \mathrel{:=} \frac{\partial L}{\partial z} = z - y`, "", 5, [3, 4, 5]),
  line(String.raw`\frac{\partial L}{\partial w} \approx \delta_{z} \cdot x`, "2", 7, [7]),
] };

test("LaTeX has all lines aligned at the first sign", () => {
  assert.equal(latexOf(PAPER), String.raw`\begin{align*}
  \delta_{z} \mathrel{:=} \frac{\partial L}{\partial z} &= z - y \\
  \frac{\partial L}{\partial w} &\approx \delta_{z} \cdot x
\end{align*}
`);
});

test("Markdown has a formula a line, with its shapes", () => {
  assert.equal(markdownOf(PAPER).split("\n\n").at(-1), "2\n");
  assert.ok(markdownOf(PAPER).startsWith("$$\\delta_{z}"));
});

test("a line is ahead until its gradient is complete, and current at each of its steps", () => {
  const [first, second] = PAPER.lines;
  assert.deepEqual([2, 3, 5, 6].map((step) => standingOf(first, step)), ["ahead", "current", "current", "reached"]);
  assert.deepEqual([6, 7, 8].map((step) => standingOf(second, step)), ["ahead", "current", "reached"]);
  assert.deepEqual([1, 4, 21].map(circled), ["①", "④", "(21)"]);
});

test("the switches survive the way into an address and back, and those at first need none", () => {
  const changed = { outside: true, columns: true, layers: true, letter: "script" };
  assert.match(switchesText(changed), SWITCHES);
  assert.deepEqual(switchesIn(switchesText(changed)), changed);
  assert.equal(switchesText(switchesIn(null)), null);
  assert.doesNotMatch("columns,x", SWITCHES);
});

test("MathML has a formula a line", () => {
  assert.equal(mathmlOf(PAPER, (tex) => `<math>${tex.length}</math>`).split("\n").length, 3);
});
