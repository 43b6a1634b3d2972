"""Fonts for figures: one that has the Chinese characters, or names in English.

A font counts by the characters it has, not by its name: what no font draws is never put into a figure.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

NOTE = (
    "no font with Chinese characters found, so the figures name the labels in English; on Debian and Ubuntu "
    "`apt install fonts-noto-cjk` brings one"
)
PREFERRED = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "Microsoft YaHei", "PingFang SC",
    "Hiragino Sans GB", "Noto Sans CJK JP", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "SimHei", "Heiti SC", "STHeiti",
    "Arial Unicode MS", "Droid Sans Fallback",
)  # fmt: skip
"""Families for simplified Chinese, the best to read first. Older matplotlib sees only the first font of a collection,
which is the Japanese one in Noto's: the same characters, some drawn a little otherwise."""
PROBE = "标题小导语概况举措成效经验问题计划结语杂项科普信访党建招商段落错误率查准全"
"""What a font must have to be taken for a Chinese one."""
LATIN = "DejaVu Sans"
"""Comes with matplotlib."""
_CJK_FILES = ("cjk", "hansans", "sanssc", "wqy", "msyh", "simhei", "pingfang", "heiti", "hiragino", "fallback")


@dataclass(frozen=True)
class Lettering:
    """The fonts of a figure."""

    families: tuple[str, ...]
    """In the order in which they are asked for a character."""
    characters: frozenset[int]
    """Code points that one of them has."""

    @property
    def chinese(self) -> bool:
        return self.draws(PROBE)

    def draws(self, text: str) -> bool:
        """Whether every character can be drawn."""
        return all(ord(ch) in self.characters for ch in text if ch != "\n")

    def choose(self, *candidates: str) -> str:
        """The first of the candidates that is not empty and can be drawn; else the last, with marks for what cannot."""
        for candidate in candidates:
            if candidate and self.draws(candidate):
                return candidate
        return "".join(ch if self.draws(ch) else "?" for ch in candidates[-1])


@cache
def lettering() -> Lettering:
    """The best Chinese font of this machine, and the Latin one that comes with matplotlib."""
    known = _files(font_manager.fontManager.ttflist)
    family = best_family(known) or best_family(_add_new(set(known.values())))
    files = [font_manager.findfont(LATIN)]
    if family is not None:
        files.append(font_manager.findfont(family))
    characters = frozenset(code for file in files for code in _characters(file))
    return Lettering((*([family] if family else []), LATIN), characters)


def best_family(files: dict[str, str]) -> str | None:
    """A preferred family that has the characters, else any that has them; None where none does.

    Args:
        files: font file by family.
    """
    wanted = {ord(ch) for ch in PROBE}
    listed = [family for family in PREFERRED if family in files]
    likely = [family for family, file in sorted(files.items()) if _is_likely(file) and family not in listed]
    return next((family for family in (*listed, *likely) if wanted <= _characters(files[family])), None)


def _files(entries: Iterable[font_manager.FontEntry]) -> dict[str, str]:
    """One upright file of ordinary weight a family, where there is one."""
    ranked = sorted(entries, key=lambda entry: (entry.style != "normal", abs(_weight(entry.weight) - 400), entry.fname))
    files: dict[str, str] = {}
    for entry in ranked:
        files.setdefault(entry.name, str(entry.fname))
    return files


def _weight(weight: int | str) -> int:
    return weight if isinstance(weight, int) else font_manager.weight_dict.get(weight, 400)


def _add_new(known: set[str]) -> dict[str, str]:
    """Fonts that were installed after matplotlib made its list."""
    before = len(font_manager.fontManager.ttflist)
    for file in font_manager.findSystemFonts():
        if file not in known and _is_likely(file):
            font_manager.fontManager.addfont(file)
    return _files(font_manager.fontManager.ttflist[before:])


def _is_likely(file: str) -> bool:
    name = Path(file).name.lower().replace("-", "").replace("_", "")
    return any(part in name for part in _CJK_FILES)


@cache
def _characters(file: str) -> frozenset[int]:
    try:
        return frozenset(FT2Font(file).get_charmap())
    except (OSError, RuntimeError):  # damaged, or of a kind that FreeType does not read
        return frozenset()
