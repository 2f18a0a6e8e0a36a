import io
import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest

from engine.language import ProgramError
from engine.lessons import lessons
from server.commands.cli import main
from server.commands.run import located
from server.exports import FORMATS

CIRCUIT = "x = -2; y = 5; z = -4\nq = x + y\nf = q * z\n"


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "server", *arguments]


@pytest.fixture
def program(tmp_path: Path) -> Path:
    return tmp_path / "program.py"


def gradients(document: str) -> dict[str, float]:
    nodes = json.loads(document)["nodes"]
    return {node["name"]: node["gradient"]["data"] for node in nodes if node["gradient"]}


def test_run_prints_the_document_of_a_run(program: Path, capfd: pytest.CaptureFixture[str]):
    """f = (x + y) z at (-2, 5, -4): df/dx = df/dy = z = -4, df/dz = x + y = 3."""
    program.write_text(CIRCUIT)
    main(["run", str(program)])
    assert gradients(capfd.readouterr().out) == {"x": -4, "y": -4, "z": 3, "q": -4, "f": 1}


def test_run_starts_the_backward_pass_at_the_named_target(program: Path, capfd: pytest.CaptureFixture[str]):
    program.write_text(CIRCUIT)
    main(["run", str(program), "--target", "q"])
    assert gradients(capfd.readouterr().out) == {"x": 1, "y": 1, "q": 1}


def test_run_takes_apart_the_operations_named(program: Path, capfd: pytest.CaptureFixture[str]):
    """tanh is 1 - 2 / (exp(2x) + 1): at 0 its value is 0 and its slope 1, as of the one operation."""
    program.write_text("import torch\nx = torch.tensor(0.0, requires_grad=True)\ny = torch.tanh(x)\ny.backward()\n")
    main(["run", str(program), "--unfold", "tanh", "--unfold", "sigmoid"])
    document = json.loads(capfd.readouterr().out)
    assert [node["op"] for node in document["nodes"] if node["op"] != "leaf"] == ["mul", "exp", "add", "div", "sub"]
    assert document["unfold"] == ["sigmoid", "tanh"]
    assert gradients(json.dumps(document))["x"] == 1


def test_run_prints_a_row_for_each_pass_of_a_loop_that_trains(program: Path, capfd: pytest.CaptureFixture[str]):
    """x² from 3 by 0.25 · 2x: x halves, and the slope promises −0.25 (2x)²."""
    program.write_text(
        "import torch\nx = torch.tensor(3.0, requires_grad=True)\nfor _ in range(2):\n    loss = x**2\n"
        "    loss.backward()\n    with torch.no_grad():\n        x -= 0.25 * x.grad\n    x.grad = None\n"
    )
    main(["run", str(program), "--series", "csv"])
    assert capfd.readouterr().out.splitlines() == [
        "pass,loss,promised,got,gradient of x,change of x,x",
        "0,9.0,-9.0,-6.75,6.0,1.5,3.0",
        "1,2.25,-2.25,,3.0,0.75,1.5",
    ]
    program.write_text(CIRCUIT)
    with pytest.raises(SystemExit, match=r"No loop of this program calls backward\(\)"):
        main(["run", str(program), "--series", "csv"])


def test_run_reads_small_files_that_are_named(program: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]):
    """d/dw of w times 3, the number of names."""
    (tmp_path / "names.txt").write_text("ada\ngrace\nedith\n")
    program.write_text(
        "import torch\nnames = open('names.txt').read().split()\n"
        "w = torch.tensor(2.0, requires_grad=True)\n(w * len(names)).backward()\n"
    )
    main(["run", str(program), "--file", str(tmp_path / "names.txt")])
    assert json.loads(capfd.readouterr().out)["variables"]["w"]["grad"]["data"] == 3


def test_run_says_which_attached_files_have_one_name(program: Path, tmp_path: Path):
    program.write_text("x = 1.0")
    (tmp_path / "names.txt").write_text("ada")
    with pytest.raises(SystemExit, match=r"two attached files are called names\.txt"):
        main(["run", str(program), *(["--file", str(tmp_path / "names.txt")] * 2)])


PRODUCT = """\
import torch
torch.manual_seed(0)
a = torch.rand(300, 300, requires_grad=True)
b = torch.rand(300, 300)
y = a @ b
y.sum().backward()
"""


def test_the_command_and_the_service_give_the_same_bytes_for_a_product_of_large_matrices(
    program: Path, server_url: str
):
    """Summed by several threads, its last digits would be others, whatever the environment says of threads."""
    program.write_text(PRODUCT)
    several = os.environ | {"OPENBLAS_NUM_THREADS": "2"}
    printed = subprocess.run(command("run", str(program)), stdout=subprocess.PIPE, check=True, env=several).stdout
    npz = subprocess.run(
        command("run", str(program), "--export", "npz"), stdout=subprocess.PIPE, check=True, env=several
    ).stdout
    answered = httpx.post(f"{server_url}/api/v1/runs", json={"source": PRODUCT}, timeout=60).json()
    assert json.loads(printed)["nodes"] == answered["nodes"]
    assert npz == httpx.get(f"{server_url}/api/v1/runs/{answered['id']}/export?format=npz", timeout=60).content


