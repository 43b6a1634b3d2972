"""Damaged files of every kind, from seeds, and what must hold of whatever a reader makes of them.

``python -m tests.formats.fuzz KIND SEED FILE`` writes the input that a test names by its kind and seed.
"""

import io
import random
import sys
import warnings
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

import docx
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from gongwen.batch.codec import decode, encode
from gongwen.documents import Document
from gongwen.errors import Fault, ReadError
from gongwen.formats import ReadOptions, read_source
from gongwen.formats.base import Source
from tests.formats import mutations
from tests.formats.mutations import Mutation
from tests.soak.corpus import GOOD, WRITTEN

FILES = Path(__file__).parent / "files"
Text = list[str]
_SHAPES = {"body", "heading", "title", "noise"}


def mutants(kind: str, seed: int) -> Iterator[bytes]:
    """Damaged files of a kind without end, always the same for a seed."""
    chance = random.Random(f"{kind} {seed}")
    good = samples(kind)
    ways = _WAYS[kind]
    while True:
        data, other = chance.choice(good), chance.choice(good)
        if kind in _PACKED and chance.random() < 0.85:
            data = mutations.repacked(chance, data, other, _inner if kind == "zip" else None)
            if chance.random() < 0.9:
                yield data
                continue
        yield mutations.damaged(chance, data, other, ways)


def input_of(kind: str, seed: int) -> tuple[Source, ReadOptions]:
    """The first damaged file of a seed, and settings to read it with: rows are grouped at times."""
    chance = random.Random(seed)
    group = "编号" if chance.random() < 0.2 else None
    return Source(f"{seed}.{kind}", next(mutants(kind, seed))), ReadOptions(group_column=group)


def check(source: Source, options: ReadOptions | None = None) -> tuple[str, ...]:
    """Assert what readers promise: documents that hold together and errors, or one error, and no other exception.

    Returns:
        ``document`` or the code of the error, for everything found.
    """
    found: list[Document | ReadError] = []
    try:
        for one in read_source(source, options):
            found.append(one)
            _check_one(one, source.name)
    except ReadError as error:
        _check_one(error, source.name)
        return *("document" if isinstance(one, Document) else str(one.code) for one in found), str(error.code)
    assert found, "neither a document nor an error"
    return tuple("document" if isinstance(one, Document) else str(one.code) for one in found)


def _check_one(one: Document | ReadError, name: str) -> None:
    again = decode(encode(one))
    if isinstance(one, ReadError):
        assert isinstance(again, ReadError)
        assert (again.path, again.reason, again.code) == (one.path, one.reason, one.code)
        assert one.path.startswith(name), one.path
        assert one.code in Fault, one.code
        assert one.reason and "\n" not in one.reason and len(one.reason) < 1500, one.reason
        one.reason.encode()
        return
    assert again == one, "the codec changes the document"
    assert one.name.startswith(name), one.name
    assert one.paragraphs, "a document without paragraphs"
    f"{one.name}{one.encoding}{one.text}".encode()
    last, article = 0, 0
    for number, p in enumerate(one.paragraphs, 1):
        where = f"paragraph {number} ({p.ref})"
        assert p.index == number, where
        assert last <= p.start < p.end <= len(one.text), where
        assert _blank(one.text[last : p.start]), f"text before {where} is in none"
        remaining = iter(one.text[p.start : p.end])
        assert all(ch.isspace() or ch in remaining for ch in p.text), f"{where}: text is not from its slice"
        assert p.text.strip() and p.locate(0, len(p.text)) == (p.start, p.end), where
        assert p.ref.strip(), f"paragraph {number} stands nowhere"
        assert p.shape in _SHAPES, f"{where}: {p.shape}"
        assert p.article - article in ((0, 1) if number > 1 else (1,)), f"{where}: article {p.article} after {article}"
        assert p.level >= 0 and all(isinstance(heading, str) for heading in p.path), where
        f"{p.text}{p.ref}{''.join(p.path)}".encode()
        last, article = p.end, p.article
    assert _blank(one.text[last:]), "text after the last paragraph is in none"


def _blank(text: str) -> bool:
    return all(ch.isspace() or ch == "\ufeff" for ch in text)


@lru_cache
def samples(kind: str) -> tuple[bytes, ...]:
    """Good files of a kind, small ones."""
    texts = [
        [line for line in path.read_text("utf-8").split("\n") if line.strip()] for path in sorted(WRITTEN.glob("*.txt"))
    ]
    chosen = [["年终工作总结", *text[:6]] for text in texts[:3]]
    return (
        *(make(text) for make in _GOOD[kind] for text in chosen),
        *((FILES / name).read_bytes() for name in _STORED.get(kind, ())),
    )


def _rich_page(text: Text) -> bytes:
    items = "".join(f"<li value={n}>{line}<ul type=a><li>甲<li>乙</ul>" for n, line in enumerate(text, 1))
    return (
        f'<?xml version="1.0" encoding="gbk"?><!DOCTYPE html><html lang=zh><head><meta charset="gbk"><title>{text[0]}</title>'
        f'<style>p{{color:red}}</style></head><body><nav class="top-nav"><a href="/">首页</a>&nbsp;<a href="/a">简介</a></nav>'
        f'<h1 id="t">{text[0]}</h1><div id="main" style="display:block"><ol reversed start="9">{items}</ol>'
        f"<table><tr><th>项目<th>数<tr><td colspan=2>{text[1]}<td>9</table><pre>\n 一\n 二</pre><p hidden>不见</p>"
        f'<p style="display:none">也不见</p><ruby>汉<rt>han</rt></ruby><br>{text[2]}<select><option>选</select></div>'
        "<script>var a='<p>';</script><footer>版权所有</footer></body></html>"
    ).encode("gb18030")


