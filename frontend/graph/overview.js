/** Paints a large graph from far away: boxes and thin lines on a canvas, in the colours of what is known. */

import { overlap } from "./sight.js";

/** @import { Box, Layout } from "../layout/layout.js" */
/** @import { Camera } from "./camera.js" */
/** @import { CollapsedScene } from "../run/collapsed-scene.js" */

/**
 * @typedef {object} Palette
 * @property {string} positive
 * @property {string} negative
 * @property {string} ink
 * @property {string} zero
 * @property {string} strange
 * @property {string} strength
 * @property {string} ground
 * @property {string} surface
 * @property {string} line
 * @property {string} muted
 * @property {string} value
 * @property {string} gradient
 */

const RADIUS = 8;
const LINES_FROM_SCALE = 0.05;

/** @type {[keyof Palette, string][]} */
const PALETTE = [
  ["positive", "--positive"],
  ["negative", "--negative"],
  ["ink", "--ink"],
  ["zero", "--sunken"],
  ["strange", "--warning-soft"],
  ["strength", "--cell-strength"],
  ["ground", "--ground"],
  ["surface", "--surface"],
  ["line", "--line-strong"],
  ["muted", "--muted"],
  ["value", "--value"],
  ["gradient", "--gradient"],
];

/**
 * @param {HTMLElement} element whose style holds the colours
 * @returns {Palette}
 */
export function readPalette(element) {
  const style = getComputedStyle(element);
  return /** @type {Palette} */ (
    Object.fromEntries(PALETTE.map(([name, property]) => [name, style.getPropertyValue(property)]))
  );
}

/**
 * @param {CollapsedScene} scene
 * @param {string} card
 * @param {Palette} palette
 */
export function stateColour(scene, card, palette) {
  const progress = scene.progressOf(card);
  const gradient = progress ? null : scene.gradientOf(card);
  if (progress ? progress.gradients?.known : gradient && gradient.standing !== "past") return palette.gradient;
  return (progress ? progress.values.known : scene.valueOf(card)) ? palette.value : palette.muted;
}

export class Overview {
  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    const context = canvas.getContext("2d");
    if (!context) throw new Error("this browser cannot draw the overview: no 2d canvas");
    this.context = context;
  }

  /**
   * @param {Layout} layout
   * @param {Camera} camera
   * @param {CollapsedScene} scene
   * @param {Palette} palette
   * @param {{edgeBounds: Map<string, Box>, pointedAt: Set<string>}} stage
   */
  paint(layout, camera, scene, palette, { edgeBounds, pointedAt }) {
    const { context, canvas } = this;
    const density = devicePixelRatio;
    canvas.width = camera.width * density;
    canvas.height = camera.height * density;
    const { x, y, scale } = camera.view;
    const seen = camera.visible();
    context.setTransform(
      scale * density,
      0,
      0,
      scale * density,
      (camera.width / 2 - x * scale) * density,
      (camera.height / 2 - y * scale) * density,
    );

    if (scale >= LINES_FROM_SCALE) {
      context.beginPath();
      for (const [id, points] of layout.edges) {
        if (!overlap(/** @type {Box} */ (edgeBounds.get(id)), seen)) continue;
        context.moveTo(points[0].x, points[0].y);
        for (const point of points) context.lineTo(point.x, point.y);
      }
      context.lineWidth = 1 / scale;
      context.strokeStyle = palette.line;
      context.stroke();
    }

    /** @type {Map<string, Path2D>} one path a colour: few large paths paint faster than many small ones */
    const paths = new Map();
    for (const [id, box] of layout.nodes) {
      if (!overlap(box, seen)) continue;
      const colour = stateColour(scene, id, palette);
      let path = paths.get(colour);
      if (!path) paths.set(colour, (path = new Path2D()));
      if (scale > 0.2) path.roundRect(box.x, box.y, box.width, box.height, RADIUS);
      else path.rect(box.x, box.y, box.width, box.height);
    }
    for (const [colour, path] of paths) {
      context.fillStyle = palette.surface;
      context.fill(path);
      context.globalAlpha = 0.32;
      context.fillStyle = colour;
      context.fill(path);
      context.globalAlpha = 1;
    }
    for (const id of scene.active.nodes) {
      const box = layout.nodes.get(id);
      if (!box) continue;
      context.fillStyle = scene.sense === "backward" ? palette.gradient : palette.value;
      context.fillRect(box.x, box.y, box.width, box.height);
    }
    context.lineWidth = 2 / scale;
    context.strokeStyle = palette.ink;
    for (const id of pointedAt) {
      const box = layout.nodes.get(id);
      if (box) context.strokeRect(box.x, box.y, box.width, box.height);
    }
  }

  clear() {
    this.canvas.width = 1;
    this.canvas.height = 1;
  }
}
