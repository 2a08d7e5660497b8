"""Turn the words of a requirement into its kind."""

from __future__ import annotations

import re
from functools import lru_cache

from jiufang.jobs.lexicon import pattern
from jiufang.jobs.numbers import min_years
from jiufang.jobs.records import Kind

ORDER = (Kind.LANGUAGE, Kind.DEGREE, Kind.CERTIFICATE, Kind.OTHER, Kind.SOFT, Kind.LOCATION, Kind.DOMAIN, Kind.SKILL)
# A requirement that carries one of these is about it, whatever else it says.
TYPED = frozenset({Kind.EXPERIENCE_YEARS, Kind.DEGREE, Kind.CERTIFICATE, Kind.LANGUAGE, Kind.LOCATION})

_MAJOR_ONLY = re.compile(r"专业")
_PARENTHESES = re.compile(r"[（(][^（）()]*[)）]")
_LEVEL = re.compile(r"学历|本科|硕士|博士|大专|学士|研究生|专科|高中|中专|degree|bachelor|master", re.IGNORECASE)
# "有 Go 项目经验" asks for Go; projects are where it was used.
_TOOL_PROJECT = re.compile(
    r"^(?:有|具备|具有|做过)?\s*[A-Za-z][\w+#./-]*\s*(?:的)?(?:实际|实战|相关|线上|商业|真实|完整)*项目(?:开发|实战)?(?:经验|经历)"
)
_TAUGHT = re.compile(r"\btaught\b|\bteach\w*\b|教授?过", re.IGNORECASE)
_FLUENT = re.compile(
    r"普通话|工作语言|流利|口语|[四六八]级|听说|二[甲乙]|CET|TEM|IELTS|TOEFL|雅思|托福|JLPT|HSK|fluen|bilingual|conversational|[ABC][12]\b|speak",
    re.IGNORECASE,
)
# To know a certification or to have taken a firm through one is no paper of one's own.
_KNOWS_SCHEME = re.compile(r"(?:熟悉|了解|懂得?|做过|参与过|主导过|推动过|申报).{0,20}(?:认证|体系|标准)(?!.{0,6}(?:证书|资格))")
_OWN_PAPER = re.compile(r"持有|持证|证书|资格|执业|执照|本证|上岗证|考(?:取|过|到)|(?<!认)证$")
_MOVED_THINGS = re.compile(r"\brelocated (?!to\b)(?:at least|an?|the|our|two|three|\d)", re.IGNORECASE)
_POSTGRADUATE = re.compile(r"post-?graduate (?:diploma|certificate)|\bPG ?(?:dip|cert)|\bgraduate (?:diploma|certificate)", re.IGNORECASE)
_DRAFTS = re.compile(r"(?:起草|审核|撰写|编制|审阅|翻译).{0,10}(?:合同|文件|标书|报告|文书|资料)")
_TEACHES = re.compile(r"教(?:学|师|龄|研)|teach|tutor", re.IGNORECASE)


@lru_cache(maxsize=4096)
def kind_of(text: str) -> Kind:
    """Tell what a requirement is about.

    Args:
        text: the words of one requirement.

    Returns:
        The first kind whose words occur, from the most telling (a length of time) to the least.
    """
    core = _PARENTHESES.sub(" ", text).strip() or text
    if min_years(core) is not None:
        return Kind.EXPERIENCE_YEARS
    for kind in ORDER:
        if pattern("kinds", kind.value).search(core) and not _misleads(kind, core):
            return kind
    return Kind.SKILL  # what names no other kind is nearly always something to be able to do


def _misleads(kind: Kind, text: str) -> bool:
    if kind is Kind.LOCATION:
        return bool(_MOVED_THINGS.search(text))
    if kind is Kind.CERTIFICATE:
        return bool(_KNOWS_SCHEME.search(text)) and not _OWN_PAPER.search(text)
    if kind is Kind.DEGREE and _POSTGRADUATE.search(text):
        return not _LEVEL.search(_POSTGRADUATE.sub(" ", text))
    if kind is Kind.DEGREE:
        return bool(_MAJOR_ONLY.search(text) or _TAUGHT.search(text)) and not _LEVEL.search(text)
    if kind is Kind.DOMAIN:
        return bool(_TOOL_PROJECT.search(text))
    if kind is Kind.LANGUAGE:
        other = _TEACHES.search(text) or _MAJOR_ONLY.search(text) or pattern("kinds", Kind.CERTIFICATE.value).search(text)
        return bool(other or _DRAFTS.search(text)) and not _FLUENT.search(text)
    return False


def still_asks(words: str) -> bool:
    """Tell whether what is left around unlawful words still asks for something."""
    kind = kind_of(words)
    if kind in TYPED or kind in {Kind.DOMAIN, Kind.SOFT}:
        return True
    return (
        re.search(r"熟|会|能|懂|经验|掌握|\b(?:experience|knowledge|skills?|able|ability|proficien\w+)\b", words, re.IGNORECASE) is not None
    )
