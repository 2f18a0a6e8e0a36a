"""What programs draw: matplotlib's calls become charts with the numbers that matplotlib is given."""

import numpy as np
import pytest

from engine.language import DRAWN, ProgramError, run
from engine.recording import Chart, Run

IMPORTS = "import torch\nimport numpy as np\nimport matplotlib.pyplot as plt\n"


def drawn(program: str) -> Run:
    return run(IMPORTS + program)


def chart(program: str) -> Chart:
    (found,) = drawn(program).charts
    return found


def test_a_loss_becomes_a_line_with_its_title_axes_and_legend():
    made = chart(
        "w = torch.tensor(3.0, requires_grad=True)\nlosses = []\nfor _ in range(3):\n    loss = w ** 2\n"
        "    loss.backward()\n    with torch.no_grad():\n        w -= 0.25 * w.grad\n    w.grad = None\n"
        "    losses.append(loss.item())\n"
        "plt.plot(losses, 'r--o', label='loss')\nplt.title('Training')\nplt.xlabel('epoch')\nplt.ylabel('L')\n"
        "plt.grid(True)\nplt.legend()\nplt.show()"
    )
    # 9, then w halves: a quarter each.
    (line,) = made.series
    assert (line.kind, line.x, line.y) == ("line", (0.0, 1.0, 2.0), (9.0, 2.25, 0.5625))
    assert (line.label, line.colour, line.dashes, line.markers, line.line) == ("loss", "red", "dashed", True, 13)
    assert (made.title, made.x_label, made.y_label, made.lines, made.legend) == ("Training", "epoch", "L", True, True)


# What matplotlib's lines say of get_color, get_linestyle and get_marker.
FORMATS = {
    "ro": ("red", "none", True),
    "k--": ("black", "dashed", False),
    "g^-": ("green", "solid", True),
    "C1.": ("C1", "none", True),
    "-.b": ("blue", "dashed", False),
    "tab:orange": ("tab:orange", "solid", False),
}


@pytest.mark.parametrize("written", FORMATS)
def test_a_format_is_read_as_matplotlib_reads_it(written: str):
    (line,) = chart(f"plt.plot([1, 2], [3, 4], {written!r})").series
    assert (line.colour, line.dashes, line.markers) == FORMATS[written]


def test_columns_and_several_groups_are_lines_of_their_own():
    made = chart("x = torch.arange(3.)\nlines = plt.plot(x, torch.stack([x, x * x], 1), x, -x, 'b')\nprint(len(lines))")
    assert [line.y for line in made.series] == [(0.0, 1.0, 2.0), (0.0, 1.0, 4.0), (0.0, -1.0, -2.0)]


def test_a_histogram_counts_as_numpy_does_and_gives_its_counts_back():
    numbers = [0.1, 0.2, 0.25, 0.7, 0.9, 1.0]
    made = drawn(f"n, edges, _ = plt.hist({numbers}, bins=3)\nprint(n.tolist(), edges.tolist())")
    counts, edges = np.histogram(numbers, 3)
    assert made.printed == f"{counts.astype(float).tolist()} {edges.tolist()}\n"
    (bars,) = made.charts[0].series
    assert (bars.y, bars.x) == (tuple(counts), tuple((edges[1:] + edges[:-1]) / 2))
    # Unless a name is bound to them, they are no part of the graph.
    assert not drawn(f"plt.hist({numbers})").graph.nodes


def test_bars_stand_at_texts_and_on_what_lies_below():
    made = chart("plt.bar(['a', 'b'], [3, 1])\nplt.bar(['a', 'b'], [1, 1], bottom=[3, 1], label='more')")
    assert made.x_ticks == [(0.0, "a"), (1.0, "b")]
    assert [(bars.base, bars.y) for bars in made.series] == [((0.0, 0.0), (3.0, 1.0)), ((3.0, 1.0), (4.0, 2.0))]


def test_an_image_keeps_its_rows_and_its_ends():
    made = chart("plt.imshow(np.array([[1, 2, 3], [4, 5, 6]]), cmap='gray')\nplt.axis('off')")
    (image,) = made.series
    # matplotlib's get_extent: pixels lie around whole numbers, and rows go down.
    assert (image.values, image.x, image.y) == (((1.0, 2.0, 3.0), (4.0, 5.0, 6.0)), (-0.5, 2.5), (1.5, -0.5))
    assert (made.x_ticks, made.equal) == ([], True)


