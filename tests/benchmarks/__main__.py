"""How the engine's time compares with the same arithmetic by hand. Run by hand, never part of a verdict:

python -m tests.benchmarks
"""

from tests.benchmarks.scalars import full_trace, linear_growth, ten_thousand_nodes
from tests.benchmarks.tensors import convolution, network_step, small_arrays

ALL = (small_arrays, network_step, convolution, ten_thousand_nodes, linear_growth, full_trace)


def main() -> None:
    print(f"{'':38}{'engine':>10}{'floor':>10}{'ratio':>8}{'bar':>6}")
    for benchmark in ALL:
        result = benchmark()
        print(
            f"{result.name:38}{result.engine * 1e3:8.2f}ms{result.floor * 1e3:8.2f}ms"
            f"{result.ratio:8.2f}{result.bar:6.1f}"
        )


if __name__ == "__main__":
    main()
