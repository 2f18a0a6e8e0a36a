"""Arrays in full: every bit as the program has it, in a frame and in an npz file, whole and in part."""

from __future__ import annotations

import io
import json
import struct

import numpy as np
import pytest

from engine.language import CLASS
from server.documents.arrays import bytes_at_once
from server.payload import TensorsHeader
from server.worker.jobs import Job, perform

# Row i, column j of x is 10 i + j. Step 5 is the backward pass of (x * w).sum() at the product.
MATRIX = """\
import torch
x = torch.tensor([[10.0 * i + j for j in range(10)] for i in range(12)])
w = torch.full((12, 10), 0.5, requires_grad=True)
f = (x * w).sum()
f.backward()
"""
DEEP = "import torch\nt = torch.arange(240.0).reshape(2, 3, 5, 8)\n"


def read(frame):
    """The header, and the arrays as a reader in another language would take them from the bytes."""
    magic, version, length = struct.unpack_from("<8sII", frame)
    assert (magic, version) == (b"gradwalk", 1)
    header = TensorsHeader.model_validate_json(frame[16 : 16 + length])
    start = 16 + length
    arrays = []
    for tensor in header.tensors:
        assert (start + tensor.offset) % 8 == 0
        body = frame[start + tensor.offset :][: tensor.bytes]
        arrays.append(np.frombuffer(body, np.dtype(tensor.dtype).newbyteorder("<")).reshape(tensor.shape))
    return header, arrays


@pytest.fixture(scope="module")
def ask(client, post):
    """Asks for arrays of a program's run."""

    def ask(source, query, **options):
        run = post(source).json()["id"]
        return client.get(f"/api/v1/runs/{run}/tensors?{query}", **options)

    return ask


@pytest.fixture(scope="module")
def arrays(ask):
    def arrays(source, query):
        answer = ask(source, query)
        assert answer.status_code == 200, answer.text
        return read(answer.content)[1]

    return arrays


def test_a_part_of_a_matrix_is_the_part_asked_for(arrays):
    (part,) = arrays(MATRIX, "ids=n0&rows=3:5&cols=2:9:3")
    assert part.tolist() == [[32, 35, 38], [42, 45, 48]]


def test_values_and_gradients_of_several_nodes_come_in_one_answer(ask):
    """f = Σ x·w, so the gradient of w is x."""
    header, (w, gradient, product, of_product) = read(
        ask(MATRIX, "ids=n1,n2&of=value,gradient&rows=11:&cols=8:").content
    )
    assert [(tensor.node, tensor.of, tensor.whole) for tensor in header.tensors] == [
        ("n1", "value", [12, 10]),
        ("n1", "gradient", [12, 10]),
        ("n2", "value", [12, 10]),
        ("n2", "gradient", [12, 10]),
    ]
    assert (w.tolist(), gradient.tolist()) == ([[0.5, 0.5]], [[118, 119]])
    assert (product.tolist(), of_product.tolist()) == ([[59, 59.5]], [[1, 1]])


def test_a_step_has_upstream_local_and_contribution(arrays, post):
    """contribution = upstream ⊙ local, entry by entry; the local derivative of x·w with respect to w is x."""
    steps = post(MATRIX).json()["steps"]
    (index,) = [step["index"] for step in steps if step["kind"] == "contribute" and step["to"] == "n1"]
    upstream, local, contribution, total = arrays(MATRIX, f"steps={index}&of=upstream,local,contribution,accumulated")
    assert (upstream.tolist(), local.tolist()) == (
        np.ones((12, 10)).tolist(),
        np.arange(120.0).reshape(12, 10).tolist(),
    )
    assert contribution.tolist() == total.tolist() == (upstream * local).tolist()


def test_one_plane_of_a_deeper_tensor_is_chosen_by_its_index(arrays):
    """Entry (i, j, k, l) is 120 i + 40 j + 8 k + l."""
    (part,) = arrays(DEEP, "ids=n1&at=1,2&rows=4:5&cols=6:8")
    assert part.tolist() == [[238, 239]]
    (all_planes,) = arrays(DEEP, "ids=n1&rows=0:1&cols=0:1")
    assert all_planes.tolist() == [[[[0]], [[40]], [[80]]], [[[120]], [[160]], [[200]]]]


def test_a_vector_is_one_row_and_a_scalar_one_of_one_column(arrays):
    vector, scalar = arrays("x = [1.0, 2.0, 3.0]\nimport torch\nv = torch.tensor(x)\ns = v[2]\n", "rows=0:1&cols=0:1")
    assert (vector.tolist(), scalar.tolist()) == ([1], 3)


BITS = {
    "nan": struct.pack("<d", float("nan")),
    "+inf": bytes.fromhex("000000000000f07f"),
    "-inf": bytes.fromhex("000000000000f0ff"),
    "-0": bytes.fromhex("0000000000000080"),
    "the smallest subnormal": bytes.fromhex("0100000000000000"),
}
STRANGE = 'import torch\nt = torch.tensor([float("nan"), float("inf"), -float("inf"), -0.0, 5e-324])\n'


def test_what_json_cannot_say_keeps_its_bits(ask):
    frame = ask(STRANGE, "ids=n0").content
    assert frame.endswith(b"".join(BITS.values()))
    file = np.load(io.BytesIO(ask(STRANGE, "ids=n0&format=npz").content), allow_pickle=False)
    assert file["n0.value"].tobytes() == b"".join(BITS.values())


