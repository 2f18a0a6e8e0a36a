"""Who goes next, and what an address may use."""

from __future__ import annotations

import pytest

from server.documents.problems import Problem
from server.fairness.allowance import Allowance
from server.fairness.caller import Caller, network
from server.fairness.costs import KNOWN, Costs
from server.fairness.queue import FairQueue


def caller(client: str, address: str) -> Caller:
    return Caller(client, address, request="0123456789abcdef")


def test_those_that_cost_the_same_go_in_the_order_they_came():
    queue = FairQueue[str]()
    for name in ("first", "second", "third"):
        queue.join(name, 0.02)
    assert [queue.take() for _ in range(3)] == ["first", "second", "third"]


def test_a_client_nobody_knows_goes_between_the_cheap_and_the_costly():
    """It is taken to cost 20 ms; 5 ms and 1 s, a quarter of each counted, make 16.25 ms and 265 ms."""
    costs = Costs()
    cheap, costly, unknown = (caller(name, f"192.0.2.{number}") for number, name in enumerate("abc"))
    costs.charge(cheap, 0.005)
    costs.charge(costly, 1.0)
    assert costs.expected(cheap) == pytest.approx(0.01625)
    assert costs.expected(costly) == pytest.approx(0.265)
    queue = FairQueue[Caller]()
    for each in (costly, unknown, cheap):
        queue.join(each, costs.expected(each))
    assert [queue.take() for _ in range(3)] == [cheap, unknown, costly]


def test_the_costliest_goes_after_ten_others_at_the_latest():
    queue = FairQueue[int]()
    queue.join(-1, 1.0)
    for number in range(20):
        queue.join(number, 0.001)
    assert [queue.take() for _ in range(12)].index(-1) == 10


def test_one_who_leaves_is_not_called():
    queue = FairQueue[str]()
    queue.join("gone", 0.0)
    queue.join("here", 0.0)
    queue.leave("gone")
    assert (queue.take(), len(queue)) == ("here", 0)


def test_a_new_name_for_each_program_does_not_make_a_costly_client_an_unknown_one():
    costs = Costs()
    for number in range(10):
        costs.charge(caller(f"name-{number}", "192.0.2.1"), 1.0)
    # 1 - 0.98 * 0.75 ** 10: the mean of the address after ten programs of a second each.
    assert costs.expected(caller("another", "192.0.2.1")) == pytest.approx(0.945, abs=0.001)
    assert costs.expected(caller("another", "192.0.2.2")) == 0.02


def test_a_client_known_to_be_cheap_stays_so_beside_a_costly_one_at_the_same_address():
    costs = Costs()
    for _ in range(100):
        costs.charge(caller("student", "192.0.2.1"), 0.01)
        costs.charge(caller("prankster", "192.0.2.1"), 1.0)
    assert costs.expected(caller("student", "192.0.2.1")) == pytest.approx(0.01)


def test_the_names_remembered_are_bounded_and_the_longest_silent_are_forgotten():
    costs = Costs()
    first = caller("first", "192.0.2.1")
    costs.charge(first, 1.0)
    for number in range(KNOWN // 2):
        costs.charge(caller("client", str(number)), 1.0)
    assert costs.expected(first) == 0.02
    assert costs.expected(caller("client", "0")) > 0.02


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
