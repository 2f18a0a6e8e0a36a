"""The server's side of its worker processes: bounded in number, in time, and in how many clients may wait for them.

In comes a Job and who asks for it; out goes an Answer. Begin with `pool.py`; a lane hands the workers of one kind of
work to those who wait, and `worker_process.py` starts, proves, feeds and kills one of them.
"""

from server.pool.pool import Pool
from server.pool.worker_process import Answer

__all__ = [
    "Answer",
    "Pool",
]
