"""A helpful error where a command's optional packages are missing."""

from collections.abc import Iterator
from contextlib import contextmanager

from ..errors import MissingExtraError


@contextmanager
def extra(what: str, name: str) -> Iterator[None]:
    """Imports inside the block belong to the extra `name`, which `what` needs.

    Raises:
        MissingExtraError: one of them is not installed.
    """
    try:
        yield
    except ImportError as error:
        raise MissingExtraError(what, name, error.name or name) from error
