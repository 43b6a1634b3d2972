"""Traditional → simplified, for the model's eyes only; `text` and offsets always stay the original's."""

import re
from functools import lru_cache
from typing import Any

# Variants that stand in Hong Kong and older mainland files and that OpenCC's hk2s leaves alone.
_VARIANTS = str.maketrans({"戸": "户", "囘": "回", "衆": "众", "㑹": "会", "箇": "个", "卽": "即", "旣": "既"})

_HALVES = re.compile("[\ud800-\udfff]")


@lru_cache(maxsize=1)
def _converter() -> Any:
    import opencc  # noqa: PLC0415  (only when there is something to convert)

    return opencc.OpenCC("hk2s")


def simplify(text: str) -> str:
    """Simplified form of `text`; simplified text comes back unchanged (source: OpenCC, Hong Kong table).

    OpenCC refuses halves of surrogate pairs: two that belong together are joined, others come back as U+FFFD.
    """
    plain = text.translate(_VARIANTS)
    if _HALVES.search(plain):
        plain = plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return str(_converter().convert(plain))
