"""A TrueType font of boxes, made in memory: it has every character, and draws each as the same box."""

from struct import pack

EM = 1000
ASCENT, DESCENT = 880, -120
"""Of lines, above and below the base line, as most Chinese fonts have them. Units here are thousandths of the size."""
WIDE, NARROW = (60, -60, 940, 820), (60, -60, 440, 820)
"""Left, bottom, right and top of a box: a little apart from its neighbours, as characters are."""
_WIDE, _NARROW, _BLANK = 1, 2, 3
"""Glyphs; 0, which a font must have for what it lacks, is a wide box too."""
_ADVANCES = (EM, EM, EM // 2, EM // 2)
_CHARACTERS = (
    (0x0, 0x20, _BLANK),
    (0x21, 0x7E, _NARROW),
    (0x7F, 0xA0, _BLANK),
    (0xA1, 0x1FFF, _NARROW),
    (0x2000, 0x200F, _BLANK),
    (0x2010, 0x2FFF, _WIDE),
    (0x3000, 0x3000, _BLANK),
    (0x3001, 0x10FFFF, _WIDE),
)
"""First and last of a range, and its glyph. Blanks draw nothing, as in any font."""


def box_font() -> bytes:
    """A font file. It has the tables by which FreeType sets text; no names, and no checksums, which nobody checks."""
    wide = _box(*WIDE)
    outlines = [wide, wide, _box(*NARROW), b""]
    ends = [sum(map(len, outlines[:at])) for at in range(len(outlines) + 1)]
    left, _, right, _ = WIDE
    tables = {
        b"cmap": _cmap(),
        b"glyf": b"".join(outlines),
        # version, revision, checksum, magic number, flags, units to the em, made and changed, box of all glyphs (of a
        # whole line: PDFium takes it for the height of characters where the file gives none), style, least size,
        # direction, format of loca (short) and of glyf
        b"head": pack(
            ">4I2H2q4h2H3h", 0x10000, 0x10000, 0, 0x5F0F3CF5, 3, EM, 0, 0, 0, DESCENT, EM, ASCENT, 0, 8, 2, 0, 0
        ),
        # version, ascent, descent, gap, widest advance, least bearings, extent, slope and offset of the caret,
        # reserved, format, entries in hmtx
        b"hhea": pack(">I3hH11hH", 0x10000, ASCENT, DESCENT, 0, EM, left, left, right, 1, *[0] * 7, len(outlines)),
        b"hmtx": b"".join(
            pack(">Hh", advance, left if outline else 0) for advance, outline in zip(_ADVANCES, outlines, strict=True)
        ),
        b"loca": b"".join(pack(">H", end // 2) for end in ends),
        # version, glyphs, most points and contours; the rest is for instructions and composed glyphs, of which none is
        b"maxp": pack(">I14H", 0x10000, len(outlines), 4, 1, 0, 0, 2, *[0] * 8),
    }
    directory, body = b"", b""
    start = 12 + 16 * len(tables)
    for name, table in tables.items():
        directory += pack(">4s3I", name, 0, start + len(body), len(table))
        body += table + bytes(-len(table) % 4)
    # version, tables, and three numbers for a search by halves: 4 tables are the power of two below 7
    return pack(">I4H", 0x10000, len(tables), 64, 2, 16 * len(tables) - 64) + directory + body


def _box(x0: int, y0: int, x1: int, y1: int) -> bytes:
    """An outline of four points. Its length is even, as a short loca needs it."""
    head = pack(">5h2H", 1, x0, y0, x1, y1, 3, 0)  # contours, box, last point, bytes of instructions
    steps = pack(">8h", x0, 0, x1 - x0, 0, y0, y1 - y0, 0, y0 - y1)  # four across, then four up
    return head + bytes([1] * 4) + steps  # 1: a corner, its steps in two bytes


def _cmap() -> bytes:
    """Character → glyph, in format 13: many characters, one glyph. For Unicode in full, and in its first plane, as
    some fonts in PDF files are looked up there only."""
    groups = b"".join(pack(">3I", *group) for group in _CHARACTERS)
    table = pack(">2H3I", 13, 0, 16 + len(groups), 0, len(_CHARACTERS)) + groups
    return pack(">2H2HI2HI", 0, 2, 3, 1, 20, 3, 10, 20) + table
