"""Read how a clause stands to a thing it names: asserted, denied, planned, learnt, somebody else's, listed, or hedged."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from jiufang.matching.clauses import Clause
from jiufang.matching.lexicon import level_patterns, stance_pattern
from jiufang.text.tokens import CJK_RUN

SEPARATORS = re.compile(r"[、，,|｜;；·•●◆■▪]|\s\*\s|[★☆✩⭐]+|(?<![0-9秒分小时])/(?![件台分秒天月年])|\s{2,}")
LIST_ITEMS = 4  # a clause of at least this many short items is a list, not a statement of use
ITEM_LENGTH = 14
# What tells use from a mention inside a section of lists.
USE = re.compile(
    r"自己|由我|我(?:来|做|写|管)|跑|牵头|主导|降至|提升|压到|收回|独立|负责|完成|编写|每[天日周月](?:都|用|跑|做|写|开|看|处理|操作)|(?:每个)?工作日|主刀|由本人|编制|做[了过]|写[了过]|画|搭建|开发[了过]|设计[了过]|上线|使用.{2,}(?:做|写|处理|分析)|用.{1,10}(?:做|写|画|处理|分析|开发|建模)|\d+\s*(?:套|个|台|次|万|年|张|份|项)|"
    r"\b(?:built|wrote|used|ran|run|daily|every (?:\w+ )?(?:day|week|month|shift|morning)|all day|weekly|designed|developed|maintained|deployed|led|managed|created|own|for \d+|\d+ years?)\b",
    re.IGNORECASE,
)
DEED = re.compile(
    r"(?:主要)?(?:负责|独立|牵头|主导|完成|带领|编制|撰写|处理|参与|我)|\b(?:led|built|ran|managed|wrote|designed|handled|owned)\b",
    re.IGNORECASE,
)
OWN_DEED = re.compile(  # English résumés leave out the "I"
    r"(?:wrote|drafted|prepared|built|ran|run|designed|managed|closed|plan(?:ned)?|developed|created|performed|delivered|negotiated)\b(?! by)",
    re.IGNORECASE,
)
TO_OTHERS = re.compile(
    r"(?:给|向|对|为|与|和|跟|教|(?<![现正])在|任|从|本|带领?|(?<![气血油水尿胃软硬钢导])管理?(?![镜道路线材件腔壁子]))[^，,。；;]{0,10}$"
)
WITH_OTHERS = re.compile(
    r"(?:协助|配合|帮助?|跟随?|与|和|向|带领|指导|\bassist\w*|\bhelp\w*|\bsupport\w*|\bwith|\blead|\bled|\bmanag\w+) ?(?:the |my )?$",
    re.IGNORECASE,
)
REVIEW_REACH = 2  # code points by which “then by” and its like may come after where the pattern for others begins
NEAR = 40  # code points between a level word and the thing it tells of
FOLLOW_UP = re.compile(
    r"^(?:本人|我|自己|但|却|尚|还|未|没|只|仅|均|都|并|且|无|一行|完全|停留|目前|暂|由|靠|I\b|but\b|not\b|never\b|only\b|no\b|none\b|which\b|though\b|haven|hasn|didn|all by|done by|handled by|yet\b)",
    re.IGNORECASE,
)
OWN_CONTENT = 12  # a follow-up clause longer than this many code points (24 in Latin) talks of something of its own


@dataclass(frozen=True, slots=True)
class Stance:
    """What a clause does with its topic; `level` is 0..5 in the words of `levels.tsv`, None when nothing tells."""

    denied: bool = False
    planned: bool = False
    learning: bool = False
    others: bool = False
    kin: bool = False
    assisting: bool = False
    hedged: bool = False
    listed: bool = False
    praise: bool = False
    own: bool = False
    alone: bool = False
    level: int | None = None

    @property
    def plain(self) -> bool:
        """Tell whether nothing weakens the statement."""
        return not (self.denied or self.planned or self.learning or self.others or self.hedged or self.listed or self.praise)


def stance(clause: Clause, target: tuple[int, int] | None, following: Sequence[Clause] = ()) -> Stance:
    """Read the stance of a clause towards the words at `target` (offsets inside the clause; None for the whole).

    Args:
        clause: the clause that names the thing.
        target: where in the clause it is named.
        following: the clauses after it in the same sentence: a bare “本人未参与” or “never used it” belongs here.
    """
    statement = clause.statement
    return _stance(clause.text, target, following[0].text if following else "", statement.text, statement.listed)


@lru_cache(maxsize=20000)
def _stance(text: str, target: tuple[int, int] | None, following: str, line: str, listed: bool) -> Stance:
    at = target or (0, len(text))
    tail = _follow_up(following)
    joined = f"{text} {tail}" if tail else text
    own = bool(stance_pattern("others", "self_cues").search(joined))
    return Stance(
        denied=is_denied(text, at) or bool(tail and is_denied(tail, (0, len(tail)))),
        planned=_near(stance_pattern("planned", "cues"), joined, at),
        learning=_near(stance_pattern("learning", "cues"), joined, at),
        others=_is_others(text, at) or bool(tail and _is_others(tail, (0, 0))) or _is_instead(text, following),
        kin=bool(stance_pattern("others", "kin").search(text)),
        assisting=bool(stance_pattern("assisting", "cues").search(text)),
        hedged=bool(stance_pattern("hedged", "cues").search(joined)),
        listed=(listed and not USE.search(text)) or is_list(line, text),
        praise=bool(stance_pattern("self_praise", "cues").search(text)),
        own=own,
        alone=bool(stance_pattern("others", "alone").search(joined)),
        level=level_of(joined, at),
    )


def is_denied(text: str, target: tuple[int, int]) -> bool:
    """Tell whether a cue of negation binds the target; denying a defect is no denial."""
    start, end = target
    for match in stance_pattern("negation", "both").finditer(text):
        if not _denies_defect(text, match.end()) and not (start <= match.start() and match.end() <= end and end - start < len(text)):
            return True
    for match in stance_pattern("negation", "right").finditer(text):
        if match.end() <= max(start, match.end() if target == (0, len(text)) else start) and not _denies_defect(text, match.end()):
            return True
    return False


def _denies_defect(text: str, after: int) -> bool:
    return bool(stance_pattern("negation", "defects").search(text[after : after + 24]))


def _near(pattern: re.Pattern[str], text: str, target: tuple[int, int]) -> bool:
    return any(m.start() < target[1] + NEAR and m.end() > target[0] - NEAR for m in pattern.finditer(text))


def _is_others(text: str, target: tuple[int, int]) -> bool:
    """Tell whether somebody else is said to do it; the person's own pronoun in the same clause outweighs that."""
    if OWN_DEED.match(text):
        return False
    known = target != (0, len(text))
    bound = [m for m in stance_pattern("others", "after").finditer(text) if known and m.start() > target[0]]
    strong = stance_pattern("others", "strong_self")
    for match in [*bound, *stance_pattern("others", "cues").finditer(text)]:
        before = text[max(0, match.start() - 12) : match.start()]
        if _is_reviewed(text, match.start()):
            continue
        if not (WITH_OTHERS.search(before) or TO_OTHERS.search(before) or strong.search(text[: match.end()])):
            return True
    return False


