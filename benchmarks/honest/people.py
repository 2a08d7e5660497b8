"""Make up persons with a career: Chinese and English, several trades."""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """A fictional person, and the headings of the résumé in the person's language."""

    chinese: bool
    name: str
    trade: str
    contact: tuple[str, ...]
    summary: str
    jobs: tuple[tuple[str, str, tuple[str, ...]], ...]
    schools: tuple[tuple[str, str], ...]
    skills: tuple[str, ...]
    headings: tuple[str, str, str, str, str]

    @property
    def lines(self) -> list[str]:
        """Return the résumé as plain lines."""
        about, work, school, skill, _ = self.headings
        found = [self.name, self.trade, " | ".join(self.contact), about, self.summary, work]
        for title, dates, done in self.jobs:
            found += [f"{title}  {dates}", *done]
        return [
            *found,
            school,
            *(f"{a}  {b}" for a, b in self.schools),
            skill,
            "、".join(self.skills) if self.chinese else ", ".join(self.skills),
        ]


EN_NAMES = (
    "Orla Venn",
    "Tobias Marsh",
    "Ines Calloway",
    "Henrik Dahl-Moe",
    "Priscilla Ode",
    "Jonah Whitlock",
    "Amina Farouki",
    "Leif Sandoval",
)
EN_TRADES = {
    "Logistics Coordinator": (
        ("Planned the routes of thirty lorries a day and cut empty runs by 12%", "Kept customs papers for goods from four countries"),
        ("SAP EWM", "Excel", "Dangerous goods", "Forklift licence"),
    ),
    "Pharmacist": (
        ("Checked two hundred prescriptions a shift for doses and interactions", "Ran the vaccination desk in two winters"),
        ("Dispensing", "Stock control", "Patient advice", "GPhC registered"),
    ),
    "Site Engineer": (
        ("Set out foundations and checked concrete pours on a school of 9,000 m2", "Wrote the daily diary and measured work for payment"),
        ("AutoCAD", "Total station", "Reinforced concrete", "CSCS card"),
    ),
    "Financial Analyst": (
        ("Built the monthly forecast for a group with 40 shops", "Moved the close from nine days to five"),
        ("Power BI", "SQL", "IFRS 16", "Budgeting"),
    ),
    "Head Chef": (
        ("Led a kitchen of eleven and wrote the menus of four seasons", "Brought food cost down from 34% to 29%"),
        ("Menu planning", "HACCP", "Ordering", "Training"),
    ),
    "Frontend Developer": (
        ("Rebuilt the checkout in TypeScript and made it twice as fast", "Set up visual tests that caught forty faults before release"),
        ("TypeScript", "React", "CSS", "Playwright", "C++", "C#"),
    ),
}
EN_FIRMS = (
    "Northgate Freight",
    "Bellport & Sons",
    "Greyfell Hospital Trust",
    "Linden Yard Ltd",
    "Quay Street Studios",
    "Ashcombe Partners",
)
EN_SCHOOLS = ("Harrow Vale College", "University of Eastmere", "Saint Brannock Institute")
ZH_NAMES = ("林知夏", "周砚秋", "欧阳若谷", "陈望舒", "何景行", "苏晚晴", "许一诺", "唐思远")
ZH_TRADES = {
    "物流主管": (
        ("统筹三十辆货车的每日线路，空驶率下降百分之十二", "负责四个国家进口货物的报关单证与异常跟进"),
        ("SAP EWM", "Excel", "危险品管理", "叉车操作证"),
    ),
    "执业药师": (
        ("每班审核处方两百张，核对剂量与相互作用", "主持两个冬季的疫苗接种窗口工作"),
        ("处方审核", "库存管理", "用药指导", "执业药师资格证"),
    ),
    "施工员": (
        ("负责九千平方米教学楼的放线与混凝土浇筑检查", "编写施工日志并配合计量付款"),
        ("AutoCAD", "全站仪", "钢筋混凝土", "二级建造师"),
    ),
    "财务分析师": (("为四十家门店编制月度预测与差异分析", "把月结从九天缩短到五天"), ("Power BI", "SQL", "合并报表", "中级会计师")),
    "行政总厨": (("带领十一人的厨房团队，编制四季菜单", "食材成本率由百分之三十四降到百分之二十九"), ("菜单设计", "HACCP", "采购", "培训")),
    "前端开发工程师": (
        ("用 TypeScript 重构下单流程，首屏时间缩短一半", "搭建视觉回归测试，上线前拦截四十个缺陷"),
        ("TypeScript", "React", "CSS", "Playwright"),
    ),
}
ZH_FIRMS = ("北港物流有限公司", "贝林药业连锁", "青岚建设集团", "临川信息科技", "云麓餐饮管理", "禾木会计师事务所")
ZH_SCHOOLS = ("东川理工大学", "南屿商学院", "西岭职业技术学院")


def person(seed: int, *, chinese: bool) -> Person:
    """Return the nth person."""
    pick = random.Random(seed * 2 + chinese)
    trades = ZH_TRADES if chinese else EN_TRADES
    trade = pick.choice(sorted(trades))
    done, skills = trades[trade]
    firms = pick.sample(ZH_FIRMS if chinese else EN_FIRMS, 3)
    name = pick.choice(ZH_NAMES if chinese else EN_NAMES)
    year = pick.randint(2010, 2016)
    spans = [(year + 3 * n, year + 3 * n + 3) for n in range(3)][::-1]
    jobs = tuple(
        (f"{firm} {trade}" if chinese else f"{trade}, {firm}", _dates(first, last, chinese, current=n == 0), done)
        for n, (firm, (first, last)) in enumerate(zip(firms, spans, strict=True))
    )
    school = pick.choice(ZH_SCHOOLS if chinese else EN_SCHOOLS)
    degree = f"{school} {pick.choice(('物流管理', '工商管理', '药学', '土木工程'))} 本科" if chinese else f"BSc, {school}"
    phone = f"138{pick.randint(10_000_000, 99_999_999)}" if chinese else f"555 01{pick.randint(10, 99)} {pick.randint(10, 99)}"
    contact = (phone, f"person{seed}@example.{'cn' if chinese else 'org'}", "杭州" if chinese else "Port Ellery")
    summary = (
        f"{trade}，做事细致，愿意倒班，可随时到岗。"
        if chinese
        else f"{trade} who likes clear plans, quiet mornings and teams that finish what they start."
    )
    headings = (
        ("自我评价", "工作经历", "教育背景", "专业技能", "联系方式")
        if chinese
        else ("Profile", "Experience", "Education", "Skills", "Contact")
    )
    return Person(chinese, name, trade, contact, summary, jobs, ((degree, f"{year - 4} - {year}"),), skills, headings)


def _dates(first: int, last: int, chinese: bool, *, current: bool) -> str:
    if chinese:
        return f"{first}.03 - {'至今' if current else f'{last}.02'}"
    return f"Mar {first} - {'present' if current else f'Feb {last}'}"
