"""What a worker process does, the only place where a text that a user wrote is read.

In comes a Job; out goes an Outcome, the bytes of a document or of a problem. Begin with `jobs.py`; `main.py` is the
process around it, and `confinement.py` what that process gives up before its first job.
"""

from server.worker.jobs import CHANGES, GZIP_FROM, LINK, LONG, UNFINISHED, Job, Outcome, unkept
from server.worker.messages import LONGEST_BODY, pack_job, receive_message

__all__ = [
    "GZIP_FROM",
    "Job",
    "CHANGES",
    "LINK",
    "LONG",
    "LONGEST_BODY",
    "Outcome",
    "UNFINISHED",
    "pack_job",
    "receive_message",
    "unkept",
]
