"""Skills of a résumé: known and unknown ones, with level and use; not what is denied, wished for, or others'."""

from __future__ import annotations

import pytest

from jiufang.documents.records import Document
from jiufang.profiles.records import Section, SectionKind, Skill
from jiufang.profiles.skills import find_skills


def skills(text: str, kind: SectionKind = SectionKind.EXPERIENCE) -> dict[str, Skill]:
    """Return the skills of a text that is one section, by name and by id."""
    found = find_skills(Document.from_text(text), [Section(kind=kind, start=0, end=len(text))])
    return {key: s for s in found for key in (s.name, s.id or s.name)}


@pytest.mark.parametrize(
    "text",
    [
        "没有接触过 Oracle，也未做过 SAP 项目", "计划明年学习 Kubernetes", "Go：看过语法，没写过项目", "由供应商的李工团队用 Java 开发", "团队里两位同事拿到了 CKA，用 Docker 部署是同事做的",
        "I have never used Tableau.", "I hope to learn Go and Spring Boot next year.", "Our ERP is Oracle; no SAP here.", "My colleague built the Power BI dashboards.", "I plan to take an ACL course",
        "PLC: never programmed", "with no experience in AutoCAD",
    ],
)  # fmt: skip
def test_what_is_denied_wished_or_of_others_is_no_skill(text: str) -> None:
    """The words must say that the person has it; the other system that is named beside may stay."""
    wrong = {
        "sap",
        "kubernetes",
        "go",
        "java",
        "docker",
        "tableau",
        "spring_boot",
        "power_bi",
        "acl_analytics",
        "plc_programming",
        "autocad",
    }

    assert not wrong & set(skills(text))


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("用 SQL 取数，没有停机", "sql"),
        ("制定控制计划与 PFMEA", "pfmea"),
        ("和 SRE 一起把服务搬上 Kubernetes", "kubernetes"),
        ("Not only SAP but Oracle too: SAP migration lead", "sap"),
        ("Ran SAP close without any errors", "sap"),
    ],
)
def test_a_harmless_negation_denies_nothing(text: str, id: str) -> None:
    """“No downtime” and 控制计划 are neither denials nor wishes."""
    assert id in skills(text)


@pytest.mark.parametrize(
    ("text", "id", "level"),
    [
        ("熟悉 Java、Go、Python", "go", "熟悉"),
        ("AutoCAD 精通 / SolidWorks 熟练", "solidworks", "熟练"),
        ("AutoCAD 精通 / SolidWorks 熟练", "autocad", "精通"),
        ("Excel (advanced), Tableau", "microsoft_excel", "advanced"),
        ("Proficient in SAP and Tableau", "tableau", "Proficient"),
        ("Docker", "docker", None),
    ],
)
def test_a_level_word_belongs_to_its_skill(text: str, id: str, level: str | None) -> None:
    """Before a list it covers the list; after a skill it is that skill's own."""
    assert skills(text, SectionKind.SKILLS)[id].level == level


def test_work_shows_use_and_a_list_does_not() -> None:
    """`used` tells work from a bare list."""
    assert skills("用 Python 写数据清洗脚本")["python"].used
    assert not skills("Python、Excel", SectionKind.SKILLS)["python"].used


def test_skills_that_no_taxonomy_knows_are_found_in_lists() -> None:
    """List items, labelled lines and items in brackets count; sentences and dates do not."""
    found = skills("Zorblax CRM | kelp grafting | Frobnicate 3 (widget tuning, May 2020)\n工具：织梦宝盒、蓝鲸排产", SectionKind.SKILLS)

    assert {"kelp grafting", "widget tuning", "织梦宝盒", "蓝鲸排产"} <= set(found)
    assert "May 2020" not in found


def test_product_names_in_work_are_found() -> None:
    """CamelCase names in English and Latin names in Chinese text are products."""
    assert "QuarkDesk" in skills("Answered tickets in QuarkDesk every day.")
    assert "Zentrix" in skills("每天用 Zentrix 排产并跟踪缺料")


@pytest.mark.parametrize("kind", [SectionKind.PERSONAL, SectionKind.REFERENCES, SectionKind.OBJECTIVE])
def test_a_silent_section_gives_no_skill(kind: SectionKind) -> None:
    """Hobbies, references and wishes show no skill."""
    assert not skills("photography, Python, sales", kind)


def test_every_span_is_verbatim() -> None:
    """Quotes are the text between their offsets."""
    text = "负责 SAP 上线；proficient in Power Query, Tableau (basic)"

    assert all(text[e.start : e.end] == e.quote for s in skills(text).values() for e in s.spans)
