"""The small batch of tests/batch, for the long tests as well."""

from tests.batch.conftest import documents, small

__all__ = ["documents", "small"]
