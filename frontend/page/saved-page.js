/** A saved page opens where its reader stood: the address of that place stands beside the documents that it holds. */

const DOCUMENTS = '<script type="text/plain" id="saved"';

/**
 * @param {Blob} page as the server makes it
 * @param {string} fragment of the place
 * @returns {Promise<Blob>}
 */
export async function openingAt(page, fragment) {
  const text = await page.text();
  const end = text.indexOf(DOCUMENTS) + DOCUMENTS.length;
  if (end < DOCUMENTS.length) throw new Error(`not a saved page: it has no ${DOCUMENTS}`);
  const place = fragment.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  return new Blob([text.slice(0, end), ` data-place="${place}"`, text.slice(end)], { type: page.type });
}
