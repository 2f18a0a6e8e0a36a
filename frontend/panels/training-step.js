/** What a pass does to a parameter, in numbers, and what its gradient had promised of the loss. */

import { html } from "preact";
import { number, toNumber } from "../format.js";
import { entriesOf } from "../run/leaves.js";
import { entryName } from "../run/spots.js";

/** @import { Store } from "../state/store.js" */
/** @import { Entry, GraphNode, PassesDocument, TrainedParameter, Turn, UpdateStep } from "../types.js" */

/** Entries in the table. */
const ROWS = 5;

/** @param {{store: Store, turn: Turn, series: PassesDocument, at: number, parameter: TrainedParameter}} props */
export function Step({ store, turn, series, at, parameter }) {
  return html`<${Table} store=${store} turn=${turn} at=${at} parameter=${parameter} />
    <${Promised} series=${series} at=${at} />`;
}

/** @param {{store: Store, turn: Turn, at: number, parameter: TrainedParameter}} props */
function Table({ store, turn, at, parameter }) {
  const timeline = store.timeline.value;
  const before = timeline?.nodes.get(parameter.nodes[at]);
  const after = timeline?.nodes.get(parameter.after[at]);
  if (!timeline || !before || !after) return null;
  const { name, shape } = parameter;
  if (before === after) return html`<p class="training-still">This pass leaves <bdi>${name}</bdi> as it is.</p>`;
  const [old, fresh] = [entriesOf(before), entriesOf(after)];
  if (before.value.data === null) return html`<p class="training-still"><bdi>${name}</bdi> has too many entries for a table.
    Its change has the size ${number(toNumber(parameter.change[at]), 3)}.</p>`;
  const slopes = gradientIn(store, turn, after);
  const rows = old.slice(0, ROWS);
  return html`<table class="training-table"><caption>${name} in pass ${at + 1}</caption>
    <thead><tr><th scope="col">entry</th><th scope="col">before</th><th scope="col"><i>∂${name}</i></th>
      <th scope="col">change</th><th scope="col">after</th></tr></thead>
    <tbody>${rows.map((entry, place) => html`<tr key=${place}>
      <th scope="row"><bdi>${entryName({ label: shape.length ? "" : name, shape }, place)}</bdi></th><td class="value">${number(entry)}</td>
      <td class="gradient">${slopes ? number(slopes[place], 3) : "…"}</td>
      <td class="local">${signed(toNumber(fresh[place]) - toNumber(entry))}</td><td class="value">${number(fresh[place])}</td>
    </tr>`)}</tbody>
    ${old.length > ROWS && html`<tfoot><tr><td colspan="5">and ${old.length - ROWS} more</td></tr></tfoot>`}
  </table>`;
}

/**
 * What .grad held when the program changed the parameter.
 * @param {Store} store
 * @param {Turn} turn
 * @param {GraphNode} after
 * @returns {Entry[] | null} null while it is on its way, and where no gradient counted
 */
function gradientIn(store, { first, last }, after) {
  const timeline = /** @type {import("../run/timeline.js").Timeline} */ (store.timeline.value);
  const index = timeline.valueStep.get(after.id) ?? -1;
  if (index < first || index > last) return null;
  const step = /** @type {UpdateStep | null} */ (timeline.stepAt(index));
  return step?.gradient ? entriesOf({ value: step.gradient }) : null;
}

/** @param {{series: PassesDocument, at: number}} props */
function Promised({ series, at }) {
  const [loss, got, promised] = [series.loss[at], series.got[at], series.promised[at]];
  if (loss === null || promised === null) return null;
  return html`<dl class="training-promise">
    <dt>promised</dt><dd><b class="gradient">${signed(toNumber(promised))}</b> by the slope alone, Σ ∂ · change</dd>
    <dt>got</dt><dd>${got === null ? "the last pass: no loss follows"
      : html`<b class="value">${signed(toNumber(got))}</b> ${number(loss)} → ${number(toNumber(loss) + toNumber(got))} in pass ${at + 2}`}</dd>
  </dl>`;
}

/** @param {number} value */
function signed(value) {
  return `${value > 0 ? "+" : ""}${number(value, 3)}`;
}
