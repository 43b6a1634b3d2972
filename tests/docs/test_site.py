"""The site of the documentation: it builds without a warning, is whole, and fetches nothing."""

import ast
import json
import re
import subprocess
import sys
import zlib
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.docs.shown import REPOSITORY, cli_reference

PACKAGE = REPOSITORY / "src" / "gongwen"
NOT_IN_THE_REFERENCE = ("cli", "bench")
"""Programs, described as commands."""


class Fetched(HTMLParser):
    """What a browser fetches to show a page, and the ids on it."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.urls: list[str] = []
        self.ids: set[str] = set()
        self.classes: set[str] = set()
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.ids.add(values.get("id", ""))
        self.classes.update(values.get("class", "").split())
        self.urls += [values[name] for name in ("src", "srcset", "poster", "data") if name in values]
        if tag == "link" and values.get("rel") not in ("next", "prev", "canonical"):
            self.urls.append(values.get("href", ""))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert "WARNING -" not in done.stderr
    return folder


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, Fetched]:
    return {str(page.relative_to(site)): Fetched(page) for page in site.rglob("*.html")}


def test_every_page_of_the_menu_is_there(pages: dict[str, Fetched]) -> None:
    menu = yaml.safe_load((REPOSITORY / "mkdocs.yml").read_text(encoding="utf-8"))["nav"]
    wanted = [path.removesuffix(".md") + ".html" for path in _leaves(menu)]
    assert len(wanted) > 20
    assert sorted(set(wanted) - set(pages)) == []


def _leaves(menu: Any) -> list[str]:
    if isinstance(menu, str):
        return [menu]
    return [leaf for entry in (menu.values() if isinstance(menu, dict) else menu) for leaf in _leaves(entry)]


def test_nothing_is_fetched_from_elsewhere(site: Path, pages: dict[str, Fetched]) -> None:
    for name, page in pages.items():
        outside = [url for url in page.urls if re.match(r"([a-z]+:)?//", url)]
        assert outside == [], name
        assert "mermaid" not in page.classes, f"{name}: the theme would fetch its drawings' script"
    for style in site.rglob("*.css"):
        text = style.read_text(encoding="utf-8")
        assert not re.search(r"(url\(|@import)\s*['\"]?([a-z]+:)?//", text), style


def test_the_search_cuts_chinese_at_labels(site: Path) -> None:
    script = (site / "search" / "search_index.js").read_text(encoding="utf-8")
    index = json.loads(script.removeprefix("var __index = "))
    words = re.split(index["config"]["separator"], "（二）县里的科普下乡，又抓招商引资")
    assert [word for word in words if word] == ["二", "县里的", "科普下乡", "又抓", "招商引资"]
    assert any("科普" in entry["text"] for entry in index["docs"])


def test_every_command_has_its_section(pages: dict[str, Fetched]) -> None:
    reference = cli_reference()
    sections = {reference.anchor(context.command_path) for _, context in reference.commands()}
    assert len(sections) > 15
    assert sorted(sections - pages["reference/cli.html"].ids) == []


def test_every_public_name_is_in_the_reference(site: Path) -> None:
    # The inventory lists what is described, under each name it can be imported by: four lines of text, then packed ones.
    packed = (site / "objects.inv").read_bytes().split(b"\n", 4)[4]
    described = {line.split(" ")[0] for line in zlib.decompress(packed).decode().splitlines()}
    public = {f"gongwen.{name}" for name in _exported(PACKAGE) if not name.startswith("_")}
    for folder in PACKAGE.iterdir():
        if (folder / "__init__.py").is_file() and folder.name not in NOT_IN_THE_REFERENCE:
            public |= {f"gongwen.{folder.name}.{name}" for name in _exported(folder)}
    # A function named like its module is described as gongwen.data.check.check.
    missing = {name for name in public if not {name, f"{name}.{name.rpartition('.')[2]}"} & described}
    assert len(public) > 60
    assert sorted(missing) == []


def _exported(package: Path) -> list[str]:
    """`__all__` of a package, read without importing it."""
    for node in ast.parse((package / "__init__.py").read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "__all__":
            return list(ast.literal_eval(node.value))
    return []
