"""Turn a résumé into licences and certificates, each with its state on a day: held, lapsed, being earned, or denied."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from jiufang.documents.records import Document, Evidence
from jiufang.privacy.identifiers import find_emails, find_urls
from jiufang.profiles.records import Certificate, CertificateStatus, Section, SectionKind
from jiufang.taxonomy.certificates import Mention, load_certificates
from jiufang.text.dates import PartialDate
from jiufang.text.language import is_cjk

SILENT = frozenset({SectionKind.REFERENCES, SectionKind.OBJECTIVE})
WORK = frozenset({SectionKind.EXPERIENCE, SectionKind.INTERNSHIP, SectionKind.VOLUNTEERING})
ENDS = re.compile(r"[。；;！!？?\n]|\.(?=\s|$)|\s{3,}|[|｜]")
MONTHS = {name: i + 1 for i, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split())}
DATE = re.compile(
    r"(?P<y1>(?:19|20)\d{2})\s*(?:年|[./-])\s*(?P<m1>1[0-2]|0?[1-9])(?!\d)(?:\s*(?:月|[./-]\s*\d{1,2})|(?=\D|$))"
    r"|(?P<n>(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*)\.?\s+(?:\d{1,2}(?:st|nd|rd|th)?,?\s+)?(?P<y2>(?:19|20)\d{2})"
    r"|(?P<m3>1[0-2]|0?[1-9])\s*/\s*(?:\d{1,2}\s*/\s*)?(?P<y3>(?:19|20)\d{2})|(?<!\d)(?P<y4>(?:19|20)\d{2})(?:\s*年)?(?!\d)",
    re.IGNORECASE,
)
UNTIL = re.compile(
    r"(?:有效期?(?:至|到)|有效至|至|到期|续证?至|已?续(?:证|期|签)?(?:至|到)|截至|exp(?:ires?|iry|iration|iring|\.)?(?:\s*date)?|valid(?:\s+(?:until|through|thru|to|till))?|until|through|thru|current (?:to|until|through)|renew(?:al|s)?(?:\s+due)?|good (?:until|through)|active until|\bto|both to|均?有效至)\s*(?:date)?\s*[:：]?\s*(?:the end of\s*|end\s*)?$",
    re.IGNORECASE,
)
LAPSED_AT = re.compile(r"(?:expired|lapsed|ran out|过期|失效)\s*(?:in|on|since|于)?\s*[:：]?\s*$", re.IGNORECASE)

EXPIRED = re.compile(
    r"\b(?:expired|lapsed|not renew(?:ed)?|did not renew|never renewed|let (?:it|them|this) (?:go|lapse|expire)|dropped|gave (?:it|them) up|no longer (?:valid|current|active|licensed)|ran out|out of date|surrendered|revoked)\b|已?(?:过期|失效|到期未续|作废|吊销|注销)|未(?:续证|续期|续签|年审|再注册)|没有?续",
    re.IGNORECASE,
)
INACTIVE = re.compile(r"\binactive\b|\bon hold\b|\bretired status\b|非执业|未注册|状态[:：]?\s*(?:失效|非活跃)|未执业", re.IGNORECASE)
ACTIVE = re.compile(
    r"\bactive\b|\bcurrent\b|\bvalid\b|in good standing|有效|在有效期|已通过|已取得|已获得|\bpassed\b|\bobtained\b|\bcertified\b|\bheld\b",
    re.IGNORECASE,
)
STUDYING = re.compile(
    r"正在(?:考|备考|学|报考|准备|攻读|申请|办理)|在考|备考|考取中|在读|待(?:发证|出证|拿证)|已?过了?.{0,2}[一二两三四五六\d]\s*[科门]|已通过.{0,6}(?:科|门)(?!.{0,10}(?:全部|已取得|持证))|(?:笔试|部分科目).{0,6}(?:已|都)?通过|in progress|pursuing|studying (?:for|towards)|preparing for|working (?:on|towards)|candidate\b|"
    r"enrolled|sitting (?:for )?|exam (?:scheduled|booked|pending)|pending\b|(?:\d|one|two|three) (?:of (?:four|4|three|3) )?(?:parts?|sections?|papers?|exams?)(?: \w+)? (?:passed|cleared|left|remaining)|passed (?:\d|one|two|three) (?:of|out of) (?:\d|four|three|five|thirteen|\w+)|expected",
    re.IGNORECASE,
)
PLANNED = re.compile(
    r"计划|打算|(?:准备|预备)[^，。；;\n]{0,6}(?:考|报|参加)|拟(?:考|报)|希望(?:能)?(?:考|取|拿)|想(?:考|拿|取)|将(?:于|在|要).{0,8}考|争取|有意考|\bsit(?:ting)? (?:for )?(?:the|my)\b|plan(?:s|ning|ned)? to|hop(?:e|es|ing) to|intend(?:s|ing)? to|want(?:s)? to|would like to|my dream|aim(?:s|ing)? to|going to|will (?:sit|take|get|obtain|pursue|start|begin)|"
    r"considering|willing to (?:obtain|get|take)|to be obtained|愿意考|入职后考",
    re.IGNORECASE,
)
DENIED = re.compile(
    r"(?:没有?|未曾?|无|尚未|还没有?|暂无|不具备|未能|不持有)(?:参加|取得|考取|考过|考|获得|拥有|持有|报考|办理|拿到|具备|通过|拿)?过?[^，。；;\n]{0,12}$|\b(?:no|not|never|without|none|don['’]t|do not|does not|haven['’]t|have not|hasn['’]t|isn['’]t|lack(?:s|ing)?|failed)\b(?! only)[^.;,\n]{0,24}$",
    re.IGNORECASE,
)
DENIED_AFTER = re.compile(
    r"^\s*[:：(（-]?\s*(?:证书?)?\s*(?:[^，。；;\n,]{0,8}(?:没有?过|未通过|没(?:考|拿|有)|未(?:取得|考|过|获得|办)|没过|不及格|无$)|(?:is |was )?not (?:held|obtained|passed|yet|required|attempted)|no$|none\b|failed)",
    re.IGNORECASE,
)
OTHERS = re.compile(
    r"(?:姑姑|阿姨|叔叔|姐姐|妹妹|哥哥|弟弟|爸爸|妈妈|父亲|母亲|老公|老婆|丈夫|妻子|爱人|朋友|室友|邻居|师傅|领导|经理|同事|团队|下属|学员|学生|队友|员工|老师们|别人|他们|供应商)[^，。；\n]{0,16}$|\b(?:colleagues?|team ?members?|staff|students?|they|others|juniors?|candidates?|trainees?|for|client(?:s|'s)?|firm|working (?:with|under)|supervis\w+|trained|taught|hired|managed|who|he|she|preceptor|manager|mentor|partner|spouse|neighbou?r|aunt|uncle|daughter|son|parents?|mother|father|friend|cousin|sister|brother|husband|wife)\b[^.;\n]{0,24}$",
    re.IGNORECASE,
)
FIRM = re.compile(
    r"^s?\s*(?:PLLC|LLP|LLC|firm|firms|office|事务所|协会|exam(?:s|ination)? (?:prep|tutor)|(?:\(\w+\) )?(?:bridge|program(?:me)?|course|class|workshop|track|students?|responders?|team|pathway)\b|课|讲座|方向|专业|课程|培训班|项目|期间|考试(?:报名|大纲|培训)|training|students|coaching|考友|教材|Society)",
    re.IGNORECASE,
)
DONE = re.compile(r"(?<!未)(?<!没)(?:通过|取得|考取|获得)|\b(?:passed|obtained|earned|issued|awarded)\b", re.IGNORECASE)
FAILED = re.compile(r"没(?:有)?(?:过|通过|考过|及格)|未(?:能)?通过|不及格|\bdid(?: not|n't) pass\b|\bfailed\b", re.IGNORECASE)
# 施工员、资料员: jobs as well as certificates.
JOB = re.compile(r"^[\u4e00-\u9fff]{1,3}[员工]$")
PAPER = re.compile(r"证|资格|持|考|注册|上岗")
RELATIVE = re.compile(
    r"(?:姑姑|姑妈|阿姨|舅舅|叔叔|姐姐|妹妹|哥哥|弟弟|爸爸|妈妈|父亲|母亲|老公|老婆|丈夫|妻子|爱人|室友|邻居)[^，。；\n]{0,8}$|\bmy (?:aunt|uncle|mother|father|sister|brother|husband|wife|friend|cousin|partner|boss)\b[^.;\n]{0,24}$",
    re.IGNORECASE,
)
TOWARDS = re.compile(r"\bto[- ]$", re.IGNORECASE)  # LPN-to-RN
LASTS = re.compile(r"有效期?(?:为|是)?\s*([一两二三四五六\d])\s*年|valid for (\d|two|three|five) years?", re.IGNORECASE)
NUMERALS = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "two": 2, "three": 3, "five": 5}
JOINER = re.compile(r"(?:[\s,，、/–—（(｜|+&-]|\band\b|和|及|与)+$", re.IGNORECASE)
SHARED = re.compile(r"\b(?:both|all)\b|均|都|皆", re.IGNORECASE)
OBTAINED = re.compile(r"\b(?:issued|since|obtained|earned|passed|licensed|certified)\b|取得|获得|通过|考取", re.IGNORECASE)
PRIOR = (
    CertificateStatus.HELD,
    CertificateStatus.INACTIVE,
    CertificateStatus.EXPIRED,
    CertificateStatus.IN_PROGRESS,
    CertificateStatus.PLANNED,
    CertificateStatus.DENIED,
)


def find_certificates(document: Document, sections: Sequence[Section] = (), *, as_of: str) -> tuple[Certificate, ...]:
    """Return the certificates that a résumé speaks of, each with its state on the day `as_of` (YYYY-MM-DD).

    Certificates that are planned or denied are returned too, so that nobody counts the bare word as a holding.
    Several mentions of one certificate become one record: what is said of a lapse, a plan or a denial counts
    before the bare name.
    """
    taxonomy = load_certificates()
    closed = [(s, e) for finder in (find_emails, find_urls) for s, e, _ in finder(document.text)]
    found: dict[str, list[Certificate]] = {}
    for mention in taxonomy.find(document.text):
        kind = _kind_at(mention.start, sections)
        bridged = TOWARDS.search(document.text[max(0, mention.start - 6) : mention.start])
        if (
            bridged
            or any(s <= mention.start < e for s, e in closed)
            or kind in SILENT
            or _is_job(document.text, mention, kind)
            or FIRM.match(document.text[mention.end : mention.end + 16])
        ):
            continue
        read = _read(document, mention, kind, as_of)
        if read:
            found.setdefault(mention.id, []).append(read)
    merged = (_merge(entries) for entries in found.values())
    return tuple(sorted(merged, key=lambda c: (c.evidence[0].start, c.name)))


def _is_job(text: str, mention: Mention, kind: SectionKind) -> bool:
    """Tell whether a mention names work rather than a paper: 历任施工员, 七年银行从业."""
    if mention.surface.endswith("从业"):
        return not re.match(r"资格|证|考试|人员", text[mention.end : mention.end + 2])
    around = text[max(0, mention.start - 4) : mention.start] + text[mention.end : mention.end + 4]
    return kind is not SectionKind.CERTIFICATES and bool(JOB.match(mention.surface)) and not PAPER.search(around)


def _read(document: Document, mention: Mention, kind: SectionKind, as_of: str) -> Certificate | None:
    text = document.text
    low, high = _clause(text, mention.start, mention.end)
    before, after = text[low : mention.start], text[mention.end : high]
    if RELATIVE.search(before) or (OTHERS.search(before) and kind not in {SectionKind.CERTIFICATES, SectionKind.HEADER}):
        return None
    issued, expires, lapsed = _dates(text, mention, low, high)
    status = _status(before, after, kind) if lapsed is None else CertificateStatus.EXPIRED
    if kind in WORK or (status is not CertificateStatus.HELD and not OBTAINED.search(_own_part(after)[:24])):
        issued = None
    if status is CertificateStatus.HELD and issued and not expires and not _is_past(issued, as_of, whole=True):
        issued, expires = None, issued  # "BLS (02/2028)" can only be the day it ends
    expires = expires or _lasting(issued, after)
    if status is CertificateStatus.HELD and expires and _is_past(expires, as_of):
        status = CertificateStatus.EXPIRED
    name = load_certificates().name(mention.id, "zh" if is_cjk(text) else "en")
    evidence = (_evidence(document, mention, low, high),)
    return Certificate(name=name, id=mention.id, status=status, issued=issued, expires=expires or lapsed, evidence=evidence)


def _status(before: str, after: str, kind: SectionKind) -> CertificateStatus:
    near = before[-40:]
    own = _own_part(after)
    if DENIED_AFTER.match(own):
        return CertificateStatus.DENIED
    if EXPIRED.search(own):
        return CertificateStatus.EXPIRED
    if INACTIVE.search(own):
        return CertificateStatus.INACTIVE
    if PLANNED.search(near):
        return CertificateStatus.PLANNED
    if DENIED.search(near) and not re.search(r"[,，：:]\s*$", near):
        return CertificateStatus.DENIED
    if STUDYING.search(near) or STUDYING.search(own):
        return CertificateStatus.IN_PROGRESS
    plan = PLANNED.search(own[:24])
    if plan and not DONE.search(own[: plan.start()]):
        return CertificateStatus.PLANNED
    if FAILED.search(own):
        return CertificateStatus.IN_PROGRESS if DONE.search(own) else CertificateStatus.DENIED
    return (
        CertificateStatus.EXPIRED
        if re.search(r"(?:expired|lapsed|过期的?|former(?:ly)?|曾有)\s*$", near, re.IGNORECASE)
        else CertificateStatus.HELD
    )


def _own_part(after: str) -> str:
    """Return what is said of this certificate before the next one in the list begins."""
    others = load_certificates().find(after)
    return after[: others[0].start] if others else after


def _dates(text: str, mention: Mention, low: int, high: int) -> tuple[PartialDate | None, PartialDate | None, PartialDate | None]:
    own = _own_part(text[mention.end : high])
    shared = not own.strip(" +&,，、/和及与and") and SHARED.search(text[mention.end : high])
    own_end = high if shared else mention.end + len(own)
    issued = expires = lapsed = None
    for m in DATE.finditer(text, mention.end, own_end):
        cue, date = text[max(mention.end, m.start() - 24) : m.start()], _date(m)
        if LAPSED_AT.search(cue):
            lapsed = date
        elif UNTIL.search(cue) or re.match(r"\s*(?:到期|失效|前有效|expiry)", text[m.end() : m.end() + 8]):
            expires = date
        elif issued is None and not PLANNED.search(cue):
            issued = date
    lead = DATE.search(text, low, mention.start)
    if (
        issued is None
        and lead
        and re.fullmatch(
            r"\s*[)）]?\s*[:：|,，\-–—]?\s*(?:年|月)?\s*(?:取得|获得?|通过|考取|考过)?(?:了)?\s*", text[lead.end() : mention.start]
        )
    ):
        issued = _date(lead)
    return issued, expires, lapsed


def _date(m: re.Match[str]) -> PartialDate:
    if m["y1"]:
        return PartialDate(year=int(m["y1"]), month=int(m["m1"]))
    if m["n"]:
        return PartialDate(year=int(m["y2"]), month=MONTHS[m["n"][:3].casefold()])
    if m["y3"]:
        return PartialDate(year=int(m["y3"]), month=int(m["m3"]))
    return PartialDate(year=int(m["y4"]))


def _is_past(date: PartialDate, as_of: str, *, whole: bool = False) -> bool:
    """Tell whether a date lies before the day; `whole` counts the day's own month and year as past."""
    day = dt.date.fromisoformat(as_of)
    now = 12 * day.year + day.month - 1
    return date.first_month <= now if whole else date.last_month < now


