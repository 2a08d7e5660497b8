"""Recognise names that a label gives away, the candidate's or another's: 姓名, 证明人, emergency contact, referee, supervisor."""

from __future__ import annotations

import re

from jiufang.privacy.recognisers.base import Found, Kind, view_of

LABEL_ZH = r"(?:姓\s*名|曾用名|英文名|紧急联系人|联系人|证明人|推荐人|介绍人|担保人|监护人|(?<![总主督辅])导师|直属上级|直接上级|汇报对象|上级领导|配偶(?:姓名)?|父亲|母亲|候选人|求职者|应聘者|申请人)"
ZH = re.compile(
    rf"{LABEL_ZH}\s*[:]\s*(?P<value>[\u4e00-\u9fff](?:[ ]?[\u4e00-\u9fff·]){{1,5}}?)(?=先生|女士|老师|教授|经理|主任|总监|[\s,，、;；。|/(（\t]|电话|手机|性别|$)",
    re.MULTILINE,
)
LABEL_EN = r"(?:(?:full |candidate |applicant |my )?name|surname|first name|last name|given name|emergency contact|referee|reference|references|supervisor|line manager|reporting to|reports to|contact person|next of kin|spouse|father'?s name|mother'?s name)"
EN = re.compile(
    rf"(?<![A-Za-z])(?i:{LABEL_EN})\s*[:]\s*(?i:(?:Mr|Mrs|Ms|Miss|Dr|Prof)\.?\s+)?(?P<value>[A-Z][A-Za-z'\u00c0-\u024f-]+(?:[ ,]{{1,2}}[A-Z][A-Za-z'.\u00c0-\u024f-]*){{0,3}})(?=\s*(?:[,;|(\t\n]|$|-))"
)
CHINESE_AFTER_EN = re.compile(rf"(?<![A-Za-z])(?i:{LABEL_EN})\s*[:]\s*(?P<value>[\u4e00-\u9fff·]{{2,6}})(?![\u4e00-\u9fff])")
NO_NAME = re.compile(
    r"(?i)available|upon|request|provided|see|none|无|暂无|面谈|详见|备索|可提供|提供|待定|见附|保密|不详|director|manager|head|vp|chief|officer|team|department"
)


def find_people(text: str) -> list[Found]:
    """Return names after a label.

    >>> [f.value for f in find_people("证明人：李晓华 经理；Referee: Dr. Anna Berg, head of audit")]
    ['李晓华', 'Anna Berg']
    """
    view = view_of(text)
    spans = [m.span("value") for pattern in (ZH, EN, CHINESE_AFTER_EN) for m in pattern.finditer(view) if not NO_NAME.search(m["value"])]
    return [Found(a, b, Kind.NAME, text[a:b]) for a, b in sorted(set(spans))]
