/** Where the reader is: opens what the address names, and writes the address of what is shown. */

import { computed, effect } from "preact";
import { Anchor } from "../run/anchor.js";
import { BrokenLink, NOWHERE, writeAddress } from "./address.js";
import { Refused, Unreachable } from "../service/api.js";
import { spotFrom } from "../run/spots.js";
import { FIRST_LESSON } from "./first-hour.js";
import { Links } from "./links.js";
import { lookFrom, placeIn } from "./place.js";

/** @import { Place } from "./address.js" */
/** @import { Draft } from "./drafts.js" */
/** @import { Program } from "./program.js" */
/** @import { Store } from "../state/store.js" */
/** @import { Problem } from "../types.js" */

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
    /** True while a program is on its way: until it has its entry in the history, that of the one before stays. */
    this.opening = false;
  }

  /**
   * The lesson as the reader left it.
   * @param {string} id
   */
  openLesson(id) {
    return this.#open(() => this.untilReached(() => this.program.returnToLesson(id)));
  }

  /**
   * The lesson in the reading that shows it best. One that the lesson before had asked for ends with it.
   * @param {string} id
   */
  chooseLesson(id) {
    const { program, look } = this.store;
    const reading = program.lessons.peek().find((one) => one.id === id)?.reading ?? null;
    const ends = look.reading.peek() === program.lesson.peek()?.reading;
    return this.#open(async () => {
      await this.untilReached(() => this.program.returnToLesson(id));
      if (program.lesson.peek()?.id === id && (reading !== null || ends)) look.reading.value = reading ?? "graph";
    });
  }

  /** @param {string} source */
  openProgram(source) {
    return this.#open(() => this.program.openText(source));
  }

  /** @param {Draft} draft */
  openDraft(draft) {
    return this.#open(() => this.untilReached(() => this.program.openDraft(draft)));
  }

  /** What is shown becomes the run to compare with, and that one is shown. */
  swap() {
    const { store, program } = this;
    const pinned = store.comparing.pinned.peek();
    if (!pinned) return undefined;
    store.comparing.pin(store.program);
    const { lesson, source, unfold, leaves, target, files } = pinned;
    const opening = { unfold, leaves, target, files };
    return this.#open(() => this.untilReached(() => {
      if (source === null) return program.openLesson(/** @type {string} */ (lesson), opening);
      return lesson === null ? program.openText(source, opening) : program.openChangedLesson(lesson, source, opening);
    }));
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

  /**
   * @param {() => Promise<void>} arrive brings a program
   * @param {"push" | "replace"} how its entry comes into the history
   */
  async #open(arrive, how = "push") {
    this.store.look.dialog.value = null;
    this.store.notice.value = null;
    this.opening = true;
    try {
      await arrive();
      await this.#write(how);
    } finally {
      this.opening = false;
    }
  }

  /**
   * Opens what the address says; a link that cannot be read says so, and the first lesson opens. Where the reader has
   * typed since they came here, what they typed opens: the entry of the history knows.
   */
  async openAddress() {
    const { pathname } = location;
    const draft = this.program.drafts.find(history.state?.draft);
    try {
      await this.#openPlace(await this.#placeAsked(draft), draft);
    } catch (error) {
      if (error instanceof BrokenLink) this.store.notice.value = error.message;
      else if (error instanceof Refused) this.store.notice.value = `The link does not open: ${reasonOf(error.problem)}`;
      else throw error;
      await this.program.openLesson(FIRST_LESSON);
    }
    this.links.arrive(pathname, await writeAddress(placeIn(this.store)));
  }

  /**
   * @param {Draft | null} draft which is there even where the server, and the link with it, is not
   * @returns {Promise<Place>}
   */
  async #placeAsked(draft) {
    try {
      return await this.links.read(location);
    } catch (error) {
      if (draft === null) throw error;
      return NOWHERE;
    }
  }

  /**
   * @param {Place} place
   * @param {Draft | null} draft
   */
  async #openPlace(place, draft) {
    const { store, program } = this;
    const { lesson, program: text, step, node, entry, unfold, leaves, target, files, pass } = place;
    lookFrom(store, place);
    const bare = draft === null && text === null && lesson === null;
    const at = step ?? (bare ? 0 : null);
    const opening = {
      step: at === null ? undefined : new Anchor(at), unfold: unfold?.split(",") ?? [], leaves: leaves && JSON.parse(leaves), target,
      files: files === null ? undefined : JSON.parse(files), pass: pass === null ? null : Number(pass),
    };
    if (draft !== null) await program.openDraft(draft, opening);
    else if (text !== null && lesson !== null) await program.openChangedLesson(lesson, text, opening);
    else if (text !== null) await program.openText(text, opening);
    else await program.openLesson(lesson ?? FIRST_LESSON, opening);
    if (bare) this.#offerLatest();
    if (node !== null && store.timeline.peek()?.nodes.has(node)) store.select(node);
    const spot = entry && spotFrom(entry);
    if (spot && store.timeline.peek()?.nodes.has(spot.node)) store.asking.pin(spot);
  }

  /** A page that opens without any place to go to offers what the reader last worked on. */
  #offerLatest() {
    const { store, program } = this;
    const [latest] = program.drafts.all().filter((draft) => !draft.aside);
    if (latest && latest.source !== store.program.source.peek()) store.program.offer.value = latest;
  }

  /** Keeps the address that of what is shown, and what is shown that of the address. */
  follow() {
    const { store } = this;
    // At once, for a page that is reloaded between a key and the next write of the address.
    const draft = computed(() => store.program.draft.value?.id);
    effect(() => {
      draft.value;
      if (!this.opening) history.replaceState(this.#state(), "");
    });
    effect(() => {
      // What is written from here on is the entry of the new program; that of the one before stays as it is.
      if (store.program.replacements.value > 0) history.pushState(null, "", location.href);
    });
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let waiting;
    effect(() => {
      store.run.value;
      store.step.value;
      store.selected.value;
      store.asking.trail.value;
      store.look.reading.value;
      store.comparing.text.value;
      store.look.colouring.value;
      store.look.order.value;
      store.look.seed.value;
      store.noticing.thresholds.value;
      store.look.paper.value;
      store.look.network.value;
      store.look.product.value;
      store.look.ribbons.value;
      store.folds.own.value;
      store.folds.granularity.value;
      store.folds.groupChoice.value;
      store.look.tab.value;
      store.stepSize.value;
      store.look.follow.value || store.look.view.value;
      clearTimeout(waiting);
      if (!store.playing.value) waiting = setTimeout(() => this.opening || this.#write("replace"), ADDRESS_PAUSE);
    });
    addEventListener("popstate", () => this.#open(() => this.untilReached(() => this.openAddress()), "replace"));
  }

  /** @returns {Promise<string>} the address of what is shown, for another reader: short where the server keeps links */
  async share() {
    const { store, links } = this;
    const place = placeIn(store);
    const fragment = await writeAddress(place);
    try {
      await links.make(place, store.program.source.peek(), fragment);
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
    const moved = address !== location.pathname + location.hash;
    if (how === "push" && moved) history.pushState(this.#state(), "", address);
    else history.replaceState(this.#state(), "", address);
  }

  /** What an entry of the history knows beside its address. */
  #state() {
    return { draft: this.store.program.draft.peek()?.id ?? null };
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
      const { turn } = this.program;
      await new Promise((resolve) => setTimeout(resolve, RETRY));
      // What the reader types meanwhile is not taken away.
      if (turn === this.program.turn) await this.untilReached(act);
    }
  }
}

/** @param {Problem} problem */
function reasonOf({ code, detail }) {
  return code === "lesson/unknown" ? "it names a lesson that is not here. The list of lessons has them all." : detail;
}
