"""Source lines, and what their form says: page number, site noise, title, heading."""

import re

from .model import Line, Numbering
from .numbering import parse_numbering, parse_ordinal

_BREAK = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
SENTENCE_END = "。！？!?；;：:…"
_CLOSERS = "”’》」』）)】〕\"'"

_DASH = r"[-—–－―─━‐−·・•~～*_<>|\s]*"
_COUNT = r"[\d一二三四五六七八九十百]{1,4}"
_PAGE_NUMBER = re.compile(
    rf"{_DASH}(?:\d{{1,4}}|[ivxIVX]{{1,5}}|[ⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ]){_DASH}"
    rf"|{_DASH}第\s*{_COUNT}\s*[页頁]\s*[,，/／(（]?\s*(?:[共总總]\s*{_COUNT}\s*[页頁])?[)）]?{_DASH}"
    rf"|[共总總]\s*{_COUNT}\s*[页頁]\s*[,，]?\s*第\s*{_COUNT}\s*[页頁]"
    rf"|{_DASH}\d{{1,4}}\s*[/／]\s*\d{{1,4}}\s*[页頁]?{_DASH}"
    r"|(?:[Pp](?:age|AGE)?\.?|页码[:：])\s*\d{1,4}(?:\s*of\s*\d{1,4})?|\d{1,4}\s*[页頁]"
    r"|[\[【〔(（]\s*\d{1,4}\s*[\]】〕)）]"
)
_RULE = re.compile(r"[-—–－―─━=＝_＿*＊~～·.．。…\s]{4,}")
_UNIT = re.compile(r"[万亿元个個年月日人户戶亩公平米吨千百%％‰件起名家次条項项多余]")
_NOISE = re.compile(
    r"www\.|https?:|\[bookmark"
    r"|(?:^|\s)(?:[文稿]?[件章稿]?[来來]源|作者|[编編][辑輯]|更新(?:时间|時間|日期)?|[发發][布佈](?:时间|時間|日期)?|(?:点击|點擊|[阅閱][读讀]|浏览|瀏覽)(?:次?[数數]|量)?)[:：]"
    r"|小[编編](?!制)|[欢歡]迎.{0,8}(?:[参參]考|[阅閱][读讀]|借[鉴鑒]|下[载載]|[关關]注)|[仅僅]供[参參]考|供大家[参參]考"
    r"|本文共|^共\s*\d+\s*[页頁]|上一[页頁篇]|下一[页頁篇]|首[页頁]\s*[>›»|/]|[当當]前位置|您的位置"
    r"|相[关關](?:[推文阅][荐薦章读]|[热熱][门門词詞]|专题|專題|[:：])|猜[你您]喜[欢歡]|(?:你|您|人)[可还還能]{0,3}(?:[感看])[了过兴興]|推[荐薦](?:[阅閱][读讀]|[:：])|[热熱][门門]推[荐薦]|精彩推[荐薦]|还看了|還看了"
    r"|[点點][击擊]下[载載]|立即下[载載]|收藏本|打印本|字[体體号號][:：]|版[权權](?:所有|[归歸声聲])|[关關]注公[众眾]|微信[扫掃]"
    r"|[范範]文(?:网|網|大全|[库庫])|(?:在线|在線|百度|中|桂)\S?文[库庫]|文[库庫](?:网|網|$|\s)"
)
_COMPILATION = re.compile(
    r"[（(【\[].{0,4}(?:[精通推]选|精選|通用|[汇匯][编編总總]|合集|共|[荐薦]).{0,4}[\d一二三四五六七八九十]+\s*篇.{0,2}[）)】\]]\S{0,8}$"
)

_NUMERAL = r"(?:[一二三四五六七八九十]{1,3}|\d{1,2})"
# What a report calls itself. The weak genres also head sections (“六、明年打算”), so they name an article only where an
# explicit marker stands beside them.
_STRONG = (
    (
        r"(?:总结|總結|报告|報告|汇报|匯報|彙報|述职|述職|述廉|小结|小結|范文|範文)(?:[及和暨与與、].{0,10}(?:安排|打算|计划|計劃|思路|要点|要點))?(?:[（(].{0,12}[)）]|之{_N}|\d{{3,5}}字)?"
    )
    .replace("{_N}", _NUMERAL)
    .replace("{{", "{")
    .replace("}}", "}")
)
_WEAK = r"(?:思路|计划|計劃|打算|要点|要點|情况|情況|经验|經驗|体会|體會|规划|規劃|方案|讲话|講話|发言|發言|材料|调研|調研|自查)"
_GENRE = rf"(?:{_STRONG}|{_WEAK})"
_OWNER = r"(?:村|[小中大]学|[小中大]學|局|公司|[医法检]院|[醫檢]院|委|支部|乡|鄉|镇|鎮|县|縣|个人|個人|协会|協會|辅导员|輔導員|管理员|小组|小組|科协|科協)"
_EXPLICIT = tuple(
    re.compile(pattern)
    for pattern in (
        rf"^.{{0,40}}篇\s*({_NUMERAL})\s*(?:$|[：:\s、]|[（(].{{1,20}}[）)]$)",
        rf"^第\s*({_NUMERAL})\s*篇(?:$|[：:\s、]|\S{{2,30}}$)",
        rf"^.{{0,40}}第\s*({_NUMERAL})\s*篇$",
        rf"^[范範例模]?[文本板]\s*({_NUMERAL})(?:$|[：:、\s])",
        rf"^(\d{{1,2}})[、.．：:]\s*(?![开開]展|学习|學習|认真|做好|[听聽]取)\S.{{3,40}}{_STRONG}$",
        # A Han number heads sections too, unless whose report it is stands beside it.
        rf"^({_NUMERAL})[、.．]\s*(?!深入|学习|學習|[开開]展|认真)(?=.*{_OWNER})\S.{{6,40}}{_STRONG}$",
        rf"^.{{2,40}}{_GENRE}(?:汇编|彙編|[范範]文)?\s*[（(【\[]\s*[篇第]?({_NUMERAL})\s*[)）】\]]$",
        rf"^.{{2,40}}{_GENRE}(?:[范範]文)?\s*({_NUMERAL})$",
    )
)
_TITLE = re.compile(
    rf"^(?!附[件一二三1-9]|[开開]展|主要|认真|[关關]于印[发發])(?:.{{0,50}}{_STRONG}|.{{0,30}}{_OWNER}.{{2,20}}(?:材料|发言|發言|[讲講][话話]))$"
)
_INTRODUCES = ("如下", "于下", "於下", "如次")
"""An introduction whose colon was forgotten is finished all the same."""
_ORNAMENT = "★☆*＊#＃-—=＝~～◆◇■□●○【】[]〔〕《》<>‹›：: "


