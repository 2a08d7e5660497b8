"""Turn a Chinese sentence into asks: clause by clause, joining what belongs together."""

from __future__ import annotations

import re
from dataclasses import replace

from jiufang.jobs.asks import Ask, is_nice, says, strip_lead
from jiufang.jobs.clauses import Span, chinese_clauses
from jiufang.jobs.kinds import TYPED, kind_of
from jiufang.jobs.lexicon import pattern
from jiufang.jobs.numbers import min_years
from jiufang.jobs.records import Kind
from jiufang.jobs.sections import Part, Stretch

_STATES = re.compile(r"都是|就是|是一|卡学历|目前|已经|将会|我们的")
_LABEL = re.compile(r"^[\u4e00-\u9fff]{2,6}$")
_FIRM = re.compile(r"必须|要求|以上|\d\s*年|本科|大专|硕士")
_BUT = re.compile(r"^(?:但是?|不过|只是|而|由于|因为)")
_ONLY_WISH = re.compile(r"^(?:者|的)?(?:优先(?:考虑|录用|录取)?|加分|更佳|更好|那?就?(?:会)?更(?:好|棒|理想)(?:了|啦)?)[。.]?$")
_PART_OF = re.compile(r"^(?:或(?!者?有)|其中|包括|含|且其中|不含)")
_SPEAKS = re.compile(r"^(?:能|可|会).{0,14}(?:沟通|交流|谈判|读写|邮件|会议|电话)")
_LISTED = re.compile(r"[、]|以及|并且?|和|及(?!以上)")
_VALUED = re.compile(r"这一?[条点项]我?们?(?:都)?(?:很|最|特别|非常)(?:看重|在意|重要)$")
_MAJORS = re.compile(r"专业(?!能力|知识|技能)|(?:类|学科|理工科|文科|商科|医学)背景")
_NAMES = re.compile(r"[、/／]|或|同类|等[)）]|如(?!果)")  # an aside that lists what would do is no comment
_REMOTE = re.compile(r"^不(?:接受|支持|提供|能|考虑)(?:远程|居家|线上|异地|兼职)")
_PARTED = frozenset({Kind.DEGREE, Kind.CERTIFICATE, Kind.LANGUAGE, Kind.EXPERIENCE_YEARS})
LONG, WIDER = 10, 1.4  # a clause so much longer than a full demand before it says something of its own
SHORT = 8  # code points: a skill clause at least this long stands by itself
_OWN_HEAD = re.compile(r"^(?:熟练|熟悉|精通|掌握|擅长|会|有|具|做过|了解|持|懂)")


def chinese_asks(text: str, span: Span, stretch: Stretch) -> list[Ask]:
    """Return what a Chinese sentence asks for, in order."""
    clauses = [part for clause in chinese_clauses(text, *span) for part in _typed_parts(text, clause)]
    wished: set[Span] = set()
    if stretch.part is Part.NICE or says("nice", text[slice(*span)]):
        parted = [(clause, _wishes(text, clause)) for clause in clauses]
        # “有筹开经历、在国际品牌做过都是加分的”: what follows the last member wishes for all.
        wished = {part for clause, parts in parted if len(parts) > 1 and says("nice", text[slice(*clause)]) for part in parts}
        clauses = [part for _, parts in parted for part in parts]
    found: list[Ask] = []
    last_end = -1
    for clause in clauses:
        ask = _ask(text, clause, stretch)
        if ask is not None and clause in wished:
            ask = replace(ask, must=False)
        if ask is None:
            if found and last_end == found[-1].end and clause[0] - last_end <= 2 and _extends(text, clause, found[-1], stretch):
                found[-1] = Ask(found[-1].start, clause[1], found[-1].kind, found[-1].must)
                last_end = clause[1]
            elif found and _ONLY_WISH.match(text[slice(*clause)]):
                found[-1] = Ask(found[-1].start, found[-1].end, found[-1].kind, must=False)
            continue
        if (
            found
            and last_end == found[-1].end
            and clause[0] - last_end <= 2
            and clause not in wished
            and _joins(text, found[-1], ask, stretch)
        ):
            kind = Kind.DEGREE if ask.kind is Kind.DEGREE else found[-1].kind
            found[-1] = Ask(found[-1].start, ask.end, kind, found[-1].must and ask.must)
        else:
            found.append(ask)
        last_end = found[-1].end
    if not found and stretch.bullet and stretch.part in {Part.MUST, Part.NICE} and not _chatter(text[slice(*span)]):
        found = [_made(text, span, stretch)]
    return _all_wishes(text, span, found) if stretch.bullet else found


def _ask(text: str, clause: Span, stretch: Stretch) -> Ask | None:
    words = text[slice(*clause)]
    start = strip_lead(text, *clause)
    core = text[start : clause[1]]
    if len(core) < 2 or _chatter(words) or _ONLY_WISH.match(words):
        return None
    asked = says("ask", words) is not None
    inside = stretch.part in {Part.MUST, Part.NICE} or (stretch.part is Part.UNKNOWN and says("nice", words) is not None)
    if not inside and (not asked or not _strong(words)):
        return None
    if inside and not asked and not _looks_asked(core):
        return None
    return _made(text, clause, stretch)


def _strong(words: str) -> bool:
    kind = kind_of(words)
    return kind in TYPED or re.search(r"要求|需要你|必须|希望你|须|具备|期待你|得[会有懂能]", words) is not None


def _looks_asked(core: str) -> bool:
    if says("head_zh", core) or says("nice", core):
        return True
    kind = kind_of(core)
    return (kind in TYPED or kind is Kind.SOFT or "专业" in core) and not _STATES.search(core)


