/** The nodes of two runs as a table: the value and the gradient of both, and how far apart they are. */

import { html } from "preact";
import { number } from "../format.js";
import { isNumber } from "../run/comparison.js";
import { calledOf } from "../run/names.js";

/** @import { Order } from "../run/comparison.js" */
/** @import { Store } from "../state/store.js" */
/** @import { Compared, ComparedNodes, Entry } from "../types.js" */

/** More rows than a reader looks at. */
const MOST = 200;

/** @type {{by: Order, words: string, spans: number}[]} what a column of the head orders by */
const HEADS = [
  { by: "order", words: "node", spans: 1 }, { by: "value", words: "Δ", spans: 1 },
  { by: "gradient", words: "Δ", spans: 1 }, { by: "ratio", words: "B : A", spans: 1 },
];

/** @param {{store: Store, rows: ComparedNodes[], by: Order, sort: (by: Order) => void}} props */
export function CompareTable({ store, rows, by, sort }) {
  const [order, value, gradient, ratio] = HEADS.map((head) => html`<${Sorted} head=${head} by=${by} sort=${sort} />`);
  return html`<div class="compare-rows" tabindex="0" role="group" aria-label="Nodes of both runs">
    <table class="compare-table">
    <thead>
      <tr><td></td><th scope="colgroup" colspan="3" class="value">value</th><th scope="colgroup" colspan="4" class="gradient">∂ gradient</th></tr>
      <tr>${order}<th scope="col" class="side-a">A</th><th scope="col" class="side-b">B</th>${value}
        <th scope="col" class="side-a">A</th><th scope="col" class="side-b">B</th>${gradient}${ratio}</tr>
    </thead>
    <tbody>${rows.slice(0, MOST).map((row) => html`<${Row} key=${`${row.a?.id} ${row.b?.id}`} store=${store} row=${row} />`)}</tbody>
    ${rows.length > MOST && html`<tfoot><tr><td colspan="8">and ${rows.length - MOST} more</td></tr></tfoot>`}
    ${rows.length === 0 && html`<tfoot><tr><td colspan="8">No node differs.</td></tr></tfoot>`}
  </table></div>`;
}

/** @param {{head: {by: Order, words: string}, by: Order, sort: (by: Order) => void}} props */
function Sorted({ head, by, sort }) {
  const what = { order: "the order of the program", value: "how far the values are apart", gradient: "how far the gradients are apart", ratio: "the ratio of the gradients" }[head.by];
  const sorted = head.by !== by ? "none" : by === "order" ? "ascending" : "descending";
  return html`<th scope="col" aria-sort=${sorted}><button onClick=${() => sort(head.by)} title=${`Sort by ${what}`}>${head.words}</button></th>`;
}

/** @param {{store: Store, row: ComparedNodes}} props */
function Row({ store, row }) {
  const { a, b, value, gradient, same } = row;
  const node = b ?? /** @type {NonNullable<typeof a>} */ (a);
  const several = node.shape.length > 0;
  const selected = b !== null && store.selected.value === b.id;
  const choose = () => b && store.select(b.id);
  return html`<tr class=${`${same ? "same" : ""} ${selected ? "selected" : ""}`} data-pair=${`${a?.id ?? ""} ${b?.id ?? ""}`} onClick=${choose}>
    <th scope="row">${b ? html`<button aria-pressed=${String(selected)}><bdi>${calledOf(b)}</bdi></button>` : html`<bdi>${calledOf(node)}</bdi>`}
      <small>${about(row)}</small></th>
    <${Numbers} of=${value} quantity="value" several=${several} />
    <${Numbers} of=${gradient} quantity="gradient" several=${several} />
    <td class="ratio">${gradient && isNumber(gradient.ratio) ? number(/** @type {Entry} */ (gradient.ratio), 3) : "–"}</td>
  </tr>`;
}

/** What the pair is, where its name does not say it. @param {ComparedNodes} row */
function about({ a, b }) {
  if (!a) return "only in B";
  if (!b) return "only in A";
  const said = [];
  if (calledOf(a) !== calledOf(b)) said.push(`${calledOf(a)} in A`);
  if (a.op !== b.op) said.push(`${a.op} → ${b.op}`);
  if (String(a.shape) !== String(b.shape)) said.push("another shape");
  return said.join(" · ");
}

/** @param {{of: Compared | null, quantity: string, several: boolean}} props */
function Numbers({ of, quantity, several }) {
  const told = (/** @type {Entry | null | undefined} */ entry) =>
    entry === null || entry === undefined ? "–" : several ? `‖${number(entry)}‖` : number(entry);
  const difference = of?.difference;
  return html`<td class=${quantity}>${told(of?.a)}</td><td class=${quantity}>${told(of?.b)}</td>
    <td class="difference">${difference === null || difference === undefined ? "–" : of?.same ? "0"
      : several ? html`<i>max</i> ${number(difference, 3)}` : `${Number(difference) > 0 ? "+" : ""}${number(difference, 3)}`}</td>`;
}
