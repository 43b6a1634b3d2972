"""Web pages → what a reader sees of them, block by block."""

import re
from collections.abc import Iterator

from ...documents import Block, Document, segment_blocks
from ...errors import Fault, ReadError
from ..base import ReadOptions, Source
from .encoding import decode_page
from .page import Page, parse_page
from .paths import Paths
from .walk import Piece, collect_pieces

_ENTRIES = frozenset(("td", "th", "li", "dt", "dd", "caption"))
_MOSTLY_LINKS = 0.6
_LONG = 100
_MANY_LINKS = 3
_WAITING = 60
_WAITS = re.compile(r"加载|載入|载入|请稍|請稍|loading|please wait|javascript", re.I)


def read_html(source: Source, _: ReadOptions) -> Iterator[Document]:
    """One document. Menus, footers and lists of links are in it as noise, the window's title as its last block.

    Raises:
        ReadError: no text is shown: an empty page, a set of frames, or a shell that only a script fills.
    """
    page = parse_page(decode_page(source.data, source.name), source.name)
    pieces = collect_pieces(page)
    _refuse_shells(page, pieces, source.name)
    title = page.title
    paths, only = Paths(page), _only_title(pieces, title)
    blocks = [_block(piece, paths.to(piece.place), only) for piece in pieces]
    if title:
        blocks.append(Block(title, "title", "noise"))
    yield segment_blocks(blocks, source.name, "html")


def _block(piece: Piece, ref: str, title: Piece | None) -> Block:
    """Sites take over texts line by line; entries of tables and lists are whole."""
    shape = _shape(piece, title)
    return Block(piece.text, ref, shape, flows=shape is None and piece.place.tag not in _ENTRIES)


def _only_title(pieces: list[Piece], title: str) -> Piece | None:
    """The ``h1`` that names the text: the only one; in a header, where sites put their own name, only if the window's
    title begins with it."""
    heads = [piece for piece in pieces if piece.place.heading == "h1"]
    own = [piece for piece in heads if not piece.place.noise] or [
        piece for piece in heads if title.startswith(" ".join(piece.text.split()))
    ]
    return own[0] if len({id(piece.place) for piece in own}) == 1 else None


def _shape(piece: Piece, title: Piece | None) -> str | None:
    place = piece.place
    if title is not None and place is title.place:
        return "title"
    if place.noise:
        return "noise"
    listed = piece.letters < _LONG or piece.links >= _MANY_LINKS
    # Blogs link the headings of a text to itself.
    if piece.linked > _MOSTLY_LINKS * piece.letters and listed and place.heading not in ("h1", "h2"):
        return "noise"
    return "heading" if place.heading else None


def _refuse_shells(page: Page, pieces: list[Piece], name: str) -> None:
    text = "".join(piece.text for piece in pieces)
    scripted = "script" in page.tags
    if text and not (scripted and len(text) < _WAITING and _WAITS.search(text)):
        return
    if not page.tags.isdisjoint(["frameset", "frame", "iframe"]):
        reason = "is only a frame around other pages and holds no text itself; save the page inside the frame"
    elif scripted:
        reason = "holds no text before its scripts have run; open it in a browser, copy the text and save that"
    else:
        reason = "holds no text"
    raise ReadError(name, reason, Fault.EMPTY)
