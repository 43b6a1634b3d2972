"""A folder as it grows in twenty years: many formats, some of it broken, every fault known beforehand."""

import io
import json
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import opencc
import openpyxl
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

WRITTEN = Path(__file__).parents[2] / "data" / "written"
BROKEN_SHARE = 0.02
Text = list[str]


def make_corpus(folder: Path, files: int, seed: int = 1) -> dict[str, str]:
    """Write the files.

    Returns:
        The code with which each broken file must be listed, by path.
    """
    chance = random.Random(seed)
    reports = [path.read_text(encoding="utf-8").split("\n") for path in sorted(WRITTEN.glob("*.txt"))]
    paragraphs = [[line.strip() for line in report if line.strip()] for report in reports]
    expected: dict[str, str] = {}
    good, bad = list(GOOD.items()), list(BROKEN.items())
    for n in range(files):
        path = folder / f"{n // 500:03d}" / f"{n:06d}"
        path.parent.mkdir(parents=True, exist_ok=True)
        report = chance.choice(paragraphs)
        start = chance.randrange(max(1, len(report) - 6))
        text = [f"第{n}号工作总结", *report[start : start + chance.randint(2, 8)]]
        if chance.random() < BROKEN_SHARE:
            name, (code, make) = bad[len(expected) % len(bad)]
            path = path.with_name(f"{path.name}-{name}")
            expected[str(path)] = code
        else:
            suffix, make = good[n % len(good)]
            path = path.with_name(f"{path.name}{suffix}")
        path.write_bytes(make(text))
    return expected


def _encoded(codec: str) -> Callable[[Text], bytes]:
    return lambda text: "\n".join(text).encode(codec, "ignore")


def _traditional(text: Text) -> bytes:
    return opencc.OpenCC("s2hk").convert("\n".join(text)).encode("big5hkscs", "ignore")


def _html(codec: str) -> Callable[[Text], bytes]:
    def make(text: Text) -> bytes:
        body = "".join(f"<p>{line}</p>" for line in text[1:])
        page = f"<html><head><meta charset={codec}></head><body><div class=nav><a href=/>首页</a></div><h1>{text[0]}</h1>{body}</body></html>"
        return page.encode(codec, "ignore")

    return make


def _docx(text: Text) -> bytes:
    document = docx.Document()
    document.add_heading(text[0], 0)
    for line in text[1:]:
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _pdf(text: Text, password: str | None = None) -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, encrypt=StandardEncryption(password, canPrint=0) if password else None)
    at = 780
    for paragraph in text:
        indented = "　　" + paragraph
        for line in (indented[i : i + 34] for i in range(0, len(indented), 34)):
            if at < 70:
                canvas.showPage()
                at = 780
            canvas.setFont("STSong-Light", 14)
            canvas.drawString(60, at, line)
            at -= 24
    canvas.save()
    return out.getvalue()


def _csv(text: Text) -> bytes:
    rows = "".join(f'{n},"{line.replace(chr(34), "")}"\r\n' for n, line in enumerate(text))
    return f"编号,正文\r\n{rows}".encode("utf-8-sig")


def _jsonl(text: Text) -> bytes:
    return json.dumps({"text": "\n".join(text)}, ensure_ascii=False).encode()


def _xlsx(text: Text) -> bytes:
    book = openpyxl.Workbook()
    for row in (("编号", "正文"), *enumerate(text)):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _zip(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def _nested(text: Text) -> bytes:
    data = _encoded("utf-8")(text)
    for depth in range(6):
        data = _zip({f"{depth}.{'zip' if depth else 'txt'}": data})
    return data


GOOD: dict[str, Callable[[Text], bytes]] = {
    ".txt": _encoded("utf-8"),
    ".gbk.txt": _encoded("gb18030"),
    ".docx": _docx,
    ".md": _encoded("utf-8-sig"),
    ".wide.txt": _encoded("utf-16"),
    ".html": _html("utf-8"),
    ".pdf": _pdf,
    ".big5.txt": _traditional,
    ".gbk.htm": _html("gb18030"),
    ".csv": _csv,
    ".jsonl": _jsonl,
    ".xlsx": _xlsx,
    ".zip": lambda text: _zip({"甲.txt": _encoded("utf-8")(text), "乙.txt": _encoded("gb18030")(text[:3])}),
    ".doc": _html("utf-8"),
}
"""By suffix. A .doc that is a web page is what many office systems export."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
BROKEN: dict[str, tuple[str, Callable[[Text], bytes]]] = {
    "empty.txt": ("empty", lambda _: b""),
    "blank.txt": ("empty", lambda _: "　\r\n \t\r\n".encode()),
    "cut.docx": ("damaged", lambda text: _docx(text)[:9000]),
    "xml.docx": ("damaged", lambda text: _zip({"[Content_Types].xml": b"<a/>", "word/document.xml": b"<w:document"})),
    "head.pdf": ("damaged", lambda _: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"),
    "locked.pdf": ("encrypted", lambda text: _pdf(text, "secret")),
    "locked.docx": ("encrypted", lambda _: _OLE + "EncryptedPackage".encode("utf-16-le") + bytes(500)),
    "picture.docx": ("needs-ocr", lambda _: b"\x89PNG\r\n\x1a\n" + bytes(300)),
    "rar.zip": ("unsupported", lambda _: b"Rar!\x1a\x07\x00" + bytes(300)),
    "binary.txt": ("binary", lambda _: b"\x00\x01\x02" * 200),
    "korean.txt": ("encoding", lambda _: ("안녕하세요 보고서입니다 " * 20).encode("euc-kr")),
    "line.txt": ("long-line", lambda text: "".join(text).encode() * 1 + ("数据" * 150_000).encode()),
    "column.csv": ("no-text-column", lambda _: "甲,乙\r\n1,2\r\n".encode()),
    "bomb.zip": ("archive-bomb", lambda _: _zip({"a.txt": bytes(80 * 1024 * 1024)})),
    "deep.zip": ("too-deep", _nested),
    "outside.zip": ("unsafe-path", lambda text: _zip({"../../a.txt": _encoded("utf-8")(text)})),
    "lines.jsonl": ("damaged", lambda text: b'{"text": "\n{"text"\n'),
}
"""By the end of the name: the code, and what makes such a file."""
