"""What keeps numpy's products of matrices on one thread: a sum shared among several has other last digits."""

from __future__ import annotations

# Small matrices are slower on many threads, too. numpy's libraries read these once, when they are loaded.
ONE_THREAD = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
}
