/** Where the reader is among the groups of a large run: a trail of buttons that open and close what lies around. */

import { effect } from "preact";
import { labelOf } from "../run/describe.js";
import { lineage, opensWhole } from "../run/groups.js";

/** @import { Store } from "../state/store.js" */

/** @param {Store} store */
export function trail(store) {
  const element = document.createElement("nav");
  element.className = "graph-trail";
  element.setAttribute("aria-label", "Groups around this place");
  effect(() => {
    const [timeline, groups, collapsed, place] = [
      store.timeline.value,
      store.groups.value,
      store.collapsed.value,
      store.place.value,
    ];
    element.hidden = !timeline || !groups || !collapsed || (opensWhole(timeline.run) && collapsed.closed.size === 0);
    if (!timeline || !groups || !collapsed || element.hidden) return;
    const around = place === null ? [] : lineage(groups.homes.get(place) ?? null);
    const closed = around.findIndex(({ id }) => collapsed.closed.has(id));
    const path = closed < 0 ? around : around.slice(0, closed + 1);
    const focused = [...element.children].indexOf(/** @type {Element} */ (document.activeElement));
    element.replaceChildren(
      crumb("whole run", "Close all groups", null, () => store.closeGroups()),
      ...path.map(({ id, name }) => {
        const open = !collapsed.closed.has(id);
        const words = `${open ? "Close" : "Open"} ${name}`;
        return crumb(name, words, open, () => (open ? store.closeGroup(id) : store.openGroup(id)));
      }),
    );
    if (place !== null) {
      const here = document.createElement("bdi");
      here.textContent = labelOf(timeline, place);
      element.append(here);
    }
    // The buttons are new: the one in the place of the one that was pressed takes the focus over.
    if (focused >= 0) /** @type {HTMLElement} */ (element.children[Math.min(focused, path.length)]).focus();
  });
  return element;
}

/**
 * @param {string} text
 * @param {string} words
 * @param {boolean | null} open null for what is no group
 * @param {() => void} onClick
 */
function crumb(text, words, open, onClick) {
  const button = document.createElement("button");
  button.type = "button";
  button.title = words;
  button.setAttribute("aria-label", words);
  if (open !== null) button.setAttribute("aria-expanded", String(open));
  const name = document.createElement("bdi");
  name.textContent = text;
  button.append(name);
  button.addEventListener("click", onClick);
  return button;
}
