/**
 * The only source of time. A position is a real number of steps: at 7 step 7 is complete, at 6.4 it is 40 % on its
 * way. Everything drawn follows from the position; frames do nothing but seek.
 */

import { computed, signal } from "preact";
import { STEP, standing } from "../run/beats.js";

/** @typedef {{request: (tick: (now: number) => void) => number, cancel: (handle: number) => void}} Frames */

/**
 * @typedef {object} Pace steps `from`…`to`, both included, are those that have just been played
 * @property {(step: number) => boolean} [isHere] playing holds before a step that is not
 * @property {(from: number, to: number) => number} [restAfter] how long they stand still, in milliseconds at speed 1
 * @property {(from: number, to: number) => boolean} [stopsAfter] playing ends there
 */

export const SPEEDS = [0.25, 0.5, 1, 2, 4];

/** Milliseconds at speed 1 that the result of a step stands still when playing, where nobody says how long. */
const REST = 330;

/** A motion has begun as soon as it is asked for, before the first frame: the position is already past the step. */
const BEGUN = 1e-3;

/** @type {Frames} */
const browserFrames = {
  request: (tick) => requestAnimationFrame(tick),
  cancel: (handle) => cancelAnimationFrame(handle),
};

export class Clock {
  /**
   * @param {object} [options]
   * @param {Frames} [options.frames]
   * @param {() => boolean} [options.still] true where nothing may move: steps then jump
   */
  constructor({ frames = browserFrames, still = () => false } = {}) {
    this.frames = frames;
    this.still = still;
    this.position = signal(0);
    this.speed = signal(1);
    this.playing = signal(false);
    /** True while playing waits for the next step to be here. */
    this.held = signal(false);
    this.step = computed(() => Math.ceil(this.position.value));
    /** How far the current step has come, 0…1. */
    this.progress = computed(() => 1 - (this.step.value - this.position.value));
    this.last = 0;
    /** @type {number | null} */
    this.handle = null;
    /** @type {((elapsed: number) => boolean) | null} one motion at a time; true: it goes on */
    this.motion = null;
    this.before = 0;
  }

  /**
   * The index of the last step. The position stays inside.
   * @param {number} last
   */
  set end(last) {
    this.last = Math.max(0, last);
    if (this.position.peek() > this.last) this.position.value = this.last;
  }

  /** @param {number} position */
  seek(position) {
    this.position.value = Math.min(this.last, Math.max(0, position));
  }

  /**
   * Stops every motion and stands at a position: at a complete step, or inside of one.
   * @param {number} position
   */
  jump(position) {
    this.pause();
    this.seek(position);
  }

  /**
   * Flows forward until step `to` is complete, however many steps that takes, in the time of one.
   * @param {number} to
   */
  glide(to) {
    this.pause();
    const from = this.step.peek();
    if (this.still() || to <= from) {
      this.jump(to);
      return;
    }
    this.seek(from + BEGUN);
    this.#move(this.#flow(from, Math.min(to, this.last)));
  }

  /**
   * Plays until the end; from the start when it stands at the end. Holds where the step that follows is not here.
   * @param {(step: number) => number} next the step that follows
   * @param {Pace} [pace]
   */
  play(next, { isHere = () => true, restAfter = () => REST, stopsAfter = () => false } = {}) {
    if (this.playing.peek() || this.last === 0) return;
    this.#stop();
    this.seek(this.position.peek() >= this.last ? 0 : this.step.peek());
    this.playing.value = true;
    /** @type {((elapsed: number) => boolean) | null} null while a step stands still */
    let motion = null;
    let from = this.step.peek();
    let to = next(from);
    let rest = 0;
    const begin = () => {
      this.held.value = !isHere(to);
      if (this.held.peek()) return;
      motion = this.#flow(from, to);
      this.seek(from + BEGUN);
    };
    begin();
    this.#move((elapsed) => {
      if (motion === null) {
        rest -= elapsed * this.speed.peek();
        if (rest <= 0) begin();
        return true;
      }
      if (motion(elapsed)) return true;
      if (stopsAfter(from + 1, to) || this.position.peek() >= this.last) {
        this.playing.value = false;
        return false;
      }
      motion = null;
      rest = restAfter(from + 1, to);
      from = to;
      to = next(from);
      return true;
    });
  }

  /** Stands still; a step on its way completes. */
  pause() {
    this.#stop();
    this.playing.value = false;
    this.seek(this.step.peek());
  }

  /**
   * Where nothing may move, the beats follow each other as pictures that stand.
   * @param {number} from
   * @param {number} to
   * @returns {(elapsed: number) => boolean}
   */
  #flow(from, to) {
    let share = BEGUN / (to - from);
    return (elapsed) => {
      share = Math.min(1, share + (elapsed * this.speed.peek()) / STEP);
      const position = from + (to - from) * share;
      const begun = Math.ceil(position) - 1;
      const stands = begun + Math.max(BEGUN, standing(position - begun));
      this.seek(this.still() ? stands : position);
      return share < 1;
    };
  }

  /** @param {(elapsed: number) => boolean} motion */
  #move(motion) {
    this.motion = motion;
    this.before = -1;
    this.handle = this.frames.request((now) => this.#tick(now));
  }

  /** @param {number} now */
  #tick(now) {
    const elapsed = this.before < 0 ? 0 : now - this.before;
    this.before = now;
    const motion = this.motion;
    if (!motion) return;
    if (motion(elapsed)) this.handle = this.frames.request((later) => this.#tick(later));
    else this.#stop();
  }

  #stop() {
    if (this.handle !== null) this.frames.cancel(this.handle);
    this.handle = null;
    this.motion = null;
    this.held.value = false;
  }
}