def split_lines(text: str) -> list[Line]:
    """The non-blank lines of a decoded file.

    Every character that is not white space (or a byte-order mark at the start) lies inside exactly one line.
    """
    lines: list[Line] = []
    number, gap, at = 1, 0, 0
    while at <= len(text):
        match = _BREAK.search(text, at)
        stop = match.start() if match else len(text)
        start, end = at, stop
        while start < end and (text[start].isspace() or (text[start] == "\ufeff" and start == 0)):
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if end > start:
            indent = sum(2 if ch == "\u3000" else 4 if ch == "\t" else 1 for ch in text[at:start] if ch != "\ufeff")
            lines.append(Line(number, start, end, text[start:end], indent, gap))
            gap = 0
        else:
            gap += 1
        if match is None:
            break
        number += match[0] in ("\n", "\r\n", "\r")
        at = match.end()
    return lines


def is_page_number(text: str) -> bool:
    """A line that is nothing but a page number (“- 3 -”, “第 2 页 共 5 页”) or a rule between pages."""
    return (len(text) <= 24 and _PAGE_NUMBER.fullmatch(text) is not None) or _RULE.fullmatch(text) is not None


def breaks_page(text: str, following: str) -> bool:
    """Whether a line between two others only marks a page break: a bare number in front of its unit is a figure."""
    return is_page_number(text) and not (text.isdecimal() and _UNIT.match(following))


def is_noise(text: str) -> bool:
    """A line a web site or a printer put there, as far as its form tells. Prose and numbered lines are never judged so."""
    if is_page_number(text):
        return True
    if len(text) > 200:
        return False
    bars = text.count("|") + text.count("｜") + text.count(">") + text.count("»")
    if bars >= 2 or (text.endswith(("...", "……", "…")) and len(text) > 60):
        return True
    hit = _NOISE.search(text)
    if hit is None:
        return False
    prose = len(text) >= 40 and any(mark in text[: hit.start()] for mark in "。；，")
    return not prose and (parse_numbering(text) is None or hit.start() > 20)


def ends_sentence(text: str) -> bool:
    """Whether the text ends where a sentence, clause list or introduction ends."""
    stripped = text.rstrip(_CLOSERS)
    if stripped.endswith("."):
        return not (stripped[-2:-1].isascii() and stripped[-2:-1].isalnum())
    return not stripped or stripped[-1] in SENTENCE_END or stripped.endswith(_INTRODUCES)


def article_mark(text: str) -> int | None:
    """The number of an explicit article marker (篇1, 第二篇：, 3、…总结), or None."""
    if len(text) > 60 or "。" in text or _COMPILATION.search(text):
        return None
    bare = text.strip(_ORNAMENT)
    for candidate in (text.rstrip("：: "), bare):
        for pattern in _EXPLICIT:
            match = pattern.match(candidate)
            if match:
                return parse_ordinal(match[1])
    return None


def is_title(text: str, numbering: Numbering | None) -> bool:
    """A line that stands alone and names a document: ends in the name of a genre (…总结, …报告) or marks an article."""
    if len(text) > 60 or any(ch in text for ch in "。；;") or text.count("，") > 1:
        return False
    if article_mark(text) is not None:
        return True
    if ends_sentence(text):
        return False
    if _COMPILATION.search(text):
        return True
    if is_noise(text):
        return False
    return numbering is None and len(text) >= 6 and _TITLE.match(text.strip(_ORNAMENT)) is not None


def is_heading(text: str, numbering: Numbering | None, following: Numbering | None) -> bool:
    """A line that names what follows and stops. `following` is the numbering of the next paragraph."""
    if numbering is None:
        return len(text) <= 25 and not ends_sentence(text) and not any(ch in text for ch in "。；;=|")
    rest = text[numbering.width :].rstrip()
    if not rest or len(rest) > 55 or any(ch in rest[:-1] for ch in "。；;！？"):
        return False
    if rest[-1] in "；;：:，,、":
        return False
    if rest[-1] in "。.":
        # “(一)阵地建设进一步加强。” heads a section unless its next sibling follows at once.
        sibling = following is not None and following.rank <= numbering.rank
        return numbering.rank <= 3 and len(rest) <= 40 and not sibling
    return True
