/** How the reader has the page: its theme, its panels, the reading on the stage, and the camera. */

import { computed, signal } from "preact";

/** @typedef {"system"|"light"|"dark"} ThemeChoice */
/** @typedef {"step"|"program"} Tab */
/** @typedef {{x: number, y: number, scale: number}} View */

/** @type {ThemeChoice[]} in the order in which one follows the other */
const THEMES = ["system", "light", "dark"];

export class Look {
  constructor() {
    /** @type {import("preact").Signal<Tab>} the panel below the graph where there is room for one */
    this.tab = signal("step");
    /** Whether there is room for both panels beside the stage. */
    this.roomy = signal(true);
    /** @type {import("preact").Signal<{program: boolean | null, inspector: boolean | null}>} by the reader; null: by room */
    this.chosenPanels = signal({ program: null, inspector: null });
    /** The panels beside the stage that are open. */
    this.panels = computed(() => {
      const { program, inspector } = this.chosenPanels.value;
      return { program: program ?? this.roomy.value, inspector: inspector ?? true };
    });
    /** Whether what the names of the program stand for is shown. */
    this.variablesOpen = signal(false);
    /** Whether the verdicts on gradients by hand are listed. */
    this.checksOpen = signal(true);
    /** The reading of the run on the stage. */
    this.reading = signal("graph");
    /** @type {import("preact").Signal<string | null>} the entry by which tangents are, as "n3[0,2]"; null: the first */
    this.seed = signal(null);
    /** @type {import("preact").Signal<string | null>} how gradients are written on paper, as `run/paper.js` says it; null: as at first */
    this.paper = signal(null);
    /** @type {import("preact").Signal<"state" | "value" | "gradient">} what the colour of a card stands for */
    this.colouring = signal("state");
    /** @type {import("preact").Signal<string | null>} the product of Jacobians, as `run/jacobian-product.js` says it; null: as at first */
    this.product = signal(null);
    /** @type {import("preact").Signal<string | null>} what of a network is shown, as `run/network.js` says it; null: as at first */
    this.network = signal(null);
    /** The paths of the chosen node are shown as ribbons. */
    this.ribbons = signal(false);
    /** Cards show their places in a topological order of the graph. */
    this.order = signal(false);
    /** The camera keeps the current step in sight. */
    this.follow = signal(true);
    /** @type {import("preact").Signal<View | null>} the camera; null asks for the opening view */
    this.view = signal(null);
    /** @type {View | null} the camera that a link asks for */
    this.arrival = null;
    /** Counts the requests to show the whole graph. */
    this.fits = signal(0);
    /** The last request to come closer, 1, or to go farther away, -1, and how many there were. */
    this.zooms = signal({ sign: 1, count: 0 });
    /** @type {import("preact").Signal<ThemeChoice>} */
    this.themeChoice = signal("system");
    this.systemDark = signal(false);
    /** @type {import("preact").ReadonlySignal<"light"|"dark">} */
    this.theme = computed(() => themeOf(this.themeChoice.value, this.systemDark.value));
    /** The list of lessons shows those of the first hour alone. */
    this.firstHour = signal(false);
    /** @type {import("preact").Signal<"lessons"|"help"|"download"|"search"|"tour"|null>} the dialog that is open, or the tour */
    this.dialog = signal(null);
  }

  /** Opens or closes a panel beside the stage. @param {"program" | "inspector"} name */
  togglePanel(name) {
    this.chosenPanels.value = { ...this.chosenPanels.peek(), [name]: !this.panels.peek()[name] };
  }

  /** @param {1 | -1} sign */
  zoomBy(sign) {
    this.follow.value = false;
    this.zooms.value = { sign, count: this.zooms.peek().count + 1 };
  }

  nextTheme() {
    const after = THEMES.indexOf(this.themeChoice.peek()) + 1;
    this.themeChoice.value = THEMES[after % THEMES.length];
  }
}

/**
 * @param {ThemeChoice} choice
 * @param {boolean} systemDark
 * @returns {"light"|"dark"}
 */
function themeOf(choice, systemDark) {
  if (choice === "system") return systemDark ? "dark" : "light";
  return choice;
}
