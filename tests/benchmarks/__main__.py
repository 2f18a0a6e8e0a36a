"""How the engine's time compares with the same arithmetic by hand. Run by hand, never part of a verdict:

python -m tests.benchmarks

Other engines stand beside it where they are installed: pip install -r tests/benchmarks/requirements.txt
"""

from tests.benchmarks.scalars import (
    finished_trace,
    full_trace,
    growth,
    hundred_thousand_nodes,
    megabytes,
    ten_thousand_nodes,
)
from tests.benchmarks.tensors import convolution, network_epoch, network_replay, network_step, small_arrays
from tests.benchmarks.timing import HEADINGS

ALL = (
    small_arrays,
    network_step,
    network_replay,
    network_epoch,
    convolution,
    ten_thousand_nodes,
    hundred_thousand_nodes,
    growth,
    full_trace,
    finished_trace,
)


def main() -> None:
    print(HEADINGS)
    for benchmark in ALL:
        print(benchmark().line(), flush=True)
    print(megabytes())


if __name__ == "__main__":
    main()
