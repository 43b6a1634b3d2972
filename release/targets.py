"""The platforms and Python versions that a bundle is made for."""

from dataclasses import dataclass

from packaging.tags import Tag, compatible_tags, cpython_tags

PYTHONS = ("3.11", "3.12", "3.13")
GLIBC = (2, 28)
"""Of Linux: that of Debian 10, on which the domestic desktop systems stand. Wheels for older ones fit as well."""
_OLD_NAMES = {(2, 17): "manylinux2014", (2, 12): "manylinux2010", (2, 5): "manylinux1"}


@dataclass(frozen=True)
class Target:
    """One platform. `machine` is what `platform.machine()` says there."""

    name: str
    system: str
    machine: str
    platforms: tuple[str, ...]
    """Platform tags of wheels that fit, the best first."""

    @property
    def windows(self) -> bool:
        return self.system == "Windows"

    @property
    def suffix(self) -> str:
        """Of the archive."""
        return ".zip" if self.windows else ".tar.gz"

    def environment(self, python: str) -> dict[str, str]:
        """What environment markers are evaluated with (PEP 508), for CPython `python` such as ``3.11``."""
        return {
            "implementation_name": "cpython",
            "implementation_version": f"{python}.0",
            "os_name": "nt" if self.windows else "posix",
            "platform_machine": self.machine,
            "platform_python_implementation": "CPython",
            "platform_release": "",
            "platform_system": self.system,
            "platform_version": "",
            "python_full_version": f"{python}.0",
            "python_version": python,
            "sys_platform": "win32" if self.windows else "linux",
        }

    def tags(self, python: str) -> frozenset[Tag]:
        """Of wheels that CPython `python` installs there."""
        version, abi = tuple(map(int, python.split("."))), abi_tag(python)
        own = cpython_tags(version, [abi], self.platforms)
        return frozenset(own) | frozenset(compatible_tags(version, abi, self.platforms))


def abi_tag(python: str) -> str:
    """``3.11`` → ``cp311``."""
    return "cp" + python.replace(".", "")


def _manylinux(machine: str, oldest: int) -> tuple[str, ...]:
    tags = []
    for minor in range(GLIBC[1], oldest - 1, -1):
        tags.append(f"manylinux_{GLIBC[0]}_{minor}_{machine}")
        if old := _OLD_NAMES.get((GLIBC[0], minor)):
            tags.append(f"{old}_{machine}")
    return tuple(tags)


TARGETS = {
    target.name: target
    for target in (
        Target("linux-x86_64", "Linux", "x86_64", _manylinux("x86_64", 5)),
        Target("linux-aarch64", "Linux", "aarch64", _manylinux("aarch64", 17)),
        Target("windows-x86_64", "Windows", "AMD64", ("win_amd64",)),
    )
}
