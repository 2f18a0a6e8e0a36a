/** Above the editor: what this text is, and the ways to another version of it. */

import { html } from "preact";
import { when } from "../format.js";
import { Icon } from "./icons.js";

/** @import { Draft } from "../page/drafts.js" */
/** @import { Store } from "../state/store.js" */
/** @import { Program } from "../page/program.js" */
/** @import { RunDocument } from "../types.js" */
/** @typedef {RunDocument & {portable?: {torch: boolean, reason: string | null}}} Portable */

const LONGEST_NAME = 80;

/** @param {{store: Store, program: Program, onOpen: (draft: Draft) => void}} props */
export function ProgramHead({ store, program, onOpen }) {
  const lesson = store.lesson.value;
  const own = store.standing.value === "other";
  const changed = lesson !== null && lesson.source !== store.source.value;
  return html`${own && store.opened.value ? html`<${Name} store=${store} program=${program} />` : html`<h2>Program</h2>`}
    ${changed && !own && html`<span class="tag">edited</span>`}
    ${!changed && html`<${Portability} run=${store.run.value} source=${store.source.value} />`}
    <span class="spacer"></span>
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

/** @param {{store: Store, program: Program}} props */
function Name({ store, program }) {
  return html`<h2 class="unseen">Program</h2><input class="program-name" aria-label="Name of your program"
    placeholder="Your program" maxlength=${LONGEST_NAME} value=${store.draft.value?.name ?? ""} spellcheck=${false}
    title="Give your program a name" onChange=${(/** @type {any} */ event) => program.rename(event.target.value.trim())}
    onKeyDown=${(/** @type {any} */ event) => event.key === "Enter" && event.target.blur()} />`;
}

/** @param {{store: Store, onOpen: (draft: Draft) => void}} props */
function Offer({ store, onOpen }) {
  const draft = store.offer.value;
  if (!draft) return null;
  const known = store.lessons.value.find((lesson) => lesson.id === draft.lesson);
  const what = draft.lesson !== null && draft.lesson === store.lesson.value?.id
    ? "You have a version of your own" : `You last worked on “${nameOf(draft, known?.title)}”`;
  return html`<div class="draft-offer" role="status">
    <p>${what}, from ${when(draft.changed)}.</p>
    <button class="button small" onClick=${() => onOpen(draft)}>Open mine</button>
    <button class="button quiet square small" aria-label="Dismiss" onClick=${() => (store.offer.value = null)}>
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
