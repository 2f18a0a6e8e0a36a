/**
 * The timeline: a segment a step while they are wide enough to hit, a painted bar when there are more. One slider for
 * pointer and keys; the page's keys move it too.
 */

import { html, useEffect, useMemo, useRef, useState } from "preact";
import { titleOf } from "../run/describe.js";

/** @import { Explanations } from "../service/explanations.js" */
/** @import { Steps } from "../service/steps.js" */
/** @import { Store } from "../state/store.js" */
/** @import { Segment, Timeline } from "../run/timeline.js" */

const MOST_SEGMENTS = 150;

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

/** @param {{store: Store, explanations: Explanations, timeline: Timeline}} props */
export function Track({ store, explanations, timeline }) {
  const bar = useRef(/** @type {HTMLElement | null} */ (null));
  const [pointed, setPointed] = useState(/** @type {number | null} */ (null));
  const step = store.step.value;
  const { length } = timeline;
  const titleAt = (/** @type {number} */ index) =>
    explanations.of(index)?.title ?? titleOf(timeline, timeline.outline[index]);
  const stepAt = (/** @type {PointerEvent} */ event) => {
    const box = /** @type {HTMLElement} */ (bar.current).getBoundingClientRect();
    const share = (event.clientX - box.left) / box.width;
    return Math.min(length - 1, Math.max(0, Math.floor(share * length)));
  };
  const press = (/** @type {PointerEvent} */ event) => {
    /** @type {HTMLElement} */ (event.currentTarget).setPointerCapture(event.pointerId);
    store.seek(stepAt(event));
  };
  const move = (/** @type {PointerEvent} */ event) => {
    setPointed(stepAt(event));
    if (event.buttons & 1) store.seek(stepAt(event));
  };
  return html`<div class="track">
    <${countsPasses(timeline) ? Passes : Phases} timeline=${timeline} />
    <div class="track-bar" ref=${bar} role="slider" tabindex="0" aria-label="Step"
      aria-valuemin="1" aria-valuemax=${length} aria-valuenow=${step + 1}
      aria-valuetext=${`step ${step + 1} of ${length}: ${titleAt(step)}`}
      onPointerDown=${press} onPointerMove=${move} onPointerLeave=${() => setPointed(null)}>
      ${length <= MOST_SEGMENTS
        ? html`<${Segments} timeline=${timeline} step=${step} pointed=${pointed} />`
        : html`<${PaintedBar} store=${store} timeline=${timeline} step=${step} />`}
    </div>
    <${Coming} steps=${store.steps.value} held=${store.held.value} />
    ${pointed !== null && pointed < length && html`<${Tip} share=${(pointed + 0.5) / length} step=${pointed}
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

/** @param {{timeline: Timeline}} props every so many backward passes, the number of the one that starts there */
function Passes({ timeline }) {
  const labelled = labelledPasses(timeline);
  return html`<div class="track-phases" aria-hidden="true">
    ${labelled.map(({ pass, share }) => html`<span class=${share > LAST_LABEL ? "pass last" : "pass"} key=${pass}
      style=${{ left: `${100 * share}%` }}>${pass === 1 ? "pass 1" : pass}</span>`)}
  </div>`;
}

/**
 * @param {Timeline} timeline
 * @returns {{pass: number, share: number}[]} counted from 1; `share`: how far along the timeline its seed is, 0…1
 */
function labelledPasses({ seeds, length }) {
  const least = seeds.length / MOST_PASS_LABELS;
  const power = 10 ** Math.floor(Math.log10(least));
  const every = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= least) ?? least;
  const passes = Array.from({ length: Math.floor(seeds.length / every) }, (_, index) => (index + 1) * every);
  return [1, ...passes].map((pass) => ({ pass, share: seeds[pass - 1] / length }));
}

