"""`files` of a run: what is read is part of its address."""

import httpx
import pytest

SOURCE = "import torch\nw = torch.tensor(2.0, requires_grad=True)\n(w * len(open('a.txt').read())).backward()\n"


def posted(server_url: str, body: dict) -> httpx.Response:
    return httpx.post(f"{server_url}/api/v1/runs", json=body)


def test_a_run_reads_its_files_and_another_text_is_another_run(server_url: str):
    made = [posted(server_url, {"source": SOURCE, "files": {"a.txt": text}}).json() for text in ("abc", "abcd", "abc")]
    # d/dw of w · n is n.
    assert [run["variables"]["w"]["grad"]["data"] for run in made] == [3.0, 4.0, 3.0]
    assert made[0]["id"] == made[2]["id"] != made[1]["id"]
    steps = httpx.get(f"{server_url}/api/v1/runs/{made[1]['id']}/variables?step=0").json()
    assert steps["variables"]["w"]["value"]["data"] == 2.0


def test_no_files_and_no_key_are_one_run(server_url: str):
    source = {"source": "x = 1.0"}
    assert posted(server_url, source).json()["id"] == posted(server_url, source | {"files": {}}).json()["id"]


@pytest.mark.parametrize("files", [[], "a.txt", {"a.txt": 1}, {"a.txt": None}, {"a": ["b"]}])
def test_files_are_texts_by_name(server_url: str, files: object):
    answer = posted(server_url, {"source": "x = 1.0", "files": files})
    assert (answer.status_code, answer.json()["code"]) == (422, "request/body")


@pytest.mark.parametrize(("files", "code"), [({"../a": ""}, "file"), ({"a.txt": "a" * 300_000}, "budget/files")])
def test_names_with_folders_and_large_files_are_refused(server_url: str, files: dict, code: str):
    answer = posted(server_url, {"source": "x = 1.0", "files": files})
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_a_link_keeps_the_files(server_url: str):
    files = {"a.txt": "abc"}
    made = httpx.post(f"{server_url}/api/v1/links", json={"source": SOURCE, "files": files}).json()
    assert httpx.get(f"{server_url}/api/v1/links/{made['id']}").json()["files"] == files