def _lasting(issued: PartialDate | None, after: str) -> PartialDate | None:
    """Return the end of a stated term, e.g. 2024-04 and 有效期三年."""
    m = LASTS.search(_own_part(after))
    if not m or not issued:
        return None
    word = (m.group(1) or m.group(2)).casefold()
    return PartialDate(year=issued.year + (NUMERALS.get(word) or int(word)), month=issued.month)


def _evidence(document: Document, mention: Mention, low: int, high: int) -> Evidence:
    own_end = mention.end + len(JOINER.sub("", _own_part(document.text[mention.end : high])))
    if own_end - mention.start > 90:
        comma = re.search(r"[,，]", document.text[mention.end : own_end])
        own_end = mention.end + comma.start() if comma else mention.end
    return document.evidence(mention.start, max(mention.end, own_end))


def _clause(text: str, start: int, end: int) -> tuple[int, int]:
    low = max((m.end() for m in ENDS.finditer(text, max(0, start - 140), start)), default=max(0, start - 140))
    stop = ENDS.search(text, end, min(len(text), end + 140))
    return low, stop.start() if stop else min(len(text), end + 140)


def _merge(entries: list[Certificate]) -> Certificate:
    told = [e for e in entries if e.status is not CertificateStatus.HELD or e.issued or e.expires] or entries
    # A dated or qualified mention says more than the letters after a name; among several, the better state counts.
    best = min(told, key=lambda e: PRIOR.index(e.status))
    issued = next((e.issued for e in entries if e.issued), None)
    expires = best.expires or next((e.expires for e in entries if e.expires), None)
    return best.model_copy(update={"issued": issued, "expires": expires, "evidence": tuple(ev for e in entries for ev in e.evidence)})


def _kind_at(offset: int, sections: Sequence[Section]) -> SectionKind:
    return next((s.kind for s in reversed(sections) if s.start <= offset < s.end), SectionKind.OTHER)
