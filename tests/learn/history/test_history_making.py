"""An export becomes a data set that names nobody, holds each application once, and says what it is good for."""

from __future__ import annotations

import datetime as dt
import json
import stat
from collections import Counter
from dataclasses import replace

import pytest

from jiufang.errors import BadInput, NotFound, RefusedByPolicy
from jiufang.learn.history import kept
from jiufang.learn.history.attributes import attribute
from jiufang.learn.history.blinding import Open, blind_ad, blind_resume, blinded
from jiufang.learn.history.floor import floor_of, half_width
from jiufang.learn.history.forgetting import forget
from jiufang.learn.history.leaks import leaks
from jiufang.learn.history.making import make
from jiufang.learn.history.multiplying import multiplied
from jiufang.learn.history.naming import keep_key, same_persons
from jiufang.learn.history.plans import Plan
from jiufang.learn.history.reading import read
from jiufang.learn.history.records import Application, Why
from jiufang.learn.records import Dataset, Pair, Part

KEY = bytes(range(32))
APPLICATIONS = 160
TEXT = "EXPERIENCE\nBroker, Harbour Ltd, March 2019 - present\n- Cleared customs for forty clients\n- Kept the ledger of two depots"
PLAIN = Application(
    row="x:2",
    keys=("email:li@mail.example",),
    job="R-1",
    title="Broker",
    ad="Clears customs",
    resume=TEXT,
    stages=("Hired",),
    at=dt.date(2024, 5, 1),
)

CANARIES_EN = (
    "Zebulon",
    "Quillfeather",
    "zq@mail.example",
    "312) 555-0143",
    "Lakeshore Drive 42",
    "Mandrake University",
    "1987",
    "she",
    "Methodist",
    "linkedin.com",
)
RESUME_EN = """Zebulon Quillfeather
42 Lakeshore Drive 42, Oakville | (312) 555-0143 | zq@mail.example | linkedin.com/in/zquillfeather
Born 4 May 1987, married, Methodist

EXPERIENCE
Customs Broker, Harbour Freight Ltd, March 2015 - present
- Quillfeather cleared 4,000 declarations a year; she trained three clerks
- Wrote the tariff handbook of the depot

EDUCATION
BSc Logistics, Mandrake University, 2005 - 2008

SKILLS
TARIC, SAP GTS, incoterms
"""
CANARIES_ZH = ("欧阳慕", "慕白", "13912345678", "muying@mail.example", "女", "1990", "汉族", "党员", "青蓝大学", "南山区", "ouyang")
RESUME_ZH = """欧阳慕白
性别：女 | 出生年月：1990年5月 | 民族：汉族 | 政治面貌：党员
电话：13912345678  邮箱：muying@mail.example  住址：南山区海德三道15号
教育背景
青蓝大学  物流管理  本科  2008.09-2012.06
工作经历
2012.07-至今  蓝海货代有限公司  报关主管
- 欧阳慕白负责进出口报关，每年申报四千票
- 带领三人团队编写归类手册
专业技能
归类、单证、SAP
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The data set of the small company's export."""
    from .conftest import HEADINGS, as_csv, rows

    path = tmp_path_factory.mktemp("export") / "export.csv"
    path.write_text(as_csv(HEADINGS, rows(APPLICATIONS)), encoding="utf-8")
    return make(read(path, plan=Plan(groups=True)).applications, name="small", key=KEY)


