/** The whole graph in small, with the part in sight; a click or a drag moves the camera there. */

import { stateColour } from "./overview.js";

/** @import { Box, Layout } from "../layout/layout.js" */
/** @import { Camera } from "./camera.js" */
/** @import { Palette } from "./overview.js" */
/** @import { CollapsedScene } from "../run/collapsed-scene.js" */

const LARGEST = { width: 190, height: 96 };
const PAD = 8;
const SMALLEST_BOX = 1.5;
const KEY_STEP = 60;
const PLAIN_NODES = 1500;

export class Minimap {
  /**
   * @param {HTMLCanvasElement} canvas
   * @param {Camera} camera
   * @param {() => void} onMoved
   */
  constructor(canvas, camera, onMoved) {
    this.canvas = canvas;
    this.camera = camera;
    this.context = contextOf(canvas);
    this.scale = 1;
    this.boxes = document.createElement("canvas");
    /** @type {{layout: Layout | null, palette: Palette | null, scene: CollapsedScene | null}} */
    this.painted = { layout: null, palette: null, scene: null };
    /** @param {PointerEvent} event */
    const follow = (event) => {
      const { left, top } = canvas.getBoundingClientRect();
      const { x, y } = camera.sheet;
      camera.centre({
        x: x + (event.clientX - left - PAD) / this.scale,
        y: y + (event.clientY - top - PAD) / this.scale,
      });
      onMoved();
    };
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      follow(event);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (canvas.hasPointerCapture(event.pointerId)) follow(event);
    });
    canvas.addEventListener("keydown", (event) => {
      const move = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
      if (!move) return;
      event.preventDefault();
      event.stopPropagation();
      camera.pan(move[0] * KEY_STEP, move[1] * KEY_STEP);
      onMoved();
    });
  }

  /**
   * @param {Layout} layout
   * @param {CollapsedScene} scene
   * @param {Palette} palette
   */
  paint(layout, scene, palette) {
    const { canvas, context, camera } = this;
    canvas.hidden = camera.seesAll;
    if (canvas.hidden) return;
    const { sheet } = camera;
    this.scale = Math.min((LARGEST.width - 2 * PAD) / sheet.width, (LARGEST.height - 2 * PAD) / sheet.height);
    const width = Math.round(sheet.width * this.scale + 2 * PAD);
    const height = Math.round(sheet.height * this.scale + 2 * PAD);
    if (this.painted.layout !== layout || this.painted.palette !== palette || this.painted.scene !== scene) {
      resize(canvas, width, height);
      // Above this size a box is a dot that keeps its colour: what is painted once serves every step.
      const plain = layout.nodes.size > PLAIN_NODES;
      if (!plain || this.painted.layout !== layout || this.painted.palette !== palette) {
        const colourOf = (/** @type {string} */ id) => (plain ? palette.muted : stateColour(scene, id, palette));
        this.#paintBoxes(layout, width, height, colourOf);
      }
      this.painted = { layout, palette, scene };
    }
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.drawImage(this.boxes, 0, 0);
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, PAD * devicePixelRatio, PAD * devicePixelRatio);
    context.fillStyle = palette[scene.sense === "backward" ? "gradient" : "value"];
    for (const id of scene.active.nodes) {
      const box = layout.nodes.get(id);
      if (box) this.#fillBox(context, box);
    }
    const seen = camera.visible();
    const left = Math.max(-PAD + 1, (seen.x - sheet.x) * this.scale);
    const top = Math.max(-PAD + 1, (seen.y - sheet.y) * this.scale);
    const right = Math.min(width - PAD - 1, (seen.x + seen.width - sheet.x) * this.scale);
    const bottom = Math.min(height - PAD - 1, (seen.y + seen.height - sheet.y) * this.scale);
    context.strokeStyle = palette.ink;
    context.lineWidth = 1.5;
    context.beginPath();
    context.roundRect(left, top, Math.max(4, right - left), Math.max(4, bottom - top), 4);
    context.stroke();
  }

  /**
   * @param {Layout} layout
   * @param {number} width
   * @param {number} height
   * @param {(node: string) => string} colourOf
   */
  #paintBoxes(layout, width, height, colourOf) {
    resize(this.boxes, width, height);
    const context = contextOf(this.boxes);
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, PAD * devicePixelRatio, PAD * devicePixelRatio);
    context.globalAlpha = 0.42;
    for (const [id, box] of layout.nodes) {
      context.fillStyle = colourOf(id);
      this.#fillBox(context, box);
    }
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Box} box
   */
  #fillBox(context, box) {
    const { sheet } = this.camera;
    context.fillRect(
      (box.x - sheet.x) * this.scale,
      (box.y - sheet.y) * this.scale,
      Math.max(SMALLEST_BOX, box.width * this.scale),
      Math.max(SMALLEST_BOX, box.height * this.scale),
    );
  }
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {number} width
 * @param {number} height
 */
function resize(canvas, width, height) {
  canvas.width = width * devicePixelRatio;
  canvas.height = height * devicePixelRatio;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
}

/** @param {HTMLCanvasElement} canvas */
function contextOf(canvas) {
  const context = canvas.getContext("2d");
  if (!context) throw new Error("this browser cannot draw the small map: no 2d canvas");
  return context;
}
