"""Small sets of examples to learn with, of the kinds that teaching programs ask for.

In come how many and a source of random numbers; out go numpy's arrays of examples and of what they are. Begin with
`generated.py`, whose points are computed; `bundled.py` reads the files of iris, of digits and of a part of MNIST.
"""

from engine.datasets.bundled import IRIS_FEATURES, IRIS_KINDS, digits, iris, mnist
from engine.datasets.generated import circles, moons, split, stratified

__all__ = ["IRIS_FEATURES", "IRIS_KINDS", "circles", "digits", "iris", "mnist", "moons", "split", "stratified"]
