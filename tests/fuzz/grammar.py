"""Random programs against everything a worker does with a program.

python -m tests.fuzz.grammar --count 1000000       as many as the night is long
python -m tests.fuzz.grammar --show 7:1234         one program of an earlier run, and what comes of it
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace

from engine.language import CLASS
from engine.lessons import lessons
from tests.fuzz.check import Finding, verdict
from tests.fuzz.program import Writer

# A loop without an end takes all the steps there are, and so does every program that grows out of it.
LIMITS = replace(CLASS, steps=5_000)
# So many programs grow out of one another.
FAMILY = 10
# A whole number of families.
SHARE = 500
# How far a long run has come is said after every so many programs.
TOLD = 50_000
# Every so many programs run twice, and must give the same bytes.
REPEATED = 8
# Bytes that a process may grow by while it runs programs; each may use 67 MB of tensors (limits.py) for a moment.
GROWTH = 256 * 1024**2
# On Linux, getrusage counts in KiB.
KIB = 1024


@dataclass
class Report:
    verdicts: Counter[str] = field(default_factory=Counter)
    findings: list[str] = field(default_factory=list)


@dataclass
class Grown:
    """A program and what comes of it: the verdict, or what no program may cause."""

    number: int
    source: str
    outcome: str | Finding


def family(seed: int, first: int) -> Iterator[Grown]:
    """The programs of the numbers `first` to `first + FAMILY - 1`. The same numbers give the same programs."""
    writer = Writer(f"{seed}:{first}")
    for number in range(first, first + FAMILY):
        source = writer.longer()
        try:
            outcome: str | Finding = verdict(source, LIMITS, repeated=number % REPEATED == 0)
        except Finding as finding:
            outcome = finding
        if outcome == "ok":
            writer.keep()
        yield Grown(number, source, outcome)


def check(seed: int, numbers: range) -> Report:
    report = Report()
    for first in numbers[::FAMILY]:
        for grown in family(seed, first):
            if isinstance(grown.outcome, Finding):
                place = _place(grown.outcome)
                report.findings.append(f"--show {seed}:{grown.number}: {grown.outcome}{place}")
            else:
                report.verdicts[grown.outcome] += 1
    return report


def _place(finding: Finding) -> str:
    if finding.__cause__ is None:
        return ""
    last = traceback.extract_tb(finding.__cause__.__traceback__)[-1]
    return f": {finding.__cause__!r} at {last.filename}:{last.lineno}"


def _check_grown(seed: int, numbers: range) -> Report:
    """`check`, in a process whose memory is looked at."""
    before = _peak()
    report = check(seed, numbers)
    grown = _peak() - before
    if grown > GROWTH:
        report.findings.append(f"--show {seed}:{numbers.start} and after: {grown / 1024**2:.0f} MB more memory")
    return report


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KIB


def _warm_up() -> None:
    for lesson in lessons():
        verdict(lesson.source)


def fuzz(seed: int, count: int, jobs: int) -> Report:
    total = Report()
    shares = [range(start, min(start + SHARE, count)) for start in range(0, count, SHARE)]
    with ProcessPoolExecutor(jobs, initializer=_warm_up) as pool:
        for share, report in zip(shares, pool.map(_check_grown, [seed] * len(shares), shares), strict=True):
            total.verdicts += report.verdicts
            total.findings += report.findings
            for finding in report.findings:
                print(finding, flush=True)
            if share.stop % TOLD == 0:
                print(f"{share.stop:,} of {count:,}", file=sys.stderr, flush=True)
    return total


def show(seed: int, number: int) -> None:
    grown = next(each for each in family(seed, number - number % FAMILY) if each.number == number)
    print(grown.source)
    print(grown.outcome)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.grammar", description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2, help="processes at work")
    parser.add_argument("--show", metavar="SEED:NUMBER")
    given = parser.parse_args()
    if given.show:
        show(*map(int, given.show.split(":")))
        return
    began = time.monotonic()
    report = fuzz(given.seed, given.count, given.jobs)
    listed = ", ".join(f"{verdict} {count:,}" for verdict, count in report.verdicts.most_common())
    print(f"{given.count:,} programs in {time.monotonic() - began:.0f} s: {listed}")
    sys.exit(f"{len(report.findings)} findings" if report.findings else 0)


if __name__ == "__main__":
    main()