@pytest.mark.parametrize("format", FORMATS)
def test_run_exports_what_the_service_does(program: Path, server_url: str, format: str):
    """All but the address of the run, which also depends on how the command and the service limit programs."""
    program.write_text(CIRCUIT)
    file = program.with_suffix(f".{format}")
    main(["run", str(program), "--export", format, "-o", str(file)])
    id = httpx.post(f"{server_url}/api/v1/runs", json={"source": CIRCUIT}).json()["id"]
    assert file.read_bytes() == httpx.get(f"{server_url}/api/v1/runs/{id}/export?format={format}").content


def test_a_format_that_there_is_not_is_refused_with_those_there_are(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        main(["run", "program.py", "--export", "pdf"])
    assert "there is no format pdf; there are tex (The derivation on paper: every step" in capsys.readouterr().err


def test_a_run_too_long_to_explain_is_one_sentence_with_the_way_out(program: Path):
    program.write_text("import torch\nx = torch.tensor(1.0)\nfor i in range(1_000):\n    x = x * 1.5\n")
    with pytest.raises(SystemExit, match=r"^gradwalk: 2,001 steps are too many .*\nhint: .*--steps 0:1000"):
        main(["run", str(program), "--export", "md"])


def test_the_command_writes_some_of_the_steps(program: Path, capfd: pytest.CaptureFixture[str]):
    program.write_text(CIRCUIT)
    main(["run", str(program), "--export", "md", "--steps", "5:7"])
    assert re.findall(r"\*\*Step (\d+)\.", capfd.readouterr().out) == ["6", "7"]
    main(["run", str(program), "--export", "csv", "--steps", "8:"])
    table = capfd.readouterr().out.splitlines()
    assert {row.partition(",")[0] for row in table[1:]} == {"8", "9"}
    with pytest.raises(SystemExit):
        main(["run", str(program), "--export", "md", "--steps", "five"])


def test_a_file_that_cannot_be_written_is_one_sentence(program: Path):
    program.write_text(CIRCUIT)
    with pytest.raises(SystemExit, match=r"^gradwalk: cannot write .*nowhere/run.json: No such file"):
        main(["run", str(program), "-o", str(program.parent / "nowhere" / "run.json")])


def test_a_dash_stands_for_the_standard_input(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(CIRCUIT.encode())))
    main(["run", "-"])
    assert gradients(capfd.readouterr().out)["z"] == 3


def test_a_mistake_is_shown_at_its_place(program: Path):
    program.write_text("x = 2\ny = 3 * xx\n")
    with pytest.raises(SystemExit) as refusal:
        main(["run", str(program)])
    place, line, marks = str(refusal.value).split("\n")[:3]
    assert place.startswith(f"{program}:2:9: ")
    assert "xx" in place
    assert line == "  2 | y = 3 * xx"
    assert marks == "    |         ^^"


@pytest.mark.parametrize(
    ("source", "place", "marks"),
    [
        ("\tif x:\r\n\t\ty = xx\n", (2, 7, 2, 9), "\t\t    ^^"),
        ("y = (xx +\n  1)", (1, 5, 2, 5), "    ^^^^^"),
        ("y = (", (1, 6, 1, 6), "     ^"),
    ],
    ids=["tabs stay tabs", "a mistake over several lines is marked to the end of the first", "at the end of the text"],
)
def test_the_marks_stand_under_the_mistake(source: str, place: tuple[int, int, int, int], marks: str):
    line, column, end_line, end_column = place
    error = ProgramError(
        "name", "wrong", span=SimpleNamespace(line=line, column=column, end_line=end_line, end_column=end_column)
    )
    assert located(error, source, "-").split("\n")[2] == f"    | {marks}"


def test_a_program_that_cannot_be_read_is_one_sentence(program: Path):
    with pytest.raises(SystemExit, match=r"^gradwalk: cannot read .*program.py: No such file"):
        main(["run", str(program)])
    program.write_bytes(b"x = '\xff'")
    with pytest.raises(SystemExit, match=r"program.py is not UTF-8 text \(byte 5\)$"):
        main(["run", str(program)])


def test_every_lesson_is_listed_and_printed(capsys: pytest.CaptureFixture[str]):
    main(["lessons"])
    listed = [line.split()[0] for line in capsys.readouterr().out.splitlines() if line.startswith("  ")]
    assert listed == [lesson.id for lesson in lessons()]
    main(["lessons", "25_two_layer_bce"])
    assert "loss.backward()" in capsys.readouterr().out
    with pytest.raises(SystemExit, match="25_two_layers"):
        main(["lessons", "25_two_layers"])


def test_a_port_in_use_is_one_sentence_with_the_way_out():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SystemExit, match=f"^gradwalk: port {port} is in use: .* --port$"):
            main(["serve", "--port", str(port), "--no-browser"])


def test_the_address_is_announced_once_the_server_answers(server_url: str):
    assert httpx.get(f"{server_url}/healthz").status_code == 200


def test_a_reader_that_stops_early_is_no_mistake(program: Path):
    """As in `gradwalk run program.py | head -c 1`."""
    program.write_text(CIRCUIT * 100)
    with subprocess.Popen(command("run", str(program)), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        assert run.stdout is not None
        assert run.stderr is not None
        run.stdout.close()
        assert run.stderr.read() == b""
