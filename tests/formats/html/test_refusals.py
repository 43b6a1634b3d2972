"""Web pages: deep ones are read or refused, those without text say why, damage raises nothing else."""

import random

import pytest

from gongwen.documents import Document
from gongwen.errors import Fault, ReadError
from gongwen.formats import ReadOptions, Source
from gongwen.formats.html import read_html

from .pages import PAGE, PROSE, refusal, texts


@pytest.mark.parametrize("depth", [240, 1500])
def test_deep_pages_are_read_to_their_end(depth: int) -> None:
    page = f"<body>{'<div>' * depth}深处{'</div>' * depth}<p>尾</p></body>"
    assert texts(page) == ["深处", "尾"]
    assert texts(f"<body>{'<ol><li>' * (depth // 2)}深处")[0].endswith("深处")


def test_pages_too_deep_are_refused_rather_than_cut_off() -> None:
    assert refusal(f"{'<div>' * 50_000}深处").code is Fault.TOO_DEEP


@pytest.mark.parametrize(
    ("markup", "said"),
    [
        ("<html></html>", "no text"),
        ("<p>&nbsp;\u200b</p><title>窗口</title>", "no text"),
        ("<html><frameset cols=20,80><frame src=a.htm><noframes>不支持框架</noframes></frameset></html>", "frame"),
        ("<body><iframe src=a.htm></iframe></body>", "frame"),
        ("<head><script src=a.js></script></head><body><div id=app></div></body>", "scripts"),
        ("<body><div id=app>正在加载…</div><script src=a.js></script></body>", "scripts"),
        ("<noscript><iframe src=x></iframe></noscript><script>1</script>", "scripts"),
        ("<!-- nothing -->", "no text"),
        ("   ", "no text"),
    ],
)
def test_pages_without_text_say_why(markup: str, said: str) -> None:
    error = refusal(markup)
    assert error.code is Fault.EMPTY
    assert said in error.reason


def test_no_damage_raises_anything_else() -> None:
    draw = random.Random(7)
    sound = PAGE.encode() + f"<ol type=i start=3><li>{PROSE}</ol><pre>{PROSE}</pre>".encode()
    cases = [sound[: len(sound) * n // 40] for n in range(1, 40)]
    for _ in range(150):
        broken = bytearray(sound)
        for _ in range(draw.randint(1, 12)):
            broken[draw.randrange(len(broken))] = draw.randrange(256)
        cases.append(bytes(broken))
    for data in cases:
        try:
            assert all(isinstance(document, Document) for document in read_html(Source("a.html", data), ReadOptions()))
        except ReadError as error:
            assert error.path == "a.html"