def _rich_docx(text: Text) -> bytes:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "内部资料"
    for n, line in enumerate(text):
        document.add_paragraph(line, style=("Title", "Heading 1", "List Number", "List Bullet 2", "Normal")[n % 5])
    table = document.add_table(rows=2, cols=3)
    for n, cell in enumerate(table._cells):
        cell.text = text[n % len(text)][:20]
    table.cell(0, 0).add_table(rows=1, cols=1).cell(0, 0).text = "内表"
    raw = (
        '<w:p xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        '<w:r><w:t>3</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:del><w:r><w:delText>删</w:delText></w:r></w:del><w:ins><w:r><w:t>增</w:t></w:r></w:ins>'
        "<mc:AlternateContent><mc:Choice Requires='wps'><w:r><w:txbxContent><w:p><w:r><w:t>框内文字</w:t></w:r></w:p></w:txbxContent></w:r></mc:Choice>"
        "<mc:Fallback><w:r><w:t>旧</w:t></w:r></mc:Fallback></mc:AlternateContent><w:r><w:sym w:font='Wingdings' w:char='F0FE'/><w:tab/><w:br/></w:r>"
        "<w:sdt><w:sdtContent><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r></w:sdtContent></w:sdt></w:p>"
    )
    document.element.body.insert(1, docx.oxml.parse_xml(raw))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _open_pdf(text: Text) -> bytes:
    """Pages whose instructions are not compressed: with two columns, text upwards, a picture, a running header."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), pageCompression=0, invariant=1)
    for page in range(3):
        canvas.setFont("STSong-Light", 10)
        canvas.drawCentredString(297, 810, "工作简报")
        canvas.drawCentredString(297, 30, f"— {page + 1} —")
        for n, line in enumerate(line for paragraph in text for line in (paragraph[:16], paragraph[16:32])):
            canvas.drawString(60 + 250 * (page == 1 and n % 2), 780 - 20 * (n // 2 if page == 1 else n), line)
        canvas.rotate(90)
        canvas.drawString(100, -560, "骑缝文字")
        canvas.rect(10, 10, 50, 50)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _rich_csv(text: Text) -> bytes:
    rows = "".join(f'{n // 2};"{line}""引""\n续";\r\n' for n, line in enumerate(text))
    return f"编号;正文;备注\r\n{rows}".encode()


def _rich_jsonl(text: Text) -> bytes:
    return "\n".join(f'{{"编号": {n // 2}, "正文": "{line}\\n第二段"}}' for n, line in enumerate(text)).encode()


def _rich_xlsx(text: Text) -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["汇总表"])
    book.active.append(["编号", "正文"])
    for n, line in enumerate(text):
        book.active.append([n // 2, line])
    book.active.merge_cells("A1:B1")
    book.create_sheet("二 表").append(["正文"])
    book["二 表"].append(["=1+1"])
    book["二 表"].append([text[1]])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _parquet(text: Text, packed: str = "snappy") -> bytes:
    table = pa.table({"编号": [n // 2 for n in range(len(text))], "正文": text, "更多": [[line] for line in text]})
    out = io.BytesIO()
    pq.write_table(table, out, row_group_size=3, compression=packed)
    return out.getvalue()


def _archive(text: Text) -> bytes:
    members = {
        f"甲/{n}{suffix}": GOOD[suffix](text)
        for n, suffix in enumerate((".txt", ".gbk.htm", ".csv", ".docx", ".pdf", ".zip", ".xlsx"))
    }
    return mutations.packed(random.Random(1), list(members.items()))


_GOOD: dict[str, tuple[Callable[[Text], bytes], ...]] = {
    "txt": tuple(GOOD[suffix] for suffix in (".txt", ".gbk.txt", ".md", ".wide.txt", ".big5.txt")),
    "html": (GOOD[".html"], GOOD[".gbk.htm"], _rich_page, _rich_page),
    "docx": (GOOD[".docx"], _rich_docx, _rich_docx),
    "pdf": (GOOD[".pdf"], _open_pdf, _open_pdf),
    "csv": (GOOD[".csv"], _rich_csv),
    "jsonl": (GOOD[".jsonl"], _rich_jsonl),
    "xlsx": (GOOD[".xlsx"], _rich_xlsx),
    "parquet": (_parquet, lambda text: _parquet(text, "none")),
    "zip": (GOOD[".zip"], _archive),
    "doc": (),
    "rtf": (),
    "odt": (),
}
_STORED = {
    "docx": ("lists.docx",), "pdf": ("report.pdf",), "doc": ("report.doc",), "rtf": ("report.rtf",), "odt": ("report.odt",),
}  # fmt: skip
_PACKED = frozenset(["docx", "xlsx", "zip", "odt"])
_WAYS: dict[str, tuple[Mutation, ...]] = dict.fromkeys(_GOOD, mutations.BYTES) | {
    "txt": mutations.TEXT, "html": mutations.PAGE, "pdf": mutations.WORDS, "rtf": mutations.WORDS, "csv": mutations.TABLE, "jsonl": mutations.JSON,
}  # fmt: skip
OFFICE = ("doc", "rtf", "odt")
"""Kinds that LibreOffice reads, a second each."""
KINDS = tuple(kind for kind in _GOOD if kind not in OFFICE)


def _inner(name: str) -> tuple[Mutation, ...]:
    suffix = name.rpartition(".")[2]
    return _WAYS.get({"htm": "html"}.get(suffix, suffix), mutations.BYTES)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    Path(sys.argv[3]).write_bytes(input_of(sys.argv[1], int(sys.argv[2]))[0].data)
