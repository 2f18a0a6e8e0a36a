/** An operation as a curve: where its entries stand on it, the tangent there, and how steep that is beside the best. */

import { html } from "preact";
import { number, toNumber } from "../format.js";
import { entryName } from "../run/spots.js";
import { calledOf } from "../run/names.js";

/** @import { Curves } from "../service/curves.js" */
/** @import { Store } from "../state/store.js" */
/** @import { CurveDocument, Entry, GraphNode } from "../types.js" */

/** Pixels: the curve, its slope below, and what lies around both. */
const SIZE = { width: 300, curve: 132, slope: 54, around: 8 };
/** Of values that run away at a pole or an exponential, so many of each hundred are in sight. */
const SEEN = 0.96;
/** A tangent is drawn so far to both sides, as a share of the width. */
const REACH = 0.16;

/** Of an operation that makes one number of many: so many are followed. */
const MOST_ENTRIES = 4096;

/** @typedef {{low: number, high: number, at: (value: number) => number}} Scale */

/** @param {{store: Store, curves: Curves | undefined, node: GraphNode, slot: number}} props */
export function Lens({ store, curves, node, slot }) {
  const input = store.timeline.value?.nodes.get(node.inputs[slot]);
  if (!curves || !input || !isCurve(node, input)) return null;
  const found = curves.of(node.id, slot);
  if (found.state !== "here" || !found.value) return null;
  return html`<section class="lens" aria-label=${`${calledOf(node)} as a function of ${calledOf(input)}`}>
    <h3><bdi>${node.op}</bdi> over <bdi>${entryName(input, 0)}</bdi></h3>
    <${Picture} curve=${found.value} />
    <p>${wordsOf(found.value)}</p>
  </section>`;
}

/** @param {GraphNode} node @param {GraphNode} input */
function isCurve({ entrywise, shape }, input) {
  const size = input.shape.reduce((product, length) => product * length, 1);
  return input.requires_grad && size > 0 && (entrywise || (shape.length === 0 && size <= MOST_ENTRIES));
}

/** @param {{curve: CurveDocument}} props */
function Picture({ curve }) {
  const [xs, ys, slopes] = [curve.x, curve.y, curve.slope].map((each) => each.map(finite));
  const across = scaleOf([Number(xs[0]), Number(xs[xs.length - 1])], 0, SIZE.width);
  const points = curve.points.map(({ x, y, slope }) => ({ x: finite(x), y: finite(y), slope: finite(slope) }));
  const up = scaleOf([...ys, ...points.map(({ y }) => y)], SIZE.curve - SIZE.around, SIZE.around);
  const steep = scaleOf([...slopes, 0], SIZE.slope - SIZE.around, SIZE.around);
  const [first] = points;
  const slopeWords = first.slope === null ? "" : `, slope ${number(first.slope, 3)}`;
  return html`<svg viewBox=${`0 0 ${SIZE.width} ${SIZE.curve + SIZE.slope}`} role="img"
      aria-label=${`The curve, with ${points.length === 1 ? "a point" : `${points.length} points`}${slopeWords}; below it its slope`}>
    <${Axes} across=${across} up=${up} top=${0} height=${SIZE.curve} />
    <path class="curve" d=${pathOf(xs, ys, across, up)} />
    ${first.x !== null && first.y !== null && first.slope !== null && html`<path class="tangent" d=${tangentOf(first.x, first.y, first.slope, across, up)} />`}
    ${[...points].reverse().map((point, place) => point.x !== null && point.y !== null && html`<circle key=${place}
      class=${place === points.length - 1 ? "point first" : "point"} cx=${across.at(point.x)} cy=${up.at(point.y)} r="4" />`)}
    <g transform=${`translate(0 ${SIZE.curve})`}>
      <${Axes} across=${across} up=${steep} top=${0} height=${SIZE.slope} />
      <path class="slope" d=${pathOf(xs, slopes, across, steep)} />
      ${first.x !== null && first.slope !== null && html`<circle class="point local" cx=${across.at(first.x)} cy=${steep.at(first.slope)} r="3.5" />`}
      <text x="2" y="11">slope</text>
    </g>
  </svg>`;
}

