"""Loops that train for longer than their passes can be kept, as the service answers them."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import orjson
import pytest

from engine.language import CLASS
from engine.lessons import lesson
from server.service import RunService
from server.worker.jobs import LONG, Job, Outcome, perform
from tests.server.one_worker import SOMEBODY, create, serve
from tests.server.outcomes import document

XOR = lesson("53_xor").source
NARROW = replace(CLASS, document=200_000)


def body(source: str = XOR, **more: object) -> bytes:
    return orjson.dumps({"source": source, **more})


def made(part: str = "run", *arguments: int | None, **more: object) -> Outcome:
    return perform(Job(body(**more), NARROW, "", part, arguments, long=True))


def test_the_document_says_which_pass_it_shows():
    whole = orjson.loads(perform(Job(body(), CLASS, "")).body)
    last = orjson.loads(made().body)
    third = orjson.loads(made(pass_shown=2).body)
    assert "pass_shown" not in whole
    assert last["pass_shown"] == {"index": 7, "total": 8}
    assert third["pass_shown"] == {"index": 2, "total": 3}
    assert last["id"] != third["id"]
    assert [len(document["loop"]) for document in (whole, last, third)] == [8, 1, 1]
    assert {node["id"] for node in third["nodes"]} == {node["id"] for node in last["nodes"]}


def test_the_series_come_in_pages_of_the_same_columns():
    whole = orjson.loads(perform(Job(body(), CLASS, "", "passes", (0, 8))).body)
    paged = [orjson.loads(made("passes", *window).body) for window in ((0, 5), (5, 10))]
    assert [page["next"] for page in paged] == [5, None]
    for name in ("loss", "promised", "got", "passes"):
        assert paged[0][name] + paged[1][name] == whole[name]
    for mine, more, theirs in zip(paged[0]["parameters"], paged[1]["parameters"], whole["parameters"], strict=True):
        for name in ("values", "value", "gradient", "change"):
            assert mine[name] + more[name] == theirs[name]


@pytest.mark.parametrize(
    ("part", "arguments"),
    [
        ("graph", ()),
        ("steps", (0, 40)),
        ("explanations", (0, 40)),
        ("node", (2,)),
        ("network", (0, 0, None)),
        ("variables", (20,)),
    ],
)
def test_its_other_parts_are_about_the_pass_shown(part: str, arguments: tuple[int | None, ...]):
    outcome = made(part, *arguments, pass_shown=1)
    assert outcome.status == 200
    assert outcome.run == made(pass_shown=1).run


@pytest.mark.parametrize("wrong", [-1, 1.5, "2", True])
def test_a_pass_is_asked_for_by_its_number(wrong: object):
    problem = orjson.loads(made(pass_shown=wrong).body)
    assert problem["code"] == "request/body"
    assert "pass_shown" in problem["detail"]


def test_a_pass_that_there_is_not_is_refused():
    outcome = made(pass_shown=8)
    problem = orjson.loads(outcome.body)
    assert outcome.status == 422
    assert (problem["code"], problem["hint"]) == ("pass", "Its passes are 0 to 7.")


def test_a_job_that_may_not_be_long_says_so_at_once():
    endless = XOR.replace("range(8)", "range(10**9)")
    assert perform(Job(body(endless), CLASS, "")) is LONG


def test_a_thousand_passes_run_in_class_and_their_document_is_small():
    async def scenario(service: RunService) -> None:
        outcome = await create(service, body(XOR.replace("range(8)", "range(1000)")))
        assert outcome.status == 200
        assert document(outcome)["pass_shown"] == {"index": 999, "total": 1000}
        assert len(orjson.dumps(document(outcome))) < 100_000

    serve(scenario)


def test_who_leaves_takes_the_long_loop_along():
    async def scenario(service: RunService) -> None:
        endless = create(service, body(XOR.replace("range(8)", "range(4000)")))
        await asyncio.sleep(1)
        assert service.pool.long.working
        endless.cancel()
        await asyncio.wait([endless])
        async with asyncio.timeout(10):
            while service.pool.working:
                await asyncio.sleep(0.05)

    serve(scenario, replace(CLASS, steps=10**9))


def test_short_programs_do_not_wait_for_long_loops():
    async def scenario(service: RunService) -> None:
        loops = [create(service, body(XOR.replace("range(8)", f"range({2000 + n})"))) for n in range(10)]
        await asyncio.sleep(1)
        other = replace(SOMEBODY, client="other", address="192.0.2.2")
        began = asyncio.get_running_loop().time()
        outcome = await create(service, body("x = 3.0\ny = x * x\n"), other)
        assert outcome.status == 200
        assert not any(loop.done() for loop in loops) or asyncio.get_running_loop().time() - began < 5
        for loop in loops:
            loop.cancel()
        await asyncio.wait(loops)

    serve(scenario)
