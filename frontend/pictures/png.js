/** A drawing as pixels. */

/** @import { Drawing } from "./drawing.js" */

/** Pixels of the picture for one of the sheet, for screens and projectors of today. */
const DENSITY = 2;
/** Pixels: what every browser's canvas can hold, along a side and in all. */
const MOST = { side: 16_384, area: 134_217_728 };

/**
 * @param {{width: number, height: number}} size
 * @returns {number} pixels for one of the sheet: fewer than usual where the graph is too large for a browser
 */
export function densityOf({ width, height }) {
  const most = Math.min(MOST.side / Math.max(width, height), Math.sqrt(MOST.area / (width * height)));
  return Math.min(DENSITY, most);
}

/**
 * @param {Drawing} drawing
 * @returns {Promise<Blob>}
 * @throws {Error} when the browser has no room for the pixels
 */
export async function pngOf({ markup, width, height }) {
  const density = densityOf({ width, height });
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(markup)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = Math.floor(width * density);
  canvas.height = Math.floor(height * density);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("this browser cannot draw pictures: no 2d canvas");
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("this browser has no room for the picture")))),
  );
}
