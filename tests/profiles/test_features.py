"""The feature record: what matching may read is the same whoever the person is."""

from __future__ import annotations

import itertools

import pytest

from jiufang.profiles.features import Features, StatementKind, features
from jiufang.profiles.records import Profile

AS_OF = "2026-11-01"

ZH_CLASSIC = """{name}
性别：{sex}　　出生年月：{birth}　　民族：{ethnic}　　政治面貌：{politics}
婚姻状况：{marital}　　籍贯：{origin}
手机：{phone}　　邮箱：{email}

工作经历
2019.03-至今　青禾医药物流有限公司　仓储主管
1. 负责药品冷链仓库的收发存，使用 WMS 管理 1.2 万个库位；
2. {pronoun}主导的库位优化把拣货路径缩短 30%，带领 8 人班组；
2016.07-2019.02　云岭连锁大药房　药店营业员
1. 处方药销售登记与用药咨询。

教育背景
{school}　药学　本科　{years}

证书
执业药师（2018年取得），叉车证

技能
熟练使用用友U8、Excel；了解 Python

兴趣爱好
{hobby}
"""

ZH_BOSS = """{name} | {sex} | {age}岁 | 工作8年 | 在职-看机会
电话 {phone} 微信同号 邮箱 {email}

个人优势
{origin}人，{age}岁，8年厨房管理经验，熟悉 HACCP 与成本核算。

工作经历
海岳酒店  厨师长  2018.05-至今
负责 40 人厨房的排班与出品，食品成本率由 38% 降到 33%。

教育经历
{school}  烹调工艺与营养  大专  {years}
"""

EN_CLASSIC = """{name}
{city}, {state} {zip} | {phone} | {email}
Sex: {sex} | Date of birth: {birth} | Marital status: {marital} | Nationality: {nation}

SUMMARY
Logistics coordinator with eight years in cold-chain distribution.

EXPERIENCE
Northwind Freight LLC, Logistics Coordinator, March 2019 - Present
- Planned 120 weekly loads in SAP TM and cut empty miles by 14%.
- {title} {last} trained six new dispatchers; {pronoun} wrote the SOP for reefer handling.
Harbor Foods Inc., Warehouse Associate, June 2016 - February 2019
- Operated reach trucks and ran cycle counts in a WMS.

EDUCATION
{school}, Bachelor of Science in Supply Chain Management, {year}

CERTIFICATIONS
APICS CSCP, issued 2021

INTERESTS
{hobby}
"""

EN_NURSE = """{name}, RN
{email} | {phone}

WORK HISTORY
Registered Nurse, Lakeview Dialysis Center, May 2020 to present
* {name} is the charge nurse for 24 chairs; {pronoun} charts in Epic and titrates heparin.
* Returned from {leave} leave in 2023 as night lead.

EDUCATION
Bachelor of Science in Nursing, {school}, {year}

LICENSES
Ohio RN license, active through 06/2028
"""

PERSONS = {
    ZH_CLASSIC: (
        {"name": "王建国", "sex": "男", "birth": "1985.03", "ethnic": "汉族", "politics": "中共党员", "marital": "已婚已育", "origin": "山东临沂", "phone": "13800010001",
         "email": "wjg@example.com", "pronoun": "他", "school": "沈阳药科大学", "years": "2012.09-2016.06", "hobby": "篮球、钓鱼"},
        {"name": "阿依努尔·买买提", "sex": "女", "birth": "1994年11月", "ethnic": "维吾尔族", "politics": "群众", "marital": "未婚", "origin": "新疆喀什", "phone": "139 0000 2222",
         "email": "aynur.m@example.cn", "pronoun": "她", "school": "清华大学", "years": "2008.09-2012.06", "hobby": "舞蹈、烘焙"},
    ),
    ZH_BOSS: (
        {"name": "李伟", "sex": "男", "age": "29", "origin": "湖南", "phone": "13700010003", "email": "liwei@example.com", "school": "扬州大学旅游烹饪学院", "years": "2013-2016"},
        {"name": "欧阳梓涵", "sex": "女", "age": "46", "origin": "四川", "phone": "13600010004", "email": "oyzh@example.net", "school": "顺德职业技术学院", "years": "1998-2001"},
    ),
    EN_CLASSIC: (
        {"name": "Brad Sullivan", "last": "Sullivan", "title": "Mr.", "sex": "Male", "birth": "12 March 1984", "marital": "Married", "nation": "American", "city": "Toledo", "state": "OH", "zip": "43604",
         "phone": "(419) 555-0101", "email": "brad.s@example.com", "pronoun": "he", "school": "Stanford University", "year": "2006", "hobby": "Golf, fishing"},
        {"name": "Lakisha Washington", "last": "Washington", "title": "Ms.", "sex": "Female", "birth": "5 July 1996", "marital": "Single", "nation": "Nigerian", "city": "Toledo", "state": "OH", "zip": "43607",
         "phone": "419-555-0199", "email": "lakisha@example.org", "pronoun": "she", "school": "Bowling Green State University", "year": "2016", "hobby": "Gospel choir, knitting"},
    ),
    EN_NURSE: (
        {"name": "Mei Chen", "phone": "614-555-0111", "email": "mei@example.com", "pronoun": "she", "leave": "maternity", "school": "Kent State University", "year": "2019"},
        {"name": "Patrick O'Brien", "phone": "614-555-0122", "email": "pob@example.com", "pronoun": "he", "leave": "paternity", "school": "Johns Hopkins University", "year": "2001"},
    ),
}  # fmt: skip
NAMES = ["zh_classic", "zh_boss", "en_classic", "en_nurse"]


