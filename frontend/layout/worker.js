/** Lays graphs out beside the page: answers each `{ticket, graph, levels, canvas, wish}` with `{ticket, fitted}`. */

import { fitBands, fittingBands } from "./bands.js";

self.addEventListener("message", ({ data: { ticket, graph, levels, canvas, wish } }) => {
  const fit = wish.only === null ? fitBands : fittingBands;
  self.postMessage({ ticket, fitted: fit(graph, levels, canvas, wish.before) });
});
