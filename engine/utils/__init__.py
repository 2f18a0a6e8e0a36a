"""What surrounds training: `engine.utils.data` hands examples out in batches."""

from engine.utils import data

__all__ = ["data"]
