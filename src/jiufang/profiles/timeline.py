"""Turn entries into time: what kind of engagement each is, how many months it lasted, how many were worked in all."""

from __future__ import annotations

import re
from collections.abc import Iterable

from jiufang.profiles.records import Experience, SectionKind, WorkKind
from jiufang.text.dates import PartialDate, months_between, months_covered

KINDS: tuple[tuple[WorkKind, re.Pattern[str]], ...] = (
    (
        WorkKind.GAP,
        re.compile(
            r"\b(?:career break|career gap|parental leave|maternity leave|paternity leave|family care|caring for (?:my|family|a)|caregiving|not employed|unemployed|sabbatical|gap year|between jobs|full-time (?:parent|care of|caregiver)|stay-at-home|job search(?:ing)?|personal leave)\b"
            r"|待业|脱产|备考|考研(?!老师|教师|辅导|培训)|(?:在家|回家|辞职).{0,4}(?:照顾|照料|带孩子|休养|备考)|全职(?:妈妈|主妇|太太|备考)|没有工作|无工作|休整|间歇|空窗|离职休息|家庭原因|育儿|产假|养病|未工作|未上班|未就业|生(?:二|三|小)?(?:孩|娃|宝)|生育|照(?:顾|料|看)(?:老人|父母|家人|孩子|家庭|父亲|母亲|生病)|(?:raising|bringing up) (?:\w+ )?(?:children|kids|(?:a )?family)|gap\b",
            re.IGNORECASE,
        ),
    ),
    (WorkKind.VOLUNTEER, re.compile(r"\bvolunt(?:eer|ary)\b|志愿者|义工|志愿服务|支教志愿|\bpro bono\b", re.IGNORECASE)),
    (
        WorkKind.INTERNSHIP,
        re.compile(
            r"\bintern(?:s|ship)?\b|\btrainee placement\b|\bwork placement\b|\b(?:summer |student |industrial )placement\b|\bplacement (?:student|year)\b|\bsummer (?:student|associate|analyst)\b|\bextern(?:ship)?\b|\bco-op (?:student|term)\b|\bpraktikant|\bstagiaire\b|\bbecari[oa]\b|\bpraktikum\b|\bpasant[ií]a|实习(?!律师证|指导教师)|见习(?!记者|编辑|经理|店长|主管|教师|律师|工程师|技术员|科员|船|三副|二副|督导|采购|会计|客户|营业员|飞行员|驾驶员)|跟岗",
            re.IGNORECASE,
        ),
    ),
    (
        WorkKind.STUDENT_JOB,
        re.compile(
            r"\b(?:teaching assistant|student (?:assistant|worker|job|ambassador)|graduate assistant|work[- ]study|campus (?:job|ambassador)|werkstudent|hiwi|resident assistant|peer tutor)\b|家教|勤工(?:助学|俭学)|助研(?!究)|研究生助教|校园大使|学生会|学生助理|(?<![\u4e00-\u9fff、/ ])班长|(?:专业|年级|\d班|系|学院)班长|团支书|社团|暑期工|寒假工|暑假工",
            re.IGNORECASE,
        ),
    ),
    (
        WorkKind.SELF_EMPLOYED,
        re.compile(
            r"\b(?:self[- ]employed|freelanc(?:e|er|ing)|independent (?:consultant|contractor|crypto)|sole (?:trader|proprietor)|own business|contract AE|autónomo|freiberuflich|selbständig|indépendant)\b|自由职业|个体(?:户|经营|工商户)|自主创业|自己开|自营|独立(?:顾问|设计师|摄影师|撰稿)",
            re.IGNORECASE,
        ),
    ),
    (
        WorkKind.PART_TIME,
        re.compile(r"\b(?:part[- ]time|parttime|teilzeit|temps partiel|tiempo parcial|casual)\b|兼职|非全职|小时工", re.IGNORECASE),
    ),
)
BY_SECTION = {SectionKind.INTERNSHIP: WorkKind.INTERNSHIP, SectionKind.VOLUNTEERING: WorkKind.VOLUNTEER}


def kind_of(head: str, section: SectionKind) -> WorkKind:
    """Tell what kind of engagement the words of an entry's head, in plain view, describe."""
    for kind, pattern in KINDS:
        if pattern.search(head) and (section is not SectionKind.VOLUNTEERING or not kind.counts):
            return kind
    return BY_SECTION.get(section, WorkKind.EMPLOYMENT)


def months_of(start: PartialDate | None, end: PartialDate | None, *, current: bool, now: PartialDate) -> int:
    """Count the calendar months of an engagement, both ends counted, none after `now`."""
    last = now if current else end
    if start is None or last is None:
        return 0
    return months_between(start, min(last, now, key=lambda d: d.last_month))


def total_months(entries: Iterable[Experience], *, now: PartialDate) -> int:
    """Count the months in which at least one entry that counts as work ran, through `now`."""
    spans = [(e.start, now if e.current else e.end) for e in entries if e.kind.counts]
    clipped = [(start, min(end, now, key=lambda d: d.last_month)) for start, end in spans if start is not None and end is not None]
    return months_covered([(start, end) for start, end in clipped if end.last_month >= start.first_month])
