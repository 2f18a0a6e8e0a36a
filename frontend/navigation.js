/** Where the reader is: opens what the address names, and writes the address of what is shown. */

import { effect } from "preact";
import { BrokenLink, writeAddress } from "./address.js";
import { Refused, Unreachable } from "./api.js";
import { Links } from "./links.js";
import { lookFrom, placeIn } from "./place.js";

/** @import { Place } from "./address.js" */
/** @import { Program } from "./program.js" */
/** @import { Store } from "./store.js" */
/** @import { Problem } from "./types.js" */

const FIRST_LESSON = "25_two_layer_bce";

/** Milliseconds between a step and its place in the address: browsers refuse many changes in a row. */
const ADDRESS_PAUSE = 250;
const RETRY = 2500;

export class Navigation {
  /**
   * @param {Store} store
   * @param {Program} program
   */
  constructor(store, program) {
    this.store = store;
    this.program = program;
    this.links = new Links();
    /** True while a program is on its way: until it is there, the address stays that of the one before. */
    this.opening = false;
  }

  /** @param {string} id */
  openLesson(id) {
    return this.#open(() => this.untilReached(() => this.program.openLesson(id)));
  }

  /** @param {string} source */
  openProgram(source) {
    return this.#open(() => this.program.open(source));
  }

  /** @param {string} op */
  async unfold(op) {
    await this.program.unfold(op);
    await this.#write("push");
  }

  /** @param {string} op */
  async fold(op) {
    await this.program.fold(op);
    await this.#write("push");
  }

  /** @param {() => Promise<void>} arrive brings a program, which gets an entry of its own in the history */
  async #open(arrive) {
    this.store.dialog.value = null;
    this.store.notice.value = null;
    this.opening = true;
    try {
      await arrive();
    } finally {
      this.opening = false;
    }
    await this.#write("push");
  }

  /** Opens what the address says; a link that cannot be read says so, and the first lesson opens. */
  async openAddress() {
    const { pathname } = location;
    try {
      await this.#openPlace(await this.links.read(location));
    } catch (error) {
      if (error instanceof BrokenLink) this.store.notice.value = error.message;
      else if (error instanceof Refused) this.store.notice.value = `The link does not open: ${reasonOf(error.problem)}`;
      else throw error;
      await this.program.openLesson(FIRST_LESSON);
    }
    this.links.arrive(pathname, await writeAddress(placeIn(this.store)));
  }

  /** @param {Place} place */
  async #openPlace(place) {
    const { store, program } = this;
    const { lesson, program: text, step, node, unfold, leaves, target } = place;
    lookFrom(store, place);
    const opening = {
      step: step ?? undefined, unfold: unfold?.split(",") ?? [], leaves: leaves && JSON.parse(leaves), target,
    };
    if (text !== null && lesson !== null) await program.openChangedLesson(lesson, text, opening);
    else if (text !== null) await program.open(text, opening);
    else await program.openLesson(lesson ?? FIRST_LESSON, opening);
    if (node !== null && store.timeline.peek()?.nodes.has(node)) store.select(node);
  }

  /** Keeps the address that of what is shown, and what is shown that of the address. */
  follow() {
    const { store } = this;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let waiting;
    effect(() => {
      store.run.value;
      store.step.value;
      store.selected.value;
      store.direction.value;
      store.openGroups.value;
      store.tab.value;
      store.follow.value || store.view.value;
      clearTimeout(waiting);
      if (!store.playing.value) waiting = setTimeout(() => this.opening || this.#write("replace"), ADDRESS_PAUSE);
    });
    addEventListener("popstate", () => this.untilReached(() => this.openAddress()));
  }

  /** @returns {Promise<string>} the address of what is shown, for another reader: short where the server keeps links */
  async share() {
    const { store, links } = this;
    const place = placeIn(store);
    const fragment = await writeAddress(place);
    try {
      await links.make(place, store.source.peek(), fragment);
      store.notice.value = null;
    } catch (error) {
      if (!(error instanceof Refused || error instanceof Unreachable)) throw error;
      store.notice.value = "The server keeps no short link right now. The long one works as well.";
    }
    await this.#write("replace");
    return new URL(links.addressOf(fragment), location.href).href;
  }

  /** @param {"push" | "replace"} how */
  async #write(how) {
    const address = this.links.addressOf(await writeAddress(placeIn(this.store)));
    if (address === location.pathname + location.hash) return;
    if (how === "push") history.pushState(null, "", address);
    else history.replaceState(null, "", address);
  }

  /**
   * @param {() => Promise<void>} act
   * @returns {Promise<void>} settled once the server has answered, however many tries that takes
   */
  async untilReached(act) {
    try {
      await act();
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      this.store.offline.value = true;
      await new Promise((resolve) => setTimeout(resolve, RETRY));
      await this.untilReached(act);
    }
  }
}

/** @param {Problem} problem */
function reasonOf({ code, detail }) {
  return code === "lesson/unknown" ? "it names a lesson that is not here. The list of lessons has them all." : detail;
}
