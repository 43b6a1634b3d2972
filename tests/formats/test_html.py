"""Web pages: what is seen comes out, in order, each piece with a path that leads to it."""

import random
import re

import pytest
from lxml import etree

from gongwen.documents import Document
from gongwen.errors import Fault, ReadError
from gongwen.formats import ReadOptions, Source
from gongwen.formats.html import decode_page, parse_page, read_html

PROSE = "今年春上，柳湾村把三口老井淘洗了一遍，又在晒谷场边新砌了洗衣台，婆婆们再不用绕远路去河边。"
TRADITIONAL = "今年春上，柳灣村把三口老井淘洗了一遍，又在曬穀場邊新砌了洗衣台，婆婆們再不用繞遠路去河邊。"


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


def follow(markup: str, path: str) -> list[etree._Element]:
    """What ``document.querySelectorAll`` would give for the few kinds of steps that paths have."""
    found: list[etree._Element] | None = None
    for step in path.split(" > "):
        tag, ident, nth = re.fullmatch(r"([\w\\:.-]+?)(?:#([\w-]+))?(?::nth-of-type\((\d+)\))?", step).groups()
        tag = tag.replace("\\", "")
        among = (
            list(parse_page(markup, "").root.iter(tag))
            if found is None
            else [e for above in found for e in above if e.tag == tag]
        )
        among = [e for e in among if ident is None or e.get("id") == ident]
        found = [
            e for e in among if nth is None or sum(s.tag == tag for s in e.itersiblings(preceding=True)) == int(nth) - 1
        ]
    return found or []


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gbk", "gb18030", "big5", "utf-16"])
@pytest.mark.parametrize(
    "meta", ['<meta charset="{}">', '<meta http-equiv=Content-Type content="text/html; charset={}">']
)
def test_pages_are_read_in_the_encoding_they_name(codec: str, meta: str) -> None:
    prose = TRADITIONAL.replace("衣台", "衣臺") if codec == "big5" else PROSE
    declared = {"gbk": "GB2312", "utf-8-sig": "utf-8", "utf-16": "utf-8"}.get(codec, codec)
    page = f"<html><head>{meta.format(declared)}</head><body><p>{prose}</p></body></html>"
    assert texts(page.encode(codec)) == [prose]


def test_a_wrong_declaration_is_overruled() -> None:
    assert texts(f"<meta charset=gb2312><p>{PROSE}".encode()) == [PROSE]
    assert texts(f"<meta charset=iso-8859-1><p>{PROSE}".encode("gbk")) == [PROSE]
    assert texts(f"<meta charset=utf-8><p>{PROSE}".encode("gbk")) == [PROSE]
    assert texts(f"<p>{PROSE}".encode("gbk")) == [PROSE]
    assert decode_page(f"<?xml version='1.0' encoding='GBK'?><p>{PROSE}".encode("gbk"), "").endswith(PROSE)


def test_gb18030_characters_in_pages_that_say_gb2312() -> None:
    assert texts("<meta charset=gb2312><p>镕堃两位同志负责㙍口水库</p>".encode("gb18030")) == [
        "镕堃两位同志负责㙍口水库"
    ]


def test_a_page_cut_in_the_middle_of_a_character_is_read_and_one_in_no_encoding_is_not() -> None:
    for codec in ("utf-8", "gbk"):
        cut = f"<meta charset={codec}><p>{PROSE * 3}".encode(codec)[:-1]
        assert texts(cut)[0].startswith(PROSE)
    assert refusal(b"<p>\xff\xfe\x81\xff\xff\x90\x81\xff\xfd\xff</p>" * 9).code is Fault.ENCODING


def test_every_block_stands_alone_and_in_order() -> None:
    page = (
        "<h2>甲</h2>直接<b>写</b>的<p>丙<div>丁<ul><li>戊<li>己</ul>庚</div><table><tr><th>辛<td>壬</table>"
        "<dl><dt>癸<dd>子</dl><blockquote>丑</blockquote><figure><figcaption>寅</figcaption></figure>卯<br>辰<hr>巳"
        "<center>午</center><span style='display:block'>未</span>申"
    )
    assert texts(page) == "甲 直接写的 丙 丁 戊 己 庚 辛 壬 癸 子 丑 寅 卯 辰 巳 午 未 申".split()


