/** The buttons over the graph and the key to its colours. */

import { effect } from "preact";
import { svg } from "./svg.js";

/** @import { Store } from "../state/store.js" */
/** @import { Camera } from "./camera.js" */

const ZOOM_STEP = 1.25;

/** Each icon as the path of a 16 × 16 sign drawn with a pen. */
const ICONS = {
  in: "M8 3.5v9M3.5 8h9",
  out: "M3.5 8h9",
  fit: "M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10",
  follow: "M8 1.5v3M8 11.5v3M1.5 8h3M11.5 8h3M8 10.2a2.2 2.2 0 1 0 0-4.4a2.2 2.2 0 0 0 0 4.4Z",
};

/**
 * @param {string} name
 * @param {keyof typeof ICONS} icon
 * @param {() => void} onClick
 */
function button(name, icon, onClick) {
  const element = document.createElement("button");
  element.type = "button";
  element.title = name;
  element.setAttribute("aria-label", name);
  element.append(
    svg("svg", { viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true" }, [
      svg("path", { d: ICONS[icon] }),
    ]),
  );
  element.addEventListener("click", onClick);
  return element;
}

/**
 * @param {Store} store
 * @param {Camera} camera
 */
export function controls(store, camera) {
  const element = document.createElement("div");
  element.className = "graph-controls";
  element.setAttribute("role", "group");
  element.setAttribute("aria-label", "View");
  /** @param {number} factor */
  const zoom = (factor) => {
    camera.zoom(factor);
    store.follow.value = false;
  };
  const follow = button("Follow the current step", "follow", () => (store.follow.value = !store.follow.peek()));
  effect(() => follow.setAttribute("aria-pressed", String(store.follow.value)));
  element.append(
    button("Zoom in", "in", () => zoom(ZOOM_STEP)),
    button("Zoom out", "out", () => zoom(1 / ZOOM_STEP)),
    button("Show the whole graph (f)", "fit", () => store.fit()),
    follow,
  );
  return element;
}

/** @returns {HTMLElement} */
export function legend() {
  const element = document.createElement("div");
  element.className = "graph-legend";
  element.setAttribute("aria-hidden", "true");
  for (const [name, text] of [
    ["value", "value"],
    ["gradient", "∂ gradient"],
    ["positive", "positive"],
    ["negative", "negative"],
  ]) {
    const entry = document.createElement("span");
    entry.className = name;
    entry.textContent = text;
    element.append(entry);
  }
  return element;
}
