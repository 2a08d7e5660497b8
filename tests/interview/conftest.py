"""Matches to make kits of: real ads and résumés in both languages, small."""

from __future__ import annotations

import pytest

from jiufang.jobs.records import Job
from jiufang.matching import match
from jiufang.profiles.records import Profile

AD_ZH = """后端开发工程师

岗位职责
1. 负责订单系统的设计和开发
2. 参与线上故障处理与值班

任职要求
1. 本科及以上学历，计算机相关专业
2. 3年以上后端开发经验
3. 精通 Java，熟悉 Spring Boot
4. 有 Kubernetes 生产环境经验
5. 有带团队的经验
6. 英语可作为工作语言
"""
AD_EN = """Registered Nurse, Intensive Care

What you will do
- Care for ventilated patients and respond to emergencies
- Precept new nurses

Requirements
- Active RN license
- BLS and ACLS certification
- At least 2 years of ICU experience
- Bachelor of Science in Nursing
- Experience with Epic charting
"""
RESUME_ZH = """林晓舟
linxz@example.com  13800138000

工作经历
2019.03-2021.06 青禾科技有限公司 Java开发工程师
- 主导订单系统重构，接口耗时从800毫秒降到120毫秒
- 带领3名新人完成支付对账模块
2022.08-至今 云溪软件有限公司 后端开发工程师
- 使用 Spring Boot 开发库存服务，日均处理 200 万单

教育背景
2015.09-2019.06 江城大学 计算机科学与技术 本科

技能
精通 Java，熟悉 MySQL、Redis
"""
RESUME_EN = """Nora Field
nora.field@example.com  (555) 010-2233

Experience
Staff Nurse, Lakeside Hospital, June 2018 - present
- Cut medication errors on the unit by 30% with a double-check at hand-over
- Precepted four new graduates
Nursing Assistant, Hillview Home, 2016 - 2018

Education
Associate Degree in Nursing, Hillview College, 2018

Skills: telemetry, IV therapy, expert in Epic
"""
JOBS = {"zh": AD_ZH, "en": AD_EN}
RESUMES = {"zh": RESUME_ZH, "en": RESUME_EN}
DAY = "2026-11-01"


@pytest.fixture(scope="session", params=["zh-zh", "zh-en", "en-en", "en-zh"])
def matched(request):
    """Return a match of an ad and a résumé, each in either language."""
    ad, resume = request.param.split("-")
    return match(Profile.from_text(RESUMES[resume], as_of=DAY), Job.from_text(JOBS[ad]), encoder=None)
