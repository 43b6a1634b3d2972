"""Web pages: what is seen comes out, in order, with the white space and the list numbers of the screen."""

import pytest

from .pages import PROSE, read, texts


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
