/**
 * The timeline: a segment a step while they are wide enough to hit, a painted bar when there are more. One slider for
 * pointer and keys; the page's keys move it too.
 */

import { html, useEffect, useMemo, useRef, useState } from "preact";
import { lineTitle, titleOf } from "../run/describe.js";
import { FindingMarks, TrackMarks } from "./track-marks.js";

/** @import { Explanations } from "../service/explanations.js" */
/** @import { Steps } from "../service/steps.js" */
/** @import { Store } from "../state/store.js" */
/** @import { Stops } from "../run/stops.js" */
/** @import { Segment, Timeline } from "../run/timeline.js" */

const MOST_SEGMENTS = 150;
/** A step has begun at its first pixel. */
const LEAST_SHARE = 1e-3;

/** The share of the timeline that a phase needs to be worth a label. */
const LABELLED = 0.055;

/** More phases than these would be stripes: the bar counts the backward passes instead. */
const MOST_PHASES = 90;
const MOST_PASS_LABELS = 10;
/** From this share of the timeline on a label stands before its tick. */
const LAST_LABEL = 0.96;

/** @param {Timeline} timeline */
function countsPasses(timeline) {
  return timeline.segments.length > MOST_PHASES && timeline.run.passes > 1;
}

/**
 * What the track counts: steps, or the stops of lines.
 * @typedef {object} Scale
 * @property {number} length
 * @property {(step: number) => number} placeOf
 * @property {(place: number) => number} stepAt the last step of the place
 */

/**
 * @param {Timeline} timeline
 * @param {Stops | null} stops
 * @returns {Scale}
 */
function scaleOf({ length }, stops) {
  if (!stops) return { length, placeOf: (step) => step, stepAt: (place) => place };
  return { length: stops.count, placeOf: (step) => stops.indexOf(step), stepAt: (place) => stops.ends[place] };
}

/** @param {{store: Store, explanations: Explanations, timeline: Timeline, stops: Stops | null}} props by line: its stops */
export function Track({ store, explanations, timeline, stops }) {
  const bar = useRef(/** @type {HTMLElement | null} */ (null));
  const [pointed, setPointed] = useState(/** @type {number | null} */ (null));
  const step = store.step.value;
  const scale = useMemo(() => scaleOf(timeline, stops), [timeline, stops]);
  const { length } = scale;
  const place = scale.placeOf(step);
  const titleAt = (/** @type {number} */ place) => {
    const index = scale.stepAt(place);
    if (stops) return lineTitle(timeline, stops.around(index));
    return explanations.of(index)?.title ?? titleOf(timeline, timeline.outline[index]);
  };
  const seek = (/** @type {PointerEvent} */ event) => {
    const to = scale.stepAt(placeAt(event));
    if (stops) store.seekLine(to);
    else store.seek(to);
  };
  const placeAt = (/** @type {PointerEvent} */ event) => {
    const box = /** @type {HTMLElement} */ (bar.current).getBoundingClientRect();
    const share = (event.clientX - box.left) / box.width;
    return Math.min(length - 1, Math.max(0, Math.floor(share * length)));
  };
  // While it is dragged, what flows in a step is where the pointer is in the step's own segment.
  const scrub = (/** @type {PointerEvent} */ event) => {
    if (stops || length > MOST_SEGMENTS) return seek(event);
    const box = /** @type {HTMLElement} */ (bar.current).getBoundingClientRect();
    const along = Math.min(length, Math.max(0, ((event.clientX - box.left) / box.width) * length));
    const place = Math.min(length - 1, Math.floor(along));
    store.seek(place === 0 ? 0 : place - 1 + Math.max(LEAST_SHARE, along - place));
  };
  const press = (/** @type {PointerEvent} */ event) => {
    /** @type {HTMLElement} */ (event.currentTarget).setPointerCapture(event.pointerId);
    seek(event);
  };
  const move = (/** @type {PointerEvent} */ event) => {
    setPointed(placeAt(event));
    if (event.buttons & 1 && event.movementX !== 0) scrub(event);
  };
  return html`<div class="track">
    <${countsPasses(timeline) ? Passes : Phases} timeline=${timeline} scale=${scale} />
    <div class="track-bar" ref=${bar} role="slider" tabindex="0" aria-label="Step"
      aria-valuemin="1" aria-valuemax=${length} aria-valuenow=${place + 1}
      aria-valuetext=${`${stops ? "line" : "step"} ${place + 1} of ${length}: ${titleAt(place)}`}
      onPointerDown=${press} onPointerMove=${move} onPointerUp=${() => store.settle()} onPointerLeave=${() => setPointed(null)}>
      ${length <= MOST_SEGMENTS
        ? html`<${Segments} timeline=${timeline} scale=${scale} place=${place} pointed=${pointed} />`
        : html`<${PaintedBar} store=${store} timeline=${timeline} scale=${scale} place=${place} />`}
    </div>
    <${TrackMarks} store=${store} timeline=${timeline} scale=${scale} />
    <${FindingMarks} store=${store} scale=${scale} />
    <${Coming} steps=${store.steps.value} held=${store.held.value} />
    ${pointed !== null && pointed < length && html`<${Tip} share=${(pointed + 0.5) / length} place=${pointed}
      title=${titleAt(pointed)} />`}
  </div>`;
}

