// Loaded before the first paint, so that no reader sees the other theme flash by. store.js takes over from here.
{
  let choice = null;
  try {
    choice = localStorage.getItem("gradwalk.theme");
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
  const dark = choice === "dark" || (choice !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
}
