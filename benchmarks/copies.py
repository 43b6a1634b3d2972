"""How well near-copies of articles are found: copies made from the written corpus by swapping words.

    python benchmarks/copies.py

Every article is copied once for each share of swapped words: a word of two characters gives way to another one of the
corpus, as those do who sell the same report many times. Originals come first, then all copies in random order. A copy
is found when it is said to be one of its own original (or of another copy of it); whatever else is said is wrong.
"""

import argparse
import random
import re
import zlib
from collections import Counter
from pathlib import Path

from gongwen.copies import SHORTEST, THRESHOLD, Originals
from gongwen.formats import find_documents, read_document

SHARES = (0.0, 0.1, 0.2, 0.3, 0.4)
_WORD = re.compile(r"[\u4e00-\u9fff]{2}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=Path, default=Path("data/written"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threshold", type=float, default=THRESHOLD)
    args = parser.parse_args()
    articles = _articles(args.texts)
    chance = random.Random(args.seed)
    words = [word for text in articles.values() for word in _WORD.findall(text)]
    copies = [
        (f"{name}@{share}", _swapped(text, share, words, chance)) for name, text in articles.items() for share in SHARES
    ]
    chance.shuffle(copies)
    originals = Originals(args.threshold)
    wrong: list[str] = []
    for name, text in articles.items():
        if (found := originals.find(name, text)) is not None:
            wrong.append(f"{name} ~ {found[0]} {found[1]:.2f}")
    hits: Counter[float] = Counter()
    false = 0
    for name, text in copies:
        original, share = name.rsplit("@", 1)
        found = originals.find(name, text)
        right = found is not None and found[0].rsplit("@", 1)[0] == original
        hits[float(share)] += right
        false += found is not None and not right
    said = sum(hits.values()) + false + len(wrong)
    print(f"{len(articles)} articles, {len(copies)} copies; precision {sum(hits.values()) / said:.4f} of {said} said")
    for share in SHARES:
        print(f"{share:4.0%} of the words swapped: recall {hits[share] / len(articles):.4f}")
    print("originals said to be copies:", *(wrong or ["none"]), sep="\n  ")


def _articles(folder: Path) -> dict[str, str]:
    """Texts of the articles that are long enough to be compared."""
    found: dict[str, str] = {}
    for path in find_documents([folder])[0]:
        for paragraph in read_document(path).paragraphs:
            name = f"{path}#{paragraph.article}"
            found[name] = found.get(name, "") + paragraph.text + "\n"
    return {name: text for name, text in sorted(found.items()) if len(text) >= 2 * SHORTEST}


def _swapped(text: str, share: float, words: list[str], chance: random.Random) -> str:
    def swap(match: re.Match[str]) -> str:
        return chance.choice(words) if chance.random() < share else match[0]

    chance.seed(zlib.crc32(text.encode()) + int(100 * share))
    return _WORD.sub(swap, text)


if __name__ == "__main__":
    main()
