"""Batches: a plan, shards that appear complete or not at all, an account that adds up."""

from .finish import Summary
from .local import Engine, local_engine
from .run import BatchOptions, Progress, tag_batch
from .verify import verify

__all__ = ["BatchOptions", "Engine", "Progress", "Summary", "local_engine", "tag_batch", "verify"]
