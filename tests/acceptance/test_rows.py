"""Every row of the lectures has its test, or a reason why not."""

import ast
from functools import cache
from pathlib import Path

from tests.acceptance.rows import ABSENT, NUMBERS, ROWS
from tests.acceptance.test_numbers import CHECKS

ROOT = Path(__file__).parents[2]
LAST = 106


@cache
def names_in(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text())
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_each_row_is_either_held_or_absent_with_a_reason():
    assert sorted([*ROWS, *ABSENT]) == list(range(1, LAST + 1))
    assert all(len(reason) > 10 for reason in ABSENT.values())


def test_every_test_that_a_row_names_is_there():
    gone = [place for _, place in ROWS.values() if place.split("::")[1] not in names_in(place.split("::")[0])]
    assert gone == []


def test_rows_with_numbers_have_them():
    assert {row for row, (_, place) in ROWS.items() if place == NUMBERS} == {check.row for check in CHECKS}
