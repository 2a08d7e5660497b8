"""Read practical answers: when somebody can start, how much notice they owe, what they hope to earn, where, and whether they may work there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from jiufang.matching.numbers import months_stated
from jiufang.matching.places import ANYWHERE, WILLING
from jiufang.screening.cues import says
from jiufang.taxonomy.places import cities
from jiufang.text.periods import find_periods

SHORT = 8  # code points
CLAUSE = re.compile(r"(?:[^,，;；。\n]|,(?=\d{3}))+")
NOW = re.compile(
    r"随时|立即|立刻|马上|即刻|现在就?(?:可以|能|行)|今天|明天|后天|已(?:经)?离职|待业|不在职|没有?在职|目前没有?工作|没(?:有)?工作"
    r"|\b(?:immediately|right away|any ?time|straight ?away|at once|now|asap|as soon as possible|tomorrow|today|no notice|not (?:employed|working)|between jobs|unemployed|left my)\b",
    re.IGNORECASE,
)
MONTH_EN = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
WHEN = re.compile(
    r"(?:\d{1,2}|[一二两三四五六七八九十]+)\s*(?:个)?(?:多|半)?(?:天|日|号|周|星期|礼拜|月)|半个?月|(?:下|这|本|上|两|几)(?:个)?(?:周|星期|礼拜|月|旬)|月(?:初|底|中|末)|年(?:初|底|后|前|中)|春节|国庆|元旦|节后|周[一二三四五六日末]|明年|年内|[上中下]旬"
    r"|\b(?:\d{1,2}|one|two|three|four|six|eight|ten|a|an|a couple of|few)[\s-]*(?:working |business )?(?:days?|weeks?|months?|fortnight)\b|\b(?:next|this|coming|following) (?:week|month|monday|tuesday|wednesday|thursday|friday|year|quarter|spring|summer|autumn|fall|winter)\b"
    rf"|\b(?:early|mid|late|end of|beginning of|start of|from|in|on|by|around|after)[ -](?:the )?(?:\d{{1,2}}(?:st|nd|rd|th)? )?(?:of )?{MONTH_EN}\b|\b{MONTH_EN}\.? \d{{1,2}}\b|\b\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{MONTH_EN}\b|\bfortnight\b|\bnew year|\bchristmas\b|\bmonday\b",
    re.IGNORECASE,
)
BARE_MONTH = re.compile(rf"^\W*{MONTH_EN}\W*$", re.IGNORECASE)
START = re.compile(
    r"到岗|入职|报到|上岗|能来|来上班|能过来|能到位|(?:可以|能|最早|随时)[^，。]{0,8}(?:上班|开始|就位)|\b(?:can|could|able to|would|ready to|earliest)\b[^.;]{0,12}\b(?:start|join|begin)\b|\bavailab\w+\b|\bstart (?:in|on|from|right|immediately|any ?time|next|by)\b",
    re.IGNORECASE,
)
NOTICE = re.compile(r"提前|离职|交接|通知|提出?辞|辞职|\bnotice\b|\bresign\w*|\bhand ?over\b|\bgive (?:them|my|up)\b", re.IGNORECASE)
MONEY = re.compile(
    r"[$€£¥￥]\s?\d[\d,.]*\s?[kKmM]?|\d[\d,.]*\s?(?:[-–~～至到]\s?\d[\d,.]*\s?)?(?:[kKwW](?![A-Za-z])|万|千|元|块|rmb|usd|eur|dollars?|euros?|pounds?|an hour|per hour|/\s?(?:h|hour|hr|month|year|月|年))"
    r"|(?<!\d)(?!(?:19|20)\d\d(?!\d))\d{4,7}(?!\d)|\d{2,3},\d{3}|(?:[一二两三四五六七八九十]+)(?:万|千)|(?<!\d)\d{1,3}\s?[-–~～至到]\s?\d{1,3}(?!\d)",
    re.IGNORECASE,
)
PAY = re.compile(
    r"\d\s?[kK](?![A-Za-z])|\d\s?万|薪|工资|待遇|收入|到手|税前|税后|年包|底薪|面议|可谈|按公司|行业水平|\b(?:salary|pay|compensation|gross|net|base|OTE|negotiable|market rate|per year|a year|annual\w*|hourly)\b",
    re.IGNORECASE,
)
PAY_NAMED = re.compile(r"薪|工资|待遇|收入|到手|税前|税后|年包|期望|\b(?:salary|pay|compensation|gross|net|OTE|expect\w*)\b", re.IGNORECASE)
GOODS = re.compile(
    r"订单|单量|销售额|营收|流水|用户|客户|合同额|库存|预算|吞吐|\bQPS\b|\b(?:orders?|deals?|revenue|turnover|users?|customers?|budget|quota|contracts?)\b",
    re.IGNORECASE,
)
WISHED = re.compile(r"期望|希望|薪|要求.{0,4}(?:待遇|工资)|\b(?:expect\w*|looking for|hoping for|salary|desired|my rate)\b", re.IGNORECASE)
LIVES = re.compile(
    r"住|坐标|人在|在[\u4e00-\u9fff]{2,8}|[\u4e00-\u9fff]{2,6}[市区县镇]|搬|通勤|地铁|方便|附近|不远"
    r"|\b(?:live|living|based|located|reside|move|moving|relocat\w+|commut\w+|nearby|close by|not far|suits? me|works? for me|fine (?:with|for) me)\b|\b(?:from|in|near) (?-i:[A-Z])",
    re.IGNORECASE,
)
HOME = re.compile(
    r"住在|现居|住的|坐标|人在|(?:目前|现在|我)在(?!职)[\u4e00-\u9fff]{2,6}(?:$|[，。市区])|搬到|搬去|通勤|\b(?:i(?:'m| am)? (?:live|living|based|located|staying|in (?-i:[A-Z])|from (?-i:[A-Z]))|based in|live in|living in|relocat\w+|commute|moving to|move to)\b",
    re.IGNORECASE,
)
PERMIT = re.compile(
    r"许可|签证|担保|合法工作|绿卡|\b(?:visa|sponsor\w*|right to work|authori[sz]\w+|permit|eligible|citizen\w*|resident)\b", re.IGNORECASE
)


def clauses(text: str) -> Iterator[tuple[int, int]]:
    """Yield the clauses of an answer; a comma inside a number parts nothing."""
    for match in CLAUSE.finditer(text):
        if match.group().strip():
            yield match.start() + len(match.group()) - len(match.group().lstrip()), match.end()


def is_when(text: str) -> bool:
    """Tell whether a text gives a time from which somebody can start."""
    return bool(NOW.search(text) or WHEN.search(text) or BARE_MONTH.match(text) or find_periods(text))


def is_notice(text: str) -> bool:
    """Tell whether a text gives a length of notice."""
    return bool(NOW.search(text) or WHEN.search(text) or months_stated(text)) or says("no", text)


def is_pay(text: str) -> bool:
    """Tell whether a text gives a salary, or says that it is open; what a business turns over is none."""
    if GOODS.search(text) and not PAY_NAMED.search(text):
        return False
    return bool(
        MONEY.search(text) or re.search(r"面议|可谈|按公司|行业水平|都(?:行|可以)|\bnegotiable\b|\bmarket rate\b|\bopen\b", text, re.I)
    )


def is_place(text: str) -> bool:
    """Tell whether a text says where somebody lives or would work."""
    if len(text) <= SHORT and not says("unsure", text):
        return True  # a place that no list knows
    settled = says("yes", text) or says("no", text) or WILLING.search(text) or ANYWHERE.search(text)
    return bool(cities(text) or LIVES.search(text) or settled) or bool(re.fullmatch(r"\W*[A-Z][\w.'’-]+(?:[ ,]+[A-Z][\w.'’-]+)*\W*", text))


def is_permit(text: str) -> bool:
    """Tell whether a text answers whether somebody may work."""
    return bool(says("yes", text) or says("no", text) or PERMIT.search(text))


Check = Callable[[str], bool]
CHECKS: dict[str, Check] = {
    "availability": is_when,
    "notice": is_notice,
    "salary": is_pay,
    "location_field": is_place,
    "right_to_work": is_permit,
}
# What a clause must name to be taken for an answer to a question that was not asked, or to one of several.
MARKS = {"availability": START, "notice": NOTICE, "salary": PAY, "location_field": HOME, "right_to_work": PERMIT}


def marked(kind: str, text: str) -> bool:
    """Tell whether a clause names a practical point and answers it, among several that were asked about."""
    return bool(MARKS[kind].search(text)) and CHECKS[kind](text)


def volunteered(kind: str, text: str) -> bool:
    """Tell whether a clause settles a practical point that nobody asked about: a deal of 84k is no salary."""
    return marked(kind, text) and (kind != "salary" or bool(WISHED.search(text)))
