/** Below the program: what its names stand for at the step, as Python Tutor has it beside the code. */

import { html, useRef } from "preact";
import { brief } from "../format.js";
import { rowsOf } from "../run/variables.js";

/** @import { Held } from "../types.js" */
/** @import { Row } from "../run/variables.js" */
/** @import { Variables } from "../service/variables.js" */
/** @import { Store } from "../state/store.js" */

/** @param {{store: Store, variables?: Variables}} props without `variables`, as in a saved page, those at the end */
export function VariablesPanel({ store, variables }) {
  if (!store.run.value || store.stale.value) return null;
  const open = store.look.variablesOpen.value;
  const toggled = (/** @type {any} */ event) => (store.look.variablesOpen.value = event.currentTarget.open);
  return html`<details class="variables" open=${open} onToggle=${toggled}>
    <summary>Variables</summary>
    ${open && html`<${Body} store=${store} variables=${variables} />`}
  </details>`;
}

/** @param {{store: Store, variables?: Variables}} props */
function Body({ store, variables }) {
  const step = store.step.value;
  /** @type {{current: {run: string, held: Record<string, Held>} | null}} */
  const latest = useRef(null);
  const run = /** @type {import("../types.js").RunDocument} */ (store.run.value);
  const found = variables?.at(step) ?? { state: /** @type {const} */ ("here"), value: run.variables };
  if (found.state === "here") latest.current = { run: run.id, held: found.value };
  if (found.state === "failed") {
    return html`<p class="variables-words">${found.words}
      <button class="button small" onClick=${() => variables?.retry()}>Try again</button></p>`;
  }
  // What stood there stays until the next is here, so that nothing flickers from step to step.
  const held = latest.current?.run === run.id ? latest.current.held : null;
  if (held === null) return html`<p class="variables-words">Looking…</p>`;
  const rows = rowsOf(held);
  const when = variables ? `after step ${step + 1}` : "at the end of the program";
  if (rows.length === 0) return html`<p class="variables-words">No name of the program has a value yet.</p>`;
  return html`<table aria-busy=${found.state === "coming"}>
    <caption class="unseen">Variables ${when}</caption>
    <thead><tr><th scope="col">Name</th><th scope="col">Value</th><th scope="col">Gradient</th></tr></thead>
    <tbody>${rows.map((row, place) => html`<${Line} key=${`${row.name} ${place}`} row=${row} store=${store} />`)}</tbody>
  </table>`;
}

/** @param {{row: Row, store: Store}} props */
function Line({ row, store }) {
  const { node } = row;
  const chosen = node !== null && store.selected.value === node;
  const pick = () => store.select(chosen ? null : node);
  const name = html`<bdi>${row.name}</bdi>`;
  return html`<tr class=${chosen ? "chosen" : ""} onMouseEnter=${() => node && (store.hover.value = node)}
      onMouseLeave=${() => node && (store.hover.value = null)}>
    <th scope="row" style=${{ "--depth": row.depth }}>${node === null ? name : html`<button class="plain"
      aria-pressed=${chosen} title="Show it in the graph" onClick=${pick}>${name}</button>`}</th>
    <td class="value"><bdi>${row.value}</bdi></td>
    <td class=${row.gradient ? "gradient" : "none"}>${row.gradient ? brief(row.gradient) : row.isTensor ? "None" : ""}</td>
  </tr>`;
}
