"""Tell whether the words around a name say that the person does not have the thing: never did it, wishes it, someone else did it."""

from __future__ import annotations

import re

SENTENCE_END = re.compile(r"[。；;！!？?\n]|\.(?=\s|$)|\s{3,}")
COMMA = re.compile(r"[，,：:]|\bbut\b|\bthough\b|\byet\b|但|不过|——|--| - ")
ITEM_LENGTH = 24  # what stands between commas and is longer is a clause of its own
NEW_SUBJECT = re.compile(r"\bI\b|我|本人|\d{4}")
LOOK = 160  # characters before and after within which a clause is looked for

NOT_ZH = (
    r"(?:没有?|未曾?|从未|从没|尚未|还没有?|并未|不曾|未能)\s*(?:系统|独立|实际|真正|正式|亲自|深入)?\s*(?:接触|使用|用|做|写|学|参加|参与|操作|考|取得|获得|持有|从事|涉及|负责|实践|了解|学习|考取|报考|教|带)过?"
    r"|不(?:会|懂|熟悉|了解|擅长|具备|持有|掌握|曾)|(?:没有|无|缺乏|缺少)(?=[^，。；]{0,14}(?:经验|经历|基础|证书?|资质|背景))"
)
LABEL_NOT_ZH = r"\s*[:：][^。；;\n]{0,12}?(?:没有?|从未|未)(?:写|用|做|学|接触|使用)过"
AFTER_NOT_ZH = r"[^，。；\n]{0,6}?(?:(?:没有?|从未|从没|未|尚未|还没有?)(?:系统|独立|实际|正式)?(?:接触|使用|用|做|写|学|考|参加|操作|参与|涉及|取得|拿到|获得)过?|零基础|无基础|无经验|不会|不懂|不熟|没有经验|听过|只听说|本人未|仅限听说)"
WISH_ZH = r"(?:(?<![\u4e00-\u9fff]\s)(?:(?<![\u4e00-\u9fff])|(?<=[我人也还正并都已经])|(?<=现在))计划(?![书表员、，,\s])|计划(?=于|明年|今年|考|学|报|20\d{2})|打算|希望(?:能)?(?:学|考|接触|从事|往|向|转|有机会|在|能)|想(?:学|考|转|往|从事|拿)|准备(?:考|学|报)|拟(?:考|报)|愿意(?:从零)?学|有意(?:学|考)|目标是|将(?:要|会|于).{0,8}(?:考|学)|期待|争取|正在考虑|下一步)"
OTHERS_ZH = (
    r"(?:由(?!我|本人|自己|本组|我们)[^，。；]{1,18}?(?:用|使用|开发|编写|负责|做|完成|维护|提供|搭建|实施))|"
    r"(?:(?:同事|供应商|厂家|厂商|代理商|外包(?:团队|方)?|工艺科|别的组|其他(?:人|同事|组|部门)|室友|队友|学长|导师)(?:们)?(?!一起|共同|配合|协作|培训|讲|做培训)[^，。；和与]{0,10}?(?:用|开发|编写|负责|搬|拿到|完成|来做|做的|写的|搭建|实施))"
)
NOT_EN = (
    r"\b(?:never|no (?:prior |previous |formal |direct |real |hands-on |practical )?(?:experience|exposure|knowledge|training|background|certificat\w+|licen[cs]e)|"
    r"(?:have|has|had|do|does|did|was|were|am|is|are|could|can)(?:n['’]t| not)(?: yet| currently| personally)?(?! only)|cannot|can['’]t|not (?:yet |currently )?(?:familiar|used|worked|licensed|certified|trained|experienced|a|an)|"
    r"without(?: any)?(?= (?:experience|knowledge|exposure))|unfamiliar|lack(?:s|ed|ing)?(?: of)?|neither|nor)\b"
)
NO_EN = r"\b(?:no|not|nor|neither|except|excluding|other than|instead of|rather than|zero)\s+(?:[a-z-]+\s+){0,1}$"
AFTER_NOT_EN = r"\s*(?:[:(–—-]\s*)?(?:\w+\s+){0,2}?(?:none\b|not (?:yet|used|held|known|familiar|licensed|certified)|never\b|no experience|n/a\b|is new to me|was (?:done|handled|run|built|written|owned) by|(?:is|are|was|were) (?:not|never)\b|isn['’]t|wasn['’]t)"
WISH_EN = (
    r"\b(?:plan(?:s|ned|ning)? (?:to|on)|hop(?:e|es|ing) to|intend(?:s|ing)? to|want(?:s|ing)? to|would like to|wish(?:es|ing)? to|aspir\w+ to|aim(?:s|ing)? to|"
    r"look(?:ing)? (?:to|forward to)|eager to|keen to|willing to|ready to learn|interested in|my (?:dream|goal|next step)|seeking|next on my list|considering|open to learning|will (?:take|start|learn|sit|begin)|going to)\b"
)
OTHERS_EN = (
    r"\b(?:(?:my|a|our|the|another) (?:colleagues?|co-?workers?|team-?mates?|vendors?|suppliers?|contractors?|manager|boss|supervisor|partners?|dba|(?:\w+ )?(?:company|team|department|agency|engineers?|nurses?))"
    r" (?:(?:had |have |has )?(?:did|do|does|done|wrote|write|writes|built|build|builds|handled?|handles|ran|runs|run|owned?|owns|managed?|manages|set up|performed?|performs|used?|uses|closed?|took|takes))\b)"
)
SELF_EN = re.compile(r"\b(?:I|we)\b|\bmyself\b|\bwith (?:my|our|the)\b", re.IGNORECASE)

