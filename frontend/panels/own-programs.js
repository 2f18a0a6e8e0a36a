/** The reader's own programs and changed lessons, those changed last first: opened, deleted, and brought back. */

import { html, useState } from "preact";
import { when } from "../format.js";
import { Icon } from "./icons.js";
import { nameOf } from "./program-head.js";

/** @import { Draft, Drafts } from "../page/drafts.js" */
/** @import { Store } from "../state/store.js" */

/** Shown before the rest is asked for. */
const RECENT = 4;

/** @param {{store: Store, drafts: Drafts, query: string, onOpen: (draft: Draft) => void}} props */
export function OwnPrograms({ store, drafts, query, onOpen }) {
  const [all, setAll] = useState(() => drafts.all());
  const [deleted, setDeleted] = useState(/** @type {Draft | null} */ (null));
  const [whole, setWhole] = useState(false);
  const titles = new Map(store.program.lessons.value.map(({ id, title }) => [id, title]));
  const titleOf = (/** @type {Draft} */ draft) => nameOf(draft, titles.get(draft.lesson ?? ""));

  const remove = (/** @type {Draft} */ draft) => {
    drafts.drop(draft.id);
    if (store.program.draft.peek()?.id === draft.id) store.program.draft.value = null;
    setDeleted(draft);
    setAll(drafts.all());
  };
  const undo = () => {
    if (deleted) drafts.bringBack(deleted);
    setDeleted(null);
    setAll(drafts.all());
  };

  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = all.filter((draft) => {
    const text = `${titleOf(draft)} ${draft.source}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const shown = whole || words.length > 0 ? found : found.slice(0, RECENT);
  if (shown.length === 0 && !deleted) return null;
  return html`<section class="own-programs" aria-label="Your programs">
    <h3>Your programs <span>kept in this browser</span></h3>
    ${deleted && html`<p class="own-deleted" role="status">Deleted “${titleOf(deleted)}”.
      <button class="button small" onClick=${undo}>Undo</button></p>`}
    <ul>${shown.map((draft) => html`<${Row} key=${draft.id} draft=${draft} title=${titleOf(draft)}
      open=${draft.id === store.program.draft.value?.id} onOpen=${onOpen} onDelete=${remove} />`)}</ul>
    ${shown.length < found.length && html`<button class="button quiet small" onClick=${() => setWhole(true)}>
      All ${found.length}</button>`}
  </section>`;
}

/**
 * @param {{draft: Draft, title: string, open: boolean, onOpen: (draft: Draft) => void,
 *   onDelete: (draft: Draft) => void}} props
 */
function Row({ draft, title, open, onOpen, onDelete }) {
  const kind = draft.lesson === null || draft.name !== null ? "" : draft.aside ? "edited, set aside" : "edited";
  return html`<li class="own-row">
    <button class="own-open" onClick=${() => onOpen(draft)}>
      <b><bdi>${title}</bdi></b><span>${kind}</span><span class="own-when">${when(draft.changed)}</span>
      ${open && html`<span class="tag">open</span>`}
    </button>
    <button class="button quiet square small" aria-label=${`Delete ${title}`} title="Delete"
      onClick=${() => onDelete(draft)}><${Icon} name="close" /></button>
  </li>`;
}
