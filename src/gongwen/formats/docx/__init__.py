"""Word documents (.docx, .docm, .dotx): text as Word shows it, automatic numbers and all."""

from collections.abc import Iterator, Sequence
from itertools import count

from ...documents import Block, Document, segment_blocks
from ...errors import Fault, ReadError
from ..base import ReadOptions, Source
from .body import Body
from .markup import Element, R, W, child
from .numbering import Numbering
from .package import Package
from .shapes import settled
from .styles import Styles

__all__ = ["read_docx"]

_MAIN = "word/document.xml"
_PICTURES = ("{http://schemas.openxmlformats.org/drawingml/2006/main}blip", "{urn:schemas-microsoft-com:vml}imagedata")


def read_docx(source: Source, options: ReadOptions) -> Iterator[Document]:
    """One document. Its notes stand at the end of the text, its headers and footers behind them, set aside as noise.

    Raises:
        ReadError: damaged, encrypted, empty, a scan, or nested or packed beyond reason.
    """
    package = Package(source, options)
    main, document = _main(package, source.name)
    parts: dict[str, list[str]] = {}
    targets: dict[str, str] = {}
    for relation in package.relations(main):
        parts.setdefault(relation.kind, []).append(relation.part)
        targets[relation.id] = relation.part

    def part(kind: str) -> Element | None:
        beside = f"{main.rpartition('/')[0]}/{kind}.xml".lstrip("/")
        return package.root(parts.get(kind, [beside])[0])

    styles = Styles(part("styles"))
    body = Body(source.name, styles, Numbering(part("numbering"), styles))
    content = child(document, "body")
    drafts = list(body.read(content)) if content is not None else []
    blocks = settled(drafts)
    for kind in ("footnote", "endnote"):
        ids = list(dict.fromkeys(note for of, note in body.notes if of == kind))
        if ids:
            blocks += _notes(body, part(kind + "s"), kind, ids)
    if not any(block.text.strip() for block in blocks) and next(document.iter(*_PICTURES), None) is not None:
        raise ReadError(source.name, "holds only pictures; text must be recognised in them (OCR)", Fault.NEEDS_OCR)
    blocks += _margins(package, body, document, targets)
    yield segment_blocks(blocks, source.name, "docx")


def _main(package: Package, name: str) -> tuple[str, Element]:
    """The part with the text."""
    named = [relation.part for relation in package.relations() if relation.kind == "officeDocument"]
    for part in (*named, _MAIN):
        root = package.root(part)
        if root is not None:
            if root.tag != W + "document":
                raise ReadError(name, "is an Office file, but no Word document", Fault.UNSUPPORTED)
            return part, root
    raise package.damaged("it has no text part")


def _notes(body: Body, root: Element | None, kind: str, ids: Sequence[str]) -> Iterator[Block]:
    """Notes that the text refers to, numbered by their marks."""
    notes = {note.get(W + "id"): note for note in (() if root is None else root.iterchildren(W + kind))}
    for number, note in zip(count(1), ids, strict=False):
        if note in notes:
            text = "\n".join(draft.text for draft in body.read(notes[note], f"{kind} {number}"))
            yield Block(text, f"{kind} {number}", "body")


def _margins(package: Package, body: Body, document: Element, targets: dict[str, str]) -> Iterator[Block]:
    """Headers and footers, each text once, behind a blank line that keeps them from being joined to the text."""
    seen = {""}
    for kind in ("header", "footer"):
        references = (reference.get(R + "id", "") for reference in document.iter(W + kind + "Reference"))
        for part in dict.fromkeys(targets.get(reference, "") for reference in references):
            root = package.root(part)
            text = "" if root is None else "\n".join(draft.text for draft in body.read(root, kind)).strip()
            if text not in seen:
                yield from (Block("", kind, "noise"), Block(text, kind, "noise"))
                seen.add(text)