def test_what_is_not_seen_is_dropped() -> None:
    page = f"""<head><style>甲</style><meta name=description content=乙></head><body><script>丙</script>
    <template>丁</template><noscript>戊</noscript><!-- 己 --><p hidden>庚</p><p style="DISPLAY: None">辛</p>
    <div style="visibility:hidden">壬</div><i aria-hidden=true>癸</i><select><option>子</select><iframe>丑</iframe>
    <svg><title>寅</title></svg><textarea>留</textarea><![if !supportLists]>也留<![endif]><p hidden=until-found>还留</p>
    <p>{PROSE}尾<span style="display:none">藏</span>巴</p><object>卯</object></body>"""
    assert texts(page) == ["留", "也留", "还留", f"{PROSE}尾巴"]


def test_a_text_that_hides_until_a_script_shows_it_is_the_text() -> None:
    towns = "".join(f"<span>甲{n}镇</span>" for n in range(200))
    page = (
        f"<h1>水井</h1><div hidden>{towns}</div><div id=js style='visibility: hidden; opacity: 0'><p>{PROSE}</p></div>"
    )
    assert texts(page) == ["水井", PROSE]


def test_white_space_is_collapsed_as_on_the_screen() -> None:
    assert texts("<p>  甲\n   乙 <b> 丙</b>\n\t丁 </p>") == ["甲乙 丙丁"]
    assert texts("<p>word\nword 甲</p><p>乙，\n甲。</p>") == ["word word 甲", "乙，甲。"]
    assert texts("<p>甲 <br> 乙<br/><br>丙") == ["甲", "乙", "丙"]


def test_non_breaking_and_full_width_blanks_stay_and_count_as_indent() -> None:
    document = read("<p>&nbsp;&nbsp;&nbsp;&nbsp;甲&nbsp;乙</p><p>　　丙</p>")
    assert document.text == "\xa0\xa0\xa0\xa0甲\xa0乙\n　　丙"
    assert [paragraph.indent for paragraph in document.paragraphs] == [4, 4]


def test_preformatted_text_keeps_its_blanks_and_lines() -> None:
    assert read("<pre>\n  甲   乙\n\t丙\r\n</pre><p>丁").text == "  甲   乙\n\t丙\n丁"
    assert read("<div style='white-space: pre-wrap'>甲\n  乙</div>").text == "甲\n  乙"


def test_only_the_base_of_ruby_is_read() -> None:
    assert texts("<p><ruby>漢<rp>(</rp><rt>han</rt><rp>)</rp></ruby>字") == ["漢字"]


def test_control_characters_vanish() -> None:
    assert texts("<p>甲\x0b乙&#1;丙\ufdd0丁</p>") == ["甲乙丙丁"]


PAGE = f"""<!doctype html><html><head><title>窗口</title></head><body>
<div>一</div><div class=x><p>二</p><p>三</p><section id=main><p>四<p>五<span><div>六</div></span>七</p></section></div>
<div id=twice>八</div><div id=twice>九</div><table><tr><td>十<tr><td>甲<td>乙<table><tr><td>丙</table></table>
<o:p><div>丁</div></o:p><div id="1x">{PROSE}</div></body></html>"""


def test_paths_lead_to_the_one_element() -> None:
    document = read(PAGE)
    for paragraph in document.paragraphs:
        (element,) = follow(PAGE, paragraph.ref)
        assert paragraph.text in "".join(element.itertext())
    refs = {paragraph.text: paragraph.ref for paragraph in document.paragraphs}
    assert refs["一"] == "body > div:nth-of-type(1)"
    assert refs["三"] == "body > div:nth-of-type(2) > p:nth-of-type(2)"
    assert refs["五"] == "section#main > p:nth-of-type(2)"
    assert refs["甲"] == "body > table > tbody > tr:nth-of-type(2) > td:nth-of-type(1)"
    assert refs["丁"] == "body > o\\:p > div"
    assert refs["窗口"] == "title"
    assert refs["七"] in ("section#main", "section#main > p:nth-of-type(2)")


def test_a_head_without_end_is_ended_by_the_first_element_of_the_body() -> None:
    page = f"<title>窗口</title><main><section>{PROSE}</section></main>尾<custom-x>末</custom-x>"
    assert [(p.text, p.ref) for p in read(page).paragraphs] == [
        (PROSE, "body > main > section"),
        ("尾末", "body"),
        ("窗口", "title"),
    ]
    assert texts("<title>窗口</title><custom-x>末</custom-x>") == ["末", "窗口"]


def test_headings_and_the_title() -> None:
    page = f"<title>窗口</title><h1>老井今昔</h1><h2>淘井</h2><p>{PROSE}<h3>砌台</h3><p>短</p>"
    assert shapes(page) == {
        "老井今昔": "title",
        "淘井": "heading",
        PROSE: "body",
        "砌台": "heading",
        "短": "heading",
        "窗口": "noise",
    }
    assert set(shapes("<h1>老井今昔</h1><h1>新井今昔</h1>").values()) == {"heading"}
    assert read(page).paragraphs[-1].text == "窗口"


