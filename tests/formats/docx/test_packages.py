"""Word documents: packages of unusual making are read, and what cannot be read says why."""

import io
import re
import struct
import zipfile

import pytest

from gongwen.errors import Fault
from gongwen.formats import ReadOptions, Source
from gongwen.formats.docx import read_docx

from .markup import LONG, NAMESPACES, fault, in_list, lvl, numbering, p, package, read, texts, wml

STRICT = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "http://purl.oclc.org/ooxml/wordprocessingml/main",
    "http://schemas.openxmlformats.org/officeDocument/2006": "http://purl.oclc.org/ooxml/officeDocument",
}


def test_strict_documents_and_main_parts_by_other_names() -> None:
    body = p("事项", in_list(1)) + '<w:p><w:r><w:rPr><w:vanish w:val="true"/></w:rPr><w:t>隐藏</w:t></w:r></w:p>'
    with zipfile.ZipFile(io.BytesIO(wml(body, numbering=numbering(lvl(0, "chineseCounting", "%1、"))))) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    for plain, strict in STRICT.items():
        parts = {name: content.replace(plain, strict) for name, content in parts.items()}
    main = parts.pop("word/document.xml")
    rels = parts.pop("word/_rels/document.xml.rels").replace('"numbering.xml"', '"/word/numbering.xml"')
    parts |= {
        "_rels/.rels": f'<Relationships><Relationship Id="1" Type="{next(iter(STRICT.values()))}/officeDocument" Target="/Word/text2.xml"/></Relationships>'.replace(
            "wordprocessingml/main", "officeDocument/relationships"
        ),
        "word\\text2.xml": main,
        "word/_rels/text2.xml.rels": rels,
    }
    assert texts(package(parts)) == ["一、事项"]


def test_a_package_with_the_text_alone() -> None:
    data = package(
        {"word/document.xml": f"<w:document {NAMESPACES}><w:body>{p('只有正文', in_list(1))}</w:body></w:document>"}
    )
    assert texts(data) == ["只有正文"]
    (document,) = read_docx(Source("名.docx", data), ReadOptions())
    assert (document.name, document.encoding) == ("名.docx", "docx")


def test_what_cannot_be_read_says_why() -> None:
    picture = '<w:p><w:r><w:drawing><a:blip r:embed="x"/></w:drawing></w:r></w:p>'
    root = f"<w:document {NAMESPACES}><w:body>{p('文')}</w:body></w:document>"
    assert fault(wml(p() + p(" "))) == Fault.EMPTY
    assert fault(wml("")) == Fault.EMPTY
    assert fault(wml(picture)) == Fault.NEEDS_OCR
    assert texts(wml(picture + p("有字"))) == ["有字"]
    assert fault(wml('<w:altChunk r:id="x"/>')) == Fault.UNSUPPORTED
    assert fault(b"PK\x03\x04" + b"\0" * 100) == Fault.DAMAGED
    assert fault(package({"word/other.xml": "<a/>"})) == Fault.DAMAGED
    assert fault(package({"word/document.xml": root[:-9]})) == Fault.DAMAGED
    assert fault(package({"word/document.xml": ""})) == Fault.DAMAGED
    assert fault(package({"word/document.xml": "<a/>"})) == Fault.UNSUPPORTED
    assert fault(package({"word/document.xml": root, "word/styles.xml": "<w:styles"})) == Fault.DAMAGED
    assert fault(package({"word/document.xml": '<?xml version="1.0" encoding="no-such"?><a/>'})) == Fault.DAMAGED


def test_document_types_are_refused() -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "哈哈"><!ENTITY b "&a;&a;">]>'
    root = f"<w:document {NAMESPACES}><w:body>{p('&b;')}</w:body></w:document>"
    for content in (laughs + root, (laughs + root).encode("utf-16"), ("\ufeff" + laughs + root).encode("utf-16-be")):
        assert fault(package({"word/document.xml": content})) == Fault.DAMAGED


def test_markup_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gongwen.formats.docx.package._MOST_MARKS", 10_000)
    assert fault(wml("<w:p/>" * 10_001)) == Fault.BOMB


def test_bombs_and_passwords() -> None:
    data = wml(p(LONG) * 2000)
    assert fault(data, ReadOptions(most_unpacked=100_000)) == Fault.BOMB
    assert read(data, ReadOptions(most_unpacked=2_000_000)).paragraphs
    lying = bytearray(data)  # the directory says that all parts are small
    for match in re.finditer(b"PK\x01\x02", data):
        lying[match.start() + 24 : match.start() + 28] = struct.pack("<I", 10)
    assert fault(bytes(lying), ReadOptions(most_unpacked=100_000)) in (Fault.BOMB, Fault.DAMAGED)
    locked = bytearray(data)
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for match in re.finditer(signature, data):
            locked[match.start() + at] |= 1
    assert fault(bytes(locked)) == Fault.ENCRYPTED
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("word/document.xml", "<a/>")
    assert fault(packed.getvalue()) == Fault.UNSUPPORTED
