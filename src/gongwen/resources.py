"""Where the label table and the shipped models stand: inside the installed package, or in a source checkout."""

from pathlib import Path

DEFAULT_MODEL = "gongwen-student"

_PACKAGE = Path(__file__).resolve().parent


def shipped(relative: str) -> Path:
    """Path of a shipped file such as ``configs/labels.yaml`` or ``models/<name>``.

    The wheel carries these under ``gongwen/shipped``; an editable install reads the checkout itself. The path is
    returned whether it exists or not, so that the caller's error can name it.
    """
    packaged = _PACKAGE / "shipped" / relative
    checkout = _PACKAGE.parents[1] / relative
    return checkout if checkout.exists() and not packaged.exists() else packaged
