"""What the site needs besides its pages: the reference of commands, pages from elsewhere in the repository, links.

Pages are written to be read in the repository too, so their links and paths are those of files; here they become
links between pages, or plain text where the file is no page.
"""

import ast
import posixpath
import re
from pathlib import Path

import cli_reference
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from gongwen.labels import LabelSet
from gongwen.outputs.tables import columns

ROOT = Path(__file__).resolve().parents[1]

BROUGHT = {
    "CHANGELOG.md": "reference/changelog.md",
    "README.zh-CN.md": "zh.md",
    "data/README.md": "reference/data-set.md",
    "models/gongwen-student/README.md": "reference/model-card.md",
}
"""Files outside docs/ that are pages: path in the repository, page."""
WORDS = "段落 标注 概率 阈值 依据 批量 阅读 校对 修改 离线 安装 训练 评测 标签 模型 主题 角色 文件 编码".split()  # noqa: SIM905
"""Beside the labels, the words at which the search cuts Chinese."""
LABELS, COLUMNS = "<!-- the labels -->", "<!-- the columns -->"
"""Places in a page for what the package itself says."""
_PACKAGE = re.compile(r"^::: (gongwen\.\w+)$(?:\n    .*)*", re.MULTILINE)
_LINK = re.compile(r"(?<!!)\[(?P<text>[^\]]*)\]\((?P<to>[^)#\s:]+)(?P<anchor>#[^)\s]*)?\)")
_PATH = re.compile(r"(?<!\[)`(?P<to>[\w./-]+\.md)`(?!\])")
_FENCE = re.compile(r"\s*(```|~~~)")


@event_priority(100)  # before the search copies its settings
def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Let the search find the labels' names, and some words, inside runs of Chinese characters."""
    words = [*LabelSet.load().names.values(), *WORDS]
    config.plugins["material/search"].config.separator += f"|(?={'|'.join(words)})"
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that do not stand in docs/."""
    for path, page in BROUGHT.items():
        files.append(File.generated(config, page, abs_src_path=str(ROOT / path)))
    files.append(File.generated(config, "reference/cli.md", content=cli_reference.render()))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Turn paths of files into links between pages."""
    at = page.file.src_uri
    here = next((path for path, brought in BROUGHT.items() if brought == at), f"docs/{at}")
    pages = BROUGHT | {f"docs/{file.src_uri}": file.src_uri for file in files if not file.generated_by}

    def link(found: re.Match[str]) -> str:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(here), found["to"]))
        if path == "README.md":
            path = "docs/index.md"
        if path in pages:
            to = posixpath.relpath(pages[path], posixpath.dirname(at) or ".")
            return f"[{found['text']}]({to}{found['anchor'] or ''})"
        # Of what is in the repository but not on the site the words are left; the rest mkdocs is to check.
        return found["text"] if (ROOT / path).exists() else found[0]

    def path_to_link(found: re.Match[str]) -> str:
        page_there = pages.get(found["to"])
        if page_there is None or page_there == at:
            return found[0]
        return f"[{found[0]}]({posixpath.relpath(page_there, posixpath.dirname(at) or '.')})"

    lines, fenced = [], False
    for line in _PACKAGE.sub(_with_namesakes, _filled(markdown)).splitlines():
        if _FENCE.match(line):
            fenced = not fenced
        elif not fenced and not line.startswith("    "):
            lines.append(_PATH.sub(path_to_link, _LINK.sub(link, line)))
            continue
        lines.append(line)
    return "\n".join(lines) + "\n"


def _filled(markdown: str) -> str:
    shipped = LabelSet.load()
    rows = [
        f"| {kind} | `{label.key}` | {label.name} | {label.english} |"
        for kind, group in (("topic", shipped.topics), ("role", shipped.roles))
        for label in group
    ]
    labels = "\n".join(["| | key | name | |", "|---|---|---|---|", *rows])
    return markdown.replace(LABELS, labels).replace(COLUMNS, "，".join(columns(shipped)))


def _with_namesakes(package: re.Match[str]) -> str:
    """After a package's reference that of its functions that bear their module's name, which the reference takes for
    the module: ``from .check import check``."""
    init = ROOT / "src" / package[1].replace(".", "/") / "__init__.py"
    if not init.is_file():
        return package[0]
    imports = [node for node in ast.parse(init.read_text(encoding="utf-8")).body if isinstance(node, ast.ImportFrom)]
    names = [node.module for node in imports if node.module in [alias.name for alias in node.names]]
    level = re.search(r"heading_level: (\d)", package[0])
    options = f"\n    options: {{ heading_level: {level[1] if level else 2} }}"
    return package[0] + "".join(f"\n\n::: {package[1]}.{name}.{name}{options}" for name in names)
