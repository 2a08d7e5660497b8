"""Say a why-not and a comparison in words, in Chinese or English."""

from __future__ import annotations

from jiufang.matching.records import Verdict
from jiufang.shortlist.records import Comparison, WhyNot

NAMES = {
    "zh": {Verdict.MET: "已证明", Verdict.PARTIAL: "部分", Verdict.NOT_SHOWN: "未提及", Verdict.CONTRADICTED: "不符"},
    "en": {Verdict.MET: "met", Verdict.PARTIAL: "partial", Verdict.NOT_SHOWN: "not shown", Verdict.CONTRADICTED: "contradicted"},
}
TEXTS = {
    "zh": {
        "in": "第 {rank} 名，已在前 {k} 名之内（{score:.2f} 分）。",
        "out": "第 {rank} 名，{score:.2f} 分；进入前 {k} 名需要 {needed:.2f} 分。",
        "loss": "- {text}：{verdict}，若证明可加 {cost:.2f} 分。{why}",
        "change": "最少的改变：若能证明“{texts}”，得分为 {after:.2f}。",
        "never": "即使全部证明，也达不到前 {k} 名的分数。",
        "join": "”和“",
        "scores": "甲 {first:.2f} 分，乙 {second:.2f} 分。",
        "side": "- {text}：甲{first}，乙{second}",
        "same": "各项结论相同。",
    },
    "en": {
        "in": "Rank {rank}, within the first {k} already (score {score:.2f}).",
        "out": "Rank {rank}, score {score:.2f}; the first {k} begin at {needed:.2f}.",
        "loss": "- {text}: {verdict}; proof would add {cost:.2f}. {why}",
        "change": "The fewest changes: with proof of “{texts}” the score would be {after:.2f}.",
        "never": "Even with everything proven the score would not reach the first {k}.",
        "join": "” and “",
        "scores": "First {first:.2f}, second {second:.2f}.",
        "side": "- {text}: first {first}, second {second}",
        "same": "The verdicts are the same.",
    },
}


def why_not_text(found: WhyNot, lang: str) -> str:
    """Return a why-not in words.

    Args:
        found: what `why_not` returned.
        lang: the job's language; any but Chinese reads English.
    """
    texts, names = TEXTS[_known(lang)], NAMES[_known(lang)]
    inside = found.rank <= found.k
    lines = [texts["in" if inside else "out"].format(rank=found.rank, k=found.k, score=found.score, needed=found.score_needed)]
    for loss in found.losses:
        finding = loss.finding
        text = texts["loss"].format(text=finding.requirement.text, verdict=names[finding.verdict], cost=loss.cost, why=finding.why)
        lines.append(text.rstrip())
    if not found.reachable:
        lines.append(texts["never"].format(k=found.k))
    elif found.changes:
        lines.append(texts["change"].format(texts=texts["join"].join(c.text for c in found.changes), after=found.score_after))
    return "\n".join(lines)


def compare_text(found: Comparison, lang: str) -> str:
    """Return a comparison in words: the scores, then every requirement on which the two differ, the widest first.

    Args:
        found: what `compare` returned.
        lang: the job's language; any but Chinese reads English.
    """
    texts, names = TEXTS[_known(lang)], NAMES[_known(lang)]
    apart = [s for s in found.sides if s.first is not s.second]
    lines = [texts["scores"].format(first=found.first_score, second=found.second_score)]
    lines += [texts["side"].format(text=s.text, first=names[s.first], second=names[s.second]) for s in apart]
    return "\n".join(lines if apart else [*lines, texts["same"]])


def _known(lang: str) -> str:
    return "zh" if lang.startswith("zh") else "en"
