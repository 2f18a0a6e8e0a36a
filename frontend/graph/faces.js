/**
 * A card at one of the levels: where everything on it stands. The layout and the painter both read these, so no text
 * overflows. Pure.
 */

import { CELL, fullFrame, leastText, longestText, plainNumber, thumbFrame } from "./blocks.js";
import { cutTo, nameIn } from "./text-width.js";

/** @import { CardSize } from "../layout/bands.js" */
/** @import { Block, Frame } from "./blocks.js" */
/** @import { LevelName } from "./levels.js" */
/** @import { Card } from "./measure.js" */
/** @import { TextWidth } from "./text-width.js" */

/** @typedef {{text: string, x: number, y: number}} Words */
/**
 * @typedef {object} CardFace
 * @property {LevelName} level
 * @property {Words} label
 * @property {Words | null} shape ends at its x
 * @property {{text: string, width: number} | null} gate around the place where the wires arrive
 * @property {Block | null} value
 * @property {Block | null} gradient
 * @property {Words | null} partial the ∂ before the gradient
 * @property {{y: number, from: number, to: number} | null} badge beside the ∂: the count or the sum of what has come
 * @property {Words | null} subtitle the expression of a line
 * @property {(Words & {width: number}) | null} fold opens the line, on the lower edge of the box
 * @property {number} top of the box: the constants that ride on the card stand above it
 * @property {number} tail below the box
 */
/** @typedef {CardFace & CardSize} Face */

export const GATE = { height: 20, pad: 5, arrow: 3 };
export { FOLD };
export const RIDER = { height: 18, head: 13, pad: 5, gap: 4, first: -9, longest: 56 };

const FULL = { pad: 12, labelY: 21, header: 31, marks: 20, bottom: 11, bare: 4, least: 112, longest: 150 };
const SMALL = {
  compact: { width: 108, height: 56, pad: 10, end: 9, labelY: 19, blockY: 27, blockHeight: 21 },
  tight: { width: 98, height: 42, pad: 8, end: 8, labelY: 15, blockY: 20.5, blockHeight: 16 },
};
/** The room for half a gate with a short word in it. */
const SMALL_GATE = 22;
const DOT = { height: 20, pad: 7, least: 28, most: 64 };
const FOLD = { height: 16, tail: 8, pad: 7 };
const SUBTITLE = 15;
const PARTIAL = { full: 12, width: 8, gap: 4 };
const SHAPE_GAP = 7;
/** More than the middle of a name is worth more than a shape. */
const WORTHY = 5;

/** @param {Card} card @param {TextWidth} textWidth */
function gateOf({ sign }, textWidth) {
  if (!sign) return null;
  return { text: sign, width: Math.max(GATE.height, Math.ceil(textWidth(sign, "sign")) + 2 * GATE.pad) };
}

/**
 * @param {Card} card
 * @param {LevelName} level
 * @param {TextWidth} textWidth
 * @param {number} [room] the most the card may be wide, at full size
 * @returns {Face}
 */
export function faceOf(card, level, textWidth, room = Infinity) {
  const face = level === "full" ? fullFace(card, textWidth, room)
    : level === "dot" ? dotFace(card, textWidth) : smallFace(card, level, textWidth);
  const top = card.riders.length > 0 ? RIDER.head : 0;
  const fold = card.fold && level !== "dot" ? foldOf(card.fold, level, face, textWidth) : null;
  const tail = fold ? FOLD.tail : 0;
  return { ...face, level, fold, top, tail, height: face.height + top + tail, port: face.port + top };
}

/**
 * @param {{operations: number}} fold
 * @param {LevelName} level
 * @param {{width: number, height: number}} face
 * @param {TextWidth} textWidth
 */
function foldOf({ operations }, level, { width, height }, textWidth) {
  const text = level === "tight" ? `▸ ${operations}` : `▸ ${operations} operations`;
  return { text, x: width / 2, y: height, width: Math.ceil(textWidth(text, "detail")) + 2 * FOLD.pad };
}

/** @typedef {Omit<Face, "level" | "fold" | "top" | "tail">} Bare a face without what sits on its edges */

/**
 * @param {Card} card
 * @param {TextWidth} textWidth
 * @param {number} room
 * @returns {Bare}
 */
