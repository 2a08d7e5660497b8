"""The typed checkers take proof for proof and look-alikes for nothing: certificates, years, languages, places."""

from __future__ import annotations

import pytest

from jiufang.jobs.records import Kind, Requirement
from jiufang.matching.certificates import initials
from jiufang.matching.engine import decide
from jiufang.matching.needs import understand
from jiufang.matching.ranks import rank_gap
from jiufang.matching.records import Verdict
from jiufang.matching.seniority import MANAGER, SUPERVISOR, asked_rank, held_rank
from jiufang.matching.specialities import rival, same_work
from jiufang.matching.validity import lapsed, term_of
from jiufang.matching.view import view_of_text

AS_OF = "2026-11-01"
MET, PARTIAL, SILENT, AGAINST = Verdict.MET, Verdict.PARTIAL, Verdict.NOT_SHOWN, Verdict.CONTRADICTED


def _verdict(kind: Kind, asked: str, told: str, **fields: object) -> Verdict:
    need = understand(Requirement(id="R", text=asked, kind=kind, **fields))
    return decide([need], view_of_text(told, as_of=AS_OF), encoder=None)[0][0].verdict


@pytest.mark.parametrize(
    ("kind", "asked", "told", "verdict"),
    [
        # Other names and initials name a certificate; failed, lapsed, lower and other people's ones do not meet the demand.
        (Kind.CERTIFICATE, "通过国家统一法律职业资格考试", "2019年取得法考A证。", MET),
        (Kind.CERTIFICATE, "a current First Aid at Work certificate", "FAW card issued May 2025 (three-year validity).", MET),
        (Kind.CERTIFICATE, "a current First Aid at Work certificate", "FAW card issued May 2021 (three-year validity).", AGAINST),
        (Kind.CERTIFICATE, "健康证有效", "健康证：2024年6月办理，有效期一年。", AGAINST),
        (Kind.CERTIFICATE, "CISSP certified", "Sat the CISSP exam in May 2026 and failed, resit in March.", AGAINST),
        (Kind.CERTIFICATE, "持有PMP证书", "公司项目部同事均持PMP证书，为我们提供支持。", SILENT),
        (Kind.CERTIFICATE, "A1驾驶证", "驾驶证：B1，2011年取得。", AGAINST),
        (Kind.CERTIFICATE, "普通话二级甲等及以上", "普通话二级乙等，2020年取得。", AGAINST),
        # A lower post, part-time hours, and years in which the work was not done are no full years of it.
        (Kind.EXPERIENCE_YEARS, "两年以上前厅经理任职经验", "2020.01-2025.06 某酒店 前厅领班", AGAINST),
        (Kind.EXPERIENCE_YEARS, "3 years full-time ESL teaching", "ESL tutor, Plaza Centre, 14 hrs/week, Sept 2021 - Oct 2024.", PARTIAL),
        (Kind.EXPERIENCE_YEARS, "at least two years of ICU nursing", "Staff nurse, 20-bed MICU, Jan 2022 - Sept 2025", MET),
        (
            Kind.EXPERIENCE_YEARS,
            "最近三年有薪酬核算经验",
            "2012.03-2020.06 薪酬专员，薪酬核算\n2020.07至今 开花店，没有再做过薪酬核算",
            AGAINST,
        ),
        # A test that was sat and failed, or a few words, do not meet a demand for a language.
        (Kind.LANGUAGE, "英语六级", "CET-6 398分，未通过", AGAINST),
        (Kind.LANGUAGE, "JLPT N1", "JLPT N2 (2022), N1 attempted in July 2025, not passed.", AGAINST),
        (Kind.LANGUAGE, "日语可日常沟通", "日语只记得几个单词。", AGAINST),
        # The way to work is compared with what is allowed; a project in a city is no address.
        (Kind.LOCATION, "live within 45 minutes of our Telford plant", "Wolverhampton, 25 minutes from your gate.", MET),
        (Kind.LOCATION, "live within 45 minutes of our Telford plant", "Stoke, 70 minutes from your gate.", AGAINST),
        (Kind.LOCATION, "须在杭州坐班，不接受远程", "只接受远程岗位，可每季度到杭州一次", AGAINST),
        (Kind.LOCATION, "能到成都上班", "2023 年在成都主持过三家新店开业", SILENT),
    ],
)
def test_a_checker_takes_proof_for_proof_and_a_look_alike_for_nothing(kind: Kind, asked: str, told: str, verdict: Verdict) -> None:
    """Each kind of requirement has its own look-alikes; the table names them."""
    assert _verdict(kind, asked, told) is verdict


def test_any_language_of_a_group_will_do_and_every_group_must_be_shown() -> None:
    """`languages` of a requirement are read as alternatives within groups."""
    told = "Languages: English (native), fluent German."
    assert _verdict(Kind.LANGUAGE, "a second European language", told, languages=(("fr", "de"),)) is MET
    assert _verdict(Kind.LANGUAGE, "two languages of our markets", told, languages=(("en",), ("fr",))) is PARTIAL


def test_titles_of_one_family_do_not_borrow_from_another() -> None:
    """A night auditor does not audit, a sales development representative closes no sales, an engineer of Java writes code."""
    assert not same_work("four years in internal audit", "Night Auditor")
    assert not same_work("closing experience, quota-carrying", "Senior Sales Development Representative")
    assert same_work("服务端开发经验", "Java 高级工程师")
    assert rival("高中物理教学", "某初级中学 初中物理教师")


def test_ranks_terms_and_initials_are_read() -> None:
    """Deputies rank below managers, managers of accounts have no rank, small words may stand in initials."""
    assert asked_rank("至少2年担任项目经理或副经理") == SUPERVISOR
    assert (held_rank("General Manager") >= MANAGER, held_rank("Assistant Manager"), held_rank("大客户经理")) == (True, SUPERVISOR, 0)
    assert "faw" in initials("First Aid at Work")
    assert (rank_gap("CATTI二级", "CATTI三级"), rank_gap("B2驾照", "A2驾照")) == (-1, 0)
    assert (term_of("有效期3年"), term_of("three years of work")) == (36, None)
    assert lapsed("valid until May 2025", AS_OF)
    assert not lapsed("valid until May 2027", AS_OF)
