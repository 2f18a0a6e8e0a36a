/** Makes the pixels of tensors sharp in every program: cells become shapes, and pictures have pixels to spare. */

import { svg } from "../graph/svg.js";

/** The least pixels of an image for each unit of its frame: however it is scaled, its entries keep their edges. */
const DENSITY = 4;
/** No image grows beyond this, in pixels. */
const MOST = 2048;

/**
 * @param {SVGElement} drawing in the document
 * @returns {Promise<void>}
 */
export async function sharpen(drawing) {
  await Promise.all([...drawing.querySelectorAll("image")].map(sharpenImage));
}

/** @param {SVGImageElement} image one pixel an entry */
async function sharpenImage(image) {
  const source = new Image();
  source.src = image.getAttribute("href") ?? "";
  await source.decode();
  const outline = /^path\((?:evenodd, *)?"(.*)"\)$/.exec(image.style.clipPath)?.[1];
  if (outline === undefined) enlarge(image, source);
  else image.replaceWith(cells(image, outline, pixelsOf(source)));
}

/**
 * @param {SVGImageElement} image
 * @param {HTMLImageElement} source
 */
function enlarge(image, source) {
  const [width, height] = [source.naturalWidth, source.naturalHeight];
  const wanted = Math.max(
    (DENSITY * image.width.baseVal.value) / width,
    (DENSITY * image.height.baseVal.value) / height,
  );
  const factor = Math.max(1, Math.min(Math.ceil(wanted), Math.floor(MOST / Math.max(width, height))));
  const { canvas, context } = canvasOf(width * factor, height * factor);
  context.imageSmoothingEnabled = false;
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  image.setAttribute("href", canvas.toDataURL());
}

/**
 * @param {SVGImageElement} image
 * @param {string} outline of its cells, one after the other in row-major order, from its own corner
 * @param {Uint8ClampedArray} pixels
 * @returns {SVGGElement}
 */
function cells(image, outline, pixels) {
  const corner = `translate(${image.x.baseVal.value} ${image.y.baseVal.value})`;
  const shapes = outline.split(/(?=M)/).map((d, index) => {
    const [red, green, blue, alpha] = pixels.subarray(4 * index, 4 * index + 4);
    const shape = svg("path", { d });
    shape.style.fill = `rgb(${red} ${green} ${blue} / ${alpha / 255})`;
    return shape;
  });
  return svg("g", { transform: corner }, shapes);
}

/** @param {HTMLImageElement} source */
function pixelsOf(source) {
  const [width, height] = [source.naturalWidth, source.naturalHeight];
  const { context } = canvasOf(width, height);
  context.drawImage(source, 0, 0);
  return context.getImageData(0, 0, width, height).data;
}

/** @param {number} width @param {number} height */
function canvasOf(width, height) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext("2d");
  if (!context) throw new Error("this browser cannot draw pictures: no 2d canvas");
  return { canvas, context };
}