function fullFace(card, textWidth, room) {
  const { node, hasGradient, reachable } = card;
  const gate = gateOf(card, textWidth);
  const left = Math.max(FULL.pad, gate ? gate.width / 2 + 3 : 0);
  const tensors = [node.value, ...card.gradients];
  const frame = fullFrame(node.value, tensors, textWidth, card.picture, room - left - FULL.pad);
  const aside = card.shape || (node.role === "operation" ? "" : node.role);
  const asideWidth = aside ? SHAPE_GAP + textWidth(aside, card.shape ? "shape" : "detail") : 0;
  const most = Math.min(room - left - FULL.pad, FULL.longest + asideWidth);
  const text = nameIn(card.label, "label", Math.max(most - asideWidth, frame.width - asideWidth), textWidth);
  const subtitle = card.fold ? cutTo(card.fold.expression, "shape", most, textWidth) : "";
  const header = Math.max(textWidth(text, "label") + asideWidth, textWidth(subtitle, "shape"));
  const down = subtitle ? SUBTITLE : 0;
  const width = Math.ceil(Math.max(Math.min(FULL.least, room), header + left + FULL.pad, frame.width + left + FULL.pad));
  const inner = width - left - FULL.pad;
  /** @param {number} y @returns {Block} cells share the width of the card, pictures keep square pixels */
  const block = (y) => {
    const stretched = frame.kind === "number" || frame.kind === "cells";
    if (!stretched) return { ...frame, x: left + (inner - frame.width) / 2, y };
    const pitchX = (inner + frame.gap) / frame.columns;
    return { ...frame, pitchX, chars: Math.max(frame.chars, charsIn(pitchX, frame)), x: left, y, width: inner };
  };
  const valueY = FULL.header + down;
  const markY = valueY + frame.height + FULL.marks / 2;
  const gradientY = valueY + frame.height + FULL.marks;
  const height = hasGradient
    ? gradientY + (reachable ? frame.height + FULL.bottom : FULL.bare)
    : valueY + frame.height + FULL.bottom;
  return {
    width,
    height,
    port: Math.round(height / 2),
    inlet: inletOf(gate),
    gate,
    label: { text, x: left, y: FULL.labelY },
    shape: aside ? { text: aside, x: width - FULL.pad, y: FULL.labelY } : null,
    subtitle: subtitle ? { text: subtitle, x: left, y: FULL.labelY + SUBTITLE } : null,
    value: block(valueY),
    gradient: hasGradient && reachable ? block(gradientY) : null,
    partial: hasGradient ? { text: "∂", x: left, y: markY + 4.5 } : null,
    badge: hasGradient ? { y: markY + 4, from: left + PARTIAL.full, to: width - FULL.pad } : null,
  };
}

/** @param {number} pitch @param {Frame} frame */
function charsIn(pitch, { gap, figure }) {
  return Math.floor((pitch - gap - 2 * CELL.pad) / figure);
}

/** @param {{width: number} | null} gate */
function inletOf(gate) {
  return (gate ? gate.width / 2 : 0) + GATE.arrow;
}

/**
 * @param {Card} card
 * @param {"compact" | "tight"} level
 * @param {TextWidth} textWidth
 * @returns {Bare}
 */
function smallFace(card, level, textWidth) {
  const { node, hasGradient, reachable } = card;
  const { width: usual, height, pad, end, labelY, blockY, blockHeight } = SMALL[level];
  const gate = gateOf(card, textWidth);
  const left = Math.max(pad, gate ? gate.width / 2 + 3 : 0);
  // A long word on the gate takes no room from the name.
  const pushed = Math.max(0, left - SMALL_GATE);
  const width = Math.max(Math.ceil(usual + pushed), Math.ceil(left + leastRoom(card, textWidth) + end));
  const right = width - end;
  const shapeWidth = card.shape ? SHAPE_GAP + textWidth(card.shape, "shape") : 0;
  const full = textWidth(card.label, "small");
  const cut = nameIn(card.label, "small", right - left - shapeWidth, textWidth);
  const alone = nameIn(card.label, "small", right - left, textWidth);
  // Of a path every part that fits is worth more than the shape.
  const worthy = cut.startsWith("…") ? cut === alone : cut.length > WORTHY;
  const withShape = shapeWidth > 0 && (full <= right - left - shapeWidth || worthy);
  const text = withShape ? cut : alone;
  const showsGradient = hasGradient && reachable;
  const { value, gradient } = smallFrames(card, { width: right - left, height: blockHeight }, textWidth);
  const down = (/** @type {Frame} */ frame) => blockY + (blockHeight - frame.height) / 2;
  const gradientX = gradient ? right - (gradient.kind === "thumb" ? gradientRoom(right - left) : gradient.width) : 0;
  return {
    width,
    height,
    port: height / 2,
    inlet: inletOf(gate),
    gate,
    label: { text, x: left, y: labelY },
    shape: withShape ? { text: card.shape, x: right, y: labelY } : null,
    subtitle: null,
    value: value && { ...value, x: left, y: down(value) },
    gradient: gradient && { ...gradient, x: gradientX, y: down(gradient) },
    partial: showsGradient
      ? { text: "∂", x: gradientX - PARTIAL.gap - PARTIAL.width, y: blockY + blockHeight / 2 + 4.5 } : null,
    badge: null,
  };
}

