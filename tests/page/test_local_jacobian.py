"""The local Jacobian in the inspector: what is 0 by structure is bare, and the words say what follows for the vjp."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.page.conftest import Open, expect_explained, expect_step
from tests.page.programs import fragment

PROGRAM = """\
import torch
X = torch.tensor([[1.0, -2.0, 3.0], [0.5, 1.0, -1.0]], requires_grad=True)
W = torch.tensor([[0.5, -0.5], [1.0, 0.0], [2.0, 1.0]], requires_grad=True)
b = torch.tensor([0.1, 0.2], requires_grad=True)
P = X @ W
Z = P + b
A = torch.relu(Z)
loss = A.T.mean()
loss.backward()
"""


def choose(page: Page, label: str) -> None:
    page.evaluate("document.activeElement.blur()")
    page.get_by_role("button", name=re.compile(f"^{label}, ")).first.dispatch_event("click")


def jacobian(page: Page, result: str, of: str) -> Locator:
    return page.get_by_role("region", name=f"Local Jacobian of {result} in {of}", exact=True)


def entries(section: Locator) -> dict[tuple[int, int], float]:
    """The filled cells and the numbers in them."""
    expect(section.locator("g").first).to_be_visible()
    cells = section.locator("g").evaluate_all(
        "all => all.map(({ dataset, textContent }) => [dataset.row, dataset.column, textContent.split('= ')[1]])"
    )
    numbers = {(int(row), int(column)): text for row, column, text in cells}
    # The number stands in the cell behind its own title.
    return {place: float(text.replace("−", "-")[: len(text) // 2]) for place, text in numbers.items()}


def test_an_elementwise_operation_has_a_diagonal(open_page: Open) -> None:
    """Z is [[4.6, 0.7], [-0.65, -1.05]], so two of the slopes of relu are 1 and two are 0."""
    page = open_page(fragment(PROGRAM))
    choose(page, "A")
    section = jacobian(page, "A", "Z")
    expect(section).to_contain_text("diagonal")
    expect(section).to_contain_text("upstream is multiplied by the slopes entry by entry")
    assert entries(section) == {(0, 0): 1, (1, 1): 1, (2, 2): 0, (3, 3): 0}
    # The name of an entry counts from 0, as in formulas and heat maps: the third of a 2×2 array is [1, 0].
    assert section.locator("[data-row='2'] title").text_content() == "∂A[1, 0]/∂Z[1, 0] = 0"


def test_a_matrix_product_repeats_one_matrix_and_a_bias_is_copied_to_every_row(open_page: Open) -> None:
    """vec(XW) moves with vec(X) by I ⊗ Wᵀ, and with vec(W) by X ⊗ I; Z[i, j] moves with b[j]."""
    page = open_page(fragment(PROGRAM))
    x, w = [[1.0, -2.0, 3.0], [0.5, 1.0, -1.0]], [[0.5, -0.5], [1.0, 0.0], [2.0, 1.0]]
    choose(page, "P")
    assert entries(jacobian(page, "P", "X")) == {
        (2 * i + j, 3 * i + k): w[k][j] for i in range(2) for j in range(2) for k in range(3)
    }
    assert entries(jacobian(page, "P", "W")) == {
        (2 * i + j, 2 * k + j): x[i][k] for i in range(2) for j in range(2) for k in range(3)
    }
    choose(page, "Z")
    expect(jacobian(page, "Z", "b")).to_contain_text("added up")
    assert entries(jacobian(page, "Z", "b")) == {(0, 0): 1, (1, 1): 1, (2, 0): 1, (3, 1): 1}


def test_a_backward_step_shows_the_jacobian_of_its_edge(open_page: Open) -> None:
    """Five operations with seven inputs; before them is the seed."""
    page = open_page(fragment(PROGRAM))
    page.keyboard.press("End")
    last = int(page.evaluate("gradwalk.state().step"))
    for step in range(last, last - 7, -1):
        expect_step(page, step)
        expect(page.locator(".local-jacobian .structure")).to_have_count(1)
        page.keyboard.press("ArrowLeft")
    expect(page.locator("#inspector .step")).to_have_attribute("data-kind", "seed")


def test_two_scalars_need_no_jacobian(page: Page, open_page: Open) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_page("#lesson=01_square&step=4")
    expect(page.locator("#inspector .step")).to_have_attribute("data-kind", "contribute")
    expect_explained(page)
    expect(page.locator(".local-jacobian")).to_have_count(0)
    assert [url for url in asked if "local-jacobian?" in url] == []
