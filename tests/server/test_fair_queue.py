"""Who goes next, and what an address may use."""

from __future__ import annotations

import pytest

from server.allowance import Allowance
from server.caller import network
from server.fair_queue import CLIENTS, FairQueue
from server.problems import Problem


def test_clients_that_cost_the_same_go_in_the_order_they_came():
    queue = FairQueue[str]()
    for name in ("first", "second", "third"):
        queue.join(name, name)
    assert [queue.take() for _ in range(3)] == ["first", "second", "third"]


def test_a_client_nobody_knows_goes_between_the_cheap_and_the_costly():
    """It is taken to cost 20 ms; 5 ms and 1 s, a quarter of each counted, make 16 ms and 265 ms."""
    queue = FairQueue[str]()
    queue.charge("cheap", 0.005)
    queue.charge("costly", 1.0)
    assert queue.cost("cheap") == pytest.approx(0.01625)
    assert queue.cost("costly") == pytest.approx(0.265)
    for name in ("costly", "unknown", "cheap"):
        queue.join(name, name)
    assert [queue.take() for _ in range(3)] == ["cheap", "unknown", "costly"]


def test_the_costliest_client_goes_after_ten_others_at_the_latest():
    queue = FairQueue[object]()
    queue.charge("costly", 1.0)
    patient = object()
    queue.join("costly", patient)
    for _ in range(20):
        queue.join("cheap", object())
    assert [queue.take() is patient for _ in range(12)].index(True) == 10


def test_only_clients_known_to_be_cheap_are_taken_as_such():
    queue = FairQueue[str]()
    queue.charge("cheap", 0.005)
    queue.charge("costly", 1.0)
    for name in ("unknown", "costly", "cheap"):
        queue.join(name, name)
    assert [queue.take_cheap(), queue.take_cheap(), queue.take()] == ["cheap", None, "unknown"]


def test_one_who_leaves_is_not_called():
    queue = FairQueue[str]()
    queue.join("a", "gone")
    queue.join("a", "here")
    queue.leave("gone")
    assert (queue.take(), len(queue)) == ("here", 0)


def test_the_clients_remembered_are_bounded_and_the_longest_silent_is_forgotten():
    queue = FairQueue[str]()
    for number in range(CLIENTS + 1):
        queue.charge(str(number), 1.0)
    assert queue.cost("0") == 0.02
    assert queue.cost("1") > 0.02


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_an_allowance_used_up_fills_again_by_a_sixtieth_each_second():
    clock = Clock()
    allowance = Allowance(60.0, clock)
    allowance.charge("192.0.2.1", 59.0)
    allowance.check("192.0.2.1")
    allowance.charge("192.0.2.1", 3.0)
    with pytest.raises(Problem) as refused:
        allowance.check("192.0.2.1")
    assert (refused.value.status, refused.value.headers["Retry-After"]) == (429, "3")
    clock.now = 3.0
    allowance.check("192.0.2.1")


def test_an_allowance_never_holds_more_than_a_minute():
    clock = Clock()
    allowance = Allowance(60.0, clock)
    allowance.charge("192.0.2.1", 1.0)
    clock.now = 3_600.0
    allowance.charge("192.0.2.1", 61.0)
    with pytest.raises(Problem):
        allowance.check("192.0.2.1")


@pytest.mark.parametrize(
    ("host", "expected"),
    [("192.0.2.7", "192.0.2.7"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"), ("testclient", "testclient")],
)
def test_all_ipv6_addresses_of_one_network_are_one(host, expected):
    assert network(host) == expected
