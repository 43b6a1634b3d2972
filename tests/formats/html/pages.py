"""Web pages for the tests, and what is read from them."""

import pytest

from gongwen.documents import Document
from gongwen.errors import ReadError
from gongwen.formats import ReadOptions, Source
from gongwen.formats.html import read_html

PROSE = "今年春上，柳湾村把三口老井淘洗了一遍，又在晒谷场边新砌了洗衣台，婆婆们再不用绕远路去河边。"
TRADITIONAL = "今年春上，柳灣村把三口老井淘洗了一遍，又在曬穀場邊新砌了洗衣台，婆婆們再不用繞遠路去河邊。"
PAGE = f"""<!doctype html><html><head><title>窗口</title></head><body>
<div>一</div><div class=x><p>二</p><p>三</p><section id=main><p>四<p>五<span><div>六</div></span>七</p></section></div>
<div id=twice>八</div><div id=twice>九</div><table><tr><td>十<tr><td>甲<td>乙<table><tr><td>丙</table></table>
<o:p><div>丁</div></o:p><div id="1x">{PROSE}</div></body></html>"""


def read(markup: str | bytes, name: str = "page.html") -> Document:
    data = markup.encode() if isinstance(markup, str) else markup
    (document,) = read_html(Source(name, data), ReadOptions())
    assert isinstance(document, Document)
    return document


def texts(markup: str | bytes) -> list[str]:
    return [paragraph.text for paragraph in read(markup).paragraphs]


def shapes(markup: str) -> dict[str, str]:
    return {paragraph.text: paragraph.shape for paragraph in read(markup).paragraphs}


def refusal(markup: str | bytes) -> ReadError:
    with pytest.raises(ReadError) as caught:
        read(markup)
    return caught.value
