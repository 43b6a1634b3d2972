"""What a document is after reading: paragraphs with their place in the file and in the outline."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Line:
    """A non-blank source line. `start`/`end` are character offsets without the surrounding blank space."""

    number: int
    """1-based, counted by line feeds as editors do."""
    start: int
    end: int
    text: str
    indent: int
    """Width of the leading blank space in half-width columns (a full-width space counts 2)."""
    gap: int
    """Blank lines above."""


@dataclass(frozen=True, slots=True)
class Numbering:
    """The ordinal in front of a heading or list item, e.g. ``（三）``."""

    scheme: str
    rank: int
    """Customary depth: -2 for 第一部分 … 6 for ①. Smaller stands above larger."""
    ordinal: int
    width: int
    """Characters it takes, so that ``text[width:]`` is what it numbers."""


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of text as the format of its file sets it off: a paragraph, a table cell, a line of a page."""

    text: str
    """Line breaks in it part paragraphs."""
    ref: str
    """Where it stands in the file, e.g. ``paragraph 12``, ``page 3``, ``table 2 row 1 cell 4``."""
    shape: str | None = None
    """One of the shapes of `Paragraph`, where the format tells; None leaves it to the rules."""
    flows: bool = False
    """A sentence may run on into the next block, as in texts that were pasted line by line."""


@dataclass(slots=True)
class Paragraph:
    """One paragraph. `start`/`end` span its lines in the decoded file, set-aside pieces included."""

    index: int
    lines: tuple[Line, ...]
    """The joined lines, in order; set-aside lines (page numbers inside a broken sentence) are not among them."""
    text: str
    numbering: Numbering | None = None
    shape: str = ""
    """What its form suggests before any model has read it: ``body``, ``heading``, ``title`` or ``noise``."""
    article: int = 1
    level: int = 0
    path: tuple[str, ...] = ()
    place: str = ""
    """Where it stands in a file that is not plain text, e.g. ``page 3``."""

    @property
    def ref(self) -> str:
        """Where it stands in the file: `place`, or its lines."""
        if self.place:
            return self.place
        first, last = self.first_line, self.last_line
        return f"line {first}" if first == last else f"lines {first}-{last}"

    @property
    def start(self) -> int:
        return self.lines[0].start

    @property
    def end(self) -> int:
        return self.lines[-1].end

    def locate(self, start: int, end: int) -> tuple[int, int]:
        """Where ``text[start:end]`` (not empty) stands in the decoded file, set-aside pieces in its midst included."""
        at, places = 0, []
        for line in self.lines:
            at += not self.text.startswith(line.text, at)  # Latin words are joined with a blank
            places.append((at, line))
            at += len(line.text)

        def offset(character: int) -> int:
            begins, line = max((place for place in places if place[0] <= character), key=lambda place: place[0])
            return line.start + min(character - begins, len(line.text) - 1)

        return offset(start), offset(end - 1) + 1

    @property
    def first_line(self) -> int:
        return self.lines[0].number

    @property
    def last_line(self) -> int:
        return self.lines[-1].number

    @property
    def indent(self) -> int:
        return self.lines[0].indent


@dataclass(frozen=True, slots=True)
class Document:
    """A segmented document. `name` is what the user called it; offsets count characters of `text`."""

    name: str
    text: str
    encoding: str
    """The codec that decoded a text file, or the format of another."""
    paragraphs: tuple[Paragraph, ...] = field(default=())