@pytest.mark.parametrize(
    ("text", "name", "school", "canaries", "stays"),
    [
        (
            RESUME_EN,
            "Zebulon Quillfeather",
            "Mandrake University",
            CANARIES_EN,
            ("cleared 4,000 declarations", "tariff handbook", "TARIC", "Logistics"),
        ),
        (RESUME_ZH, "欧阳慕白", "青蓝大学", CANARIES_ZH, ("进出口报关", "归类手册", "单证")),
    ],
)
def test_nothing_of_who_it_is_reaches_a_pair(text, name, school, canaries, stays):
    """Names, contacts, addresses, schools, years of study and protected attributes are gone; the work stays."""
    resume = blind_resume(Open(text, (name,), (school,)))
    ad = blind_ad(Open(f"Broker\nContact: {name}, zq@mail.example, 13912345678\n限女性，35岁以下\n- TARIC and 归类", (name,)))

    words = resume.lower().split()
    assert [c for c in canaries if (c.lower() in words if c == "she" else c.lower() in resume.lower())] == []
    assert [s for s in stays if s not in resume] == []
    assert [c for c in (name, "zq@", "13912345678", "女", "35") if c in ad] == []
    assert "TARIC" in ad


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("5年Java开发经验，熟悉Spring", ("5年Java", "Spring")),
        ("Experienced in Python and machine learning, 3 years at Google", ("Python", "machine learning", "3 years")),
        (
            "Skills\nJava, SQL\n\nEducation\nBSc\n\nExperience\nHarbour Ltd 2019-2023 backend engineer\n\nYears of experience: 5",
            ("Java", "BSc", "backend", "5"),
        ),
        ("技能\nJava、SQL\n\n学历\n本科\n\n工作年限: 5", ("Java", "本科", "5")),
    ],
)
def test_short_texts_and_columns_of_facts_keep_what_they_say(text, says):
    """A line without headings is all of a résumé, and nothing of it is taken for a letterhead."""
    assert [word for word in says if word not in blind_resume(Open(text))] == []


def test_swapping_who_it_is_changes_nothing():
    """Another name, sex, school and address give the same text."""
    other = (
        RESUME_EN.replace("Zebulon", "Miriam")
        .replace("Quillfeather", "Oduya")
        .replace("zquillfeather", "moduya")
        .replace("Mandrake", "Birch")
        .replace("she", "he")
        .replace("zq@", "mo@")
        .replace("Methodist", "Hindu")
    )

    assert blind_resume(Open(RESUME_EN, ("Zebulon Quillfeather",), ("Mandrake University",))) == blind_resume(
        Open(other, ("Miriam Oduya",), ("Birch University",))
    )


def test_processes_give_the_same_texts():
    """One process or two: the same texts in the same order."""
    texts = [Open(f"EXPERIENCE\nBroker, Harbour {n} Ltd\n- Cleared {n} declarations") for n in range(40)] * 2

    assert blinded(texts, blind_resume, workers=2) == blinded(texts, blind_resume)


def test_no_canary_of_an_export_is_in_the_data_set(made, tmp_path, export):
    """None of the names, addresses and ids of an export stands anywhere in the folder."""
    kept.save(made.dataset, tmp_path / "set", report=made.report, aliases=made.aliases)
    written = "".join(path.read_text("utf-8") for path in (tmp_path / "set").iterdir())
    told = [one for a in read(export).applications for one in (*a.names, *(k.partition(":")[2] for k in a.keys))]

    assert len(set(told)) > 100
    assert [one for one in set(told) if one in written] == []


def test_parts_of_an_export_share_nothing(made):
    """No person, job, text or near-duplicate is in two parts, and the same applications in another order give the same data set."""
    assert set(leaks(made.dataset).values()) == {0}
    assert {part for part in Part if made.dataset.part(part)} == set(Part)


def test_every_application_is_accounted_for(made):
    """What is used and what is left out add up to what came in."""
    report = made.report

    assert report["used"]["pairs"] + sum(report["left_out"].values()) == report["applications"] == APPLICATIONS
    assert report["used"]["pairs"] == sum(report["parts"][part]["pairs"] for part in report["parts"]) == len(made.dataset.parts)
    assert set(report["used"]["languages"]) == {"en", "zh"}
    assert set(report["groups"]["sex"]) == {"female", "male"}
    assert json.loads(json.dumps(report)) == report


def test_the_same_export_gives_the_same_data_set(export):
    """Bytes for bytes, with the same key, in whatever order it comes; with another key the same pairs under other names."""
    told = list(read(export, plan=Plan(groups=True)).applications[:24])
    one, again, other = (make(some, name="small", key=key) for some, key in ((told, KEY), (told[::-1], KEY), (told, bytes(32))))

    assert {p.id: p for p in again.dataset.pairs} == {p.id: p for p in one.dataset.pairs}
    assert (again.dataset.parts, again.report) == (one.dataset.parts, one.report)
    assert make(told, name="small", key=KEY) == one
    assert {p.id for p in other.dataset.pairs}.isdisjoint({p.id for p in one.dataset.pairs})
    assert Counter(p.resume for p in other.dataset.pairs) == Counter(p.resume for p in one.dataset.pairs)