def _is_reviewed(text: str, at: int) -> bool:
    """Tell whether what others are said to do is to look over or sign the person's work."""
    return any(m.start() <= at + REVIEW_REACH and m.end() > at for m in stance_pattern("others", "reviewed").finditer(text))


def _is_instead(text: str, following: str) -> bool:
    """Tell whether the next clause says what the person did instead: “the agency’s, I only file reports”."""
    return bool(stance_pattern("others", "instead").search(following)) and not stance_pattern("others", "strong_self").search(text)


def level_of(text: str, target: tuple[int, int]) -> int | None:
    """Return the level word nearest to the target, the lower one on a tie; None when there is none."""
    best: tuple[int, int] | None = None
    for level, pattern in level_patterns():
        for match in pattern.finditer(text):
            inside = target[0] <= match.start() < target[1] and target != (0, len(text))
            gap = max(match.start() - target[1], target[0] - match.end(), 0)
            if not inside and gap <= NEAR:
                best = min(best, (gap, level)) if best else (gap, level)
    return best[1] if best else None


def is_list(line: str, clause: str) -> bool:
    """Tell whether the words stand in a bare list: a labelled list of skills, or many short items in a row."""
    if stance_pattern("lists", "labels").search(line) and _items(line) >= 2:
        return _items(line) >= LIST_ITEMS or len(line) < 60
    return (_items(clause) >= LIST_ITEMS and not DEED.match(clause)) or _blank_list(clause)


def _blank_list(text: str) -> bool:
    parts = text.split()
    if DEED.search(text):
        return False
    return len(parts) >= 6 and bool(CJK_RUN.search(text)) and sum(map(len, parts)) <= 9 * len(parts)


def _items(text: str) -> int:
    parts = [p.strip() for p in SEPARATORS.split(text)]
    short = [p for p in parts if 0 < len(p) <= ITEM_LENGTH]
    return len(short) if len(short) >= 0.7 * len([p for p in parts if p]) else 0


def _follow_up(text: str) -> str:
    if not text:
        return ""
    limit = 2 * OWN_CONTENT if text.isascii() else OWN_CONTENT
    weak = (
        is_denied(text, (0, len(text))) or stance_pattern("others", "cues").search(text) or stance_pattern("planned", "cues").search(text)
    )
    if FOLLOW_UP.search(text) and (weak or level_of(text, (0, len(text))) in {0, 1, 2}) and len(text) <= limit + 6:
        return text
    return text if weak and len(text) <= limit else ""
