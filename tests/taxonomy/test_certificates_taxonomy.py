"""Certificates: found by name in both languages, ordered by what covers what."""

from __future__ import annotations

import pytest

from jiufang.taxonomy.certificates import load_certificates

CERTIFICATES = load_certificates()


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("注册会计师", "cpa_cn"), ("美国注册会计师", "cpa_us"), ("六西格玛黑带", "six_sigma_black"), ("执业药师", "pharmacist_cn"), ("低压电工证", "electrician_low_cn"),
        ("Class A CDL", "driver_a2"), ("BLS and ACLS", "bls"), ("法律职业资格证", "law_cn"), ("OSHA 30", "osha_30"), ("CFA Level II candidate", "cfa_2"), ("forklift certified", "forklift"),
    ],
)  # fmt: skip
def test_a_certificate_is_found(text: str, id: str) -> None:
    """Names in Chinese and English, written out and short."""
    assert id in [m.id for m in CERTIFICATES.find(text)]


@pytest.mark.parametrize(
    ("held", "asked"),
    [
        ("six_sigma_black", "six_sigma_green"),
        ("driver_a1", "driver_c1"),
        ("teacher_senior_cn", "teacher_primary_cn"),
        ("cfa", "cfa_1"),
        ("rn", "lpn"),
    ],
)
def test_a_higher_certificate_covers_a_lower_one(held: str, asked: str) -> None:
    """Black belt meets green belt, never the other way round."""
    assert CERTIFICATES.satisfies(held, asked)
    assert not CERTIFICATES.satisfies(asked, held)


def test_the_two_cpas_are_two_licences() -> None:
    """A Chinese CPA does not meet a demand for a US one, nor the reverse."""
    assert not CERTIFICATES.satisfies("cpa_cn", "cpa_us")
    assert not CERTIFICATES.satisfies("cpa_us", "cpa_cn")


def test_a_senior_engineer_is_no_certificate() -> None:
    """高级工程师 in a job title is not the worker's grade 高级工."""
    assert not CERTIFICATES.find("Java 高级工程师")
