"""No question touches what an employer may not ask, whatever ad and résumé say."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from jiufang.documents.records import Document
from jiufang.interview import interview_kit, off_limits
from jiufang.jobs.records import Job, Requirement
from jiufang.matching.records import Finding, Match, Verdict
from jiufang.profiles.records import Experience, Profile
from jiufang.text.dates import PartialDate

PROVOKING = [
    line for line in (Path(__file__).parent / "provoking.txt").read_text(encoding="utf-8").splitlines() if not line.startswith("# ")
]
HARMLESS = [
    "主导系统重构，耗时下降40%",
    "负责门店排班和盘点",
    "Led a team of five and cut costs by 12%",
    "taught two classes of 28 pupils",
    "SQL",
    "叉车操作",
]
# Not the guard's own table: plain words, so that a hole in the table shows.
PLAIN = re.compile(
    r"婚|孕|产假|孩子|妈妈|女儿|丈夫|岁|年龄|慢性病|抑郁|残疾|乙肝|族，|党员|政治面貌|籍贯|户口|佛|清真|国籍|绿卡|离异|身高|属马|天蝎|血型|东北人|男性|退休|90后|老人|照顾"
    r"|\b(?:mother|father|dad|married|single|kids?|children|baby|pregnant|maternity|family|husband|wife|parents|church|christian|muslim|prayers?|cancer|depression|illness|sick leave"
    r"|disabled|wheelchair|green card|citizens?|native|gender|female|american|democratic|communist|gay|pronouns|tattoos|able-bodied|union|birth|retirement|hispanic|young|under 35|age)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("text", PROVOKING)
def test_the_guard_knows_each_provocation(text):
    """Each provoking line touches a ground as a whole."""
    assert off_limits(text) or text.startswith("US citizens")


@pytest.mark.parametrize(
    "text",
    [
        "带过40人的班级",
        "负责慢性病患者管理",
        "Care for patients with chronic disease",
        "race condition",
        "Led the migration of the claims archive",
        "managed 12 children's wards nurses",
        "年产值3亿",
    ],
)
def test_the_guard_leaves_work_alone(text):
    """Work with patients and pupils, and words that only look alike, may be asked about."""
    assert off_limits(text) == ()


def provoked(seed: int) -> Match:
    """Return a match whose requirements, evidence, claims and gap neighbours all hold provocations."""
    rng = random.Random(seed)
    mixed = [
        rng.choice([bad, f"{good}，{bad}", f"{bad}; {good}", f"{good}. {bad}"])
        for bad, good in zip(rng.sample(PROVOKING, 6), rng.choices(HARMLESS, k=6), strict=True)
    ]
    document = Document.from_text("\n".join(mixed))
    starts = [document.text.index(line) for line in mixed]
    quotes = [document.evidence(start, start + len(line)) for start, line in zip(starts, mixed, strict=True)]
    jobs = [
        Experience(
            employer="A",
            title=mixed[0],
            start=PartialDate(year=2015, month=1),
            end=PartialDate(year=2016, month=2),
            bullets=tuple(quotes[:3]),
            evidence=(quotes[0],),
        ),
        Experience(
            employer="B", title="B", start=PartialDate(year=2018, month=1), current=True, bullets=tuple(quotes[3:]), evidence=(quotes[3],)
        ),
    ]
    profile = Profile(as_of="2026-11-01", experience=tuple(jobs), document=document)
    wishes = [*rng.sample(PROVOKING, 3), f"{rng.choice(HARMLESS)}，{rng.choice(PROVOKING)}"]
    asked = tuple(Requirement(id=f"R{n}", text=text) for n, text in enumerate(wishes))
    verdicts = [Verdict.PARTIAL, Verdict.NOT_SHOWN, Verdict.CONTRADICTED, Verdict.PARTIAL]
    findings = tuple(
        Finding(requirement=r, verdict=v, strength=0, evidence=(quotes[n],) if v is not Verdict.NOT_SHOWN else ())
        for n, (r, v) in enumerate(zip(asked, verdicts, strict=True))
    )
    duties = tuple(document.evidence(q.start, q.end) for q in rng.sample(quotes, 2))
    job = Job(lang=rng.choice(["zh", "en"]), requirements=asked, duties=duties, title="")
    return Match(scorer="t", score=0.5, interval=(0.4, 0.6), findings=findings, signals={}, profile=profile, job=job)


def test_two_thousand_provoking_inputs_get_no_unlawful_question():
    """F13: from 2,000 provoking inputs (200 matches of ten), in two languages, no question, follow-up or quote touches a forbidden ground."""
    asked = 0
    for seed in range(200):
        match = provoked(seed)
        for lang in ("zh", "en"):
            kit = interview_kit(match, lang=lang)
            assert len(kit.questions) >= 6
            for q in kit.questions:
                asked += 1
                told = [q.question, q.good_answer, *q.follow_ups, q.probes.text, q.scorecard.competency, *(e.quote for e in q.evidence)]
                hits = [(text, off_limits(text) or PLAIN.findall(text)) for text in told if off_limits(text) or PLAIN.search(text)]
                assert hits == [], seed

    assert asked >= 2_400
