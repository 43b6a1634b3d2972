"""``python -m gongwen`` is the same as ``gongwen``."""

from .cli import main

main()
