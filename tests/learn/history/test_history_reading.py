"""Columns, days and stages of real exports are understood, in Chinese and English; a person's word comes before the guess."""

from __future__ import annotations

import datetime as dt

import pytest

from jiufang.errors import BadInput
from jiufang.learn.history.columns import by_role, guess
from jiufang.learn.history.days import Order, day_of, is_ambiguous, order_of
from jiufang.learn.history.plans import Plan, plan_of, read_plan
from jiufang.learn.history.reading import read, source_of
from jiufang.learn.history.records import Why
from jiufang.learn.history.stages import ladder, outcome
from jiufang.learn.history.tables import Table, table_of

from .conftest import HEADINGS, HEADINGS_ZH, as_csv, rows

ROLES = (
    "application",
    "person",
    "name",
    "email",
    "group.sex",
    "job",
    "title",
    "family",
    "ad",
    "applied",
    "decided",
    "stage",
    "outcome",
    "resume",
)


@pytest.mark.parametrize("headings", [HEADINGS, HEADINGS_ZH])
def test_the_columns_of_an_export_are_guessed(headings):
    """Every column of a usual export is known by its heading."""
    table = table_of(as_csv(headings, rows(30)).encode(), name="x")

    assert tuple(column.role for column in guess(table)) == ROLES


@pytest.mark.parametrize(
    ("headings", "roles"),
    [
        (
            (
                "candidate.first_name",
                "candidate.last_name",
                "candidate.email_addresses",
                "job.name",
                "status",
                "rejection_reason.name",
                "attachments",
            ),
            ("name", "name", "email", "title", "stage", "outcome", "resume_file"),
        ),
        (
            ("姓名（中文）", "联系电话", "投递职位", "最高学历", "工作经历", "流程状态", "淘汰原因(HR)"),
            ("name", "phone", "title", "facts", "facts", "stage", "outcome"),
        ),
        (
            ("ApplicantName", "ReqID", "PositionTitle", "Disposition", "DateApplied", "Source", "Recruiter", "Skills"),
            ("name", "job", "title", "outcome", "applied", "none", "none", "facts"),
        ),
    ],
)
def test_headings_of_other_systems_are_known(headings, roles):
    """Paths of JSON, headings in camel case, and remarks in brackets."""
    like = {"email": "a@b.example", "phone": "13800000000", "applied": "2024-01-02", "resume_file": "cv.pdf"}
    table = Table("x", headings, (tuple(like.get(role, "something") for role in roles),), (2,))

    assert tuple(column.role for column in guess(table)) == roles


def test_cells_overrule_a_heading():
    """A column called Résumé that holds names of files, and one called Email without an address."""
    table = Table(
        "x", ("Resume", "Email", "Contact"), (("li.pdf", "by phone", "li@mail.example"), ("bo.docx", "none", "bo@mail.example")), (2, 3)
    )

    assert [c.role for c in guess(table)] == ["resume_file", "none", "email"]


def test_other_peoples_addresses_are_not_the_candidates():
    """A recruiter's address would make one person of everybody; neither its heading nor its cells pass."""
    others = ("Recruiter Email", "Hiring Manager Name", "推荐人电话", "Owner")
    table = Table(
        "x",
        (*others, "Mail"),
        tuple(("rec@x.example", "Mei", "13800000000", "li@x.example", "rec@x.example") for _ in range(30)),
        tuple(range(30)),
    )

    assert {c.role for c in guess(table)} == {"none"}


def test_the_last_word_of_a_heading_says_what_it_is():
    """Candidate skills are skills, and the source of a résumé is no résumé."""
    headings = ("Candidate Skills", "Candidate Phone", "Candidate E-mail", "简历来源", "Candidate Education Level", "候选人电话")
    table = Table("x", headings, (("Java", "+1 555 0100", "a@b.example", "x", "BSc", "13800000000"),), (2,))

    assert [c.role for c in guess(table)] == ["facts", "phone", "email", "none", "facts", "phone"]


def test_a_persons_word_comes_before_the_guess():
    """A column that is given is not guessed about; a role or a heading that does not exist is refused."""
    table = Table("x", ("Stage", "Gate"), (("Hired", "b"),), (2,))

    assert by_role(guess(table, given={"stage": "Gate"}))["stage"] == ("Gate",)
    for wrong in ({"stages": "Gate"}, {"stage": "Door"}):
        with pytest.raises(BadInput):
            guess(table, given=wrong)


