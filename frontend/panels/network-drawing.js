/** Columns of neurons and the weights between them. */

import { html } from "preact";
import { number, toNumber } from "../format.js";
import { placeIn } from "../run/network.js";

/** @import { Column } from "../run/network.js" */
/** @import { Entry, NetworkLayer } from "../types.js" */
/** @import { Reader } from "./network-numbers.js" */

/** Pixels. */
const HEAD = 58;
const FOOT = 26;
const NARROWEST = 132;
const LOWEST = 54;
/** Radii: from these on a neuron has room for all of its numbers, or for two. */
const ROOMY = 42;
const MIDDLE = 25;
const LARGEST = 50;
const WIDEST = 6;
/** So many weights between two columns have their numbers beside them. */
const LABELLED = 12;

/** @typedef {{layer: number, neuron: number}} Spot */
/**
 * @typedef {object} Props
 * @property {Column[]} columns
 * @property {number} example
 * @property {Reader} read
 * @property {{width: number, height: number}} size of the canvas
 * @property {boolean} back whether the weights show their gradients
 * @property {string} phase
 * @property {Set<string>} active the nodes of the step
 * @property {Spot | null} open
 * @property {(layer: number, neuron: number) => void} onOpen
 */

/** @param {Props} props */
export function NetworkDrawing({ columns, example, read, size, back, phase, active, open, onOpen }) {
  const most = Math.max(...columns.map(({ shown }) => shown.length));
  const width = Math.max(size.width, columns.length * NARROWEST);
  const height = Math.max(size.height - 4, HEAD + FOOT + most * LOWEST);
  const pitch = width / columns.length;
  const slot = (height - HEAD - FOOT) / most;
  const radius = Math.min(LARGEST, slot / 2 - Math.max(3, Math.min(18, slot / 2 - MIDDLE)), pitch / 2 - 22);
  const spot = (/** @type {number} */ column, /** @type {number} */ slot) => ({
    x: (column + 0.5) * pitch,
    y: HEAD + ((height - HEAD - FOOT) * (slot + 0.5)) / columns[column].shown.length,
  });
  return html`<svg class="network-drawing" width=${width} height=${height} viewBox=${`0 0 ${width} ${height}`} role="group"
    aria-label="Layers of neurons, from the inputs on the left to the output on the right">
    ${columns.map((column, place) => column.kind === "layer" && html`<${Weights} key=${place} column=${column} from=${columns[place - 1]}
      place=${place} spot=${spot} radius=${radius} read=${read} back=${back} labelled=${pitch - 2 * radius > 130 && slot > 110} />`)}
    ${columns.map((column, place) => html`<g key=${place} class=${column.kind === "layer" && column.layer.nodes.some((node) => active.has(node)) ? `network-column now ${phase}` : "network-column"}>
      <${Heading} column=${column} x=${spot(place, 0).x} example=${example} />
      ${column.shown.map((neuron, slot) => neuron === null
        ? html`<text key=${slot} class="network-more" x=${spot(place, slot).x} y=${spot(place, slot).y + 4}>… ${column.count - column.shown.length + 1} more</text>`
        : html`<${Circle} key=${slot} column=${column} neuron=${neuron} example=${Math.min(example, column.layer.examples - 1)} at=${spot(place, slot)} radius=${radius} read=${read}
          back=${back} open=${column.kind === "layer" && open?.layer === column.layer.number && open.neuron === neuron} onOpen=${onOpen} />`)}
    </g>`)}
  </svg>`;
}

/** @param {{column: Column, x: number, example: number}} props */
function Heading({ column: { kind, layer, count }, x, example }) {
  const made = layer.activation === null ? "linear" : layer.function ?? "own σ";
  const title = kind === "input" ? "input" : `layer ${layer.number}`;
  const words = kind === "input" ? (layer.examples > 1 ? `example ${Math.min(example, layer.examples - 1) + 1}` : `${count} numbers`) : `${count} · ${made}`;
  return html`<text class="network-title" x=${x} y="20">${title}</text><text class="network-words" x=${x} y="38">${words}</text>`;
}