/** @param {{timeline: Timeline}} props short phases share the room between labels */
function Phases({ timeline }) {
  return useMemo(() => {
    /** @type {{text: string, phase: string, length: number}[]} */
    const spans = [];
    for (const segment of timeline.segments) {
      const text = labelOf(timeline, segment);
      const length = segment.to - segment.from + 1;
      const last = spans.at(-1);
      if (last && text === "" && last.text === "") last.length += length;
      else spans.push({ text, phase: segment.phase, length });
    }
    return html`<div class="track-phases" aria-hidden="true">
      ${spans.map(({ text, phase, length }) => html`<span class=${`phase ${phase}`} style=${{ flexGrow: length }}>
        ${text}</span>`)}
    </div>`;
  }, [timeline]);
}

/**
 * @param {Timeline} timeline
 * @param {Segment} segment
 */
function labelOf({ run, length }, { phase, pass, from, to }) {
  if ((to - from + 1) / length < LABELLED) return "";
  if (phase !== "backward") return phase;
  const call = run.calls?.[pass] === "grad" ? "grad" : phase;
  return run.passes > 1 ? `${call} ${pass + 1}` : call;
}

/** @param {{share: number, step: number, title: string}} props `share`: how far along the timeline, 0…1 */
function Tip({ share, step, title }) {
  return html`<div class="track-tip" style=${{ left: `${share * 100}%` }}><b>${step + 1}</b> ${title}</div>`;
}

/** @param {{timeline: Timeline, step: number, pointed: number | null}} props */
function Segments({ timeline, step, pointed }) {
  return timeline.outline.map(({ index, phase }) => {
    const state = index === step ? "now" : index < step ? "done" : "ahead";
    const kind = `segment ${phase} ${state}${index === pointed ? " pointed" : ""}`;
    return html`<i key=${index} data-step=${index} class=${kind}></i>`;
  });
}

/** @param {{store: Store, timeline: Timeline, step: number}} props */
function PaintedBar({ store, timeline, step }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const [size, setSize] = useState({ width: 0, height: 0 });
  const theme = store.theme.value;
  useEffect(() => {
    const observer = new ResizeObserver(([{ contentRect: { width, height } }]) => setSize({ width, height }));
    observer.observe(/** @type {HTMLCanvasElement} */ (canvas.current));
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    paintBar(/** @type {HTMLCanvasElement} */ (canvas.current), timeline, step, size);
  }, [timeline, step, theme, size]);
  return html`<canvas class="track-canvas" ref=${canvas}></canvas>`;
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Timeline} timeline
 * @param {number} step
 * @param {{width: number, height: number}} size
 */
function paintBar(canvas, timeline, step, size) {
  const density = devicePixelRatio;
  const width = (canvas.width = Math.round(size.width * density));
  const height = (canvas.height = Math.round(size.height * density));
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const style = getComputedStyle(canvas);
  /** @type {Map<string, string>} looked up once */
  const colours = new Map();
  const colour = (/** @type {string} */ name) => {
    const known = colours.get(name) ?? style.getPropertyValue(`--${name}`);
    colours.set(name, known);
    return known;
  };
  const x = (/** @type {number} */ index) => (index / timeline.length) * width;
  const passes = countsPasses(timeline);
  const parts = passes ? [{ phase: "passes", from: 0, to: timeline.length - 1 }] : timeline.segments;
  for (const { phase, from, to } of parts) {
    pen.fillStyle = colour(`track-${phase}-ahead`);
    pen.fillRect(x(from), 0, x(to + 1) - x(from), height);
    if (step < from) continue;
    pen.fillStyle = colour(`track-${phase}-done`);
    pen.fillRect(x(from), 0, x(Math.min(step, to) + 1) - x(from), height);
  }
  if (passes) {
    pen.fillStyle = colour("surface");
    for (const { share } of labelledPasses(timeline)) pen.fillRect(share * width, 0, density, height);
  }
  pen.fillStyle = colour("ink");
  const thick = 3 * density;
  pen.fillRect(Math.min(width - thick, Math.max(0, x(step + 0.5) - thick / 2)), 0, thick, height);
}
