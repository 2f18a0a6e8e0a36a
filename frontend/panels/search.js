/** Search among the nodes of the run: typing narrows, arrows choose, Enter goes there. */

import { html, useEffect, useMemo, useRef, useState } from "preact";
import { labelOf } from "../run/describe.js";
import { searchNodes, tagsOf } from "../run/search.js";
import { Dialog } from "./dialog.js";
import { Icon } from "./icons.js";
import { steering } from "./steer.js";

/** @import { Store } from "../state/store.js" */
/** @import { Timeline } from "../run/timeline.js" */
/** @import { GraphNode } from "../types.js" */

/** Nodes in the list. */
const MOST = 100;

/** @param {{store: Store, onChoose: (node: string) => void}} props */
export function Search({ store, onChoose }) {
  const timeline = store.timeline.value;
  const [query, setQuery] = useState("");
  const [marked, setMarked] = useState(/** @type {string | null} */ (store.selected.peek()));
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  const all = useMemo(() => (timeline ? searchNodes(timeline, query) : []), [timeline, query]);
  const found = all.slice(0, MOST);
  const current = found.some(({ id }) => id === marked) ? marked : found[0]?.id ?? null;
  useEffect(() => list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" }), [current]);
  const steer = steering(found, current, setMarked, onChoose);
  return html`<${Dialog} title="Search the graph" name="search" onClose=${() => (store.look.dialog.value = null)}>
    <div class="lesson-search">
      <${Icon} name="search" />
      <input type="search" placeholder="W1, matmul, 2x3, parameter, zero gradient, NaN…" aria-label="Search the nodes"
        autofocus role="combobox" aria-expanded="true" aria-controls="node-list" aria-autocomplete="list"
        aria-activedescendant=${current === null ? undefined : `found-${current}`}
        onInput=${(/** @type {any} */ event) => setQuery(event.target.value)} onKeyDown=${steer} />
    </div>
    <div class="lesson-lists" role="group" aria-label="Nodes" tabindex="0">
      <div id="node-list" class="lesson-list" role="listbox" aria-label="Nodes" tabindex="-1" ref=${list}>
        ${timeline && found.map((node) => html`<${Row} key=${node.id} timeline=${timeline} node=${node}
          selected=${node.id === current} onChoose=${onChoose} />`)}
      </div>
      <p class="lesson-none" role="status">${countWords(all.length, query)}</p>
    </div>
  <//>`;
}

/** @param {{timeline: Timeline, node: GraphNode, selected: boolean, onChoose: (node: string) => void}} props */
function Row({ timeline, node, selected, onChoose }) {
  return html`<div id=${`found-${node.id}`} role="option" class="lesson-row" aria-selected=${String(selected)}
    data-found=${node.id} onClick=${() => onChoose(node.id)}>
    <span class="lesson-words"><b><bdi>${labelOf(timeline, node.id)}</bdi></b><span>${tagsOf(timeline, node).join(" · ")}</span></span>
  </div>`;
}

/**
 * @param {number} all
 * @param {string} query
 */
function countWords(all, query) {
  if (all === 0) return `No node is called “${query}”, or has it said of it.`;
  const nodes = all === 1 ? "1 node" : `${all} nodes`;
  return all > MOST ? `${nodes}, of which the first ${MOST} stand here` : nodes;
}
