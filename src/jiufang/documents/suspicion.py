"""Tell metadata that speaks to a machine from metadata that describes a file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from jiufang.documents.records import HiddenText

LONG = 240  # characters; titles, keywords and picture descriptions of honest files are shorter

ORDER = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instruction|prompt|above|previous|prior|rule|criteria)"
    r"|\b(?:system|assistant|user)\s*:|\bas an? (?:ai|llm|language model)\b|\b(?:dear|hey|note to|to (?:the|any)) (?:ai|llm|chatgpt|language model|screening)"
    r"|\b(?:rank|score|rate|recommend|hire|shortlist|advance|select)\b.{0,40}\b(?:candidate|applicant|resume|résumé|cv|top|highest|first|10/10|100)"
    r"|\b(?:perfect|ideal|best|strongest|exceptional|outstanding)\b.{0,20}\b(?:candidate|applicant|match|fit)"
    r"|忽略.{0,12}(?:指令|提示|要求|以上|之前|规则)|无视.{0,12}(?:指令|提示|要求|规则)|(?:系统|助手)\s*[:：]|(?:人工智能|大模型|语言模型|AI ?助手)"
    r"|(?:评为|打|给|排).{0,8}(?:满分|最高分|第一|首位)|(?:最佳|最合适|最优秀|完美|理想)的?(?:候选人|人选|匹配)|(?:必须|务必|直接|强烈)(?:录用|推荐|通过|入选)",
    re.IGNORECASE | re.DOTALL,
)


# What a résumé claims and a description of a file does not: two such words in one passage are a payload.
CLAIM = re.compile(
    r"\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty)\+? ?years?\b|\b(?:experienced?|certifi(?:ed|cate)|licensed?|expert|proficient|skilled|fluent|senior"
    r"|led a|team of|managed|bachelor|master|ph\.?d|degree|university|engineer|developer|manager|specialist|nurse|teacher|instructor|architect)\b"
    r"|[一二三四五六七八九十\d]+ ?年|经验|精通|熟练|擅长|主导|负责|持有|证书|认证|本科|硕士|博士|学历|毕业|大学|学院|高级|资深|工程师|经理|主管|护士|教师|英语[四六八]级",
    re.IGNORECASE,
)
ENOUGH_CLAIMS = 3
REPORT = 20  # hidden characters from which on a document is flagged (trust.md § 3.3)
HAN_WEIGHT = 3  # a Han character says as much as three Latin ones
# Ways of printing: a few characters lost so are a slip of design, such as a watermark too pale to be seen.
INKED = frozenset(
    "white near_white same_as_background tiny off_page covered clipped transparent invisible_mode layer_off overlapped invisible font vanish".split()
)
LONG_CLAIM = 40  # in Latin letters; a Han character counts twice


def is_suspicious(text: str) -> bool:
    """Tell whether text out of sight speaks to a machine, argues for the candidate, or is far longer than its purpose needs."""
    if len(text) > LONG or ORDER.search(text):
        return True
    weight = len(text) + sum("\u4e00" <= c <= "\u9fff" for c in text)
    return weight >= LONG_CLAIM and len({found.lower() for found in CLAIM.findall(text)}) >= ENOUGH_CLAIMS


def weight(hidden: Iterable[HiddenText]) -> int:
    """Return how much is hidden, in Latin characters; what is said again and again, as a watermark is on every page, counts once."""
    return sum(HAN_WEIGHT if "\u2e80" <= c <= "\u9fff" else 1 for quote in {h.quote for h in hidden} for c in quote if not c.isspace())


def worth_telling(hidden: Sequence[HiddenText]) -> list[HiddenText]:
    """Leave out what was lost in print where it is only a few characters altogether."""
    if weight(h for h in hidden if h.family in INKED) >= REPORT:
        return list(hidden)
    return [h for h in hidden if h.family not in INKED]