BEFORE = tuple(re.compile(p, re.IGNORECASE) for p in (NOT_ZH, WISH_ZH, OTHERS_ZH, NOT_EN, WISH_EN, OTHERS_EN))
JUST_BEFORE = re.compile(NO_EN, re.IGNORECASE)
JUST_AFTER = tuple(re.compile(p, re.IGNORECASE) for p in (LABEL_NOT_ZH, AFTER_NOT_ZH, AFTER_NOT_EN))
DONE_BY_EN = re.compile(
    r"[^,;.]{0,30}\b(?:done|handled|built|written|owned|developed|performed|run|managed|closed) by (?!me\b|us\b|myself)", re.IGNORECASE
)
# "没有停机", "no downtime": the negation is the achievement.
HARMLESS = re.compile(
    r"(?:没有|无|零)(?:停机|故障|事故|投诉|差错|差评|宕机|缺陷|不良|超卖)|\bno (?:downtime|defects?|findings|accidents|incidents|complaints|errors?)\b|不仅|不只|不但|\bnot only\b",
    re.IGNORECASE,
)


def is_disclaimed(text: str, start: int, end: int) -> bool:
    """Tell whether `text[start:end]` names something that the person denies, wishes for, or ascribes to others.

    >>> t = "没有接触过美国公认会计准则"
    >>> is_disclaimed(t, 5, len(t))
    True
    """
    before, after = clause_around(text, start, end)
    before, after = HARMLESS.sub("", before), HARMLESS.sub("", after)
    if JUST_BEFORE.search(before) or any(p.match(after) for p in JUST_AFTER) or DONE_BY_EN.match(after):
        return True
    return any(_governs(p, before) for p in BEFORE)


def clause_around(text: str, start: int, end: int) -> tuple[str, str]:
    """Return what stands before and after a span in its own clause; lists joined by commas stay together."""
    low, high = max(0, start - LOOK), min(len(text), end + LOOK)
    before = text[low:start]
    for m in SENTENCE_END.finditer(before):
        low = max(low, start - len(before) + m.end())
    after = text[end:high]
    stop = SENTENCE_END.search(after)
    return text[low:start], after[: stop.start()] if stop else after


def _governs(pattern: re.Pattern[str], before: str) -> bool:
    """Tell whether the last match reaches to the end of the clause: only list items stand between."""
    last = max(pattern.finditer(before), key=lambda m: m.start(), default=None)
    if last is None:
        return False
    between = before[last.end() :]
    pieces = COMMA.split(between)
    if len(pieces) == 1:
        return True
    items = all(len(piece.strip()) <= ITEM_LENGTH and not NEW_SUBJECT.search(piece) for piece in pieces[1:-1])
    return items and _is_item(pieces[-1])


def _is_item(piece: str) -> bool:
    return len(piece.strip()) <= 4 or bool(re.fullmatch(r"\s*(?:and|or|the|any|以及|和|或|及)?\s*", piece))
