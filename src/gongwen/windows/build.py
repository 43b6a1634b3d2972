"""Document → windows: runs of whole consecutive paragraphs, with their surroundings, that the encoder reads at once.

A window is ``<s> context </s> paragraph </s> paragraph </s> …``. Its *core* paragraphs are scored; paragraphs (or the
near part of one) before and after the core are there to be seen. The context is the article's title and the headings
open above the first paragraph, so that a window that starts in the middle knows where it stands. Every paragraph is in
the core of exactly one window; one too long for a window is cut into pieces of which each is scored, so that nothing
is lost. Training and tagging both build their windows here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..documents import Document
from .tokens import ParagraphTokenizer


@dataclass(frozen=True)
class WindowSettings:
    """Sizes in tokens, and the ids of the special tokens (read off the tokenizer, never assumed)."""

    max_tokens: int
    margin_tokens: int
    """Least room kept for context before and after the core, where the document has any."""
    heading_tokens: int
    """Most tokens the title and open headings may take."""
    start_id: int
    separator_id: int
    pad_id: int
    context: bool = True
    """False: every paragraph is a window by itself, without neighbours or headings (to measure what they give)."""

    @property
    def reserved(self) -> frozenset[int]:
        """What no text may contain: a literal “</s>” in a document (markup) would read as a separator."""
        return frozenset((self.start_id, self.separator_id, self.pad_id))

    @property
    def piece_tokens(self) -> int:
        """Longest piece of a paragraph."""
        return self.max_tokens - self.heading_tokens - 2 * self.margin_tokens - 3


@dataclass(frozen=True, slots=True)
class Span:
    """Tokens ``start:end`` of a window that stand for (a piece of) a paragraph, its closing separator included."""

    paragraph: int
    """0-based position of the paragraph in its document."""
    start: int
    end: int
    whole: bool
    """False for one of several pieces of a paragraph too long for a window."""


@dataclass(frozen=True, slots=True)
class Window:
    """Token ids and the spans to score."""

    ids: list[int]
    spans: list[Span]


@dataclass(frozen=True, slots=True)
class _Piece:
    paragraph: int
    ids: list[int]
    whole: bool = True


def build_windows(
    document: Document, tokenizer: ParagraphTokenizer, settings: WindowSettings, *, dense: bool = False
) -> list[Window]:
    """Windows of a document, in order.

    Args:
        document: a segmented document.
        tokenizer: the encoder's tokenizer.
        settings: sizes and special tokens.
        dense: leave out the margins, so that every paragraph is seen once (training) instead of with overlap.
    """
    reserved = settings.reserved
    encoded = tokenizer.encode([p.text for p in document.paragraphs])
    encoded = [[token for token in ids if token not in reserved] for ids in encoded]
    pieces = _pieces(encoded, settings.piece_tokens)
    contexts = _Contexts(document, tokenizer, settings.heading_tokens)
    room = settings.max_tokens - 2 - settings.heading_tokens
    margin = 0 if dense else settings.margin_tokens
    if not settings.context:
        return [_alone(piece, settings) for piece in pieces]
    return [
        _window(pieces, first, last, contexts, room, settings, margin)
        for first, last in _cores([len(piece.ids) + 1 for piece in pieces], room, margin)
    ]


def _pieces(encoded: Sequence[list[int]], limit: int) -> list[_Piece]:
    pieces: list[_Piece] = []
    for paragraph, ids in enumerate(encoded):
        count = max(1, -(-len(ids) // limit))
        size = -(-len(ids) // count)
        pieces.extend(_Piece(paragraph, ids[k * size : (k + 1) * size], count == 1) for k in range(count))
    return pieces


def _cores(lengths: Sequence[int], room: int, margin: int) -> list[tuple[int, int]]:
    """Cut the pieces into runs ``first:last`` of about equal length that leave the margins free."""
    total = sum(lengths)
    if total <= room:
        return [(0, len(lengths))] if lengths else []
    limit = room - 2 * margin
    target = total / -(-total // limit)
    cores: list[tuple[int, int]] = []
    first = size = done = 0
    for at, length in enumerate(lengths):
        # Close the run where it would overflow, or where the next piece would carry it further past its share.
        past_share = done + size + length / 2 > target * (len(cores) + 1)
        if at > first and (size + length > limit or past_share):
            cores.append((first, at))
            first, done, size = at, done + size, 0
        size += length
    cores.append((first, len(lengths)))
    return cores


def _window(
    pieces: Sequence[_Piece],
    first: int,
    last: int,
    contexts: "_Contexts",
    room: int,
    settings: WindowSettings,
    margin: int,
) -> Window:
    free = room - sum(len(piece.ids) + 1 for piece in pieces[first:last])
    before: list[list[int]] = []
    after: list[list[int]] = []
    if margin:
        # Half the free room goes to what follows, all that is left to what precedes, the rest again to what follows.
        after = _near((pieces[n].ids for n in range(last, len(pieces))), free // 2)
        nearest_first = (pieces[n].ids[::-1] for n in range(first - 1, -1, -1))
        before = [ids[::-1] for ids in reversed(_near(nearest_first, free - _size(after)))]
        after = _near((pieces[n].ids for n in range(last, len(pieces))), free - _size(before))
    head = pieces[first - len(before)].paragraph
    ids = [settings.start_id, *contexts.above(head), settings.separator_id]
    for near in before:
        ids += [*near, settings.separator_id]
    spans = []
    for piece in pieces[first:last]:
        start = len(ids)
        ids += [*piece.ids, settings.separator_id]
        spans.append(Span(piece.paragraph, start, len(ids), piece.whole))
    for near in after:
        ids += [*near, settings.separator_id]
    return Window(ids, spans)


def _alone(piece: _Piece, settings: WindowSettings) -> Window:
    ids = [settings.start_id, *piece.ids, settings.separator_id]
    return Window(ids, [Span(piece.paragraph, 1, len(ids), piece.whole)])


def _near(runs: Iterable[list[int]], room: int) -> list[list[int]]:
    """Runs of ids from the near end while they fit, each with a separator; the last may be cut at its far end."""
    taken: list[list[int]] = []
    for ids in runs:
        room -= 1
        if room <= 0:
            break
        taken.append(ids[:room])
        room -= len(taken[-1])
    return taken


def _size(runs: Sequence[list[int]]) -> int:
    return sum(map(len, runs)) + len(runs)


class _Contexts:
    """Ids of the title and open headings above each paragraph, at most `limit` of them (the nearest headings win)."""

    def __init__(self, document: Document, tokenizer: ParagraphTokenizer, limit: int) -> None:
        self._document, self._limit = document, limit
        titles: dict[int, str] = {}
        self._above: list[tuple[str, ...]] = []
        for paragraph in document.paragraphs:
            title = titles.get(paragraph.article)
            self._above.append(((title,) if title else ()) + paragraph.path)
            if paragraph.shape == "title":
                titles[paragraph.article] = paragraph.text
        texts = sorted({text for above in self._above for text in above})
        self._ids = dict(zip(texts, tokenizer.encode(texts), strict=True))

    def above(self, paragraph: int) -> list[int]:
        texts = self._above[paragraph]
        if not texts or not self._limit:
            return []
        share = max(8, self._limit // len(texts))
        ids = [token for text in texts for token in self._ids[text][:share]]
        return ids[-self._limit :]
