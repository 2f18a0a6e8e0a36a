/** Between the tabs and the graph: what there is to know about the picture, and an invitation when there is none. */

import { html } from "preact";
import { Icon } from "./icons.js";
import { later } from "./later.js";

/** @import { Store } from "../state/store.js" */
/** @import { Problem } from "../types.js" */

const FoldBar = later(async () => (await import("./fold-bar.js")).FoldBar);

/** Short programs to begin with, when there is nothing to draw. */
const EXAMPLES = [
  { title: "A value used twice", lines: ["x = 3.0", "y = x * x + x"] },
  {
    title: "One neuron",
    lines: [
      "import torch",
      "x = torch.tensor([1.0, -2.0])",
      "w = torch.tensor([0.5, 0.25], requires_grad=True)",
      "y = torch.sigmoid((w * x).sum())",
      "y.backward()",
    ],
  },
  {
    title: "A linear layer",
    lines: [
      "import torch",
      "X = torch.tensor([[1.0, 2.0], [3.0, 4.0]])",
      "W = torch.tensor([[0.5, -1.0], [1.0, 0.0]], requires_grad=True)",
      "loss = (X @ W.T).relu().mean()",
      "loss.backward()",
    ],
  },
];

/** @param {{store: Store, onOpen: (source: string) => void}} props */
export function Overlay({ store, onOpen }) {
  const { picked, own } = store.folds;
  const folding = picked.value.size > 0 || own.value.length > 0;
  const empty = store.program.opened.value && store.run.value === null && store.program.source.value.trim() === "";
  return html`
    <${Notice} store=${store} />
    ${folding && html`<${FoldBar} store=${store} />`}
    ${store.stale.value && html`<${Stale} problem=${store.program.problem.value} />`}
    ${empty && html`<${Invitation} store=${store} onOpen=${onOpen} />`}`;
}

/** @param {{problem: Problem}} props */
function Stale({ problem: { line, detail } }) {
  const place = line == null ? "" : `Line ${line}: `;
  const end = /[.?!]$/.test(detail) ? "" : ".";
  return html`<p class="stage-notice warning">${place}${detail}${end} The graph is that of the text before.</p>`;
}

/** @param {{store: Store}} props */
export function Notice({ store }) {
  if (store.notice.value === null) return null;
  return html`<div class="stage-notice" role="status">${store.notice.value}
    <button class="button quiet square small" aria-label="Dismiss" onClick=${() => (store.notice.value = null)}>
      <${Icon} name="close" /></button>
  </div>`;
}

/** @param {{store: Store, onOpen: (source: string) => void}} props */
function Invitation({ store, onOpen }) {
  return html`<div class="invitation">
    <h2>Type a program, watch its gradients</h2>
    <p>A few lines of Python with PyTorch's names are enough. Or begin with one of these:</p>
    <div class="invitation-choices">
      ${EXAMPLES.map(({ title, lines }) => html`<button class="button" key=${title}
        onClick=${() => onOpen(`${lines.join("\n")}\n`)}>${title}</button>`)}
      <button class="button primary" onClick=${() => (store.look.dialog.value = "lessons")}>All lessons</button>
    </div>
  </div>`;
}
