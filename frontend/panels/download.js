/** The download dialog: the picture as it stands, and the run as a page of its own or as files for other programs. */

import { html, useEffect, useState } from "preact";
import { writeAddress } from "../page/address.js";
import { Refused, Unreachable, askAgain, fetchExport, served } from "../service/api.js";
import { exportFormats } from "../service/export-formats.js";
import { titleOf } from "../run/describe.js";
import { titleOf as lessonTitle } from "./header.js";
import { saveFile } from "../page/files.js";
import { drawingOf } from "../pictures/drawing.js";
import { densityOf, pngOf } from "../pictures/png.js";
import { placeIn } from "../page/place.js";
import { embedCode, embedders } from "../page/embedding.js";
import { openingAt } from "../page/saved-page.js";
import { Dialog } from "./dialog.js";
import { Icon } from "./icons.js";

/** @import { Arrays } from "../service/arrays/arrays.js" */
/** @import { GraphView } from "../graph/view.js" */
/** @import { Drawing, Extent } from "../pictures/drawing.js" */
/** @import { Store } from "../state/store.js" */
/** @import { RunDocument } from "../types.js" */
/** @import { Timeline } from "../run/timeline.js" */

/** @type {{extent: Extent, words: string}[]} */
const EXTENTS = [
  { extent: "whole", words: "Whole graph" },
  { extent: "seen", words: "In view" },
];

/** The format that steps by itself: it has a row of its own, and opens where the reader is. */
const PAGE = "html";
/** The page draws it itself, as it stands. */
const PICTURE = "svg";

/**
 * @typedef {{name: string, words: string, make: () => Promise<string>}} Kind
 * `make` saves a file and says how it went
 * @typedef {{busy: string, run: (name: string, make: () => Promise<string>) => void}} Choosing
 * `busy` is the name of what is being saved
 */

/** @param {{store: Store, arrays: Arrays, view: GraphView}} props */
export function Download({ store, arrays, view }) {
  const [extent, setExtent] = useState(/** @type {Extent} */ ("whole"));
  const [busy, setBusy] = useState("");
  const [outcome, setOutcome] = useState("");
  const timeline = store.timeline.value;

  /** @param {string} name @param {() => Promise<string>} make */
  const run = async (name, make) => {
    setBusy(name);
    setOutcome("");
    try {
      setOutcome(await make());
    } catch (error) {
      if (!(error instanceof Unreachable || error instanceof Refused)) throw error;
      setOutcome(error.message);
    } finally {
      setBusy("");
    }
  };
  /**
   * @param {string} ending
   * @param {(drawing: Drawing) => Promise<Blob> | Blob} fileOf
   * @param {(drawing: Drawing) => string} words
   */
  const picture = (ending, fileOf, words) => async () => {
    const drawing = timeline && (await drawingOf(view, arrays, extent, stepWords(timeline, store.step.peek())));
    if (!drawing) return "No card is in view: show the whole graph, or move it back into sight.";
    saveFile(await fileOf(drawing), `${fileName(store)}-step-${store.step.peek() + 1}.${ending}`);
    return words(drawing);
  };
  const kinds = [
    { name: "SVG", words: "Lines and text, sharp at any size: for papers and slides.",
      make: picture("svg", svgFile, ({ width, height }) => `Saved: ${width} × ${height}.`) },
    { name: "PNG", words: "Pixels, at twice the size of the screen's.",
      make: picture("png", pngOf, pixelWords) },
  ];
  const close = () => (store.look.dialog.value = null);
  return html`<${Dialog} title="Download" name="download" onClose=${close}>
    ${timeline
      ? html`<div class="downloads">
        <section>
          <header>
            <h3>The picture of step ${store.step.value + 1}</h3>
            <${Extents} extent=${extent} onChoose=${setExtent} />
          </header>
          ${kinds.map((kind) => html`<${Row} key=${kind.name} ...${kind} busy=${busy} run=${run} />`)}
        </section>
        ${served && html`<section>
          <header><h3>The whole run</h3></header>
          <${Row} name="Page" words="One file that opens without a network and still steps." busy=${busy} run=${run}
            make=${() => savePage(store)} />
          <${Files} store=${store} busy=${busy} run=${run} />
        </section>`}
        ${served && html`<${Embed} store=${store} />`}
        <p class="download-outcome" role="status">${outcome}</p>
      </div>`
      : html`<p class="downloads">There is no run to save yet: type a program, or open a lesson.</p>`}
  <//>`;
}

