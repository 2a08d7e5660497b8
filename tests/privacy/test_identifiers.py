"""Identifiers: found in any script, glued or spaced, and not where a date or an amount merely looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiufang.privacy import identifiers as ids

GLUED = "邮箱zhang.wei@example.com手机13812345678银行卡6222020200112230234身份证11010519491231002X电话"


def test_identifiers_glued_to_chinese_are_found() -> None:
    """No blank is needed between 汉字 and an identifier."""
    assert [v for _, _, v in ids.find_emails(GLUED)] == ["zhang.wei@example.com"]
    assert [v for _, _, v in ids.find_phones(GLUED)] == ["+8613812345678"]
    assert [v for _, _, v in ids.find_id_cards(GLUED)] == ["11010519491231002X"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("(312) 555-0143", "+13125550143"),
        ("+44 7700 900123", "+447700900123"),
        ("电话：010-62345678", "+861062345678"),
        ("139 0011 0573", "+8613900110573"),
        ("+86 136-0000-7745", "+8613600007745"),
        ("cell 915 555 0177", "+19155550177"),
    ],
)
def test_phones_are_read(text: str, value: str) -> None:
    """Mobiles and landlines of several countries come out in E.164."""
    assert [v for _, _, v in ids.find_phones(text)] == [value]


@pytest.mark.parametrize(
    "text",
    ["2019.03 - 2021.11", "Attainment: 2022 - 104 pct", "$1,200-1,500", "2018/08-2022/06", "v1.2.3.4", "10-15 people, 2000–2500 orders"],
)
def test_dates_and_amounts_are_no_phones(text: str) -> None:
    """Digits alone do not make a telephone number."""
    assert not ids.find_phones(text)


def test_the_check_digit_decides() -> None:
    """A wrong check character or date is no identity card; a wrong Luhn sum is no bank card."""
    assert ids.id_card_is_valid("11010519491231002X")
    assert not ids.id_card_is_valid("110105194912310021")
    assert not ids.id_card_is_valid("11010519490231002X")
    assert ids.find_bank_cards("卡号 4111 1111 1111 1111")
    assert not ids.find_bank_cards("卡号 4111 1111 1111 1112")


def test_the_other_kinds_are_found() -> None:
    """Messengers, passports, birth dates and addresses, each after its label or by its shape."""
    assert [v for _, _, v in ids.find_messengers("微信：abc_12345，QQ 12345678")] == ["abc_12345", "12345678"]
    assert [v for _, _, v in ids.find_passports("护照号 E12345678")] == ["E12345678"]
    assert [v for _, _, v in ids.find_birth_dates("出生年月：1996.03")] == ["1996.03"]
    assert [v for _, _, v in ids.find_addresses("住址：上海市杨浦区某路1号 | 在职")] == ["上海市杨浦区某路1号"]


@given(st.text(max_size=120))
def test_spans_lie_in_the_text(text: str) -> None:
    """Any text is read without failing, and every span lies within it."""
    for start, end, _ in ids.find_identifiers(text):
        assert 0 <= start < end <= len(text)
