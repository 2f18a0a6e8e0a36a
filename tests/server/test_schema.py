"""The service against its own OpenAPI document: requests that fit it, requests that do not, and sequences of them.

What stands where a program belongs is mere words here; what programs may cause has tests of its own (tests/fuzz).
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
# A document cannot say which programs are without a mistake, which runs there are, that `from` comes before `to`, nor
# that a number without a decimal point fits into 64 bits.
ACCEPTING = """
[checks.positive_data_acceptance]
expected-statuses = ["2xx", 400, 404, 422]
"""


def check(server_url: str, folder: Path, *options: str) -> None:
    (folder / "schemathesis.toml").write_text(ACCEPTING)
    command = [SCHEMATHESIS, "run", f"{server_url}/openapi.json", "--checks", "all"]
    made = subprocess.run([*command, "--no-color", *options], capture_output=True, text=True, cwd=folder)
    assert made.returncode == 0, made.stdout + made.stderr


def test_no_request_leads_to_an_answer_that_the_document_does_not_promise(server_url: str, tmp_path: Path):
    check(server_url, tmp_path, "--max-examples", "5", "--generation-deterministic")


@pytest.mark.long
def test_nor_do_hundreds_of_requests_to_each_address(server_url: str, tmp_path: Path):
    check(server_url, tmp_path, "--max-examples", "300")
