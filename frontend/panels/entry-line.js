/** The entry that is pointed at, in a line below the graph: its arithmetic in numbers. */

import { html } from "preact";
import { sentenceOf } from "../run/entry-words.js";

/** @import { Store } from "../state/store.js" */

/** @param {{store: Store}} props */
export function EntryLine({ store }) {
  const [spot, timeline, known] = [store.asking.pointed.value, store.timeline.value, store.known.value];
  const asked = spot && timeline?.nodes.has(spot.node) && known ? spot : null;
  const found = asked && store.asking.of(asked);
  const words = asked && timeline && known
    ? sentenceOf(timeline, known, asked, found?.state === "here" ? found.value : null) : "";
  return html`<p class=${asked ? asked.of : undefined} role="status" title=${words}>${words}</p>`;
}
