"""Where the sentences of a paragraph stand."""

import re

# Official prose strings its points together with semicolons: each is as long as a sentence elsewhere, and on a matter of
# its own. A closing mark belongs to the sentence that it closes, a figure's point or a date's does not end one.
_SENTENCE = re.compile(r"[^。！？；!?;\n]*(?:[。！？；!?;\n]+[”’」』）》)\]】]*|$)")


def sentences(text: str) -> list[tuple[int, int]]:
    """``start, end`` of every sentence, in order, without the white space around it; empty for a text without letters.

    A sentence ends with 。！？； (or their half-width forms) and the closing marks behind it.
    """
    found = []
    for match in _SENTENCE.finditer(text):
        piece = match.group()
        start = match.start() + len(piece) - len(piece.lstrip())
        end = match.start() + len(piece.rstrip())
        if start < end:
            found.append((start, end))
    return found