/** @param {{across: Scale, up: Scale, top: number, height: number}} props the lines where x and y are 0 */
function Axes({ across, up, top, height }) {
  const x = across.low <= 0 && across.high >= 0 && across.at(0);
  const y = up.low <= 0 && up.high >= 0 && up.at(0);
  return html`<g class="axes">
    ${x !== false && html`<line x1=${x} x2=${x} y1=${top} y2=${top + height} />`}
    ${y !== false && html`<line x1="0" x2=${SIZE.width} y1=${y} y2=${y} />`}
  </g>`;
}

/** @param {CurveDocument} curve */
function wordsOf({ points: [{ x, y, slope }], best }) {
  const there = html`At ${number(x)} it gives <b class="value">${number(y)}</b>, with slope <b class="local">${number(slope, 3)}</b>`;
  const share = best === null || typeof slope !== "number" ? null : Math.abs(slope) / best;
  if (share === null) return html`${there}.`;
  if (share === 0) return html`${there}: no gradient passes here. Its best is ${number(best ?? 0, 3)}.`;
  return html`${there}: ${number(100 * share, 2)} % of its best, ${number(best ?? 0, 3)}.`;
}

/** @param {Entry} entry @returns {number | null} */
function finite(entry) {
  return typeof entry === "number" ? entry : Number.isFinite(toNumber(entry)) ? toNumber(entry) : null;
}

/**
 * @param {readonly (number | null)[]} values
 * @param {number} from where the lowest of them comes to stand, in pixels
 * @param {number} to
 * @returns {Scale} what runs far beyond most of them is out of sight
 */
function scaleOf(values, from, to) {
  const sorted = values.flatMap((value) => (value === null ? [] : [value])).sort((a, b) => a - b);
  const cut = sorted.length > 20 ? Math.floor(((1 - SEEN) / 2) * sorted.length) : 0;
  const inner = sorted.slice(cut, sorted.length - cut);
  const [least, most] = [sorted[0] ?? 0, sorted[sorted.length - 1] ?? 0];
  const span = (inner[inner.length - 1] ?? 0) - (inner[0] ?? 0);
  // The ends are cut off only where they run away.
  const tame = most - least <= 2 * span;
  const [low, high] = tame ? [least, most] : [inner[0] ?? 0, inner[inner.length - 1] ?? 0];
  const size = high - low || 1;
  const start = high === low ? low - size / 2 : low;
  return { low: start, high: start + size, at: (value) => Math.round(100 * (from + ((value - start) / size) * (to - from))) / 100 };
}

/**
 * @param {readonly (number | null)[]} xs
 * @param {readonly (number | null)[]} ys
 * @param {Scale} across
 * @param {Scale} up
 */
function pathOf(xs, ys, across, up) {
  let path = "";
  let drawn = false;
  xs.forEach((x, place) => {
    const y = ys[place];
    // A jump to what is out of sight, such as a pole, is no part of the curve.
    const inside = x !== null && y !== null && y >= up.low - (up.high - up.low) && y <= up.high + (up.high - up.low);
    if (inside) path += `${drawn ? "L" : "M"}${across.at(x)} ${up.at(y)}`;
    drawn = inside;
  });
  return path;
}

/** @param {number} x @param {number} y @param {number} slope @param {Scale} across @param {Scale} up */
function tangentOf(x, y, slope, across, up) {
  // As long in sight whatever its slope is.
  const [wide, high] = [across.at(x + 1) - across.at(x), up.at(y + slope) - up.at(y)];
  const reach = (REACH * SIZE.width) / Math.hypot(wide, high);
  return `M${across.at(x - reach)} ${up.at(y - slope * reach)}L${across.at(x + reach)} ${up.at(y + slope * reach)}`;
}
