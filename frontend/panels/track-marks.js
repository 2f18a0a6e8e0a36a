/**
 * On the timeline: the steps in which the selected node has a part, and those where something that deserves a second
 * look shows first. A click goes there; keys have the panels that list them.
 */

import { html, useMemo } from "preact";
import { badgeOf } from "../run/findings.js";
import { calledOf } from "../run/names.js";
import { stepsOf } from "../run/node-steps.js";
import { PART_WORDS } from "./node-ways.js";

/** @import { Store } from "../state/store.js" */
/** @import { Timeline } from "../run/timeline.js" */

/** More would be a stripe. */
const MOST = 200;

/**
 * @param {{store: Store, timeline: Timeline, scale: {length: number, placeOf: (step: number) => number}}} props
 */
export function TrackMarks({ store, timeline, scale }) {
  const node = timeline.nodes.get(store.selected.value ?? "");
  const steps = useMemo(() => (node ? stepsOf(timeline, node.id) : []), [timeline, node]);
  if (!node || steps.length === 0 || steps.length > MOST) return null;
  return html`<div class="track-marks" aria-hidden="true">
    ${steps.map(({ step, part }) => html`<i key=${`${step} ${part}`} class=${part} data-mark=${step}
      style=${{ left: `${(100 * (scale.placeOf(step) + 0.5)) / scale.length}%` }}
      title=${`${calledOf(node)} ${PART_WORDS[part]}: step ${step + 1}`} onClick=${() => store.seek(step)}></i>`)}
  </div>`;
}

/**
 * @param {{store: Store, scale: {length: number, placeOf: (step: number) => number}}} props
 */
export function FindingMarks({ store, scale }) {
  const findings = store.noticing.findings.value.filter(({ warning }) => warning);
  if (findings.length === 0) return null;
  return html`<div class="track-findings" aria-hidden="true">
    ${findings.map((finding) => html`<i key=${`${finding.node} ${finding.kind}`} data-mark=${finding.step}
      style=${{ left: `${(100 * (scale.placeOf(finding.step) + 0.5)) / scale.length}%` }}
      title=${`${badgeOf(finding)}, step ${finding.step + 1}: ${finding.sentence}`} onClick=${() => store.askAboutFinding(finding)}></i>`)}
  </div>`;
}
