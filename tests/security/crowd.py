"""Candidates and jobs without end, in two languages, and a workspace that reads them in this process."""

from __future__ import annotations

import random
from concurrent.futures import Future
from pathlib import Path

from jiufang.documents.reader import read_bytes
from jiufang.documents.records import Reading
from jiufang.jobs.records import Job
from jiufang.settings import Settings
from jiufang.store.opening import Store
from jiufang.workspace.opened import Engine, OpenWorkspace

SKILLS = ("Python", "Java", "SQL", "Excel", "Kafka", "Kubernetes", "AutoCAD", "SAP", "Photoshop", "Terraform", "React", "Tableau")
DUTIES = ("Built {} services for a harbour.", "Taught {} to colleagues.", "Kept {} running for 300 users.", "Moved reports to {}.")
DUTIES_ZH = ("负责{}系统的设计与上线", "使用{}完成月度分析报告", "维护{}平台，服务三百名用户", "带领小组完成{}迁移项目")


class InProcess(Engine):
    """Reads without the pool of processes, which is not what is tested here."""

    def begin(self, data: bytes, path: Path) -> Future[Reading]:
        """Read at once."""
        future: Future[Reading] = Future()
        future.set_result(read_bytes(data, name=path.name))
        return future


def workspace(store: Store, folder: Path, *, models: Path | None = None) -> OpenWorkspace:
    """Return a workspace; without models unless their folder is named."""
    settings = Settings(models_dir=models or folder / "none", cache_dir=folder / "kept", workers=1)
    opened = OpenWorkspace(store, settings=settings, by="mei@example.com")
    opened.engine = InProcess(settings=settings, cache=opened.engine.cache)
    return opened


def resume(number: int) -> str:
    """Return one of endless résumés, every third in Chinese."""
    chance = random.Random(number)
    skills, year = chance.sample(SKILLS, 4), chance.randint(2008, 2022)
    if number % 3 == 0:
        lines = [f"- {duty.format(skill)}" for duty, skill in zip(DUTIES_ZH, skills, strict=True)]
        told = f"邮箱：p{number}@example.com\n\n教育背景\n2004.09-2008.06 江海大学 统计学 本科\n\n工作经历\n{year}.03-至今 海港数据有限公司 工程师\n"
        return f"林{chr(0x4E00 + number)}安\n{told}" + "\n".join(lines) + f"\n\n专业技能\n{'、'.join(skills)}\n"
    lines = [f"- {duty.format(skill)}" for duty, skill in zip(DUTIES, skills, strict=True)]
    degree = chance.choice(("Bachelor of Science in Statistics", "Master of Engineering", "High school diploma"))
    return (
        f"Ada Lindqvist{number}\nada{number}@example.com\n\nEXPERIENCE\nEngineer, Harbour {number}. March {year} - present\n"
        + "\n".join(lines)
        + f"\n\nEDUCATION\n{degree}, Coast University, 2004 - 2008\n\nSKILLS\n{', '.join(skills)}\n"
    )


def job(number: int) -> Job:
    """Return one of endless jobs, every second in Chinese, with wordy requirements in some."""
    skills = random.Random(-number - 1).sample(SKILLS, 5)
    if number % 2:
        wordy = "，能够独立完成需求分析、方案设计、开发测试、上线运维以及与业务部门沟通协调的全过程工作，并按期交付"
        asked = [f"- 熟悉{skill}{wordy if n % 2 else ''}" for n, skill in enumerate(skills)]
        return Job.from_text(f"数据工程师{number}\n\n任职要求\n- 本科及以上学历\n- 三年以上相关工作经验\n" + "\n".join(asked) + "\n")
    asked = [f"- Experience with {skill}" for skill in skills]
    return Job.from_text(
        f"Engineer {number}\n\nRequirements\n- Bachelor's degree\n- At least 3 years of experience\n" + "\n".join(asked) + "\n"
    )


def fill(ws: OpenWorkspace, folder: Path, people: int) -> None:
    """Let so many people send their résumés."""
    folder.mkdir(exist_ok=True)
    for number in range(people):
        (folder / f"{number}.txt").write_text(resume(number), encoding="utf-8")
    ws.add((folder / f"{number}.txt" for number in range(people)), as_of="2026-11-01")
