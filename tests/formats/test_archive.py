"""Zip archives: which members are read, under which names, and that one bad member costs no other."""

import io
import random
import struct
import zipfile
from dataclasses import replace

import pytest

from gongwen.documents import Document
from gongwen.errors import Fault, ReadError
from gongwen.formats import ReadOptions, Source, archive, unzip
from gongwen.formats.archive import read_zip

ONE = "开春以后，竹坪村用旧砖砌了一座小粪池，菜地再没有缺过肥。"
TWO = "入伏那几天，渡口的船工轮流值夜，没有让一个孩子下水。"
PLAIN = ReadOptions()
Members = dict[str, str | bytes]


def pack(members: Members | list[tuple[str, str | bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as packed:
        for name, content in members.items() if isinstance(members, dict) else members:
            packed.writestr(zipfile.ZipInfo(name), content, method)
    return out.getvalue()


def read(data: bytes, options: ReadOptions = PLAIN) -> list[Document | ReadError]:
    return list(read_zip(Source("a.zip", data), options))


def brief(found: list[Document | ReadError]) -> list[tuple[str, str]]:
    """Names inside the archive, with the text or the fault."""
    pairs = [(f.name, f.text) if isinstance(f, Document) else (f.path, str(f.code)) for f in found]
    assert all(name.startswith("a.zip!/") for name, _ in pairs)
    return [(name.removeprefix("a.zip!/"), said) for name, said in pairs]


def refusal(data: bytes, options: ReadOptions = PLAIN) -> ReadError:
    with pytest.raises(ReadError) as caught:
        read(data, options)
    assert caught.value.path == "a.zip"
    return caught.value


def test_documents_are_read_in_the_order_of_their_names() -> None:
    data = pack({
        "b/二.TXT": TWO, "b/": b"", "a.html": f"<p>{ONE}</p>", "c.csv": f"正文\n{ONE}\n{TWO}\n", "x.exe": b"MZ", "图.png": b"\x89PNG",
        ".hidden.txt": ONE, ".git/a.txt": ONE, "__MACOSX/a.txt": ONE, "b/~$二.docx": ONE, "README": ONE,
    })  # fmt: skip
    assert brief(read(data)) == [("a.html", ONE), ("b/二.TXT", TWO), ("c.csv#2", ONE), ("c.csv#3", TWO)]


def unmarked(name: bytes, content: str = ONE) -> bytes:
    """An archive whose only name is stored as these bytes, without saying in which code page."""
    data = pack({"x" * len(name): content})
    return data.replace(b"x" * len(name), name)


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("竹坪村/总结.txt".encode("gbk"), "竹坪村/总结.txt"),
        ("联通.txt".encode("gbk"), "联通.txt"),
        ("镕堃㙍.txt".encode("gb18030"), "镕堃㙍.txt"),
        ("竹坪村.txt".encode(), "竹坪村.txt"),
        ("résumé à.txt".encode("cp437"), "résumé à.txt"),
        (b"dir\\sub\\a.txt", "dir/sub/a.txt"),
        ("誠\\總結.txt".encode("gbk"), "誠/總結.txt"),
        (b"./sub/./a.txt", "sub/a.txt"),
        (b"a\x1b[31m\n.txt", "a\ufffd[31m\ufffd.txt"),
    ],
)
def test_names_are_decoded_as_they_were_packed(raw: bytes, name: str) -> None:
    assert brief(read(unmarked(raw))) == [(name, ONE)]


def test_marked_names_are_taken_as_they_are() -> None:
    assert brief(read(pack({"竹坪/é.txt": ONE}))) == [("竹坪/é.txt", ONE)]


def test_members_of_one_name_are_all_read() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = pack([("b/a.txt", ONE), ("b/a.txt", TWO), ("b/a@2.txt", "第三份。"), ("b/a.txt", "第四份。")])
    assert sorted(brief(read(data))) == [
        ("b/a.txt", ONE),
        ("b/a@2.txt", TWO),
        ("b/a@2@2.txt", "第三份。"),
        ("b/a@3.txt", "第四份。"),
    ]


@pytest.mark.parametrize("name", ["../a.txt", "b/../../a.txt", "/etc/a.txt", "C:/a.txt", "..\\a.txt", "../x!/a.txt"])
def test_names_that_lead_outside_are_not_read(name: str) -> None:
    found = brief(read(pack({name: ONE, "z.txt": TWO})))
    assert found == [(name.replace("\\", "/"), Fault.UNSAFE_PATH), ("z.txt", TWO)]


def patch(data: bytes, local: int, central: int, value: bytes) -> bytes:
    """Overwrite a field of the first member, in its own header and in the list at the end."""
    changed = bytearray(data)
    changed[local : local + len(value)] = value
    at = data.index(b"PK\x01\x02") + central
    changed[at : at + len(value)] = value
    return bytes(changed)


def test_members_that_cannot_be_unpacked_cost_no_other() -> None:
    data = pack({"a.txt": ONE * 9, "b.txt": TWO})
    assert brief(read(patch(data, 6, 8, b"\x01\x00"))) == [("a.txt", Fault.ENCRYPTED), ("b.txt", TWO)]
    assert brief(read(patch(data, 8, 10, struct.pack("<H", 97)))) == [("a.txt", Fault.UNSUPPORTED), ("b.txt", TWO)]
    assert brief(read(patch(data, 14, 16, b"\0\0\0\0"))) == [("a.txt", Fault.DAMAGED), ("b.txt", TWO)]
    start = 30 + len("a.txt")
    broken = data[:start] + b"\xff" * 12 + data[start + 12 :]
    assert brief(read(broken)) == [("a.txt", Fault.DAMAGED), ("b.txt", TWO)]
    assert brief(read(pack({"a.txt": b"", "a.xlsx": b"PK\x03\x04xl/workbook.xml", "b.txt": TWO}))) == [
        ("a.txt", Fault.EMPTY),
        ("a.xlsx", Fault.DAMAGED),
        ("b.txt", TWO),
    ]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_ways_of_packing(method: int) -> None:
    assert brief(read(pack({"a.txt": ONE}, method))) == [("a.txt", ONE)]


def test_archives_in_archives_until_the_depth_is_used_up() -> None:
    inner = pack({"甲.txt": ONE})
    for _ in range(2):
        inner = pack({"z.zip": inner, "乙.txt": TWO})
    assert brief(read(inner)) == [("z.zip!/z.zip!/甲.txt", ONE), ("z.zip!/乙.txt", TWO), ("乙.txt", TWO)]
    found = brief(read(inner, replace(PLAIN, depth=2)))
    assert found == [("z.zip!/z.zip", Fault.TOO_DEEP), ("z.zip!/乙.txt", TWO), ("乙.txt", TWO)]
    assert refusal(inner, replace(PLAIN, depth=0)).code is Fault.TOO_DEEP


def test_the_whole_archive_may_not_unpack_to_too_much() -> None:
    data = pack({"a.txt": ONE * 100, "b.txt": TWO * 100, "film.mp4": b"\0" * 10**6})
    assert len(read(data, replace(PLAIN, most_unpacked=20_000))) == 2
    assert refusal(data, replace(PLAIN, most_unpacked=10_000)).code is Fault.BOMB


def test_archives_inside_spend_from_the_same_budget() -> None:
    inner = pack({"a.txt": "\n".join([ONE] * 100)})
    data = pack({f"{n}.zip": inner for n in range(9)})
    assert len(read(data, replace(PLAIN, most_unpacked=100_000))) == 9
    found = brief(read(data, replace(PLAIN, most_unpacked=30_000)))
    assert [said == Fault.BOMB for _, said in found] == [False] * 3 + [True] * 6


def test_a_size_that_lies_is_counted_as_it_streams() -> None:
    data = pack({"a.txt": ONE * 100})
    lying = patch(data, 22, 24, struct.pack("<I", 10))
    assert brief(read(lying)) == [("a.txt", Fault.DAMAGED)]
    budget = unzip.Budget(5000)
    with zipfile.ZipFile(io.BytesIO(data)) as packed, pytest.raises(ReadError) as caught:
        list(unzip.stream(packed, packed.filelist[0], budget, "a.zip"))
    assert caught.value.code is Fault.BOMB


def test_a_member_packed_beyond_reason_is_a_bomb(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "_SUSPECT_BYTES", 100_000)
    data = pack({"a.txt": "甲" * 100_000, "b.txt": TWO})
    assert brief(read(data)) == [("a.txt", Fault.BOMB), ("b.txt", TWO)]


def test_too_many_members_are_a_bomb(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_MEMBERS", 3)
    assert refusal(pack({f"{n}.exe": b"" for n in range(4)})).code is Fault.BOMB


def test_a_member_too_large_for_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_BYTES", 1000)
    assert brief(read(pack({"a.txt": ONE * 100, "b.txt": TWO}))) == [("a.txt", Fault.TOO_LARGE), ("b.txt", TWO)]


def test_nothing_readable() -> None:
    for members in ({}, {"a.exe": b"MZ"}, {"__MACOSX/a.txt": ONE, "d/": b""}):
        error = refusal(pack(members))
        assert error.code is Fault.EMPTY
        assert ".docx" in error.reason
    assert refusal(pack({"a.txt": ONE})[:-30]).code is Fault.DAMAGED


def test_no_damage_raises_anything_else() -> None:
    draw = random.Random(5)
    sound = pack({"a.txt": ONE, "b.zip": pack({"c.html": f"<p>{TWO}"}), "d.csv": f"正文\n{ONE}", "竹.txt": TWO})
    stored = pack({"a.txt": ONE, "b.zip": pack({"c.html": f"<p>{TWO}"}), "d.csv": f"正文\n{ONE}"}, zipfile.ZIP_STORED)
    cases = [sound[: len(sound) * n // 30] for n in range(1, 30)]
    for turn in range(150):
        broken = bytearray(stored if turn % 2 else sound)
        for _ in range(draw.randint(1, 5)):
            broken[draw.randrange(len(broken))] = draw.randrange(256)
        cases.append(bytes(broken))
    for data in cases:
        try:
            assert all(isinstance(found, Document | ReadError) for found in read(data))
        except ReadError as error:
            assert error.path == "a.zip"