@pytest.mark.parametrize(
    "told",
    [
        "2024-03-01",
        "2024/3/1 10:22",
        "2024年3月1日",
        "20240301",
        "1 March 2024",
        "Mar 1st, 2024",
        "1-Mar-24",
        "2024-03-01T08:00:00Z",
        "45352",
        "1709280000",
    ],
)
def test_days_are_read(told):
    """Every usual way of writing a day."""
    assert day_of(told) == dt.date(2024, 3, 1)


def test_the_order_of_a_column_decides():
    """A 31 in front is a day for the whole column; where nothing tells, that is said."""
    assert order_of(["03/01/2024", "31/01/2024"]) is Order.DAY_FIRST
    assert day_of("03/01/2024", order=Order.DAY_FIRST) == dt.date(2024, 1, 3)
    assert order_of(["03/01/2024", "01/31/2024"]) is Order.MONTH_FIRST
    assert is_ambiguous(["03/01/2024", "02/05/2024"])
    assert not is_ambiguous(["03/01/2024", "31/01/2024"])
    assert order_of(["soon", "later"]) is None


@pytest.mark.parametrize(
    ("cells", "label"),
    [
        (("Hired", ""), 1.0), (("已入职",), 1.0), (("Offer accepted",), 1.0), (("Offer Declined",), 0.9), (("候选人拒绝offer",), 0.9), (("录用", "放弃入职"), 0.9),
        (("终面", "未通过"), 0.7), (("Rejected - Onsite",), 0.5), (("复试未通过",), 0.5), (("三面挂",), 0.5), (("Phone Screen", "Not a fit"), 0.3), (("笔试", "淘汰"), 0.3),
        (("用人部门筛选", "不合适"), 0.2), (("Application Review", "Rejected"), 0.0), (("简历筛选不通过",), 0.0), (("No hire",), 0.0), (("试用期未通过",), 0.5),
    ],
)  # fmt: skip
def test_stages_are_worth_what_the_ladder_says(cells, label):
    """Whoever was turned down has the label of the furthest rung; an offer says that the company wanted them, whatever they answered."""
    assert outcome(cells, ladder=ladder()).label == label


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        (("Interview",), Why.OPEN), (("面试中",), Why.OPEN), (("简历筛选通过",), Why.OPEN), (("Interview", "Withdrawn by candidate"), Why.WITHDRAWN), (("候选人放弃",), Why.WITHDRAWN),
        (("Rejected", "Position filled"), Why.FILLED), (("淘汰", "岗位已招满"), Why.FILLED), (("Rejected", "Duplicate"), Why.DUPLICATE), (("重复投递",), Why.DUPLICATE), (("人才库",), Why.OTHER),
        (("Bar raiser",), Why.UNKNOWN), (("",), Why.NO_STAGE), (("Candidate declined",), Why.WITHDRAWN),
    ],
)  # fmt: skip
def test_what_says_nothing_of_fit_has_no_label(cells, why):
    """Nobody is learnt from as unfit because a position was filled, they withdrew, or nobody has decided yet."""
    said = outcome(cells, ladder=ladder())

    assert (said.label, said.why) == (None, why)


def test_a_companys_words_come_first():
    """A rung, a label, “leave out”; and a ladder of one's own."""
    own = ladder(labels={"interview": 0.6}, words={"Bar raiser": "final", "Stufe 2": "0.35", "Cool-off": "leave out"})

    assert outcome(["Bar raiser", "Rejected"], ladder=own).label == 0.7
    assert outcome(["Stufe 2"], ladder=own).label == 0.35
    assert outcome(["Cool-off", "Rejected"], ladder=own).why is Why.OTHER
    assert outcome(["Onsite", "Rejected"], ladder=own).label == 0.6
    for wrong in ({"words": {"x": "nonsense"}}, {"words": {"x": 2}}, {"labels": {"lunch": 0.5}}, {"labels": {"offer": 1.5}}):
        with pytest.raises(BadInput):
            ladder(**wrong)


