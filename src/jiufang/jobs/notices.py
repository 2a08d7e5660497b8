"""Turn what is odd in an ad into warnings for the person who wrote it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from jiufang.jobs.records import Kind, Requirement

MANY = 15  # more must-haves than this and hardly anyone meets them
SEASONED = 3.0  # years nobody has who has just graduated

_VAGUE = re.compile(
    r"\b(?:excellent|good|strong|great|superb|outstanding)\b.{0,24}\b(?:communication|interpersonal|people) skills|\b(?:team player|self[- ]starter|rock ?star|ninja|guru|can-do attitude|wear many hats|fast[- ]paced)\b"
    r"|(?:良好|较强|优秀|出色|很强|极强)的?.{0,6}(?:沟通|表达|协调|学习|执行|抗压).{0,4}(?:能力)?|(?:沟通|学习|抗压|执行|协调).{0,2}能力(?:强|佳|好)|有?责任心|吃苦耐劳|积极主动|团队(?:合作|协作)?(?:精神|意识)"
    r"|承受.{0,6}压力|抗压|亲和力|服务意识|执行力|性格(?:开朗|外向|活泼|随和)|为人(?:正直|诚恳|踏实)|工作(?:认真|细致|踏实)|认真(?:负责|细致)|乐观(?:向上|开朗)"
    r"|\battention to detail\b|\bdetail[- ]oriented\b|\bhard[- ]?working\b|\b(?:positive|can[- ]do) attitude\b|\b(?:strong )?work ethic\b|\bunder pressure\b|\bhighly motivated\b|\bself[- ]motivated\b",
    re.IGNORECASE,
)
_GRADUATE = re.compile(
    r"应届|校招|毕业生|\b(?:new|recent|fresh) (?:college |university )?grad|\bgraduate (?:role|scheme|programme|program)\b|\bentry[- ]level\b|\bno experience (?:required|needed|necessary)\b|无需经验|经验不限|零经验",
    re.IGNORECASE,
)
_FULL_TIME_STUDY = re.compile(r"全日制|统招")
_DENIED = re.compile(r"非应届|应届(?:生)?(?:勿|请勿|不考虑|除外)|(?:not|isn(?:'|’)t) an? (?:new|recent|fresh)|not entry", re.IGNORECASE)


def warnings_for(requirements: Sequence[Requirement], text: str, *, lang: str) -> tuple[str, ...]:
    """Tell what in an ad is vague, missing, contradictory or needlessly narrow.

    Args:
        requirements: what was read from the ad.
        text: the ad.
        lang: language of the warnings, `zh` or else English.

    Returns:
        Sentences, in a fixed order; none when the ad is sound.
    """
    zh = lang == "zh"
    musts = [r for r in requirements if r.must]
    told: list[str] = []
    if not musts:
        told.append("没有读到必备条件：请逐条写明。" if zh else "No must-have was found: name what the job really needs.")
    if len(musts) > MANY:
        told.append(
            f"必备条件有 {len(musts)} 条，几乎没有人能全部满足。" if zh else f"{len(musts)} must-haves: hardly anyone will meet them all."
        )
    told += [_vague(r, zh) for r in requirements if _VAGUE.search(r.text) and r.kind in {Kind.SOFT, Kind.SKILL, Kind.OTHER}]
    told += _contradictions(musts, text, zh)
    if _FULL_TIME_STUDY.search(text):
        told.append(
            "要求全日制/统招：合法，但会排除在职、自考取得同等学历的人，请确认确有必要。"
            if zh
            else "Full-time study is asked for: lawful, but it shuts out part-time graduates."
        )
    return tuple(dict.fromkeys(told))


def _vague(requirement: Requirement, zh: bool) -> str:
    quote = requirement.text
    return (
        f"“{quote}”难以验证：写出在什么场合、做到什么。"
        if zh
        else f"“{quote}” is hard to verify: say where it is needed and what good looks like."
    )


def _contradictions(musts: Sequence[Requirement], text: str, zh: bool) -> list[str]:
    graduate = _GRADUATE.search(text)
    years = max((r.min_years or 0.0 for r in musts), default=0.0)
    if graduate is None or years < SEASONED or _DENIED.search(text):
        return []
    said = graduate.group()
    return [f"自相矛盾：既说“{said}”，又要求 {years:g} 年经验。" if zh else f"Contradiction: “{said}” and {years:g} years of experience."]