/**
 * @param {{steps: Steps | null, held: boolean}} props that steps are on their way, or why they do not come; `held`:
 *   playing waits for them
 */
function Coming({ steps, held }) {
  const trouble = steps?.trouble.value ?? null;
  const coming = steps?.coming.value ?? false;
  const words = held ? "Waiting for the next steps …" : coming && "Fetching numbers …";
  return html`<div class="track-coming" role="status" data-coming=${String(coming || trouble !== null)}>
    ${trouble === null ? words : html`Numbers are missing. ${trouble}
      <button class="chip" onClick=${() => steps?.retry()}>Try again</button>`}</div>`;
}

/** @param {{timeline: Timeline, scale: Scale}} props every so many backward passes, the number of the one that starts there */
function Passes({ timeline, scale }) {
  const labelled = labelledPasses(timeline, scale);
  return html`<div class="track-phases" aria-hidden="true">
    ${labelled.map(({ pass, share }) => html`<span class=${share > LAST_LABEL ? "pass last" : "pass"} key=${pass}
      style=${{ left: `${100 * share}%` }}>${pass === 1 ? "pass 1" : pass}</span>`)}
  </div>`;
}

/**
 * @param {Timeline} timeline
 * @param {Scale} scale
 * @returns {{pass: number, share: number}[]} counted from 1; `share`: how far along the timeline its seed is, 0…1
 */
function labelledPasses({ seeds }, { length, placeOf }) {
  const least = seeds.length / MOST_PASS_LABELS;
  const power = 10 ** Math.floor(Math.log10(least));
  const every = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= least) ?? least;
  const passes = Array.from({ length: Math.floor(seeds.length / every) }, (_, index) => (index + 1) * every);
  return [1, ...passes].map((pass) => ({ pass, share: placeOf(seeds[pass - 1]) / length }));
}

/** @param {{timeline: Timeline, scale: Scale}} props short phases share the room between labels */
function Phases({ timeline, scale }) {
  return useMemo(() => {
    /** @type {{text: string, phase: string, length: number}[]} */
    const spans = [];
    for (const segment of timeline.segments) {
      const length = scale.placeOf(segment.to) - scale.placeOf(segment.from) + 1;
      const text = labelOf(timeline, segment, length / scale.length);
      const last = spans.at(-1);
      if (last && text === "" && last.text === "") last.length += length;
      else spans.push({ text, phase: segment.phase, length });
    }
    return html`<div class="track-phases" aria-hidden="true">
      ${spans.map(({ text, phase, length }) => html`<span class=${`phase ${phase}`} style=${{ flexGrow: length }}>
        ${text}</span>`)}
    </div>`;
  }, [timeline, scale]);
}