def one_pair(*applications):
    """Return the pairs and what was left out of a few applications."""
    result = make(applications, name="x", key=KEY)
    return result.dataset.pairs, result.report["left_out"]


def test_the_lines_of_one_application_are_one():
    """A line for each stage: the furthest stage and the last end count."""
    log = [
        replace(PLAIN, stages=(stage,), at=dt.date(2024, 5, day))
        for day, stage in ((1, "Applied"), (8, "Onsite interview"), (15, "Rejected"))
    ]
    pairs, left = one_pair(*log)

    assert [(p.label, p.stage, p.at) for p in pairs] == [(0.5, "interview", dt.date(2024, 5, 15))]
    assert left[str(Why.AGAIN)] == 2


def test_the_later_of_two_decisions_counts_and_an_undated_contradiction_does_not():
    """Rejected in May, hired in June: hired. Both on one day: nobody knows, so neither."""
    rejected, hired = replace(PLAIN, stages=("Rejected",)), replace(PLAIN, at=dt.date(2024, 6, 1))

    assert [p.label for p in one_pair(hired, rejected)[0]] == [1.0]
    pairs, left = one_pair(replace(hired, at=None), replace(rejected, at=None))
    assert (pairs, left[str(Why.CONFLICT)]) == ((), 2)


def test_one_person_is_known_by_any_of_their_keys():
    """A row with id and address, one with address and number, one with the number alone: one person."""
    same = same_persons(
        [("id:7", "email:li@x.example"), ("email:li@x.example", "phone:1234567890"), ("phone:1234567890",), ("email:bo@x.example",)]
    )

    assert same["phone:1234567890"] == same["email:li@x.example"] == "id:7" != same["email:bo@x.example"]


def test_namesakes_are_two_persons_in_one_part():
    """Two of one name with different résumés are not one person; but nobody knows, so they are not parted."""
    two = [
        replace(PLAIN, keys=("name:王伟",), resume=f"{TEXT}\n- Ran {word} for years", job=f"R-{word}") for word in ("payroll", "welding")
    ]
    pairs, _ = one_pair(*two)

    assert len({p.person for p in pairs}) == 2
    assert len({make(two, name="x", key=KEY).dataset.parts.get(p.id) for p in pairs}) == 1


def test_who_does_not_agree_is_left_out():
    """Without consent nothing is learnt of a person."""
    assert one_pair(replace(PLAIN, consent=False)) == ((), {str(Why.NO_CONSENT): 1})


def test_what_people_say_of_themselves_is_brought_to_words():
    """Sex in two languages, ages from birth dates at the day of the decision, and silence where they do not want to say."""
    day = dt.date(2024, 6, 1)
    told = [
        ("sex", "女", "female"),
        ("sex", "M", "male"),
        ("age", "1984-06-01", "40 and over"),
        ("age", "1984-06-02", "under 40"),
        ("age", "35岁", "under 40"),
        ("sex", "不愿透露", ""),
        ("ethnicity", "Asian", "asian"),
        ("disability", "否", "no"),
    ]

    assert [attribute(name, cell, at=day) for name, cell, _ in told] == [wanted for _, _, wanted in told]


def test_a_data_set_is_kept_for_its_owner_alone(made, tmp_path):
    """What is saved is loaded again; nobody else can read it; what is no data set is refused in words."""
    folder = tmp_path / "set"
    kept.save(made.dataset, folder, report=made.report)

    assert kept.load(folder) == made.dataset
    assert kept.report_of(folder) == made.report
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    with pytest.raises(NotFound):
        kept.load(tmp_path)
    (folder / kept.PAIRS).write_text('{"id": "x"}\n', encoding="utf-8")
    with pytest.raises(BadInput, match="line 1"):
        kept.load(folder)


