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


@dataclass(slots=True)
class Paragraph:
    """One paragraph. `start`/`end` span its lines in the decoded file, set-aside pieces included."""

    index: int
    lines: tuple[Line, ...]
    """The joined lines, in order; set-aside lines (page numbers inside a broken sentence) are not among them."""
    text: str
    numbering: Numbering | None = None
    shape: str = "body"
    """What its form suggests before any model has read it: ``body``, ``heading``, ``title`` or ``noise``."""
    article: int = 1
    level: int = 0
    path: tuple[str, ...] = ()

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
    paragraphs: tuple[Paragraph, ...] = field(default=())
