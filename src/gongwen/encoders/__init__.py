"""Getting an encoder: the importer for the packed multilingual-e5-small, and its parity with the package's engine."""

from .convert import Conversion, convert
from .e5pack import Pack, open_pack
from .locate import located_pack
from .parity import Parity, parity
from .vocabulary import needed

__all__ = ["Conversion", "Pack", "Parity", "convert", "located_pack", "needed", "open_pack", "parity"]
