/** A finding of the diagnosis: its badge, and on the card of its node the sentence with the reason behind it. */

import { html, useEffect, useState } from "preact";
import { askedOf, badgeOf, findingKey } from "../run/findings.js";
import { Answer } from "./why.js";

/** @import { Store } from "../state/store.js" */
/** @import { Finding } from "../types.js" */

/** A click opens the card of the node, with the reason. @param {{store: Store, finding: Finding}} props */
export function FindingBadge({ store, finding }) {
  return html`<button class=${`finding-badge ${finding.warning ? "warns" : ""}`} title=${finding.sentence}
    onClick=${(/** @type {Event} */ event) => {
      event.stopPropagation();
      store.askAboutFinding(finding);
    }}>${badgeOf(finding)}</button>`;
}

/** What to change in the program, one click each: the run before becomes A. @param {{store: Store, finding: Finding}} props */
export function Experiments({ store, finding }) {
  if (finding.experiments.length === 0) return null;
  return html`<div class="experiments" role="group" aria-label="Try">
    ${finding.experiments.map(({ words, edits }) => html`<button key=${words} class="button small" disabled=${store.stale.value || !store.tryOut}
      title="Changes the program, and compares it with the run before" onClick=${() => store.tryOut?.(edits)}>Try: ${words}</button>`)}
  </div>`;
}

/** On the card of a node. @param {{store: Store, node: string}} props */
export function NodeFindings({ store, node }) {
  const found = store.noticing.shown.value.get(node) ?? [];
  if (found.length === 0) return null;
  return html`<section class="node-findings" aria-label="Worth a second look">
    ${found.map((finding) => html`<${NodeFinding} key=${findingKey(finding)} store=${store} finding=${finding} />`)}
  </section>`;
}

/** @param {{store: Store, finding: Finding}} props */
function NodeFinding({ store, finding }) {
  const of = askedOf(finding);
  const wanted = store.noticing.asked.value === findingKey(finding);
  const [open, setOpen] = useState(wanted);
  useEffect(() => {
    if (wanted) setOpen(true);
  }, [wanted]);
  return html`<div class=${`node-finding ${finding.warning ? "warns" : ""}`}>
    <p><b>${badgeOf(finding)}</b> ${finding.sentence}</p>
    <${Experiments} store=${store} finding=${finding} />
    ${of && finding.entry !== null && html`<details class="why" open=${open}
      onToggle=${(/** @type {Event} */ { currentTarget }) => setOpen(/** @type {HTMLDetailsElement} */ (currentTarget).open)}>
      <summary>Why?</summary>
      ${open && html`<${Answer} store=${store} node=${finding.node} entry=${finding.entry} of=${of} />`}
    </details>`}
  </div>`;
}
