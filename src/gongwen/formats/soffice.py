"""LibreOffice's program: where it is, and how it is run without harm."""

import atexit
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from ..errors import Fault, ReadError
from .base import ReadOptions, Source

VARIABLE = "GONGWEN_SOFFICE"
"""Environment variable with the path of LibreOffice's program, where it is not found by itself."""
_USUAL_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "/usr/lib/libreoffice/program/soffice",
    "/opt/libreoffice/program/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.com",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.com",
)
_LAST_WORDS = 160
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
"""No macro runs, nothing that a document links to is fetched."""
_profiles: dict[int, Path] = {}
"""By process, as a fork may not share its parent's."""

_one_at_a_time = threading.Lock()
"""A second LibreOffice on one profile would hand its work to the first and end."""


def convert(source: Source, kind: str, options: ReadOptions) -> bytes:
    """A file made .docx. LibreOffice sees it under a neutral name, in a folder of its own.

    Raises:
        ReadError: LibreOffice is missing, fails or takes too long.
    """
    office = _found_office(source.name, kind)
    with _one_at_a_time:
        return _convert(source, kind, office, options)


def _convert(source: Source, kind: str, office: str, options: ReadOptions) -> bytes:
    try:
        with tempfile.TemporaryDirectory(prefix="gongwen-", ignore_cleanup_errors=True) as folder:
            work = Path(folder)
            given, made, said = work / f"input.{kind}", work / "made" / "input.docx", work / "said.txt"
            given.write_bytes(source.data)
            command = [
                office, f"-env:UserInstallation={_profile().as_uri()}",
                "--headless", "--invisible", "--norestore", "--nolockcheck", "--nodefault", "--nologo",
                "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(made.parent), str(given),
            ]  # fmt: skip
            status = _run(command, work, said, options.office_seconds)
            if status is None:
                drop_profile()
                raise ReadError(
                    source.name, f"LibreOffice took more than {options.office_seconds:g} s for it", Fault.TIME_LIMIT
                )
            if not made.is_file() or made.stat().st_size == 0:
                drop_profile()
                words = _last_words(said, folder)
                raise ReadError(
                    source.name,
                    f"LibreOffice could not convert it (exit status {status}{words}); "
                    "open it in Word or WPS and save it as .docx",
                    Fault.CONVERSION,
                )
            if made.stat().st_size > options.most_unpacked:
                raise ReadError(source.name, "is far too large once converted; split it", Fault.TOO_LARGE)
            return made.read_bytes()
    except OSError as error:
        raise ReadError(
            source.name, f"LibreOffice could not be run: {error.strerror or error}", Fault.CONVERSION
        ) from error


def find_office() -> str | None:
    """LibreOffice's program; None where there is none, or not where the environment says."""
    named = os.environ.get(VARIABLE)
    places = [named] if named else [shutil.which("soffice"), shutil.which("libreoffice"), *_USUAL_PLACES]
    return next((place for place in places if place and Path(place).is_file()), None)


def _found_office(name: str, kind: str) -> str:
    if (office := find_office()) is not None:
        return office
    named = os.environ.get(VARIABLE)
    looked = f"{VARIABLE} names {named}, which is not there" if named else "LibreOffice was not found"
    raise ReadError(
        name,
        f"is a .{kind} file, which LibreOffice must convert, and {looked}. Install it (https://www.libreoffice.org, "
        f"or on Debian: apt install libreoffice-writer-nogui), or set {VARIABLE} to its soffice program, "
        "or open the file in Word or WPS and save it as .docx",
        Fault.NEEDS_OFFICE,
    )


def _run(command: list[str], work: Path, said: Path, seconds: float) -> int | None:
    """Exit status, or None where time ran out; then nothing that was started is left running."""
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    environment |= {"HOME": str(work), "SAL_USE_VCLPLUGIN": "svp"} if os.name == "posix" else {}
    # What is said goes to a file: a pipe would stay open as long as any child lives.
    with said.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=work,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=os.name == "posix",
        )
        try:
            return process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None
        finally:
            if process.returncode is None:
                _kill(process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """With its children: soffice is a script that starts the program proper."""
    if sys.platform == "win32":
        process.kill()
    else:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            process.kill()
    process.wait()


def _last_words(said: Path, folder: str) -> str:
    lines = said.read_bytes()[-4096:].decode("utf-8", "replace").replace(folder, "").split("\n")
    words = next((" ".join(line.split()) for line in reversed(lines) if line.strip()), "")
    return f": {words[-_LAST_WORDS:]}" if words else ""


def _profile() -> Path:
    """LibreOffice's settings folder of this process. The first start fills it, which takes seconds."""
    profile = _profiles.get(os.getpid())
    if profile is None or not profile.is_dir():
        profile = Path(tempfile.mkdtemp(prefix="gongwen-office-"))
        (profile / "user").mkdir()
        (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
        if not _profiles:
            atexit.register(drop_profile)
        _profiles[os.getpid()] = profile
    return profile


def drop_profile() -> None:
    """One that a killed or failed LibreOffice leaves may be locked or broken."""
    profile = _profiles.pop(os.getpid(), None)
    if profile:
        shutil.rmtree(profile, ignore_errors=True)