def test_axes_of_a_grid_draw_each_in_its_own_place():
    made = drawn(
        "fig, axes = plt.subplots(2, 3)\nfor i, ax in enumerate(axes.flat):\n    ax.plot([i])\n"
        "axes[1, 2].set_title('last')\nfig.suptitle('all')\nprint(axes.shape, len(axes[0]))\n"
        "fig, (a, b) = plt.subplots(1, 2)\nb.semilogy([1, 10])\nb.set(xlabel='x', ylim=(1, 100))"
    )
    assert made.printed == "(2, 3) 3\n"
    assert [(each.figure, each.place, each.series[0].y[0]) for each in made.charts[:6]] == [
        (1, (place // 3, place % 3), float(place)) for place in range(6)
    ]
    assert (made.charts[5].title, made.charts[5].figure_title) == ("last", "all")
    last = made.charts[6]
    assert (last.figure, last.place, last.y_log, last.x_label, last.y_bounds) == (2, (0, 1), True, "x", (1.0, 100.0))


def test_what_is_drawn_after_show_begins_a_figure_and_what_is_cleared_is_gone():
    made = drawn("plt.plot([1])\nplt.show()\nplt.plot([2])\nplt.clf()\nplt.subplot(121)\nplt.plot([3])")
    assert [(each.figure, each.grid, each.series[0].y) for each in made.charts] == [
        (1, (1, 1), (1.0,)),
        (2, (1, 2), (3.0,)),
    ]


def test_a_tensor_that_requires_a_gradient_is_refused_as_numpy_refuses_it():
    with pytest.raises(ProgramError) as caught:
        drawn("x = torch.ones(3, requires_grad=True)\nplt.plot(x)")
    assert caught.value.code == "gradient"
    assert "detach()" in (caught.value.hint or "")
    # What matplotlib lets through from PyTorch.
    assert caught.value.said is None or "Can't call numpy() on Tensor that requires grad" in caught.value.said


REFUSED = {
    "x and y of two lengths": ("plt.plot([1, 2], [1, 2, 3])", "value"),
    "a format of two markers": ("plt.plot([1, 2], 'xx-')", "value"),
    "points of two sizes": ("plt.scatter([1, 2], [1])", "value"),
    "more heights than places": ("plt.bar([1, 2], [1, 2, 3])", "value"),
    "an image of one axis": ("plt.imshow(torch.ones(3))", "value"),
    "a place that is not there": ("plt.subplot(2, 2, 7)", "value"),
    "a scale without a name": ("plt.xscale('foo')", "value"),
    "a text among numbers": ("plt.plot([1, 'a'])", "type"),
    "axes beyond the grid": ("fig, axes = plt.subplots(2, 2)\naxes[2, 0].plot([1])", "index"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_matplotlib_refuses_is_refused(what: str):
    program, code = REFUSED[what]
    with pytest.raises(ProgramError) as caught:
        drawn(program)
    assert caught.value.code == code


def test_what_matplotlib_has_besides_is_passed_over_and_named_once():
    made = drawn(
        "from matplotlib.animation import FuncAnimation\nx = torch.ones(2, 2)\nfig, ax = plt.subplots()\n"
        "c = ax.contourf(x, x, x)\nplt.quiver(1, 2)\nplt.quiver(1, 2)\nplt.rcParams['figure.dpi'] = 90\n"
        "plt.style.use('ggplot')\nax.tick_params(size=2)\nplt.plot([1], lw=3, alpha=0.5)\nplt.savefig('a.png')"
    )
    assert made.notes == (
        "Charts show lines, points, bars and images; what is passed over of matplotlib: contourf, quiver.",
        "savefig writes no file here: the charts are kept with the run.",
    )
    assert len(made.charts) == 1


def test_a_program_that_draws_still_runs_unchanged_in_pytorch():
    assert run("import torch\nimport matplotlib.pyplot as plt\nplt.plot(torch.ones(2))").portable.torch


def test_a_run_keeps_so_many_charts_and_says_what_it_leaves_out():
    many = drawn("for i in range(100):\n    plt.figure()\n    plt.plot([1, 2])")
    assert len(many.charts) == DRAWN["charts"]
    assert "left out" in many.notes[0]
    large = drawn("plt.plot(torch.zeros(20000))\nplt.plot(torch.zeros(20000))\nplt.plot([1])")
    # The second has no room, and what is smaller still has.
    assert [len(line.x) for line in large.charts[0].series] == [20_000, 1]
    assert "left out" in large.notes[0]


def test_plain_numbers_that_become_leaves_are_still_drawn():
    made = run("import matplotlib.pyplot as plt\nx = 2.0\ny = x * 3\nplt.plot([x, y])")
    assert made.charts[0].series[0].y == (2.0, 6.0)
