/** The tape: every node of the run as a row, with its value and its gradient at the step. Only rows in sight are drawn. */

import { html, useEffect, useMemo, useRef, useState } from "preact";
import { brief, count, range } from "../format.js";
import { saveFile } from "../page/files.js";
import { labelOf } from "../run/describe.js";
import { receiverOf } from "../run/timeline.js";
import { arrangedRows, rowsOf, tapeCsv } from "../run/tape.js";
import { seedIn, seedOf } from "../run/seeds.js";
import { served } from "../service/api.js";
import { tangentsFor } from "../service/tangents.js";
import { thumb } from "../thumb.js";
import { FindingBadge } from "./finding.js";
import { SeedChoice } from "./seed-choice.js";

/** @import { Order, Row } from "../run/tape.js" */
/** @import { Known, Timeline } from "../run/timeline.js" */
/** @import { Store } from "../state/store.js" */
/** @import { Tensor } from "../types.js" */

/** Pixels; the style sheet says the same. */
const ROW = 26;
/** Rows drawn above and below those in sight. */
const SPARE = 12;
/** Where the current row comes to stand, as a share of the height. */
const THIRD = 1 / 3;

/** @type {{order: Order | null, words: string}[]} */
const COLUMNS = [
  { order: "place", words: "#" },
  { order: "name", words: "name" },
  { order: "operation", words: "operation" },
  { order: null, words: "from" },
  { order: "line", words: "line" },
  { order: null, words: "value" },
];

const EARLIER = new Map([["kept", "kept in .grad"], ["past", "of an earlier pass"]]);

/** @param {{store: Store}} props */
export function Tape({ store }) {
  const [timeline, known] = [store.timeline.value, store.known.value];
  if (!timeline || !known) return null;
  return html`<${Table} key=${timeline.run.id} store=${store} timeline=${timeline} known=${known} />`;
}

/** @param {{store: Store, timeline: Timeline, known: Known}} props */
function Table({ store, timeline, known }) {
  const [query, setQuery] = useState("");
  const [sort, setSort] = useState({ order: /** @type {Order} */ ("place"), down: false });
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(600);
  const body = useRef(/** @type {HTMLElement | null} */ (null));
  const all = useMemo(() => rowsOf(timeline), [timeline]);
  const tangents = tangentsOf(store, timeline);
  const rows = useMemo(() => arrangedRows(all, query, sort.order, sort.down), [all, query, sort]);
  const step = timeline.outline[known.step];
  const receiver = receiverOf(step);
  const looked = store.place.value;

  useEffect(() => {
    const box = /** @type {HTMLElement} */ (body.current);
    const observer = new ResizeObserver(() => setHeight(box.clientHeight));
    observer.observe(box);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    const box = /** @type {HTMLElement} */ (body.current);
    const at = rows.findIndex(({ id }) => id === looked);
    if (at < 0 || (at * ROW >= box.scrollTop && (at + 2) * ROW <= box.scrollTop + box.clientHeight - ROW)) return;
    box.scrollTop = Math.max(0, at * ROW - box.clientHeight * THIRD);
  }, [looked, rows]);

  const first = Math.max(0, Math.floor(top / ROW) - SPARE);
  const last = Math.min(rows.length, Math.ceil((top + height) / ROW) + SPARE);
  const save = () => saveFile(new Blob([tapeCsv(rows, timeline, known, (row) => known.valueOf(row.id) && (tangents?.of(row.place) ?? null))], { type: "text/csv" }), "tape.csv");
  // Of several passes each has a target of its own.
  const target = timeline.run.passes > 1 ? null : timeline.run.target;
  const dual = tangents !== null;
  return html`<div class=${dual ? "tape dual" : "tape"}>
    <div class="tape-bar">
      <input class="tape-search" type="search" placeholder="Search names and operations" aria-label="Search the tape"
        value=${query} onInput=${(/** @type {any} */ event) => setQuery(event.target.value)} />
      <span class="tape-count" aria-live="polite">${query ? `${rows.length} of ${count(all.length, "row")}` : count(all.length, "row")}</span>
      ${dual && html`<${SeedChoice} store=${store} timeline=${timeline} words="tangent by" />`}
      <button class="button small" title="These rows, at this step, for a spreadsheet" onClick=${save}>CSV</button>
    </div>
    <div class="tape-body" ref=${body} tabindex="0" role="table" aria-label="The tape" aria-rowcount=${rows.length + 1}
      onScroll=${(/** @type {any} */ event) => setTop(event.target.scrollTop)}
      onKeyDown=${(/** @type {KeyboardEvent} */ event) => steer(event, store, rows)}>
      <div class="tape-row tape-head" role="row" aria-rowindex="1">
        ${COLUMNS.map(({ order, words }) => html`<${Head} key=${words} order=${order} words=${words} sort=${sort} setSort=${setSort} />`)}
        ${dual && html`<span role="columnheader" class="tape-tangent">tangent <i>∂/∂${tangents.name}</i></span>`}
        <span role="columnheader" class="tape-gradient">${target ? html`<i>∂${labelOf(timeline, target)}</i>/∂` : "gradient"}</span>
      </div>
      <div style=${{ height: `${first * ROW}px` }}></div>
      ${rows.slice(first, last).map((row, index) => html`<${Line} key=${row.id} row=${row} place=${first + index + 2}
        store=${store} known=${known} phase=${step.phase} tangent=${dual ? tangents.of(row.place) : undefined}
        state=${row.id === receiver ? "receiver" : known.active.nodes.has(row.id) ? "active" : ""} />`)}
      <div style=${{ height: `${(rows.length - last) * ROW}px` }}></div>
      ${rows.length === 0 && html`<p class="tape-none">No row has these words. <button class="button small"
        onClick=${() => setQuery("")}>Show all</button></p>`}
    </div>
    ${dual && html`<p class="tape-modes" role="status">${tangents.sentence}</p>`}
  </div>`;
}

