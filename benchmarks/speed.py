"""How fast the shipped model tags: start-up from the shell, and paragraphs a second once it runs.

    python benchmarks/speed.py [FILE_OR_FOLDER ...]

Without arguments it tags the written corpus. Medians over repeats, all in one run; figures hold for the machine it runs
on and only ratios within one run compare.
"""

import statistics
import subprocess
import sys
import time
from pathlib import Path

from gongwen import Tagger
from gongwen.documents import find_documents, read_document

REPEATS = 3
ROOT = Path(__file__).resolve().parents[1]


def main(paths: list[str]) -> None:
    example = ROOT / "examples" / "township-2016.txt"
    shell = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        subprocess.run([sys.executable, "-m", "gongwen", "tag", str(example)], stdout=subprocess.DEVNULL, check=True)
        shell.append(time.perf_counter() - started)
    print(f"one file of 20 paragraphs from the shell: {statistics.median(shell):.2f} s")
    files, errors = find_documents(paths or [str(ROOT / "data" / "written")])
    if errors:
        raise SystemExit("\n".join(map(str, errors)))
    documents = [read_document(file) for file in files]
    paragraphs = sum(len(document.paragraphs) for document in documents)
    characters = sum(len(p.text) for document in documents for p in document.paragraphs)
    tagger = Tagger.from_pretrained()
    tagger.tag_document(documents[0])
    seconds = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        for document in documents:
            tagger.tag_document(document)
        seconds.append(time.perf_counter() - started)
    median = statistics.median(seconds)
    print(f"{len(documents)} documents, {paragraphs} paragraphs, {characters} characters in {median:.1f} s")
    print(f"{paragraphs / median:.0f} paragraphs/s, {characters / median:.0f} characters/s")


if __name__ == "__main__":
    main(sys.argv[1:])
