/** Colours that every program reads: a browser's own notations become red, green, blue and an opacity. */

/** @typedef {{colour: string, opacity: number}} Paint "#rrggbb", and 0…1 */

/** @type {CanvasRenderingContext2D | null} */
let pixel = null;
/** @type {Map<string, Paint>} */
const known = new Map();

/**
 * @param {string} css a colour in any notation of CSS
 * @returns {Paint}
 */
export function paintOf(css) {
  let paint = known.get(css);
  if (!paint) known.set(css, (paint = measured(css)));
  return paint;
}

/**
 * A transparent colour loses its tone in a pixel, so its opacity is read over black and over white.
 * @param {string} css
 * @returns {Paint}
 */
function measured(css) {
  const black = over("#000000", css);
  const white = over("#ffffff", css);
  const opacity = 1 - (white[0] - black[0] + white[1] - black[1] + white[2] - black[2]) / (3 * 255);
  if (opacity < 1 / 255) return { colour: "#000000", opacity: 0 };
  const tones = [...black].slice(0, 3).map((tone) => Math.min(255, Math.round(tone / opacity)));
  const digits = tones.map((tone) => tone.toString(16).padStart(2, "0")).join("");
  return { colour: `#${digits}`, opacity: Math.round(opacity * 1000) / 1000 };
}

/** @param {string} ground @param {string} css */
function over(ground, css) {
  pixel ??= pixelContext();
  for (const colour of [ground, css]) {
    pixel.fillStyle = colour;
    pixel.fillRect(0, 0, 1, 1);
  }
  return pixel.getImageData(0, 0, 1, 1).data;
}

function pixelContext() {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("this browser cannot read colours: no 2d canvas");
  return context;
}
