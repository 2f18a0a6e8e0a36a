/** Runs the script of a saved page, which lies in it compressed. The page's policy names the script by what it says. */

(async () => {
  const packed = /** @type {HTMLElement} */ (document.getElementById("script"));
  const bytes = Uint8Array.from(atob(packed.textContent ?? ""), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  const text = await new Response(stream).text();
  const { trustedTypes } = /** @type {{trustedTypes?: {createPolicy: (name: string, rules: object) => any}}} */ (globalThis);
  const policy = trustedTypes?.createPolicy("gradwalk-saved", { createScript: () => text });
  const script = document.createElement("script");
  script.textContent = policy ? policy.createScript(text) : text;
  packed.replaceWith(script);
})();
