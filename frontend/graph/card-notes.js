/** What is written over the cards in sight at the reader's wish: a colour for a number, and their place in the order. */

import { computed, effect } from "preact";
import { svgText } from "./svg.js";
import { tintsOf } from "./tints.js";

/** @import { AnyView } from "./card-views.js" */
/** @import { Tints } from "./tints.js" */
/** @import { GraphView } from "./view.js" */

/** On the lower edge of the card, from its corner. */
const BADGE = { x: 14, y: 4 };

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
  }

  connect() {
    effect(() => this.show());
  }

  /** On the cards that are in sight now. */
  show() {
    const [tints, places] = [this.tints.value, this.places.value];
    if (tints) tintCards(this.view.stage.cards, tints);
    numberCards(this.view.stage.cards, places);
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
