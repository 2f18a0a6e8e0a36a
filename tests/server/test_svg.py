"""The picture of a graph at a step, made without a browser: what it shows, and that nothing on it covers anything."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from engine.language import LOCAL, run
from engine.lessons import lesson, lessons
from server.documents.problems import Problem
from server.exports import encode_export
from server.exports.svg.cards import LEVELS
from server.exports.svg.columns import Sheet, Size, Wire
from server.exports.svg.wires import lay_out

CIRCUIT = "x = -2; y = 5; z = -4\nq = x + y\nf = q * z\n"
SVG = "{http://www.w3.org/2000/svg}"
GREEN, ORANGE = "#006b4e", "#a84400"


def drawing(source: str, step: int | None = None) -> ElementTree.Element:
    return ElementTree.fromstring(encode_export(run(source, limits=LOCAL), "", 10**7, "svg", step=step))


def card(picture: ElementTree.Element, label: str) -> ElementTree.Element:
    return next(each for each in picture.iter(f"{SVG}g") if each.get("aria-label") == label)


def texts(picture: ElementTree.Element, label: str) -> list[str]:
    return ["".join(each.itertext()) for each in card(picture, label).iter(f"{SVG}text")]


def test_each_step_adds_what_it_makes():
    """f = (x + y) z at (-2, 5, -4), f = -12: leaves, q, f, then the seed 1, -4 to q, 3 to z, -4 to x and to y."""
    assert texts(drawing(CIRCUIT, 2), "f") == ["f", "∂", "×"]
    assert texts(drawing(CIRCUIT, 4), "f") == ["f", "−12", "∂", "×"]
    assert texts(drawing(CIRCUIT, 5), "f") == ["f", "−12", "∂", "1", "×"]
    assert texts(drawing(CIRCUIT, 5), "q") == ["q", "3", "∂", "+"]
    last = drawing(CIRCUIT)
    assert {name: texts(last, name)[-1] for name in "xyz"} == {"x": "−4", "y": "−4", "z": "3"}


def test_the_wire_at_work_has_the_colour_of_what_flows():
    def strokes(step: int) -> list[str]:
        return [each.get("stroke", "") for each in drawing(CIRCUIT, step).iter(f"{SVG}path") if each.get("data-edge")]

    # q = x + y is made of two wires; the first contribution flows back over one.
    assert strokes(3).count(GREEN) == 2
    assert strokes(6).count(ORANGE) == 1
    assert strokes(0).count(GREEN) == strokes(0).count(ORANGE) == 0


def test_a_gradient_that_is_not_complete_counts_its_contributions():
    source = "x = 3.0\ny = x * x\n"
    assert "1 of 2" in texts(drawing(source, 3), "x")
    assert texts(drawing(source, 4), "x")[-1] == "6"


def test_what_several_passes_left_is_told_from_what_is_read():
    """After the second pass the loss of the first is pale, and the .grad of the leaf is not."""
    source = "import torch\nx = torch.tensor(2.0, requires_grad=True)\n(x * 3).backward()\n(x * 5).backward()\n"
    picture = drawing(source)
    pale = [each for each in picture.iter(f"{SVG}g") if each.get("opacity")]
    assert len(pale) == 1
    assert texts(picture, "x")[-1] == "8"


def test_the_levels_are_by_the_number_of_cards():
    """All numbers, small images, or pills: a chain with a card for its leaf and for each of its turns."""
    for level, most in LEVELS[:2]:
        turns = most - 1
        source = f"import torch\nx = torch.ones(2, 2, requires_grad=True)\nfor i in range({turns}):\n    x = x.exp()\n"
        numbers = [each for each in drawing(source, 0).iter(f"{SVG}text") if each.text == "1"]
        assert (len(numbers), level) in {(4, "full"), (0, "compact")}


@pytest.mark.parametrize("each", [each.id for each in lessons()])
def test_no_card_lies_on_another_and_no_wire_runs_through_one(each):
    picture = drawing(lesson(each).source)
    width, height = (float(size) for size in picture.get("viewBox", "").split()[2:])
    boxes = []
    for group in picture.iter(f"{SVG}g"):
        if group.get("aria-label"):
            at = [float(part) for part in re.findall(r"[-\d.]+", group.get("transform", ""))]
            box = group.find(f"{SVG}rect")
            top = at[1] + float(box.get("y", "0"))
            boxes.append((at[0], top, at[0] + float(box.get("width")), top + float(box.get("height"))))
    for index, (left, top, right, bottom) in enumerate(boxes):
        assert left >= 0
        assert (right <= width, bottom <= height) == (True, True)
        for left2, top2, right2, bottom2 in boxes[:index]:
            assert right < left2 or right2 < left or bottom < top2 or bottom2 < top
    for path in picture.iter(f"{SVG}path"):
        if not path.get("data-edge"):
            continue
        points = [tuple(map(float, pair.split())) for pair in re.findall(r"[ML]([-\d.]+ [-\d.]+)", path.get("d", ""))]
        for (x, y), (x2, y2) in zip(points, points[1:], strict=False):
            low, high = sorted((x, x2)), sorted((y, y2))
            for left, top, right, bottom in boxes:
                inside = left + 9 < low[1] and low[0] < right - 9 and top + 9 < high[1] and high[0] < bottom - 9
                assert not inside, (each, path.get("data-edge"))


def test_a_wire_begins_at_its_card_and_ends_at_the_gate():
    sizes = [Size(100, 50, 25, 3), Size(100, 50, 25, 13), Size(100, 50, 25, 13)]
    wires = [Wire(0, 1, 0), Wire(0, 2, 0), Wire(1, 2, 1)]
    layout = lay_out(Sheet(sizes, wires, frozenset({0})), 200)
    for wire, points in zip(wires, layout.wires, strict=True):
        (x, y), (x2, y2) = layout.cards[wire.source], layout.cards[wire.target]
        assert points[0] == pytest.approx((x + 100, y + 25))
        assert points[-1][0] == pytest.approx(x2 - 13)
        assert abs(points[-1][1] - (y2 + 25)) <= 7
        for (x, y), (x2, y2) in zip(points, points[1:], strict=False):
            assert x == pytest.approx(x2) or y == pytest.approx(y2)


@pytest.mark.parametrize(
    ("format", "asked", "words"),
    [
        ("svg", {"step": 9_999}, "none of them is 9,999"),
        ("svg", {"first": 2}, "shows one step"),
        ("svg", {"step": 2, "to": 3}, "shows one step"),
        ("tex", {"step": 2}, "svg is"),
    ],
)
def test_a_picture_is_of_one_step_that_the_run_has(format, asked, words):
    with pytest.raises(Problem, match=words) as refused:
        encode_export(run(CIRCUIT, limits=LOCAL), "", 10**7, format, **asked)
    assert refused.value.status == 422


def test_a_run_without_steps_and_one_without_a_backward_pass_have_a_picture():
    assert drawing("import torch\n").get("aria-label") == "Compute graph"
    source = "import torch\nx = torch.zeros(0, 3)\ny = x + 1\n"
    assert "no entries" in texts(drawing(source), "y")


def test_the_service_and_the_command_line_make_the_same_picture(client, tmp_path: Path):
    program = tmp_path / "program.py"
    program.write_text(CIRCUIT)
    id = client.post("/api/v1/runs", json={"source": CIRCUIT}).json()["id"]
    answer = client.get(f"/api/v1/runs/{id}/export?format=svg&step=6")
    assert answer.headers["content-type"].partition(";")[0] == "image/svg+xml"
    assert answer.headers["content-disposition"] == f'attachment; filename="gradwalk-{id}-step-6.svg"'
    assert "nosniff" in answer.headers["x-content-type-options"]
    arguments = ["run", str(program), "--export", "svg", "--step", "6"]
    made = subprocess.run([sys.executable, "-m", "server", *arguments], capture_output=True, check=True)
    assert made.stdout == answer.content
    refused = client.get(f"/api/v1/runs/{id}/export?format=svg&step=99")
    assert (refused.status_code, json.loads(refused.content)["code"]) == (422, "request/parameter")
