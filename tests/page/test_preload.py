"""The modules of the first picture are all asked for at once, not one after the other has told its imports."""

from playwright.sync_api import Page

from tests.page.conftest import LATER, Open

# A script of its own, which no module imports.
APART = "/theme-boot.js"


def test_every_module_of_the_first_picture_is_named_in_the_page(page: Page, open_page: Open) -> None:
    open_page()
    preloaded = page.evaluate("[...document.querySelectorAll('link[rel=modulepreload]')].map((link) => link.href)")
    loaded = page.evaluate("performance.getEntriesByType('resource').map((entry) => entry.name)")
    needed = {url for url in loaded if url.endswith(".js") and not any(part in url for part in (*LATER, APART))}
    assert sorted(preloaded) == sorted(needed)
