"""A small company with thirty jobs and three hundred applications, in English and Chinese, without a real person in it."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
from pathlib import Path

import pytest

HEADINGS = (
    "Application ID", "Candidate ID", "Candidate Name", "Email", "Gender", "Requisition ID", "Job Title", "Department", "Job Description",
    "Applied On", "Last Stage Change", "Current Stage", "Disposition Reason", "Resume Text",
)  # fmt: skip
HEADINGS_ZH = (
    "申请编号",
    "候选人编号",
    "候选人",
    "邮箱",
    "性别",
    "职位编号",
    "应聘职位",
    "部门",
    "职位描述",
    "投递时间",
    "更新时间",
    "当前阶段",
    "淘汰原因",
    "简历内容",
)
ENDS = (("Hired", ""), ("Onsite interview", "Rejected"), ("Phone screen", "Not selected"), ("Application review", "Rejected"))
ENDS_ZH = (("已入职", ""), ("复试", "淘汰"), ("电话面试", "未通过"), ("简历筛选", "不合适"))
SKILLS = ("Java", "Kafka", "payroll", "customs", "welding", "tenders", "triage", "stocktaking", "translation", "bookkeeping")
SKILLS_ZH = ("总账", "报关", "焊接", "招投标", "护理", "盘点", "翻译", "微服务", "薪酬核算", "合同审查")


def rows(applications: int = 300, *, seed: int = 1) -> list[list[str]]:
    """Return applications: each of two hundred persons has one résumé, some apply more than once."""
    chance = random.Random(seed)
    people = [_person(n, chance) for n in range(2 * applications // 3)]
    jobs = [_job(n, chance) for n in range(applications // 10)]
    return [_application(n, chance.choice(people), chance.choice(jobs), chance) for n in range(applications)]


def _person(number: int, chance: random.Random) -> dict[str, str]:
    zh, skills = number % 2 == 1, chance.sample(SKILLS, 4)
    ident = f"{number:04d}"
    if zh:
        done = "\n".join(
            f"- 负责{chance.choice(SKILLS_ZH)}，每月处理{chance.randrange(9, 999)}件，{chance.choice(SKILLS_ZH)}误差降低{chance.randrange(2, 80)}%"
            for _ in range(6)
        )
        text = f"周{'伟芳娜敏静'[number % 5]}{'涛明超霞玲'[number // 5 % 5]}\n工作经历\n2019.03-至今 蓝海{ident}公司 专员\n{done}"
        return {
            "id": f"C{ident}",
            "name": text.split("\n", 1)[0],
            "mail": f"c{ident}@mail.example",
            "text": text,
            "sex": "女" if number % 4 == 1 else "男",
        }
    name = f"{chance.choice(('Ada', 'Bo', 'Cleo', 'Dov'))} {chance.choice(('Okafor', 'Lindqvist', 'Novak'))}"
    done = "\n".join(
        f"- Ran {s} for {chance.randrange(9, 999)} clients and cut {chance.choice(SKILLS)} costs by {chance.randrange(2, 80)}%"
        for s in skills + skills[:2]
    )
    text = f"{name}\nc{ident}@mail.example\n\nEXPERIENCE\nSpecialist, Harbour {ident} Ltd, March 2019 - present\n{done}"
    return {"id": f"C{ident}", "name": name, "mail": f"c{ident}@mail.example", "text": text, "sex": "Female" if number % 4 else "Male"}


def _job(number: int, chance: random.Random) -> dict[str, str]:
    asked = chance.sample(SKILLS, 3)
    day = dt.date(2023, 1, 2) + dt.timedelta(days=20 * number)
    text = "\n".join(f"- {n} years of {skill} with {chance.randrange(9, 999)} clients" for n, skill in enumerate(asked, start=1))
    return {
        "id": f"R-{number}",
        "title": f"{asked[0].title()} specialist {number}",
        "family": asked[0],
        "text": text,
        "day": day.isoformat(),
    }


def _application(number: int, person: dict[str, str], job: dict[str, str], chance: random.Random) -> list[str]:
    applied = dt.date.fromisoformat(job["day"]) + dt.timedelta(days=chance.randrange(20))
    stage, why = chance.choice(ENDS if number % 2 else ENDS_ZH)
    told = (person["id"], person["name"], person["mail"], person["sex"], job["id"], job["title"], job["family"], job["text"])
    return [f"A{number}", *told, applied.isoformat(), (applied + dt.timedelta(days=9)).isoformat(), stage, why, person["text"]]


def as_csv(headings: tuple[str, ...], told: list[list[str]], *, delimiter: str = ",") -> str:
    """Return rows as CSV."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([headings, *told])
    return out.getvalue()


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """An English export of three hundred applications."""
    path = tmp_path / "export.csv"
    path.write_text(as_csv(HEADINGS, rows()), encoding="utf-8")
    return path
