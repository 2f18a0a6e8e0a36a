"""What a worker keeps: enough to answer for the parts of recent runs, never more than it has memory for."""

from __future__ import annotations

import json

import pytest

from engine.language import CLASS
from server.worker import jobs as worker
from server.worker.jobs import Job, perform


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch):
    monkeypatch.setattr(worker, "_runs", type(worker._runs)())


@pytest.fixture
def made(monkeypatch):
    """The programs that were run, in order."""
    sources = []
    original = worker.run

    def run(source, **options):
        sources.append(source)
        return original(source, **options)

    monkeypatch.setattr(worker, "run", run)
    return sources


def job(source, part="run", *arguments):
    return Job(json.dumps({"source": source}).encode(), CLASS, "version", part, arguments)


def test_the_parts_of_a_recent_run_need_no_second_run(made):
    perform(job("x = 2.0\ny = x * x\n"))
    perform(job("x = 2.0\ny = x * x\n", "explanations", 0, 2))
    assert len(made) == 1


def test_a_forgotten_run_is_made_again_with_the_same_answer(made, monkeypatch):
    monkeypatch.setattr(worker, "KEPT_RUNS", 1)
    first = perform(job("x = 2.0\ny = x * x\n", "graph"))
    perform(job("x = 3.0\ny = x * x\n", "graph"))
    assert perform(job("x = 2.0\ny = x * x\n", "graph")) == first
    assert len(made) == 3


def test_large_runs_push_older_ones_out(monkeypatch):
    """Each program takes some 900 numbers: 2,000 have room for two of them, and not for three."""
    monkeypatch.setattr(worker, "KEPT_ELEMENTS", 2_000)
    for factor in range(3):
        perform(job(f"import torch\nx = torch.zeros(300)\ny = x * {factor}.0\n"))
    assert len(worker._runs) == 2


def test_what_ran_before_a_mistake_is_explained(made):
    explained = perform(job("y = x\n", "explanations", 0, 2))
    assert (explained.status, explained.verdict) == (200, "name")