def read(text: str) -> Features:
    """Parse a text as of the day of the tests."""
    return features(Profile.from_text(text, as_of=AS_OF))


def swaps() -> list[tuple[str, str, str]]:
    """Return (template, what is swapped, text) for each attribute alone and for all at once."""
    made = []
    for name, (template, (one, two)) in zip(NAMES, PERSONS.items(), strict=True):
        made += [(name, key, template.format(**{**one, **_together(key, two)})) for key in one]
        made.append((name, "all", template.format(**two)))
    return made


def _together(key: str, other: dict[str, str]) -> dict[str, str]:
    """A surname cannot change apart from the name that bears it."""
    pair = ("name", "last") if key in {"name", "last"} else (key,)
    return {k: other[k] for k in pair if k in other}


@pytest.mark.parametrize(("template", "what", "text"), swaps(), ids=[f"{t}-{w}" for t, w, _ in swaps()])
def test_a_swap_of_person_leaves_the_features_as_they_were(template: str, what: str, text: str) -> None:
    """Name, sex, pronoun, age, birth date, ethnicity, family, origin, school, years of study, contact and hobbies do not reach matching."""
    pattern, (one, _) = dict(zip(NAMES, PERSONS.items(), strict=True))[template]

    before, after = read(pattern.format(**one)), read(text)

    assert [s.text for s in after.statements] == [s.text for s in before.statements]
    assert after.fingerprint() == before.fingerprint()


@pytest.mark.parametrize("template", list(PERSONS), ids=NAMES)
def test_a_change_of_work_changes_the_features(template: str) -> None:
    """The fingerprint is not constant: what bears on the job is in it."""
    text = template.format(**PERSONS[template][0])

    assert (
        read(text.replace("2019", "2017").replace("2020", "2018").replace("2018.05", "2012.05")).fingerprint() != read(text).fingerprint()
    )


@pytest.mark.parametrize("template", list(PERSONS), ids=NAMES)
def test_every_statement_quotes_the_document(template: str) -> None:
    """Evidence is verbatim: the quote is the text between its offsets."""
    text = template.format(**PERSONS[template][0])

    for statement in read(text).statements:
        assert text[statement.evidence.start : statement.evidence.end] == statement.evidence.quote


@pytest.mark.parametrize("template", list(PERSONS), ids=NAMES)
def test_no_identifier_is_left_in_blind_text(template: str) -> None:
    """Neither name nor school, phone, e-mail, hobby or birth date stands in any blind text."""
    person = PERSONS[template][0]
    blind = "\n".join(s.text for s in read(template.format(**person)).statements)

    for key in ("name", "school", "phone", "email", "birth", "hobby", "origin"):
        assert person.get(key, "\0") not in blind, key


def test_sentences_end_where_they_end() -> None:
    """Decimal points and abbreviations do not end a statement; 。 ； and bullets do."""
    text = "EXPERIENCE\nAcme Inc., Buyer, 2019 - 2021\n• Cut cost by 3.5 percent with Dr. Wu. Led a team of 4; wrote SOPs.\n• 负责采购，年采购额 2.3 亿元；谈判降价 5%。"
    told = [s.text for s in read(text).statements]

    assert "Cut cost by 3.5 percent with Dr. Wu." in told
    assert "负责采购，年采购额 2.3 亿元" in told


def test_a_skills_section_is_a_list_and_an_objective_a_wish() -> None:
    """A bare list proves less than work, and a wish proves nothing: the kind says which is which."""
    text = "OBJECTIVE\nSeeking a role as site engineer.\n\nSKILLS\nAutoCAD, Revit, Primavera P6\n\nEXPERIENCE\nStonebridge Ltd, Site Engineer, 2019 - 2024\n- Set out foundations with a total station."
    kinds = {s.text: s.kind for s in read(text).statements}

    assert kinds["AutoCAD, Revit, Primavera P6"] is StatementKind.LIST
    assert kinds["Set out foundations with a total station."] is StatementKind.WORK
    assert StatementKind.WISH in kinds.values()


def test_references_and_personal_data_give_no_statements() -> None:
    """Who somebody knows, likes and is gives nothing to match on."""
    text = "EXPERIENCE\nAcme Inc., Clerk, 2019 - 2021\n- Filed invoices.\n\nHOBBIES\nChess in the Acme league\n\nREFERENCES\nJohn Doe, Director, Acme Inc."
    told = " ".join(s.text for s in read(text).statements)

    assert "Chess" not in told
    assert "John Doe" not in told


def test_the_fingerprint_ignores_where_things_stand() -> None:
    """Evidence offsets move with the text; the fingerprint stays."""
    text = EN_NURSE.format(**PERSONS[EN_NURSE][0])

    assert read("\n\n" + text).fingerprint() == read(text).fingerprint()


def test_pairs_of_templates_differ() -> None:
    """Different work gives different fingerprints."""
    prints = [read(t.format(**PERSONS[t][0])).fingerprint() for t in PERSONS]

    assert all(a != b for a, b in itertools.combinations(prints, 2))


@pytest.mark.parametrize("line", ["Finished a refresher course at {}, July 2026", "Refresher with 120 hours at {}", "{}进修班结业，2023年"])
def test_a_course_names_no_school(line: str) -> None:
    """Where somebody took a course is hidden as the school of a degree is, so that two schools read alike."""
    said = {
        tuple(s.text for s in features(Profile.from_text(f"Ada Reed\nNotes\n{line.format(school)}\n", as_of="2026-11-01")).statements)
        for school in (("Cuyahoga Community College", "University of Phoenix") if line.isascii() else ("清华大学", "城东职业学院"))
    }
    assert len(said) == 1