def _chatter(words: str) -> bool:
    if says("denied", words):
        return True
    bare = _VALUED.sub("", _BUT.sub("", words))
    found = says("chatter", bare)
    return (
        found is not None
        and (found.start() > 0 or says("ask", words) is None or _BUT.match(words) is not None)
        and not re.search(r"必须|以上学历", words)
    )


def _made(text: str, clause: Span, stretch: Stretch) -> Ask:
    words = text[slice(*clause)]
    start = strip_lead(text, *clause)
    end = _without_aside(text, start, clause[1])
    tail = re.search(rf"(?:{pattern('cues', 'tail').pattern})\W*$", text[start:end])
    if tail is not None and tail.start() >= 2:
        end = start + tail.start()
    must = not is_nice(words, stretch.part)
    kind = kind_of(text[start : clause[1]])
    return Ask(start, end, kind if kind is not Kind.SKILL else kind_of(text[start:end]), must)


def _without_aside(text: str, start: int, end: int) -> int:
    """Leave out a closing parenthesis that is longer than what it comments on."""
    aside = re.search(r"[（(][^（）()]*[)）]$", text[start:end])
    if aside is None or aside.start() <= 1 or len(aside.group()) <= aside.start() + 2 or _names(aside.group()):
        return end
    return start + aside.start()


def _degree_and_major(text: str, left: Ask, right: Ask) -> bool:
    """“大专及以上，护理、法学专业”: a level that lacks its noun and the majors beside it are one demand."""
    level, major = (left, right) if left.kind is Kind.DEGREE else (right, left)
    if level.kind is not Kind.DEGREE or major.kind is not Kind.DOMAIN:
        return False
    bare, majors = text[level.start : level.end], text[major.start : major.end]
    elliptic = re.search(r"学历|学位|毕业", bare) is None or re.search(r"均可|都可|都行|不限", majors) is not None
    return elliptic and _MAJORS.search(majors) is not None and _MAJORS.search(bare) is None


def _names(aside: str) -> bool:
    """Tell whether an aside lists what would do rather than comments."""
    return _NAMES.search(aside) is not None and re.search(r"[都也不我们请要]", aside) is None


def _joins(text: str, left: Ask, right: Ask, stretch: Stretch) -> bool:
    """Tell whether a clause goes on with the demand before it rather than making its own."""
    words = text[left.end : right.end].lstrip("，, ")
    if left.kind is Kind.CERTIFICATE and re.match(r"且(?:能|可|在|已)", words):
        return True
    if min_years(words) is not None and left.kind is Kind.EXPERIENCE_YEARS:
        return False  # “五年以上…经验，其中两年…”: a second length of time is a demand of its own
    if left.must and _PART_OF.match(words):
        return True
    if left.must != right.must:
        return False
    if left.kind is Kind.LANGUAGE and right.kind not in TYPED and (_SPEAKS.search(words) or says("continues", words) or words[0] in "能可"):
        return True
    if left.kind is right.kind and right.kind in {Kind.SOFT, Kind.LANGUAGE}:
        return True
    if _degree_and_major(text, left, right):
        return True
    if left.kind in TYPED or right.kind in TYPED:
        return False
    if says("continues", words):
        return True
    if (left.kind is Kind.SOFT) != (right.kind is Kind.SOFT):
        return False
    if left.end - left.start >= LONG and len(words) > WIDER * (left.end - left.start):
        return False
    own = _OWN_HEAD.match(text[right.start : right.end]) is not None
    if not stretch.bullet:
        return stretch.part is Part.MUST and left.end - left.start < LONG and not own
    return len(words) < SHORT or not own


def _extends(text: str, clause: Span, last: Ask, stretch: Stretch) -> bool:
    words = text[slice(*clause)]
    if last.kind is Kind.LOCATION and _REMOTE.match(words):
        return True
    if stretch.part not in {Part.MUST, Part.NICE} or _chatter(words) or _ONLY_WISH.match(words):
        return False
    if last.kind in TYPED:
        return stretch.bullet and says("continues", words) is not None
    wider = last.end - last.start >= LONG and len(words) > WIDER * (last.end - last.start)
    return ((stretch.bullet or last.end - last.start < LONG) and not wider) or says("continues", words) is not None


def _all_wishes(text: str, span: Span, found: list[Ask]) -> list[Ask]:
    """“有大厂经验，带过团队者优先” wishes for both."""
    if len(found) > 1 and not found[-1].must and not _FIRM.search(text[slice(*span)]):
        return [Ask(a.start, a.end, a.kind, must=False) for a in found]
    return found


def _typed_parts(text: str, clause: Span) -> list[Span]:
    """Part “教师资格证、普通话二级甲等”: a list whose members are of different kinds."""
    start, end = clause
    for match in _LISTED.finditer(text, start, end):
        left, right = text[start : match.start()], text[match.end() : end]
        kinds = {kind_of(left), kind_of(right)}
        if len(kinds) == 2 and kinds <= _PARTED and "专业" not in right[:12]:
            return [(start, match.start()), *_typed_parts(text, (match.end(), end))]
    return [clause]


def _wishes(text: str, clause: Span) -> list[Span]:
    """Part “做过跨境电商仓或者懂精益改善”: two wishes, each with its own verb."""
    start, end = clause
    match = re.compile(r"(?<=[\u4e00-\u9fff])(?:或者?|、)(?=懂|会|有|做过|熟悉|持有|考过|带过|用过|参与过|在[^、，]{2,12}过)").search(
        text, start + 2, end
    )
    return [(start, match.start()), (match.end(), end)] if match else [clause]