def test_an_export_reads_the_same_in_both_languages(tmp_path):
    """Chinese headings in GB18030 and English ones in UTF-8 tell the same applications."""
    zh = tmp_path / "zh.csv"
    zh.write_bytes(as_csv(HEADINGS_ZH, rows(40), delimiter=";").encode("gb18030"))
    en = tmp_path / "zh_.csv"
    en.write_text(as_csv(HEADINGS, rows(40)), encoding="utf-8")
    a, b = read(zh, plan=Plan(groups=True)), read(en, plan=Plan(groups=True))

    assert [(x.keys, x.job, x.resume, x.stages, x.at, x.groups) for x in a.applications] == [
        (x.keys, x.job, x.resume, x.stages, x.at, x.groups) for x in b.applications
    ]
    assert a.applications[0].at is not None
    assert {x.groups["sex"] for x in a.applications} == {"female", "male"}
    assert not a.closed


def test_attributes_are_taken_only_when_asked_for(export):
    """Without --groups nobody's sex leaves the export."""
    assert all(not one.groups for one in read(export).applications)


def test_a_column_for_each_round_tells_which_round_it_was():
    """Passed in the first interview, turned down in the second; a phone screen that somebody failed; an offer that nobody made."""
    headings = ("应聘职位", "简历内容", "笔试结果", "复试结果", "录用结果")
    body = (("会计", "总账", "通过", "未通过", ""), ("会计", "总账", "不合格", "", ""), ("会计", "总账", "", "", "未录用"))
    told = source_of(Table("x", headings, body, (2, 3, 4)), plan=Plan()).applications

    assert [outcome(one.stages, ladder=ladder()).label for one in told] == [0.5, 0.3, 0.0]


def test_stages_alone_are_the_furthest_that_was_reached():
    """Where no row tells of an end, a stage is read as the last one; with an open one among them it is not."""
    table = Table("x", ("Stage", "Job", "CV"), (("Interview", "a", "Java"), ("Hired", "a", "Go")), (2, 3))

    assert source_of(table, plan=Plan()).closed
    assert outcome(["Interview"], ladder=ladder(closed=True)).label == 0.5


def test_files_beside_an_export_are_read(tmp_path):
    """Résumés from a folder, never from outside it; advertisements from a table, by id."""
    from jiufang.learn.history.beside import read_ads

    (tmp_path / "cv").mkdir()
    (tmp_path / "cv" / "li.txt").write_text("Li ran customs clearance for years.", encoding="utf-8")
    (tmp_path / "secret.txt").write_text("not yours", encoding="utf-8")
    (tmp_path / "jobs.csv").write_text("Req ID,Title,Job Description\nR-7,Broker,Clears customs\n", encoding="utf-8")
    table = Table("x", ("Attachment", "Req ID", "Status"), (("li.txt", "R-7", "Hired"), ("../secret.txt", "R-7", "Rejected")), (2, 3))
    told = source_of(table, plan=Plan(resumes=tmp_path / "cv", ads=read_ads(tmp_path / "jobs.csv"))).applications

    assert [one.resume.strip() for one in told] == ["Li ran customs clearance for years.", ""]
    assert told[0].ad == "Clears customs"


def test_a_table_without_outcomes_is_refused_with_what_to_do():
    """What is missing is named, and how to say it."""
    with pytest.raises(BadInput, match="no column tells of an outcome") as refused:
        source_of(Table("x", ("Name", "CV", "Job"), (("a", "b", "c"),), (2,)), plan=Plan())

    assert "--map stage=HEADING" in refused.value.hint


def test_a_plan_is_read_and_checked(tmp_path):
    """A plan says columns, stages, ladder, the order of days; a misspelt word is refused."""
    path = tmp_path / "plan.toml"
    path.write_text(
        'dates = "dmy"\nclosed = true\n[columns]\nstage = "Gate"\n[stages]\n"Gate 3" = "final"\n[ladder]\ninterview = 0.6\n',
        encoding="utf-8",
    )
    plan = read_plan(path)

    assert (plan.dates, plan.closed, plan.columns, plan.stages, plan.labels) == (
        Order.DAY_FIRST,
        True,
        {"stage": "Gate"},
        {"Gate 3": "final"},
        {"interview": 0.6},
    )
    for wrong in ({"colums": {}}, {"dates": "ymd"}, {"columns": "stage"}):
        with pytest.raises(BadInput):
            plan_of(wrong)
