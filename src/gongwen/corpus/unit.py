"""The unit that a report is of, as far as its title names one; never guessed.

It is the name in front of 关于, the year or the subject (云溪县科协2016年工作总结, 大垅村科普工作总结): the
longest piece from the beginning of the title that ends as names of units end and holds no word of a subject. A title
that names only a kind of unit (乡镇工作总结) or masks the name (××小学工作总结) tells none. A name without a place
(县科协) is given as it stands; in texts from several counties it may be several units.
"""

import re
import unicodedata

from ..documents import simplify

_NUMBER = r"[一二三四五六七八九十\d]"
_FRONT = re.compile(
    r"(?:"
    r"\[[^\]]*\]"
    rf"|[【(〔\[]?(?:第?{_NUMBER}+[篇部]分?|[篇范文之]+{_NUMBER}+|精选)[】)〕\]]?[-、:.]?"
    rf"|[【(〔\[]?{_NUMBER}{{1,3}}(?:[】)〕\]]|[、.:])"
    r"|[-—、:.·《]+|最新|附件?[一二三\d]*:|附件\d*"
    r"|\d{1,2}(?![\d年月日届])"
    r")+"
)
"""What stands in front of a title in a compilation: 第四篇：, 【篇1】, 三、."""
_REMARK = re.compile(r"[(【〔\[][^)】〕\]]*[)】〕\]]?")
_YEAR = re.compile(r"(?:[\d〇○◯零Oo一二三四五六七八九xX×*_]{2,4}|本)(?:学年|年)度?")
_END = re.compile(
    r"关于|第[一二三四1-4]季度|[上下]半年|半年|年度|年终|年底|[春秋]季|上学期|下学期|[个本]人|述[职学廉法]"
    r"|总结|汇报|报告|小结|情况|计划|经验|材料|体会|活动|简介|纪实|要点|[做作]法"
    r"|工作(?!者|人员|队|站|室|委|局|部|组|办|中心|领导)"
)
_PERSON = re.compile(
    r"(?:[党工]?[团纪]?委)?副?(?:书记|主任|局长|[镇乡县市区]长|校长|院长|馆长|站长|所长|科长|经理|会长|主席)$"
)
_SUBJECT = re.compile(
    r"(?<!科学)与|(?<!发展)(?<!资源)(?<!工业)(?<!住房)(?<!文化)(?<!卫生)和|(?<!普)及|[、,暨]|走进|之家|在(?!线)"
    r"|(?:信访|招商|科普|党建|综治|调解|宣传|统战|扶贫|人事|财务)(?![局办室科站所馆组会部委处基中服志协大领事联])"
    r"|招商引资|优化|建设(?!局|委|办|处|公司|集团|中心|管理)|推进|维稳|稳定|物业|矛盾|惠农|整治|治理"
    r"|[上下包驻进入]乡|[包驻进入]村|农村(?!信用|商业|工作[部委办])|美丽"
)
"""What a report is about, and no part of a name."""
_NOT_FIRST = re.compile(
    r"实施|开展|落实|推进|加强|做好|贯彻|学习|解放|依靠|围绕|深化|抓|建设|创建|参加|全面|认真|优化|努力|坚持|加快"
    r"|促进|争|规范|为|在|以|对|把|让|从|我"
)
_SUFFIX = re.compile(
    r"[县市区州省党团纪工政改教法]委(?!员会?|会|书)|[村居]委会|委员会|管委会|政府|人大(?!代)|政协|[党团]委|党组|总支|支部"
    r"|(?<![全城各])(?:县|市(?!场|域))|(?<![全各山社园小地郊老灾城])区(?!域|县)|省|自治州|旗"
    r"|(?<![全城各])镇|(?<![全各城家])乡(?!镇|村)|(?<![全各乡农整新])村(?!级|民|官|史|干)"
    r"|街道(?!办)|社区|园区|小区|校区|[业农]园区?|[农林牧渔]场|市场"
    r"|(?<![布格结])局|办公室|办事处|(?<![举承主协督])办(?!事处|公室|理|学)|(?<![干全内])部(?!门)|(?<!政)所|站(?!点)"
    r"|(?<!军)队(?!伍)|中心(?!小学|学校|校|组)|(?<!科)室|[管分监理]处|组(?!织)|机关"
    r"|(?:[内外儿妇教生后保总人财]|育|理|政|学|事|勤)科(?!学|普|研)"
    r"|公司|集团|企业|[工总分]厂|[银支分商总]行|信用社|合作社|联合社|供销社|报社"
    r"|[小大中]学|学校|[党技职]校|幼儿园|[医学法察究生健老分剧]院|馆"
    r"|[协商学工合事]会(?!员)|红十字会|妇联|残联|工商联|文联|科协(?!会)"
)
"""How names of units end."""
_KINDS = re.compile(
    r"(?:[年区县市省镇乡村]|[县市区州]直|乡镇|街道|社区|园区|小区|学校|小学|中学|大学|幼儿园|医院|机关|局机关|公司|企业"
    r"|国有企业|国企|非公企业|单位|政府|办公室|中心|银行|市场|支部|党支部|党委|委员会|村[居委]*会?|[农林]场|学会|工厂|山村"
    r"|(?:工业|产业|农业)园区?|(?:经济)?开发区|科室|科|室|组|部|站|所|处|队|局|馆|合作社|集团)+"
)
_MASKED = re.compile(r"[xX×*_某]|[○〇]{2}")


def unit_in_title(title: str) -> str | None:
    """The name of the unit in a title, in simplified script without blanks; None where it names none.

    >>> unit_in_title("第四篇：云溪县科学技术协会2016年工作总结"), unit_in_title("乡镇信访维稳工作总结（通用5篇）")
    ('云溪县科学技术协会', None)
    """
    text = re.sub(r"[\s“”\"]+", "", unicodedata.normalize("NFKC", simplify(title)))
    if front := _FRONT.match(text):
        text = text[front.end() :]
    text = re.sub(r"^关于(?=.{2,20}关于)", "", text)
    if year := _YEAR.match(text):
        text = text[year.end() :]
    text = _REMARK.sub("", text)
    ends = [match.start() for pattern in (_YEAR, _END) if (match := pattern.search(text))]
    if not ends:
        return None
    head = _PERSON.sub(_office, text[: min(ends)])
    for match in reversed(list(_SUFFIX.finditer(head))):
        name = head[: match.end()]
        if not _SUBJECT.search(name):
            return None if _MASKED.search(name) or _NOT_FIRST.match(name) or _KINDS.fullmatch(name) else name
    return None


def _office(match: re.Match[str]) -> str:
    """马堰镇党委书记 speaks for 马堰镇党委, 马堰镇镇长 for 马堰镇."""
    found = re.match(r"[党工]?[团纪]?委", match[0])
    return found[0] if found else ""
