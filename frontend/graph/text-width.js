/** The fonts of the graph, and how wide a text is in them. */

/** @typedef {(text: string, font: keyof typeof FONTS) => number} TextWidth */

export const FONTS = {
  label: { weight: 600, size: 13, family: "--font-text" },
  small: { weight: 600, size: 12, family: "--font-text" },
  sign: { weight: 600, size: 11, family: "--font-text" },
  detail: { weight: 400, size: 11, family: "--font-text" },
  shape: { weight: 400, size: 11, family: "--font-code" },
  cell: { weight: 400, size: 11, family: "--font-code" },
  number: { weight: 500, size: 13, family: "--font-code" },
  token: { weight: 600, size: 11.5, family: "--font-code" },
};

/**
 * Measures with a canvas in the fonts of the page. Widths are kept: labels repeat.
 * @param {HTMLElement} element whose style names the font families
 * @returns {TextWidth}
 */
export function canvasTextWidth(element) {
  const context = document.createElement("canvas").getContext("2d");
  if (!context) throw new Error("this browser cannot measure text: no 2d canvas");
  const style = getComputedStyle(element);
  const fonts = new Map(
    Object.entries(FONTS).map(([name, { weight, size, family }]) => [
      name,
      `${weight} ${size}px ${style.getPropertyValue(family) || "sans-serif"}`,
    ]),
  );
  /** @type {Map<string, number>} */
  const known = new Map();
  return (text, font) => {
    const key = `${font} ${text}`;
    let width = known.get(key);
    if (width === undefined) {
      context.font = /** @type {string} */ (fonts.get(font));
      width = context.measureText(text).width;
      known.set(key, width);
    }
    return width;
  };
}

/**
 * @param {string} name of a variable, or the path of a module's parameter, whose end tells it from its neighbours
 * @param {keyof typeof FONTS} font
 * @param {number} room
 * @param {TextWidth} textWidth
 * @returns {string} the name, or as much of it as there is room for: of a path its last parts, else its beginning
 */
export function nameIn(name, font, room, textWidth) {
  if (!PATH.test(name) || textWidth(name, font) <= room) return cutTo(name, font, room, textWidth);
  const parts = name.split(".");
  for (let from = 1; from < parts.length; from++) {
    const end = `…${parts.slice(from).join(".")}`;
    if (textWidth(end, font) <= room) return end;
  }
  return cutTo(`…${parts[parts.length - 1]}`, font, room, textWidth);
}

/** net.fc1.weight, model.0.w3; not 1.5 + x, nor h.2, a second value of h. */
const PATH = /^[\p{L}_][\p{L}\p{N}_]*(\.[\p{L}\p{N}_]+)+$/u;

/**
 * @param {string} text
 * @param {keyof typeof FONTS} font
 * @param {number} room
 * @param {TextWidth} textWidth
 * @returns {string} the text, or as much of its beginning as there is room for
 */
export function cutTo(text, font, room, textWidth) {
  if (textWidth(text, font) <= room) return text;
  const letters = [...text];
  let [least, most] = [0, letters.length];
  while (least < most) {
    const middle = (least + most + 1) >> 1;
    if (textWidth(cut(letters, middle), font) <= room) least = middle;
    else most = middle - 1;
  }
  return cut(letters, Math.max(1, least));
}

/**
 * @param {string[]} letters
 * @param {number} count
 */
function cut(letters, count) {
  return `${letters.slice(0, count).join("").trimEnd()}…`;
}