/**
 * @param {Timeline} timeline
 * @param {Segment} segment
 * @param {number} share of the track
 */
function labelOf({ run }, { phase, pass }, share) {
  if (share < LABELLED) return "";
  if (phase !== "backward") return phase;
  const call = run.calls?.[pass] === "grad" ? "grad" : phase;
  return run.passes > 1 ? `${call} ${pass + 1}` : call;
}

/** @param {{share: number, place: number, title: string}} props `share`: how far along the timeline, 0…1 */
function Tip({ share, place, title }) {
  return html`<div class="track-tip" style=${{ left: `${share * 100}%` }}><b>${place + 1}</b> ${title}</div>`;
}

/** @param {{timeline: Timeline, scale: Scale, place: number, pointed: number | null}} props */
function Segments({ timeline, scale, place, pointed }) {
  return Array.from({ length: scale.length }, (_, index) => {
    const step = scale.stepAt(index);
    const state = index === place ? "now" : index < place ? "done" : "ahead";
    const kind = `segment ${timeline.outline[step].phase} ${state}${index === pointed ? " pointed" : ""}`;
    return html`<i key=${index} data-step=${step} class=${kind}></i>`;
  });
}

/** @param {{store: Store, timeline: Timeline, scale: Scale, place: number}} props */
function PaintedBar({ store, timeline, scale, place }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const [size, setSize] = useState({ width: 0, height: 0 });
  const theme = store.look.theme.value;
  useEffect(() => {
    const observer = new ResizeObserver(([{ contentRect: { width, height } }]) => setSize({ width, height }));
    observer.observe(/** @type {HTMLCanvasElement} */ (canvas.current));
    return () => observer.disconnect();
  }, []);
  const colours = useMemo(() => new Map(), [theme]);
  useEffect(() => {
    paintBar(/** @type {HTMLCanvasElement} */ (canvas.current), timeline, scale, place, size, colours);
  }, [timeline, scale, place, size, colours]);
  return html`<canvas class="track-canvas" ref=${canvas}></canvas>`;
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Timeline} timeline
 * @param {Scale} scale
 * @param {number} place
 * @param {{width: number, height: number}} size
 * @param {Map<string, string>} colours of the theme, by name: looked up once, for the look takes the style of all the page
 */
function paintBar(canvas, timeline, scale, place, size, colours) {
  const density = devicePixelRatio;
  const width = (canvas.width = Math.round(size.width * density));
  const height = (canvas.height = Math.round(size.height * density));
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const colour = (/** @type {string} */ name) => {
    const known = colours.get(name) ?? getComputedStyle(canvas).getPropertyValue(`--${name}`);
    colours.set(name, known);
    return known;
  };
  const x = (/** @type {number} */ index) => (index / scale.length) * width;
  const passes = countsPasses(timeline);
  const parts = passes ? [{ phase: "passes", from: 0, to: timeline.length - 1 }] : timeline.segments;
  for (const { phase, from: first, to: last } of parts) {
    const [from, to] = [scale.placeOf(first), scale.placeOf(last)];
    pen.fillStyle = colour(`track-${phase}-ahead`);
    pen.fillRect(x(from), 0, x(to + 1) - x(from), height);
    if (place < from) continue;
    pen.fillStyle = colour(`track-${phase}-done`);
    pen.fillRect(x(from), 0, x(Math.min(place, to) + 1) - x(from), height);
  }
  if (passes) {
    pen.fillStyle = colour("surface");
    for (const { share } of labelledPasses(timeline, scale)) pen.fillRect(share * width, 0, density, height);
  }
  pen.fillStyle = colour("ink");
  const thick = 3 * density;
  pen.fillRect(Math.min(width - thick, Math.max(0, x(place + 0.5) - thick / 2)), 0, thick, height);
}
