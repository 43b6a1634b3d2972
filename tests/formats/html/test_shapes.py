"""Web pages: titles and headings, and the furniture around the text, which is noise."""

import pytest

from .pages import PROSE, read, shapes


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