/** The page as it stands within another, and who may show it. @param {{store: Store}} props */
function Embed({ store }) {
  const [fragment, setFragment] = useState("");
  const [copied, setCopied] = useState(false);
  useEffect(() => void writeAddress(placeIn(store)).then(setFragment), []);
  const code = embedCode(fragment, `${lessonTitle(store)}, step by step`);
  const sites = embedders();
  const copy = () => navigator.clipboard?.writeText(code).then(() => setCopied(true), () => setCopied(false));
  return html`<section class="embed">
    <header><h3>In another page</h3>
      <button class="button small" onClick=${copy}><span aria-live="polite">${copied ? "Copied" : "Copy the code"}</span></button></header>
    <textarea readonly rows="3" aria-label="Embed code" value=${code} onFocus=${(/** @type {any} */ event) => event.target.select()}></textarea>
    <p>${sites.length === 0 ? "This server lets pages of its own site show it, and no others."
      : html`This server lets pages of its own site show it, and of ${sites.map((site, index) => html`${index > 0 && ", "}<code key=${site}>${site}</code>`)}.`}
      ${" "}Whoever runs it adds a site, such as that of a course, by <code>gradwalk serve --frame-ancestors</code> and its origin.</p>
  </section>`;
}

/** @param {{extent: Extent, onChoose: (extent: Extent) => void}} props */
function Extents({ extent, onChoose }) {
  return html`<div class="segmented" role="group" aria-label="How much of the graph">
    ${EXTENTS.map((one) => html`<button key=${one.extent} aria-pressed=${String(one.extent === extent)}
      onClick=${() => onChoose(one.extent)}>${one.words}</button>`)}
  </div>`;
}

/** A button for each format that the server writes. @param {Choosing & {store: Store}} props */
function Files({ store, busy, run }) {
  const formats = exportFormats();
  return html`<div class="download-row"><b>Files</b><span class="download-files">
    ${formats.state === "failed" && formats.words}
    ${formats.state === "here" && formats.value.map(({ name, title, words }) => name !== PAGE && name !== PICTURE && html`<button key=${name}
      class="chip" title=${words} aria-label=${`Save ${title}: ${words}`} aria-disabled=${String(busy !== "")}
      onClick=${() => busy || run(title, () => saveRun(store, name))}>${title}</button>`)}
  </span></div>`;
}

/** @param {Kind & Choosing} props */
function Row({ name, words, make, busy, run }) {
  return html`<div class="download-row">
    <b>${name}</b><span>${words}</span>
    <button class="button" aria-label=${`Save ${name}`} aria-disabled=${String(busy !== "")}
      onClick=${() => busy || run(name, make)}>
      <${Icon} name="download" /> ${busy === name ? "Saving…" : "Save"}</button>
  </div>`;
}

/**
 * @param {Store} store
 * @param {string} format
 * @param {(file: Blob) => Promise<Blob> | Blob} [finish]
 */
async function saveRun(store, format, finish = (file) => file) {
  const run = /** @type {RunDocument} */ (store.run.peek());
  const name = `${fileName(store)}.${format}`;
  saveFile(await finish(await askAgain(run, () => fetchExport(run.id, format))), name);
  return `Saved: ${name}.`;
}

/** @param {Store} store */
async function savePage(store) {
  // The program and its lesson are in the page itself.
  const fragment = await writeAddress({ ...placeIn(store), lesson: null, program: null });
  return saveRun(store, PAGE, (page) => openingAt(page, fragment));
}

/** @param {Store} store */
function fileName(store) {
  return `gradwalk-${store.run.peek()?.id}`;
}

/** @param {Drawing} drawing */
function svgFile({ markup }) {
  return new Blob([markup], { type: "image/svg+xml" });
}

/** @param {Drawing} drawing */
function pixelWords(drawing) {
  const density = densityOf(drawing);
  const size = `${Math.floor(drawing.width * density)} × ${Math.floor(drawing.height * density)} pixels`;
  return density < 2 ? `Saved: ${size}, as many as a browser holds. SVG stays sharp.` : `Saved: ${size}.`;
}

/**
 * @param {Timeline} timeline
 * @param {number} step
 */
function stepWords(timeline, step) {
  return `Compute graph, step ${step + 1} of ${timeline.length}: ${titleOf(timeline, timeline.outline[step])}`;
}