/**
 * @param {Card} card
 * @param {TextWidth} textWidth
 * @returns {number} the width that two numbers cannot do without
 */
function leastRoom({ node, gradients, hasGradient, reachable }, textWidth) {
  if (node.value.shape.length > 0 || !hasGradient || !reachable) return 0;
  const chars = leastText([node.value]) + leastText(gradients);
  return chars * textWidth("0", "cell") + PARTIAL.width + 2 * PARTIAL.gap;
}

/** @param {number} room @returns {number} the width of each of two small pictures with ∂ between them */
function gradientRoom(room) {
  return (room - PARTIAL.width - 2 * PARTIAL.gap) / 2;
}

/**
 * @param {Card} card
 * @param {{width: number, height: number}} room for value, ∂ and gradient
 * @param {TextWidth} textWidth
 * @returns {{value: Frame | null, gradient: Frame | null}}
 */
function smallFrames({ node, gradients, hasGradient, reachable, picture }, room, textWidth) {
  const both = hasGradient && reachable;
  if (node.value.shape.includes(0)) return { value: null, gradient: null };
  if (node.value.shape.length > 0) {
    const frame = thumbFrame(node.value, { ...room, width: gradientRoom(room.width) }, picture);
    return { value: frame, gradient: both ? frame : null };
  }
  if (!both) return { value: plainNumber(room.width, room.height, textWidth), gradient: null };
  const figure = textWidth("0", "cell");
  const chars = Math.floor((room.width - PARTIAL.width - 2 * PARTIAL.gap) / figure);
  const wanted = [longestText([node.value], "number"), longestText(gradients, "number")];
  const [least, most] = [leastText([node.value]), chars - leastText(gradients)];
  const shared = Math.max(Math.min(wanted[0], Math.floor(chars / 2)), chars - wanted[1]);
  const first = wanted[0] + wanted[1] <= chars ? wanted[0] : Math.max(least, Math.min(most, shared));
  const [valueWidth, gradientWidth] = [first * figure, (chars - first) * figure];
  return {
    value: plainNumber(valueWidth + 0.5, room.height, textWidth),
    gradient: plainNumber(Math.min(gradientWidth, wanted[1] * figure) + 0.5, room.height, textWidth),
  };
}

/**
 * A node with a name of its own is a pill with the name in it, another a dot with the sign of its operation.
 * @param {Card} card
 * @param {TextWidth} textWidth
 * @returns {Bare}
 */
function dotFace({ node, label, sign, fold }, textWidth) {
  const named = fold !== null || node.name !== null || node.role !== "operation";
  const text = named ? nameIn(label, "sign", DOT.most - 2 * DOT.pad, textWidth) : sign;
  const width = named
    ? Math.max(DOT.least, Math.ceil(textWidth(text, "sign")) + 2 * DOT.pad)
    : Math.max(DOT.height, Math.ceil(textWidth(text, "sign")) + 2 * GATE.pad);
  return {
    width,
    height: DOT.height,
    port: DOT.height / 2,
    inlet: GATE.arrow,
    gate: null,
    label: { text, x: width / 2, y: 14 },
    shape: null,
    subtitle: null,
    value: null,
    gradient: null,
    partial: null,
    badge: null,
  };
}
