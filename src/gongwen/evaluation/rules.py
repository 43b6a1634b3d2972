"""The baseline a user would write in an afternoon: keywords for topics, numbering and wording for roles.

Nothing is labelled with these rules; they are only here to be compared with.
"""

import re

from ..documents import Document, Paragraph

_TOPICS = {
    "kepu": r"科普|科学普及|科学素质|科技下乡|科技周|科技活动周|实用技术培训|科协|反邪教|防震减灾.{0,6}(?:宣传|知识)",
    "xinfang": r"信访|上访|来信来访|接访|下访|矛盾纠纷|人民调解|调处|12345|投诉",
    "dangjian": r"党建|党支部|党组织|党员|三会一课|主题教育|党风廉政|中心组|廉洁|八项规定|党课",
    "zhaoshang": r"招商|引资|客商|签约|推介会|投资商|落户|到位资金|引进项目",
}
_ROLES = (
    ("problem", r"存在.{0,8}(?:问题|不足|困难)|(?:还|仍|尚).{0,12}(?:不够|不足|不强|不高|薄弱)|差距"),
    ("plan", r"^(?:.{0,6}(?:明年|下一步|下半年|今后|将|要|力争))|下一步|明年|将继续|力争"),
    ("lesson", r"体会|启示|经验|实践证明|必须坚持"),
    ("result", r"荣获|被评为|授予|名列|先进(?:单位|集体)|同比增长|完成.{0,12}%"),
    ("overview", r"总面积|总人口|辖.{0,10}(?:村|社区)|位于|成立于|现有"),
)


def rule_topics(paragraph: Paragraph) -> set[str]:
    """Topics whose keywords occur."""
    return {key for key, pattern in _TOPICS.items() if re.search(pattern, paragraph.text)}


def rule_roles(document: Document) -> list[str]:
    """One role a paragraph, from form, place and wording."""
    roles = []
    last_in_article = {
        paragraph.article: n for n, paragraph in enumerate(document.paragraphs) if paragraph.shape == "body"
    }
    begun: set[int] = set()
    for n, paragraph in enumerate(document.paragraphs):
        if paragraph.shape != "body":
            roles.append({"noise": "other"}.get(paragraph.shape, paragraph.shape))
        elif paragraph.article not in begun and paragraph.numbering is None:
            roles.append("lead")
        elif last_in_article[paragraph.article] == n and re.search(r"总之|综上|新的一年|今后", paragraph.text):
            roles.append("closing")
        else:
            roles.append(next((role for role, pattern in _ROLES if re.search(pattern, paragraph.text)), "measure"))
        if paragraph.shape == "body":
            begun.add(paragraph.article)
    return roles
