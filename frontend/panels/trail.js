/** Where the reader is among the groups of a large run: a trail of buttons that open and close what lies around. */

import { html } from "preact";
import { labelOf } from "../run/describe.js";
import { lineage, opensWhole } from "../run/groups.js";

/** @import { Store } from "../state/store.js" */

/** @param {{store: Store}} props */
export function Trail({ store }) {
  const [timeline, groups, collapsed, place] = [
    store.timeline.value, store.folds.groups.value, store.folds.collapsed.value, store.place.value,
  ];
  if (!timeline || !groups || !collapsed || (opensWhole(timeline.run) && collapsed.closed.size === 0)) return null;
  const around = place === null ? [] : lineage(groups.homes.get(place) ?? null);
  const closed = around.findIndex(({ id }) => collapsed.closed.has(id));
  const path = closed < 0 ? around : around.slice(0, closed + 1);
  return html`<nav class="stage-trail" aria-label="Groups around this place">
    <${Crumb} text="whole run" words="Close all groups" open=${null} act=${() => store.folds.closeGroups()} />
    ${path.map(({ id, name }, index) => {
      const open = !collapsed.closed.has(id);
      // The one in the place of the one that was pressed keeps the focus: the key is the place.
      return html`<${Crumb} key=${index} text=${name} words=${`${open ? "Close" : "Open"} ${name}`} open=${open}
        act=${() => (open ? store.folds.closeGroup(id) : store.folds.openGroup(id))} />`;
    })}
    ${place !== null && html`<bdi>${labelOf(timeline, place)}</bdi>`}
  </nav>`;
}

/** @param {{text: string, words: string, open: boolean | null, act: () => void}} props open: null for what is no group */
function Crumb({ text, words, open, act }) {
  return html`<button type="button" title=${words} aria-label=${words} onClick=${act}
    aria-expanded=${open === null ? undefined : String(open)}><bdi>${text}</bdi></button>`;
}
