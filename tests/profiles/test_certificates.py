"""Certificates of a résumé: in force or not on the day, whatever the wording."""

from __future__ import annotations

import pytest

from jiufang.documents.records import Document
from jiufang.profiles.certificates import find_certificates
from jiufang.profiles.records import Certificate

AS_OF = "2026-11-01"


def read(text: str) -> dict[str | None, Certificate]:
    """Return the certificates of a text by id."""
    return {c.id: c for c in find_certificates(Document.from_text(text), as_of=AS_OF)}


@pytest.mark.parametrize(
    ("text", "id", "status"),
    [
        ("CKA（2025.05 通过，有效期至 2027.05）", "cka", "held"), ("CKA（2023.05 通过，有效期至 2026.05）", "cka", "expired"), ("ACLS - lapsed March 2026", "acls", "expired"), ("BLS (AHA), current until 04/2027", "bls", "held"),
        ("CPA, issued 2017, expired 2020 and not renewed", "cpa_us", "expired"), ("CPA, Minnesota - status inactive since January 2024", "cpa_us", "inactive"), ("I plan to get my RN", "rn", "planned"), ("未参加过CPA考试", "cpa_us", "denied"),
        ("计划 2027 年上半年考 CKA。", "cka", "planned"), ("正在备考一级建造师", "constructor_1_cn", "in_progress"), ("CFA Level II candidate", "cfa_2", "in_progress"), ("叉车证(N1) 2023年取得", "forklift", "held"),
        ("没有注册护士执照", "nurse_cn", "denied"), ("执业药师（2018年取得）", "pharmacist_cn", "held"), ("CCRN，2022 年 4 月取得，有效期三年", "ccrn", "expired"), ("PMP: let it lapse in 2021", "pmp", "expired"),
    ],
)  # fmt: skip
def test_the_state_on_the_day_is_read(text: str, id: str, status: str) -> None:
    """Held, lapsed, inactive, under way, planned and denied are six states."""
    assert read(text)[id].status.value == status


def test_dates_are_told_apart() -> None:
    """The day of issue and the day of expiry are two fields."""
    cka = read("CKA（2025.05 通过，有效期至 2027.05）")["cka"]

    assert (str(cka.issued), str(cka.expires)) == ("2025-05", "2027-05")
    assert str(read("BLS + ACLS both to June 2027")["bls"].expires) == "2027-06"


@pytest.mark.parametrize(
    "text",
    [
        "Calumet & Ross CPAs PLLC",
        "团队里两位同事在项目期间拿到了 CKA",
        "My preceptor is CCRN certified",
        "Six Sigma Green Belt course attended in 2024",
        "注册会计师协会会刊编辑",
    ],
)
def test_a_firm_a_colleague_and_a_course_are_no_certificate(text: str) -> None:
    """Only what the person holds, sits or lacks is reported."""
    assert not read(text)


def test_a_plan_elsewhere_does_not_hide_a_holding() -> None:
    """What is held is held although the letters stand bare elsewhere."""
    assert read("Li Na, RN\nOhio RN license, active through 06/2028")["rn"].status.value == "held"
