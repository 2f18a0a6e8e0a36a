"""What is kept: answers to programs seen lately in memory, links in a database.

In comes what a worker answered; out comes the same under its address. Begin with `store.py`, which holds runs, or
`links.py`, which holds programs and views for ever.
"""

from server.storage.database import SchemaError, default_database, open_database, parse_database, prepare
from server.storage.links import A_MINUTE_FOR_A_CLIENT, BYTES_AN_HOUR_FOR_A_CLIENT, CAPACITY, Links
from server.storage.pruning import prune, usage
from server.storage.store import RunStore, StoredRun

__all__ = [
    "A_MINUTE_FOR_A_CLIENT",
    "BYTES_AN_HOUR_FOR_A_CLIENT",
    "CAPACITY",
    "Links",
    "RunStore",
    "SchemaError",
    "StoredRun",
    "default_database",
    "open_database",
    "parse_database",
    "prepare",
    "prune",
    "usage",
]
