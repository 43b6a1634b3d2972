"""Old office formats, without LibreOffice: shell scripts play its part."""

import io
import shutil
import stat
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest

from gongwen.documents import Document
from gongwen.errors import Fault, ReadError
from gongwen.formats import ReadOptions, Source, read_source, soffice
from gongwen.formats.office import read_office

FILES = Path(__file__).parent / "files"
TEXT = ("青岭镇工作总结", "今年以来，全镇修建水渠十二条，解决了三个村的用水难题。", "一、主要工作")
ARGUMENTS = """#!/bin/sh
printf '%s\\n' "$@" > "{folder}/arguments"
env > "{folder}/environment"
cat > "{folder}/input"
while [ $# -gt 1 ]; do
    [ "$1" = --outdir ] && out=$2
    shift
done
cp "$1" "{folder}/given"
"""


class Office:
    """A folder with a script called soffice, and what it wrote down."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.program = folder / "soffice"
        monkeypatch.setenv(soffice.VARIABLE, str(self.program))

    def plays(self, script: str) -> None:
        self.program.write_text(ARGUMENTS.format(folder=self.folder) + script, encoding="utf-8")
        self.program.chmod(self.program.stat().st_mode | stat.S_IXUSR)

    def converts(self) -> None:
        made = docx.Document()
        for text in TEXT:
            made.add_paragraph(text)
        made.save(str(self.folder / "prepared.docx"))
        self.plays(f'mkdir -p "$out"; cp "{self.folder}/prepared.docx" "$out/input.docx"')

    def noted(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    yield Office(tmp_path, monkeypatch)
    soffice.drop_profile()


def read(suffix: str, seconds: float = 20.0, data: bytes | None = None) -> list[Document | ReadError]:
    given = (FILES / f"report{suffix}").read_bytes() if data is None else data
    return list(read_source(Source(f"年度 总结; rm -rf{suffix}", given), ReadOptions(office_seconds=seconds)))


def failure(seconds: float = 20.0, suffix: str = ".doc", data: bytes | None = None) -> ReadError:
    with pytest.raises(ReadError) as caught:
        read(suffix, seconds, data)
    assert caught.value.path == f"年度 总结; rm -rf{suffix}"
    return caught.value


@pytest.mark.parametrize(("suffix", "kind"), [(".doc", "doc"), (".wps", "doc"), (".rtf", "rtf"), (".odt", "odt")])
def test_a_converted_file_is_read_under_its_own_name(office: Office, suffix: str, kind: str) -> None:
    office.converts()
    (found,) = read(suffix)
    assert isinstance(found, Document)
    assert (found.name, found.encoding) == (f"年度 总结; rm -rf{suffix}", kind)
    assert tuple(paragraph.text for paragraph in found.paragraphs) == TEXT
    assert Path(office.noted("arguments").splitlines()[-1]).name == f"input.{kind}"
    assert (office.folder / "given").read_bytes() == (FILES / f"report{suffix}").read_bytes()


def test_what_libreoffice_is_told(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTPS_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://proxy.example:3128")
    office.converts()
    read(".rtf")
    first = office.noted("arguments").splitlines()
    assert {"--headless", "--norestore", "--nolockcheck", "--nodefault"} <= set(first)
    assert first[first.index("--convert-to") + 1].startswith("docx")
    assert "proxy.example" not in office.noted("environment")
    assert office.noted("input") == ""  # its standard input is closed
    read(".rtf")
    second = office.noted("arguments").splitlines()
    (profile,) = {line for line in first + second if line.startswith("-env:UserInstallation=file:///")}
    settings = Path(profile.split("file://")[1]) / "user" / "registrymodifications.xcu"
    assert "DisableMacrosExecution" in settings.read_text(encoding="utf-8")


def test_nothing_stays_on_the_disk(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    room = tmp_path / "room"
    room.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(room))
    office.converts()
    read(".doc")
    assert [path.name.startswith("gongwen-office-") for path in room.iterdir()] == [True]
    soffice.drop_profile()
    assert list(room.iterdir()) == []


def test_one_that_hangs_is_ended_with_its_children(office: Office) -> None:
    beat = office.folder / "beat"
    office.plays(f'( while :; do echo >> "{beat}"; sleep 0.02; done ) &\nwait')
    begun = time.monotonic()
    found = failure(seconds=0.5)
    assert time.monotonic() - begun < 5
    assert found.code is Fault.TIME_LIMIT
    assert "0.5 s" in found.reason
    size = beat.stat().st_size
    assert size
    time.sleep(0.2)
    assert beat.stat().st_size == size
    office.converts()
    assert len(read(".doc")) == 1  # the next file is not harmed


def test_one_that_fails(office: Office) -> None:
    office.plays('echo "javaldx: warning"; echo "Error: source file could not be loaded" >&2; echo; exit 3')
    found = failure()
    assert found.code is Fault.CONVERSION
    assert "exit status 3: Error: source file could not be loaded" in found.reason
    assert ".docx" in found.reason


def test_one_that_writes_nothing(office: Office) -> None:
    office.plays("exit 0")
    assert failure().code is Fault.CONVERSION
    office.plays('mkdir -p "$out"; : > "$out/input.docx"')
    assert failure().code is Fault.CONVERSION


def test_one_that_writes_too_much_or_something_else(office: Office) -> None:
    office.plays('mkdir -p "$out"; head -c 3000 /dev/zero > "$out/input.docx"')
    with pytest.raises(ReadError) as caught:
        list(read_office(Source("a.rtf", (FILES / "report.rtf").read_bytes()), ReadOptions(most_unpacked=2000)))
    assert caught.value.code is Fault.TOO_LARGE
    assert failure().code is Fault.DAMAGED


def test_one_that_cannot_be_started(office: Office) -> None:
    office.program.write_text("no program", encoding="utf-8")
    assert failure().code is Fault.CONVERSION


def test_libreoffice_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(soffice.VARIABLE, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(soffice, "_USUAL_PLACES", ())
    found = failure()
    assert found.code is Fault.NEEDS_OFFICE
    for remedy in ("install", "save it as .docx", soffice.VARIABLE):
        assert remedy in found.reason
    monkeypatch.setenv(soffice.VARIABLE, str(tmp_path / "nowhere"))
    assert "nowhere" in failure().reason


@pytest.mark.parametrize("name", ["soffice", "libreoffice"])
def test_libreoffice_is_found_in_path(office: Office, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    office.converts()
    (office.folder / "bin").mkdir()
    office.program.rename(office.folder / "bin" / name)
    for tool in ("cat", "cp", "env", "mkdir"):
        (office.folder / "bin" / tool).symlink_to(str(shutil.which(tool)))
    monkeypatch.delenv(soffice.VARIABLE)
    monkeypatch.setenv("PATH", str(office.folder / "bin"))
    assert len(read(".odt")) == 1


def test_passwords(office: Office) -> None:
    office.converts()
    data = bytearray((FILES / "report.doc").read_bytes())
    header = data.index(b"\xec\xa5")
    assert header % 512 == 0
    data[header + 11] |= 0x01
    assert failure(data=bytes(data)).code is Fault.ENCRYPTED
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("META-INF/manifest.xml", "<m:manifest><m:encryption-data/></m:manifest>")
    assert failure(suffix=".odt", data=packed.getvalue()).code is Fault.ENCRYPTED
    assert not (office.folder / "arguments").exists()


def test_broken_headers_are_left_to_libreoffice(office: Office) -> None:
    office.plays("exit 1")
    data = (FILES / "report.doc").read_bytes()
    for cut in (600, 2000, len(data) // 2, len(data) - 100):
        if b"W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t" in data[:cut]:
            assert failure(data=data[:cut]).code is Fault.CONVERSION