def test_single_precision_rounds_and_other_dtypes_stay(arrays):
    """0.1 in single precision is 0x3dcccccd."""
    source = "import torch\nx = torch.tensor([0.1, 1e300])\ni = torch.tensor([2**62])\nb = x > 0.5\n"
    x, i, b = arrays(source, "ids=n0,n1,n3&dtype=f32")
    assert x.tobytes() == bytes.fromhex("cdcccc3d0000807f")
    assert (i.dtype, i.tolist(), b.dtype, b.tolist()) == (np.int64, [2**62], np.bool_, [False, True])


def test_an_npz_file_holds_all_there_is_under_the_names_of_nodes(ask):
    answer = ask(MATRIX, "of=value,gradient&format=npz")
    assert answer.headers["content-disposition"].startswith('attachment; filename="gradwalk-')
    file = np.load(io.BytesIO(answer.content), allow_pickle=False)
    assert set(file) == {"n0.value", "n1.value", "n1.gradient", "n2.value", "n2.gradient", "n3.value", "n3.gradient"}
    np.testing.assert_array_equal(file["n1.gradient"], np.arange(120.0).reshape(12, 10))


def test_the_same_arrays_are_the_same_bytes_whenever_they_are_asked_for():
    job = Job(json.dumps({"source": MATRIX}).encode(), CLASS, "version", "tensors", (10**6, "format=npz"))
    # The clock of a zip file counts in steps of two seconds from 1980 on: 0x0021 is its first day.
    body = perform(job).body
    assert perform(job).body == body
    assert body[10:14] == bytes.fromhex("00002100")


REFUSED = {
    "ids=n99": "The run has no node n99: its nodes end with n3.",
    "steps=99": "The run has no step 99: its steps end with 6.",
    "ids=n0&rows=0:13": "rows=0:13 does not fit: an array of shape [12, 10] has rows 0:12.",
    "ids=n0&cols=4:2": "cols=4:2 does not fit: an array of shape [12, 10] has cols 0:10.",
    "ids=n0&cols=11:": "cols=11: does not fit: an array of shape [12, 10] has cols 0:10.",
    "ids=n0&rows=::0": "rows=::0 does not advance: the third number is at least 1.",
    "ids=n0&at=0": "at=0 does not fit: an array of shape [12, 10] has no axes before its rows and columns.",
    "ids=n0&of=gradient": "n0 has no gradient (not_required): leave it out, or ask for of=value.",
    "ids=n0&of=upstream": "of= names arrays of a node: value, gradient.",
    "steps=0": "Step 0 (leaf) has no array named contribution: leave it out.",
    "ids=n0&steps=1": "ids= names nodes and steps= names steps; ask for the ones or the others.",
}


@pytest.mark.parametrize("query", REFUSED)
def test_what_does_not_fit_is_refused_with_what_would(ask, query):
    answer = ask(MATRIX, query)
    assert (answer.status_code, answer.json()["code"]) == (422, "request/parameter")
    assert answer.json()["detail"] == REFUSED[query]


@pytest.mark.parametrize(
    "query",
    ["ids=7", "rows=1", "rows=-3:", "at=-1", "dtype=f16", "format=npy", "col=0:1", "ids=" + ",".join(["n1"] * 999)],
)
def test_what_is_no_query_is_refused_before_anything_is_run(ask, query):
    answer = ask(MATRIX, query)
    assert (answer.status_code, answer.json()["code"]) == (422, "request/parameter")


def test_an_answer_has_a_bound_and_says_how_to_stay_within(client):
    """16 bytes for each number of the largest tensor: 12,544,000 of the 784,000 that a class may use."""
    assert bytes_at_once(CLASS) == 12_544_000
    limits = client.get("/api/v1/limits").json()
    assert limits["request"]["tensors"]["limit"] == 16 * limits["program"]["tensor"]["limit"]
    # Each takes 960 bytes.
    job = Job(json.dumps({"source": MATRIX}).encode(), CLASS, "version", "tensors", (1_919, "ids=n0,n1"))
    outcome = perform(job)
    problem = json.loads(outcome.body)
    assert (outcome.status, outcome.run, problem["code"]) == (422, None, "tensors/size")
    assert (problem["limit"], problem["used"], problem["unit"]) == (1_919, 1_920, "bytes")
    assert "rows=" in problem["hint"]
    assert perform(Job(job.body, CLASS, "version", "tensors", (1_920, "ids=n0,n1"))).status == 200


def test_a_browser_that_holds_arrays_is_not_sent_them_again(ask):
    first = ask(MATRIX, "ids=n0")
    assert first.headers["cache-control"] == "public, max-age=31536000, immutable"
    again = ask(MATRIX, "ids=n0", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = ask(MATRIX, "ids=n0&rows=0:1", headers={"If-None-Match": first.headers["etag"]})
    assert other.status_code == 200


def test_arrays_are_not_compressed(ask):
    assert "content-encoding" not in ask(MATRIX, "", headers={"Accept-Encoding": "gzip"}).headers


def test_arrays_of_a_forgotten_run_are_not_found(client):
    answer = client.get(f"/api/v1/runs/{32 * '0'}/tensors")
    assert (answer.status_code, answer.json()["code"]) == (404, "run/unknown")
