/**
 * What is written over the cards in sight: at the reader's wish a colour for a number and their place in the order; and
 * what of them deserves a second look.
 */

import { computed, effect } from "preact";
import { badgeOf, findingKey } from "../run/findings.js";
import { svg, svgText } from "./svg.js";
import { tintsOf } from "./tints.js";

/** @import { Finding } from "../types.js" */
/** @import { AnyView } from "./card-views.js" */
/** @import { Tints } from "./tints.js" */
/** @import { GraphView } from "./view.js" */

/** On the lower edge of the card, from its corner. */
const BADGE = { x: 14, y: 4 };
/** A finding, on the lower edge at the right. */
const FINDING = { height: 15, letter: 5.9, pad: 5, end: 6, below: 8 };

export class CardNotes {
  /** @param {GraphView} view */
  constructor(view) {
    this.view = view;
    const { look } = view.store;
    this.tints = computed(() => {
      const [scene, sheet] = [view.nodeScene.value, view.sheet.value];
      return scene && sheet ? tintsOf(scene, sheet.collapsed, look.colouring.value) : null;
    });
    this.places = computed(() => {
      const sheet = view.sheet.value;
      return sheet && look.order.value ? placesInOrder(sheet.run.nodes, sheet.collapsed) : null;
    });
    /** @type {import("preact").ReadonlySignal<Map<string, Finding[]>>} by card */
    this.findings = computed(() => {
      const sheet = view.sheet.value;
      /** @type {Map<string, Finding[]>} */
      const found = new Map();
      for (const [node, findings] of sheet ? view.store.noticing.shown.value : []) {
        const card = sheet?.collapsed.cardOf.get(node) ?? node;
        found.set(card, [...(found.get(card) ?? []), ...findings]);
      }
      return found;
    });
    /** Whether a card may have a badge from before. */
    this.marked = false;
  }

  connect() {
    effect(() => this.show());
  }

  /** On the cards that are in sight now. */
  show() {
    const [tints, places] = [this.tints.value, this.places.value];
    if (tints) tintCards(this.view.stage.cards, tints);
    numberCards(this.view.stage.cards, places);
    const findings = this.findings.value;
    if (findings.size > 0 || this.marked) markFindings(this.view.stage.cards, findings);
    this.marked = findings.size > 0;
  }
}

/**
 * @param {Map<string, AnyView>} cards in sight
 * @param {Tints} tints
 */
function tintCards(cards, { tints }) {
  for (const [id, { element }] of cards) {
    const tint = tints.get(id);
    if (tint) {
      element.dataset.tint = tint.kind;
      element.style.setProperty("--tint-share", `${Math.round(100 * tint.share)}%`);
    } else if (element.dataset.tint) {
      delete element.dataset.tint;
      element.style.removeProperty("--tint-share");
    }
  }
}

/**
 * @param {Map<string, AnyView>} cards in sight
 * @param {ReadonlyMap<string, string> | null} places by card; null: none are shown
 */
function numberCards(cards, places) {
  for (const [id, view] of cards) {
    // A constant at the corner of another card has no room for it.
    if (!("face" in view)) continue;
    const { element, face } = view;
    const badge = element.querySelector(":scope > .order");
    const words = places?.get(id);
    if (words === undefined) badge?.remove();
    else if (!badge) element.append(svgText(words, { class: "order", x: BADGE.x, y: face.height - ("tail" in face ? face.tail : 0) + BADGE.y }));
    else badge.textContent = words;
  }
}

/**
 * @param {Map<string, AnyView>} cards in sight
 * @param {ReadonlyMap<string, Finding[]>} findings by card
 */
function markFindings(cards, findings) {
  for (const [id, view] of cards) {
    if (!("face" in view)) continue;
    const { element, face } = view;
    const found = findings.get(id) ?? [];
    const key = found.map(findingKey).join(" ");
    const badge = element.querySelector(":scope > .finding");
    if ((badge?.getAttribute("data-finding") ?? "") === key) continue;
    badge?.remove();
    element.removeAttribute("aria-description");
    if (found.length === 0) continue;
    element.setAttribute("aria-description", found.map(({ sentence }) => sentence).join(" "));
    element.append(findingBadge(found, key, face.width, face.height - ("tail" in face ? face.tail : 0), "level" in face && face.level === "dot"));
  }
}

/**
 * @param {Finding[]} found of one card
 * @param {string} key
 * @param {number} right
 * @param {number} bottom edges of the box
 * @param {boolean} small there is room for a sign alone
 */
function findingBadge(found, key, right, bottom, small) {
  const more = found.length > 1 ? ` +${found.length - 1}` : "";
  const full = `${badgeOf(found[0])}${more}`;
  const text = small || full.length * FINDING.letter + 2 * FINDING.pad > right - FINDING.end ? "!" : full;
  const width = Math.ceil(text.length * FINDING.letter + 2 * FINDING.pad);
  return svg("g", {
    class: found[0].warning ? "finding warns" : "finding", "data-finding": key,
    transform: `translate(${right - FINDING.end - width} ${bottom + FINDING.below - FINDING.height})`,
  }, [
    svg("rect", { width, height: FINDING.height, rx: FINDING.height / 2 }),
    svgText(text, { x: width / 2, y: 11 }),
    titled(found.map(({ sentence }) => sentence).join(" ")),
  ]);
}

/** @param {string} words for a pointer that rests */
function titled(words) {
  const title = svg("title");
  title.textContent = words;
  return title;
}

/**
 * The nodes of a run stand in a topological order: each after all that it is computed of.
 * @param {readonly {id: string}[]} nodes of the run
 * @param {import("../run/collapse.js").Collapsed} collapsed
 * @returns {Map<string, string>} counted from 1; of a group its first and last
 */
export function placesInOrder(nodes, { cardOf }) {
  /** @type {Map<string, number[]>} */
  const places = new Map();
  nodes.forEach(({ id }, index) => {
    const card = cardOf.get(id) ?? id;
    const known = places.get(card) ?? [];
    known.push(index + 1);
    places.set(card, known);
  });
  return new Map([...places].map(([card, all]) => [card, all.length > 1 ? `${all[0]}…${all.at(-1)}` : String(all[0])]));
}
