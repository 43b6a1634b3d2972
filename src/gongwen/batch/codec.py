"""Document ⇄ JSON, between the process that reads files and the one that tags them.

JSON and not pickle: the reading process handles files of unknown origin, and what it sends must not run as code.
"""

import json
from typing import Any

from ..documents import Document, Line, Numbering, Paragraph
from ..errors import Fault, ReadError


def encode(said: Document | ReadError) -> bytes:
    """UTF-8 JSON; halves of surrogate pairs survive as escapes."""
    return json.dumps(_document(said) if isinstance(said, Document) else _error(said)).encode()


def decode(data: bytes) -> Document | ReadError:
    """The inverse of `encode`."""
    state = json.loads(data)
    if "code" in state:
        return ReadError(state["path"], state["reason"], Fault(state["code"]))
    text = state["text"]
    paragraphs = tuple(_paragraph(n, saved, text) for n, saved in enumerate(state["paragraphs"], 1))
    return Document(state["name"], text, state["encoding"], paragraphs)


def _error(error: ReadError) -> dict[str, Any]:
    return {"path": error.path, "reason": error.reason, "code": error.code}


def _document(document: Document) -> dict[str, Any]:
    return {
        "name": document.name,
        "text": document.text,
        "encoding": document.encoding,
        "paragraphs": [
            {
                "lines": [[line.number, line.start, line.end, line.indent, line.gap] for line in p.lines],
                "text": p.text if len(p.lines) > 1 else None,
                "numbering": p.numbering
                and [p.numbering.scheme, p.numbering.rank, p.numbering.ordinal, p.numbering.width],
                "shape": p.shape,
                "article": p.article,
                "level": p.level,
                "path": p.path,
                "place": p.place,
            }
            for p in document.paragraphs
        ],
    }


def _paragraph(index: int, saved: dict[str, Any], text: str) -> Paragraph:
    lines = tuple(
        Line(number, start, end, text[start:end], indent, gap) for number, start, end, indent, gap in saved["lines"]
    )
    return Paragraph(
        index,
        lines,
        saved["text"] if saved["text"] is not None else lines[0].text,
        Numbering(*saved["numbering"]) if saved["numbering"] else None,
        saved["shape"],
        saved["article"],
        saved["level"],
        tuple(saved["path"]),
        saved["place"],
    )