/** @param {{column: Column, from: Column, place: number, spot: (column: number, slot: number) => {x: number, y: number}, radius: number, read: Reader, back: boolean, labelled: boolean}} props */
function Weights({ column, from, place, spot, radius, read, back, labelled }) {
  const lines = column.shown.flatMap((neuron, to) => from.shown.map((input, slot) => {
    if (neuron === null || input === null) return null;
    const at = placeIn(column.layer.weight, neuron, input);
    return { neuron, input, from: spot(place - 1, slot), to: spot(place, to), w: read.value(at), slope: read.gradient(at) };
  })).filter((line) => line !== null);
  const sizes = lines.map((line) => Math.abs(size(back ? line.slope : line.w)));
  const largest = Math.max(...sizes.filter(Number.isFinite), 0) || 1;
  const numbered = labelled && lines.length <= LABELLED;
  return html`<g class="network-weights" aria-hidden="true">
    ${lines.map((line, index) => html`<line key=${index} data-weight=${`${column.layer.number}:${line.neuron}:${line.input}`}
      class=${signOf(back ? line.slope : line.w)} x1=${line.from.x} y1=${line.from.y} x2=${line.to.x} y2=${line.to.y}
      stroke-width=${(1 + (WIDEST - 1) * Math.min(1, (sizes[index] || 0) / largest)).toFixed(2)} />`)}
    ${numbered && lines.map((line, index) => {
      const share = line.input % 2 === 0 ? 0.36 : 0.64;
      const [x, y] = [line.from.x + (line.to.x - line.from.x) * share, line.from.y + (line.to.y - line.from.y) * share];
      return html`<g key=${index} class="network-chip"><rect x=${x - 34} y=${y - 16} width="68" height="32" rx="6" />
        <text class="value" x=${x} y=${y - 3}>${told(line.w)}</text><text class="gradient" x=${x} y=${y + 11}>∂ ${told(line.slope)}</text></g>`;
    })}
  </g>`;
}

/** @param {{column: Column, neuron: number, example: number, at: {x: number, y: number}, radius: number, read: Reader, back: boolean, open: boolean, onOpen: (layer: number, neuron: number) => void}} props */
function Circle({ column: { kind, layer }, neuron, example, at: { x, y }, radius, read, back, open, onOpen }) {
  const input = kind === "input";
  const [z, a] = [placeIn(layer.z, example, neuron), placeIn(input ? layer.input : layer.activation ?? layer.z, example, neuron)];
  const [value, sum, delta] = [read.value(a), read.value(z), read.gradient(input ? a : z)];
  const name = `a${input ? "⁰" : ""}${neuron + 1}`;
  if (input) {
    const small = Math.min(radius, 30);
    return html`<g class="network-neuron input" role="img" aria-label=${`Input ${neuron + 1}: ${told(value)}`}>
      <circle cx=${x} cy=${y} r=${small} /><text class="value" x=${x} y=${y + 4}>${told(value)}</text></g>`;
  }
  const label = `Neuron ${neuron + 1} of layer ${layer.number}: z = ${told(sum)}, ${layer.activation ? `a = ${told(value)}, ` : ""}δ = ${told(delta)}`;
  const go = () => onOpen(layer.number, neuron);
  const rows = radius >= ROOMY
    ? [["name", name], ["sum", `z ${told(sum)}`], ...(layer.activation ? [["value", `a ${told(value)}`]] : []), ["gradient", `δ ${told(delta)}`]]
    : radius >= MIDDLE ? [["value", told(value)], ["gradient", told(delta, 2)]]
      : [back && delta !== null ? ["gradient", told(delta, 2)] : ["value", told(value, 2)]];
  const bias = radius >= ROOMY ? placeIn(layer.bias, neuron) : null;
  return html`<g class=${open ? "network-neuron open" : "network-neuron"} role="button" tabindex="0" aria-expanded=${String(open)} aria-label=${label}
    data-neuron=${`${layer.number}:${neuron}`} onClick=${go}
    onKeyDown=${(/** @type {KeyboardEvent} */ event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      event.stopPropagation();
      go();
    }}>
    <title>${label}</title><circle cx=${x} cy=${y} r=${radius} />
    ${rows.map(([kind, words], row) => html`<text key=${row} class=${kind} x=${x} y=${y + 4 + (row - (rows.length - 1) / 2) * 16}>${words}</text>`)}
    ${bias && html`<text class="network-bias" x=${x} y=${y + radius + 14}><tspan class="value">b ${told(read.value(bias))}</tspan><tspan class="gradient" dx="6">∂ ${told(read.gradient(bias))}</tspan></text>`}
  </g>`;
}

/** @param {Entry | null} entry @param {number} [digits] */
function told(entry, digits = 3) {
  return entry === null ? "…" : number(toNumber(entry), digits);
}

/** @param {Entry | null} entry */
function size(entry) {
  return entry === null ? 0 : toNumber(entry);
}

/** @param {Entry | null} entry */
function signOf(entry) {
  if (entry === null) return "unknown";
  const value = toNumber(entry);
  return value > 0 ? "positive" : value < 0 ? "negative" : "zero";
}
