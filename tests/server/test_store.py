"""The memory of runs: bounded by bytes, the longest unused goes first."""

from __future__ import annotations

from server.storage.store import RunStore
from server.worker.jobs import Outcome


def outcome(run: str | None, size: int = 90) -> Outcome:
    return Outcome(200, b"." * size, run)


def test_an_answer_is_found_by_its_run_and_by_what_was_posted():
    store = RunStore()
    store.keep(b"program", outcome("a"))
    assert store.find("a") is store.find_posted(b"program")
    assert store.find("a").body == b"program"
    assert store.find("b") is None
    assert store.find_posted(b"another") is None


def test_the_longest_unused_answer_goes_when_the_bytes_are_used_up():
    """Each entry is 10 + 90 bytes; three fit into 300."""
    store = RunStore(capacity=300)
    for name in ("a", "b", "c"):
        store.keep(f"program  {name}".encode(), outcome(name))
    store.find("a")
    store.keep(b"program  d", outcome("d"))
    assert [name for name in ("a", "b", "c", "d") if store.find(name)] == ["a", "c", "d"]
    assert store.find_posted(b"program  b") is None
    assert store.size == 300


def test_an_answer_larger_than_the_store_is_not_kept():
    store = RunStore(capacity=300)
    store.keep(b"small", outcome("a"))
    store.keep(b"large", outcome("b", size=301))
    assert store.find("b") is None
    assert store.find("a") is not None


def test_an_answer_without_an_address_is_not_kept():
    store = RunStore()
    store.keep(b"program", outcome(None))
    assert (store.find_posted(b"program"), store.size) == (None, 0)


def test_one_run_posted_in_two_spellings_is_kept_once():
    store = RunStore()
    store.keep(b'{"source":"x"}', outcome("a"))
    store.keep(b'{"source": "x"}', outcome("a"))
    assert store.size == len(b'{"source": "x"}') + 90
    assert store.find_posted(b'{"source": "x"}') is not None
