"""Word documents written as raw WordprocessingML, and what is read from them."""

import io
import zipfile
from collections.abc import Mapping

import pytest

from gongwen.documents import Document
from gongwen.errors import Fault, ReadError
from gongwen.formats import ReadOptions, Source
from gongwen.formats.docx import read_docx

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    f'xmlns:r="{OFFICE}"'
)
LONG = "全县上下坚持稳中求进，扎实推进重点项目、乡村建设和民生实事，圆满完成了年初确定的各项目标任务，群众满意度比去年提高了三个百分点。"


def package(parts: Mapping[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def wml(
    body: str, *, styles: str = "", numbering: str = "", notes: str = "", margins: Mapping[str, str] | None = None
) -> bytes:
    """A document of raw WordprocessingML."""
    parts = {"word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"}
    links = ""
    for name, content in (("styles", styles), ("numbering", numbering), ("footnotes", notes)):
        if content:
            parts[f"word/{name}.xml"] = f"<w:{name} {NAMESPACES}>{content}</w:{name}>"
            links += f'<Relationship Id="{name}" Type="{OFFICE}/{name}" Target="{name}.xml"/>'
    for name, content in (margins or {}).items():
        kind = name.rstrip("0123456789")
        parts[f"word/{name}.xml"] = f"<w:{kind} {NAMESPACES}>{content}</w:{kind}>"
        links += f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{name}.xml"/>'
    parts["word/_rels/document.xml.rels"] = f"<Relationships>{links}</Relationships>"
    return package(parts)


def p(content: str = "", properties: str = "") -> str:
    runs = content if content.startswith("<") or not content else f"<w:r><w:t>{content}</w:t></w:r>"
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def in_list(list_id: int, level: int = 0) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'


def lvl(at: int, form: str, text: str, more: str = "", start: str = "1") -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{text}"/>'
        "</w:lvl>"
    )


def numbering(*levels: str, lists: str = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>') -> str:
    return f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>{lists}'


def read(data: bytes, options: ReadOptions | None = None) -> Document:
    (document,) = read_docx(Source("报告.docx", data), options or ReadOptions())
    return document


def texts(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in read(data).paragraphs]


def fault(data: bytes, options: ReadOptions | None = None) -> Fault:
    with pytest.raises(ReadError) as caught:
        read(data, options)
    assert caught.value.reason and "报告.docx" in str(caught.value)
    return caught.value.code


def table(*rows: list[str]) -> str:
    cells = ["".join(f"<w:tc>{cell if cell.startswith('<') else p(cell)}</w:tc>" for cell in row) for row in rows]
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"
