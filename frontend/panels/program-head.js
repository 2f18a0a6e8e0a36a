/** Above the editor: what this text is, and the ways to another version of it. */

import { html } from "preact";
import { when } from "../format.js";
import { AttachButton } from "./attached.js";
import { Icon } from "./icons.js";

/** @import { Draft } from "../page/drafts.js" */
/** @import { Store } from "../state/store.js" */
/** @import { Program } from "../page/program.js" */
/** @import { RunDocument } from "../types.js" */
/** @typedef {RunDocument & {portable?: {torch: boolean, reason: string | null}}} Portable */

const LONGEST_NAME = 80;

/** @param {{store: Store, program: Program, onOpen: (draft: Draft) => void}} props */
export function ProgramHead({ store, program, onOpen }) {
  const lesson = store.program.lesson.value;
  const own = store.program.standing.value === "other";
  const changed = lesson !== null && lesson.source !== store.program.source.value;
  return html`${own && store.program.opened.value ? html`<${Name} store=${store} program=${program} />` : html`<h2>Program</h2>`}
    ${changed && !own && html`<span class="tag">edited</span>`}
    <${ElementType} run=${store.run.value} source=${store.program.source.value} />
    ${!changed && html`<${Portability} run=${store.run.value} source=${store.program.source.value} />`}
    <span class="spacer"></span>
    <${AttachButton} store=${store} program=${program} />
    ${changed && html`<button class="button small" onClick=${() => program.reset()}
      title=${`Back to “${lesson.title}” as it was. Your text stays among your programs, and Ctrl+Z brings it back.`}>
      <${Icon} name="reset" /> Reset to the lesson
    </button>`}
    <${Offer} store=${store} onOpen=${onOpen} />`;
}

/** @param {{run: Portable | null, source: string}} props what the server says of a run of this very text */
function Portability({ run, source }) {
  if (!run?.portable || run.source !== source) return null;
  const { torch, reason } = run.portable;
  if (torch) return html`<span class="program-promise">runs unchanged in PyTorch</span>`;
  return reason && html`<span class="program-promise" title=${reason}>not as it is in PyTorch: ${reason}</span>`;
}

/**
 * In what the numbers are, where it is not float64.
 *
 * @param {{run: RunDocument | null, source: string}} props
 */
function ElementType({ run, source }) {
  if (run?.default_dtype?.dtype !== "float32" || run.source !== source) return null;
  const line = run.default_dtype.source?.line;
  const why = `Fractions are float32 here, as in PyTorch, because line ${line} names it. They have about 7 digits.`;
  return html`<span class="tag" title=${why}>float32<span class="unseen">. ${why}</span></span>`;
}

/** @param {{store: Store, program: Program}} props */
function Name({ store, program }) {
  return html`<h2 class="unseen">Program</h2><input class="program-name" aria-label="Name of your program"
    placeholder="Your program" maxlength=${LONGEST_NAME} value=${store.program.draft.value?.name ?? ""} spellcheck=${false}
    title="Give your program a name" onChange=${(/** @type {any} */ event) => program.rename(event.target.value.trim())}
    onKeyDown=${(/** @type {any} */ event) => event.key === "Enter" && event.target.blur()} />`;
}

/** @param {{store: Store, onOpen: (draft: Draft) => void}} props */
function Offer({ store, onOpen }) {
  const draft = store.program.offer.value;
  if (!draft) return null;
  const known = store.program.lessons.value.find((lesson) => lesson.id === draft.lesson);
  const what = draft.lesson !== null && draft.lesson === store.program.lesson.value?.id
    ? "You have a version of your own" : `You last worked on “${nameOf(draft, known?.title)}”`;
  return html`<div class="draft-offer" role="status">
    <p>${what}, from ${when(draft.changed)}.</p>
    <button class="button small" onClick=${() => onOpen(draft)}>Open mine</button>
    <button class="button quiet square small" aria-label="Dismiss" onClick=${() => (store.program.offer.value = null)}>
      <${Icon} name="close" /></button>
  </div>`;
}

/**
 * @param {Draft} draft
 * @param {string} [lesson] the title of the lesson it began as
 */
export function nameOf({ name, source }, lesson) {
  return name ?? lesson ?? firstLine(source);
}

/** @param {string} source */
function firstLine(source) {
  const lines = source.split("\n").map((line) => line.trim());
  const line = lines.find((one) => one !== "" && !/^(#|import |from )/.test(one)) ?? lines.find(Boolean) ?? "";
  return line.length > 48 ? `${line.slice(0, 47)}…` : line;
}
