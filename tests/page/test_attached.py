"""Small files that come with a program: attached, dropped, removed, kept."""

import json
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.page.conftest import Open, wait_until_ready

PROGRAM = (
    "import torch\nnames = open('names.txt').read().split()\n"
    "w = torch.tensor(2.0, requires_grad=True)\ny = w * len(names)\ny.backward()\nprint(names)\n"
)


def loaded(open_page: Open) -> Page:
    page = open_page("#lesson=05_add_mul")
    page.evaluate("(source) => window.gradwalk.load(source)", PROGRAM)
    expect(page.locator(".status.error")).to_contain_text("no file 'names.txt' is attached")
    return page


def names(folder: Path, *lines: str) -> Path:
    file = folder / "names.txt"
    file.write_text("\n".join(lines))
    return file


def test_a_file_is_attached_kept_and_removed(open_page: Open, tmp_path: Path) -> None:
    page = loaded(open_page)
    expect(page.get_by_role("button", name="Attach a text")).to_be_visible()
    page.locator(".attach-input").set_input_files(names(tmp_path, "ada", "grace"))
    printed = page.locator(".printed pre")
    expect(printed).to_have_text("['ada', 'grace']")
    listed = page.get_by_role("region", name="Attached files").get_by_role("listitem")
    expect(listed).to_contain_text("names.txt")
    # Another text of the same name takes its place, and is kept before the address says so.
    page.evaluate("history.replaceState = () => {}")
    page.locator(".attach-input").set_input_files(names(tmp_path, "edith"))
    expect(printed).to_have_text("['edith']")
    expect(listed).to_have_count(1)
    page.reload()
    wait_until_ready(page)
    expect(printed).to_have_text("['edith']")
    page.get_by_role("button", name="Remove names.txt").click()
    expect(page.locator(".status.error")).to_contain_text("attached: none")
    expect(listed).to_have_count(0)


def test_a_file_dropped_on_the_editor_is_attached(open_page: Open) -> None:
    page = loaded(open_page)
    page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.items.add(new File(["ada grace edith"], "names.txt", { type: "text/plain" }));
          const options = { dataTransfer: data, bubbles: true, cancelable: true };
          document.querySelector(".cm-content").dispatchEvent(new DragEvent("drop", options));
        }"""
    )
    expect(page.locator(".printed pre")).to_have_text("['ada', 'grace', 'edith']")
    expect(page.locator(".cm-content")).not_to_contain_text("ada grace")


def test_what_is_no_text_is_told_so(open_page: Open, tmp_path: Path) -> None:
    page = loaded(open_page)
    file = tmp_path / "names.txt"
    file.write_bytes(b"\xff\xfe\x00")
    page.locator(".attach-input").set_input_files(file)
    expect(page.get_by_text("names.txt is not a text in UTF-8.")).to_be_visible()


def test_the_files_stand_in_a_link(open_page: Open, server_url: str) -> None:
    page = open_page("#lesson=05_add_mul")
    link = page.evaluate(
        """async (body) => (await fetch("api/v1/links", {
          method: "POST", headers: {"content-type": "application/json"}, body,
        })).json()""",
        json.dumps({"source": PROGRAM, "files": {"names.txt": "emma"}}),
    )
    page.goto(server_url + link["path"])
    wait_until_ready(page)
    expect(page.locator(".printed pre")).to_have_text("['emma']")