def test_a_person_is_taken_out_by_any_key_of_theirs(tmp_path):
    """By address, though they are known by an id; what is left is as it was."""
    told = [
        replace(PLAIN, keys=("id:7", "email:li@mail.example")),
        replace(PLAIN, keys=("id:8",), resume=TEXT.replace("ledger", "register"), groups={"sex": "male"}),
    ]
    result = make(told, name="x", key=KEY)
    keep_key(tmp_path / "key", KEY)
    kept.save(result.dataset, tmp_path, report=result.report, aliases=result.aliases)

    assert forget(tmp_path, "LI@mail.example ") == 1
    assert forget(tmp_path, "li@mail.example") == 0
    left = kept.load(tmp_path)
    assert left.pairs == tuple(p for p in result.dataset.pairs if p.label and p in left.pairs)
    assert len(left.pairs) == len(left.groups) == len(kept.aliases_of(tmp_path)) == 1


def parted(counts):
    """Return a data set with so many (positives, negatives, jobs) in each part."""
    pairs, parts = [], {}
    for part, (positives, negatives, jobs) in counts.items():
        for n in range(positives + negatives):
            pair = Pair(f"{part}{n}", f"{part}{n}", f"{part}j{n % jobs}", "r", "a", float(n < positives))
            pairs.append(pair)
            parts[pair.id] = part
    return Dataset("x", tuple(pairs), parts)


def test_the_floor_is_the_width_of_the_interval():
    """A test of forty hires is enough, one of fifteen is not; what is missing is a number that then suffices."""
    enough = parted({Part.TRAIN: (60, 300, 20), Part.TEST: (45, 210, 7)})
    little = parted({Part.TRAIN: (60, 300, 20), Part.TEST: (15, 70, 7)})

    floor_of(enough).require()
    with pytest.raises(RefusedByPolicy, match=r"± 0\.1[0-9]"):
        floor_of(little).require()
    times = (floor_of(little).more + len(little.parts)) / len(little.parts)
    assert half_width(0.7, round(15 * times), round(70 * times)) <= 0.1


def test_the_interval_is_that_of_a_simulation():
    """Hanley & McNeil's width is that of scores that are drawn anew two thousand times."""
    import numpy as np

    chance = np.random.default_rng(0)
    shift = 0.7416  # two normal scores so far apart have an area of .70
    areas = []
    for _ in range(2000):
        up, down = chance.normal(shift, 1, 40), chance.normal(0, 1, 200)
        areas.append(float((up[:, None] > down[None, :]).mean()))

    # Their exponential approximation is a little wide for normal scores, and never narrow.
    assert 1.0 <= half_width(0.7, 40, 200) / (1.96 * float(np.std(areas))) <= 1.15


@pytest.mark.parametrize(
    ("counts", "why"),
    [
        ({Part.TRAIN: (60, 60, 9), Part.TEST: (0, 90, 9)}, "nobody whom people wanted"),
        ({Part.TRAIN: (60, 60, 9), Part.TEST: (90, 90, 2)}, "2 jobs with both outcomes"),
        ({Part.TRAIN: (9, 60, 9), Part.TEST: (90, 90, 9)}, "9 persons taken further"),
        ({}, "nobody"),
    ],
)
def test_what_is_missing_is_named(counts, why):
    """No outcome to compare, too few jobs, too little to learn from: each is told."""
    assert any(why in told for told in floor_of(parted(counts)).missing)


def test_only_what_is_learnt_from_is_multiplied():
    """Other parts stay as they are; a variant keeps label, person and job, and shares the weight."""
    zh = "负责数据库与项目管理，熟悉软件测试和前端开发，带领团队完成系统上线"
    pairs = (
        Pair("1", "p", "j", "Maintained warehouse inventory and negotiated transport contracts", "ad", 0.5, weight=2.0),
        Pair("2", "q", "j", zh, "ad", 1.0),
        Pair("3", "r", "k", zh, "ad", 0.0),
    )
    dataset = Dataset("x", pairs, {"1": Part.TRAIN, "2": Part.TRAIN, "3": Part.TEST})
    more = multiplied(dataset, times=3, seed=1)

    assert more == multiplied(dataset, times=3, seed=1)
    assert more.part(Part.TEST) == dataset.part(Part.TEST)
    assert len(more.part(Part.TRAIN)) > 2
    assert {(p.person, p.label) for p in more.part(Part.TRAIN)} == {("p", 0.5), ("q", 1.0)}
    assert sum(p.weight for p in more.part(Part.TRAIN)) == pytest.approx(3.0)
    assert multiplied(dataset, times=1, seed=1) == dataset
