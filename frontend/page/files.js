/** Hands files to the browser, which keeps them where its user wants files. */

/**
 * @param {Blob} file
 * @param {string} name
 */
export function saveFile(file, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The browser has taken the address by then, and the file is not needed under it again.
  setTimeout(() => URL.revokeObjectURL(link.href), 0);
}