/**
 * The tangents by the entry that is chosen; null where no leaf can be, or there is nobody to ask.
 * @param {Store} store
 * @param {Timeline} timeline
 * @returns {{name: string, sentence: string, of: (place: number) => Tensor | null} | null}
 */
function tangentsOf(store, timeline) {
  const chosen = seedIn(timeline.run, store.look.seed.value);
  if (!served || !chosen) return null;
  const fetched = tangentsFor(store);
  const seed = seedOf(chosen.node, chosen.entry);
  const first = fetched.window(seed, 0);
  const name = `${labelOf(timeline, chosen.node.id)}${seed.slice(chosen.node.id.length)}`;
  const words = first.state === "here" ? first.value.agreement?.sentence : first.state === "failed" ? first.words : "";
  return { name, sentence: words ?? "", of: (place) => fetched.at(seed, place) };
}

/**
 * @param {{order: Order | null, words: string, sort: {order: Order, down: boolean},
 *   setSort: (sort: {order: Order, down: boolean}) => void}} props
 */
function Head({ order, words, sort, setSort }) {
  if (order === null) return html`<span role="columnheader" class=${`tape-${words}`}>${words}</span>`;
  const on = sort.order === order;
  const state = on ? (sort.down ? "descending" : "ascending") : "none";
  return html`<span role="columnheader" class=${`tape-${words}`} aria-sort=${state}><button class="tape-sort" title=${`Sort by ${words === "#" ? "place" : words}`}
    onClick=${() => setSort({ order, down: on && !sort.down })}>${words}${on && (sort.down ? " ↓" : order === "place" ? "" : " ↑")}</button></span>`;
}

/**
 * @param {{row: Row, place: number, store: Store, known: Known, state: string, phase: string,
 *   tangent: Tensor | null | undefined}} props tangent undefined: there is no such column
 */
function Line({ row, place, store, known, state, phase, tangent }) {
  const { id, index, name, operation, from, line } = row;
  const gradient = known.gradientOf(id);
  const gradientless = gradient === null && store.timeline.value?.nodes.get(id)?.gradient_state === "not_required";
  const selected = store.selected.value === id;
  const findings = store.noticing.shown.value.get(id) ?? [];
  return html`<div role="row" class=${`tape-row ${state} ${state && phase} ${selected ? "selected" : ""}`} aria-rowindex=${place}
    data-row=${id} aria-current=${state === "receiver" ? "step" : undefined} onClick=${() => store.select(selected ? null : id)}
    onMouseEnter=${() => (store.hover.value = id)} onMouseLeave=${() => (store.hover.value = null)}>
    <span role="cell" class="tape-index">${index}</span>
    <span role="cell" class="tape-name"><bdi>${name}</bdi>${findings.map((finding) => html` <${FindingBadge} key=${finding.kind} store=${store} finding=${finding} />`)}</span>
    <span role="cell" class="tape-operation">${operation}</span>
    <span role="cell" class="tape-from">${from}</span>
    <span role="cell" class="tape-line">${line ?? ""}</span>
    <span role="cell" class="tape-value"><${Shown} tensor=${known.valueOf(id)} /></span>
    ${tangent !== undefined && html`<span role="cell" class="tape-tangent"><${Shown}
      tensor=${known.valueOf(id) && tangent} /></span>`}
    <span role="cell" class=${`tape-gradient ${gradient && gradient.standing !== "now" ? "earlier" : ""}`}
      title=${gradient && EARLIER.get(gradient.standing)}>${
      gradientless ? "–" : html`<${Shown} tensor=${gradient?.tensor ?? null} />`}</span>
  </div>`;
}

/** A number or a short vector as it is, of more entries the range; beside a small picture. @param {{tensor: Tensor | null}} props */
function Shown({ tensor }) {
  const place = useRef(/** @type {HTMLElement | null} */ (null));
  const pictured = tensor !== null && tensor.shape.length > 0 && !tensor.shape.includes(0);
  useEffect(() => place.current?.replaceChildren(...(pictured && tensor ? [thumb(tensor)] : [])), [tensor]);
  if (tensor === null) return html`<span class="tape-blank"></span>`;
  return html`${pictured && html`<span class="tape-thumb" ref=${place}></span>`}<span class="tape-words">${
    tensor.shape.length < 2 || tensor.shape.includes(0) ? brief(tensor, 3) : range(tensor, 2)}</span>`;
}

/**
 * Up and down move the choice of a row; the page's own keys go on working.
 * @param {KeyboardEvent} event
 * @param {Store} store
 * @param {Row[]} rows
 */
function steer(event, store, rows) {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (by === undefined || rows.length === 0) return;
  event.preventDefault();
  const at = rows.findIndex(({ id }) => id === (store.selected.peek() ?? store.place.peek()));
  const to = Math.min(rows.length - 1, Math.max(0, at + by));
  store.select(rows[to].id);
  const box = /** @type {HTMLElement} */ (event.currentTarget);
  if (to * ROW < box.scrollTop) box.scrollTop = to * ROW;
  if ((to + 2) * ROW > box.scrollTop + box.clientHeight) box.scrollTop = (to + 2) * ROW - box.clientHeight;
}
