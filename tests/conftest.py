"""Texts that several tests read, and the shipped tagger, loaded once."""

import os

os.environ.setdefault(
    "OMP_NUM_THREADS", "1"
)  # models are tiny here: threads wait for each other, and tests run side by side

import pytest

from gongwen import Tagger

REPORT = """\
青岭镇2021年工作总结

今年以来，在县委、县政府的坚强领导下，我镇紧紧围绕年初目标，真抓实干，各项工作平稳推进。现将有关情况总结如下：
一、主要工作
（一）抓招商引资
1．外出招商。镇党委书记带队四次赴东莞、温州拜访客商，签约石材加工、竹木家具等项目5个，到位资金6200万元。
2．跟踪服务。
（二）抓信访稳定
实行领导干部接访制度，全年接待来访群众137批次，排查矛盾纠纷89起，调处成功86起，没有发生越级上访。
（三）抓科普宣传
九月，镇科协组织科普大篷车进校园，办科普讲座7场，发放防溺水、防诈骗知识手册3500份。
二、存在的问题
一是产业基础薄弱，二是个别村干部作风不实，群众意见较大。
三、下步打算
明年，我们将继续抓好招商引资，外出招商十次以上，力争新引进亿元项目1个；同时加强村党支部建设，严格落实“三会一课”，做好党员发展和教育管理。
"""

BROKEN = """\
    全镇共修建水渠十二条，总长8.6公里，新增灌溉面积1200亩，解决了下湾、石桥两村多年
- 3 -
来用水难的问题，群众都说这件事办到了心坎上。
    秋后又对三座山塘进行了除险加固。
"""


@pytest.fixture(scope="session")
def tagger() -> Tagger:
    return Tagger.from_pretrained()