def test_the_name_of_a_site_is_no_title() -> None:
    body = f"<header><h1>柳湾在线</h1></header><article><header><h1>老井</h1></header><p>{PROSE}</p></article>"
    assert shapes(body) == {"柳湾在线": "noise", "老井": "title", PROSE: "body"}
    alone = f"<header><h1>老井</h1></header><p>{PROSE}</p>"
    assert shapes(f"<title>柳湾在线</title>{alone}")["老井"] == "noise"
    assert shapes(f"<title>老井-柳湾在线</title>{alone}")["老井"] == "title"


@pytest.mark.parametrize(
    "opening",
    [
        "nav",
        "header",
        "footer",
        "aside",
        "div role=navigation",
        "div role=banner",
        "div role=contentinfo",
        "div role=search",
    ]
    + [
        f"div class='x {word}'"
        for word in ("nav", "topMenu", "main-menu", "breadcrumb", "crumbs", "footer2", "side sidebar", "share")
    ]
    + [
        f"div id={word}"
        for word in ("copyright", "pager", "pagination", "related_list", "recommend", "ad", "login", "comments")
    ],
)
def test_furniture_is_kept_as_noise(opening: str) -> None:
    page = f"<p>{PROSE}</p><{opening}><p>这里是一句完整的话。</p><h2>小标</h2></{opening.split(maxsplit=1)[0]}>"
    assert shapes(page) == {PROSE: "body", "这里是一句完整的话。": "noise", "小标": "noise"}


def test_names_only_resembling_furniture_are_none() -> None:
    for name in ("shadow", "navy-blue", "download", "shareholder", "article-header"):
        assert shapes(f"<div class={name}><p>{PROSE}</div><p>{PROSE * 2}")[PROSE] == "body"


def test_furniture_that_holds_most_of_the_page_is_the_text() -> None:
    assert shapes(f"<body class=nav-fixed><div class='layout sidebar'><p>{PROSE}</p><p class=nav>首页</p></div>") == {
        PROSE: "body",
        "首页": "noise",
    }


def test_links_are_noise_but_a_linked_heading_is_none() -> None:
    link = "<a href=/a>关于淘洗老井的通知</a>"
    page = f"<p>{PROSE}{link}</p><ul><li>{link}<span>2031-03-04</span></ul><h2>{link}</h2><p><a name=x>锚点里的一句话。</a></p>"
    assert shapes(page) == {
        PROSE + "关于淘洗老井的通知": "body",
        "关于淘洗老井的通知2031-03-04": "noise",
        "关于淘洗老井的通知": "heading",
        "锚点里的一句话。": "body",
    }
    many = " ".join(link.replace("老井", f"老井第{n}口") for n in range(20))
    assert list(shapes(f"<div>{many}</div>").values()) == ["noise"]
    assert list(shapes(f"<p><a href=/x>{PROSE * 4}</a></p>").values()) == ["body"]


@pytest.mark.parametrize(
    ("markup", "numbers"),
    [
        ("<ol><li>甲<li>乙</ol>", ["1. 甲", "2. 乙"]),
        ("<ol start=9 type=a><li>甲<li>乙</ol>", ["i. 甲", "j. 乙"]),
        ("<ol type=A start=27><li>甲</ol>", ["AA. 甲"]),
        ("<ol type=i start=4><li>甲<li value=9>乙<li>丙</ol>", ["iv. 甲", "ix. 乙", "x. 丙"]),
        ("<ol type=I><li>甲</ol>", ["I. 甲"]),
        ("<ol reversed><li>甲<li>乙</ol>", ["2. 甲", "1. 乙"]),
        ("<ol style='list-style: none inside'><li>甲</ol>", ["甲"]),
        ("<ol style='list-style-type:cjk-ideographic' start=12><li>甲</ol>", ["十二、甲"]),
        ("<ol style='list-style-type:decimal-leading-zero'><li>甲</ol>", ["01. 甲"]),
        ("<ul><li>甲</ul>", ["甲"]),
        ("<ol><li><p>甲</p><p>乙</p><li>丙<ul><li>丁</ul><li>戊</ol>", ["1. 甲", "乙", "2. 丙", "丁", "3. 戊"]),
        ("<ol><li>一、甲<li><img><li>丙</ol>", ["一、甲", "3. 丙"]),
        ("<ol start=x><li value=>甲</ol><li>乙", ["1. 甲", "乙"]),
    ],
)
def test_list_numbers_are_rebuilt(markup: str, numbers: list[str]) -> None:
    assert texts(markup) == numbers


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
