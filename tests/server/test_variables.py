"""GET /runs/{id}/variables and `variables` in a run."""

import httpx
import pytest

SOURCE = (
    "import torch\nlr, name = 0.5, 'fit'\nw = torch.tensor(3.0, requires_grad=True)\ninf = float('inf')\n"
    "y = w * w\ny.backward()\nboth = [w, {'a': (1, None)}]\n"
)


@pytest.fixture
def made(server_url: str) -> dict:
    return httpx.post(f"{server_url}/api/v1/runs", json={"source": SOURCE}).json()


def test_a_run_tells_what_its_names_stand_for(made: dict):
    told = made["variables"]
    assert (told["lr"], told["name"], told["inf"]) == (0.5, {"text": "fit", "length": 3}, "Infinity")
    assert told["w"]["node"] == "n0"
    # d/dw of w² is 2w.
    assert (told["w"]["value"]["data"], told["w"]["grad"]["data"]) == (3.0, 6.0)
    assert told["y"]["grad"] is None
    assert told["both"] == {
        "kind": "list",
        "entries": [
            told["w"],
            {
                "kind": "dict",
                "entries": [[{"text": "a", "length": 1}, {"kind": "tuple", "entries": [1, None], "length": 2}]],
                "length": 1,
            },
        ],
        "length": 2,
    }


def test_after_a_step_they_are_told_too_and_never_change(server_url: str, made: dict):
    address = f"{server_url}/api/v1/runs/{made['id']}/variables"
    first = httpx.get(address, params={"step": 0})
    assert first.json()["step"] == 0
    assert first.json()["variables"]["w"]["grad"] is None
    assert "y" not in first.json()["variables"]
    assert "immutable" in first.headers["Cache-Control"]
    end = httpx.get(address).json()
    assert (end["run"], end["step"], end["variables"]) == (made["id"], None, made["variables"])
    assert httpx.get(address, params={"step": len(made["steps"]) - 1}).json()["variables"] == made["variables"]


def test_a_step_that_is_not_there_is_told_so(server_url: str, made: dict):
    address = f"{server_url}/api/v1/runs/{made['id']}/variables"
    answer = httpx.get(address, params={"step": len(made["steps"])})
    assert (answer.status_code, answer.json()["code"]) == (404, "step/unknown")
    assert httpx.get(address, params={"step": -1}).status_code == 422


def test_limits_say_how_far_they_are_told(server_url: str):
    request = httpx.get(f"{server_url}/api/v1/limits").json()["request"]
    assert {name: request[f"variables_{name}"]["limit"] for name in ("depth", "entries")} == {"depth": 4, "entries": 40}
