/** A saved page opens where its reader stood: the address of that place is put into the document that it holds. */

const DOCUMENT = '<script type="application/json" id="saved">{';

/**
 * @param {Blob} page as the server makes it
 * @param {string} fragment of the place, in which no letter ends an element or a text
 * @returns {Promise<Blob>}
 */
export async function openingAt(page, fragment) {
  const text = await page.text();
  const end = text.indexOf(DOCUMENT) + DOCUMENT.length;
  if (end < DOCUMENT.length) throw new Error(`not a saved page: it has no ${DOCUMENT}`);
  return new Blob([text.slice(0, end), `"place":${JSON.stringify(fragment)},`, text.slice(end)], { type: page.type });
}
