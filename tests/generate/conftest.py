"""A match in either language to write letters about, and what a recruiter fills in."""

from __future__ import annotations

import pytest

from jiufang.jobs.records import Job
from jiufang.matching.records import Finding, Match, Verdict
from jiufang.profiles.records import Profile

AD = {
    "zh": {
        "id": "be", "lang": "zh", "title": "后端开发工程师", "location": "杭州",
        "text": "后端开发工程师 杭州 25-40K·15薪\n\n岗位职责：订单、库存等核心服务的设计和开发。\n\n任职要求：3年以上后端开发经验；熟悉 Java；有 Kubernetes 生产环境经验；本科及以上学历。\n\n福利：六险一金，免费班车，双休。",
        "requirements": [
            {"id": "R1", "text": "3年以上后端开发经验", "kind": "experience_years"},
            {"id": "R2", "text": "熟悉 Java", "kind": "skill"},
            {"id": "R3", "text": "有 Kubernetes 生产环境经验", "kind": "skill"},
            {"id": "R4", "text": "本科及以上学历", "kind": "degree"},
        ],
    },
    "en": {
        "id": "rn", "lang": "en", "title": "Registered Nurse, ICU", "location": "Columbus",
        "text": "Registered Nurse, ICU. Columbus, $39.80-$56.15/h, rotating shifts.\n\nYou will care for ventilated patients.\n\nAt least 2 years of ICU experience. Experience with Epic charting. Active RN license. A Bachelor of Science in Nursing.\n\nFree parking and tuition help.",
        "requirements": [
            {"id": "R1", "text": "At least 2 years of ICU experience", "kind": "experience_years"},
            {"id": "R2", "text": "Experience with Epic charting", "kind": "skill"},
            {"id": "R3", "text": "Active RN license", "kind": "certificate"},
            {"id": "R4", "text": "A Bachelor of Science in Nursing", "kind": "degree"},
        ],
    },
}  # fmt: skip
RESUME = {
    "zh": "林晓舟\nlinxz@example.com  13800138000\n\n工作经历\n2019.03-2021.06 青禾科技有限公司 后端开发工程师\n- 主导订单系统重构，用 Java 把接口耗时从800毫秒降到120毫秒\n2022.08-至今 云溪软件有限公司 后端开发工程师\n- 使用 Spring Boot 开发库存服务，日均处理 200 万单\n\n教育背景\n2015.09-2019.06 江城大学 计算机科学与技术 专科\n",
    "en": "Nora Field\nnora.field@example.com  (555) 010-2233\n\nExperience\nStaff Nurse, Lakeside Hospital, June 2018 - present\n- Charted every shift in Epic and taught its use to twelve colleagues\n- Cut medication errors on the unit by 30% with a double-check at hand-over\n\nEducation\nAssociate Degree in Nursing, Hillview College, 2018\n",
}
SHOWN = {
    "zh": (("R1", Verdict.PARTIAL, "2022.08-至今 云溪软件有限公司 后端开发工程师"), ("R2", Verdict.MET, "主导订单系统重构，用 Java 把接口耗时从800毫秒降到120毫秒"), ("R3", Verdict.NOT_SHOWN, ""), ("R4", Verdict.CONTRADICTED, "计算机科学与技术 专科")),
    "en": (("R1", Verdict.PARTIAL, "Staff Nurse, Lakeside Hospital"), ("R2", Verdict.MET, "Charted every shift in Epic and taught its use to twelve colleagues"), ("R3", Verdict.NOT_SHOWN, ""), ("R4", Verdict.CONTRADICTED, "Associate Degree in Nursing")),
}  # fmt: skip
FILLED = {
    "zh": {"sender": "李雷", "company": "云杉智造", "time": "2026-12-01T14:00", "place": "科技路一号", "client": "周总"},
    "en": {
        "sender": "Anna Brandt",
        "company": "Northfield Labs",
        "time": "2026-12-01T14:00",
        "place": "200 Lake Street",
        "client": "Ms Cole",
    },
}


def matched(lang: str) -> Match:
    """Return a match whose findings are written by hand, so that only the drafting room is tried."""
    job, profile = Job.from_dict(AD[lang]), Profile.from_text(RESUME[lang], as_of="2026-11-01", lang=lang)
    asked = {r.id: r for r in job.requirements}
    text = profile.document.text
    findings = tuple(
        Finding(
            requirement=asked[id],
            verdict=verdict,
            strength=1.0 if verdict is Verdict.MET else 0.0,
            evidence=(profile.document.evidence(text.index(quote), text.index(quote) + len(quote)),) if quote else (),
        )
        for id, verdict, quote in SHOWN[lang]
    )
    return Match(scorer="t", score=0.5, interval=(0.4, 0.6), findings=findings, signals={}, profile=profile, job=job)


@pytest.fixture(scope="session", params=["zh", "en"])
def match(request):
    """A match of an ad and a résumé in one language."""
    return matched(request.param)
