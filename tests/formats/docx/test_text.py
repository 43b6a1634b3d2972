"""Word documents: the text of paragraphs as it is shown, with changes accepted, fields filled in, shapes read once."""

from .markup import p, r, read, texts, wml


def test_what_stands_in_runs() -> None:
    runs = (
        "<w:r><w:t>修建</w:t><w:tab/><w:t>水渠</w:t><w:noBreakHyphen/><w:softHyphen/><w:t>三条</w:t></w:r>"
        '<w:hyperlink r:id="x"><w:r><w:t>，详见网页</w:t></w:r></w:hyperlink>'
        "<w:smartTag><w:r><w:t>，共</w:t></w:r></w:smartTag>"
        "<w:sdt><w:sdtPr><w:alias w:val='栏目'/></w:sdtPr><w:sdtContent><w:r><w:t>八公里</w:t></w:r></w:sdtContent></w:sdt>"
        "<w:r><w:ruby><w:rt><w:r><w:t>qú</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>渠</w:t></w:r></w:rubyBase></w:ruby></w:r>"
        '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:sym w:font="宋体" w:char="2460"/><w:sym w:font="X" w:char="F001"/>'
        '<w:sym w:font="X" w:char="zz"/><w:commentReference w:id="1"/></w:r>'
        "<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>"
    )
    assert texts(wml(p(runs))) == ["修建\t水渠-三条，详见网页，共八公里渠☑①1/2"]


def test_line_page_and_column_breaks_part_paragraphs() -> None:
    document = read(
        wml(
            p(
                '<w:r><w:t>第一行</w:t><w:br/><w:t>第二行</w:t><w:cr/><w:t>第三行</w:t><w:br w:type="page"/><w:t>次页</w:t></w:r>'
            )
        )
    )
    assert [paragraph.text for paragraph in document.paragraphs] == ["第一行", "第二行", "第三行", "次页"]
    assert {paragraph.ref for paragraph in document.paragraphs} == {"paragraph 1"}
    assert texts(wml(p("<w:r><w:t>同一\n 段落</w:t></w:r>"))) == ["同一  段落"]


def test_tracked_changes_as_if_accepted() -> None:
    body = p(
        r("保留")
        + f"<w:ins>{r('新增')}</w:ins><w:del><w:r><w:delText>删去</w:delText></w:r></w:del>"
        + f"<w:moveFrom>{r('移走')}</w:moveFrom><w:moveTo>{r('移来')}</w:moveTo>"
    )
    gone = p(r("前半"), "<w:rPr><w:del/></w:rPr>") + p(r("后半"))
    row = "<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>" + p("已删的行") + "</w:tc></w:tr></w:tbl>"
    assert texts(wml(body + gone + row)) == ["保留新增移来", "前半后半"]


def test_hidden_text_is_not_shown() -> None:
    styles = (
        '<w:style w:type="character" w:styleId="H"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="HP"><w:rPr><w:vanish/></w:rPr></w:style>'
    )
    body = (
        p(r("看得见") + r("看不见", "<w:vanish/>") + r("也不见", '<w:rStyle w:val="H"/>'))
        + p(r("整段隐藏") + r("除了这里", '<w:vanish w:val="0"/>'), '<w:pStyle w:val="HP"/>')
        + p(r("一、标题"), "<w:rPr><w:vanish/><w:specVanish/></w:rPr>")
        + p(r("接着的正文。"))
    )
    assert texts(wml(body, styles=styles)) == ["看得见", "除了这里", "一、标题接着的正文。"]


def test_field_codes_are_dropped_and_results_kept() -> None:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    nested = (
        r("第") + mark("begin") + "<w:r><w:instrText>IF </w:instrText></w:r>" + mark("begin") + r("内层代码")
        + mark("separate") + r("内层结果") + mark("end") + mark("separate") + r("3") + mark("end") + r("页")
    )  # fmt: skip
    simple = f'<w:fldSimple w:instr="DATE">{r("二〇二三年")}</w:fldSimple>'
    unclosed = mark("begin") + r("吞掉")
    stray = mark("end") + mark("separate") + r("没有开头")
    assert texts(wml(p(nested) + p(simple) + p(unclosed) + p(stray))) == ["第3页", "二〇二三年", "没有开头"]


def test_a_text_box_is_read_once_and_after_its_paragraph() -> None:
    box = f"<w:txbxContent>{p('框内甲')}{p('框内乙')}</w:txbxContent>"
    twice = (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>'
        + box
        + "</wps:txbx></w:drawing></mc:Choice>"
        "<mc:Fallback><w:pict><v:textbox>" + box + "</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    old = f"<w:r><w:pict><v:textbox>{box}</v:textbox></w:pict></w:r>"
    empty_choice = (
        '<mc:AlternateContent><mc:Choice Requires="x"><w:drawing/></mc:Choice><mc:Fallback>'
        + old
        + "</mc:Fallback></mc:AlternateContent>"
    )
    for content in (twice, old, empty_choice):
        document = read(wml(p(r("段前") + content + r("段后")) + p("下一段")))
        assert [(paragraph.text, paragraph.ref) for paragraph in document.paragraphs] == [
            ("段前段后", "paragraph 1"),
            ("框内甲", "paragraph 1 text box"),
            ("框内乙", "paragraph 1 text box"),
            ("下一段", "paragraph 2"),
        ]


def test_content_controls_and_empty_paragraphs_count() -> None:
    body = f"{p()}<w:sdt><w:sdtContent>{p('控件里的段落')}</w:sdtContent></w:sdt><w:ins>{p('插入的段落')}</w:ins>{p()}{p('末段')}"
    assert [paragraph.ref for paragraph in read(wml(body)).paragraphs] == ["paragraph 2", "paragraph 3", "paragraph 5"]
