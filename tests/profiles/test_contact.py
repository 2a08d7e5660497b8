"""Name, e-mail, telephone and place at the top of a résumé."""

import pytest

from jiufang.profiles.records import Profile


def contact(text):
    return Profile.from_text(text, as_of="2026-11-01").contact


@pytest.mark.parametrize(
    ("top", "name"),
    [
        ("姓名：欧阳志远　性别：男", "欧阳志远"),
        ("赵 启明\n后端工程师 | 杭州", "赵 启明"),
        ("林 佩 珊　注册护士（RN）", "林 佩 珊"),
        ("杨柏霖的简历", "杨柏霖"),
        ("古丽娜尔·买买提　 女　 1993 年生", "古丽娜尔·买买提"),
        ("BOSS直聘 在线简历\n向雨桐 · 女 · 32岁", "向雨桐"),
        ("求职信 + 简历\n尊敬的领导：\n我叫覃美玲，35岁，现任教务处干事。", "覃美玲"),
        ("CURRICULUM VITAE\n\nEleanor R. Abernathy, PhD, MSN, RN", "Eleanor R. Abernathy"),
        ('Oluwaseun "Seun" Adeyemi\nShenzhen', 'Oluwaseun "Seun" Adeyemi'),
        ("KEISHA M. WASHINGTON, BSN, RN\nColumbus, OH", "KEISHA M. WASHINGTON"),
        ("Name: Nguyen Thi Bich Ngoc (call me Bec)", "Nguyen Thi Bich Ngoc"),
        ("P R I Y A N K A   N A I R\nRegistered Nurse", "P R I Y A N K A   N A I R"),
        ("Mikołaj Zaremba — résumé\nCicero, Illinois", "Mikołaj Zaremba"),
        ("JAMAL HADDAD | Austin, Texas | 512-555-0181", "JAMAL HADDAD"),
        ("Henrike von Aschenbach\nLeiterin", "Henrike von Aschenbach"),
    ],
)
def test_the_name_is_found_in_any_dress(top, name):
    """Labels, titles beside it, nicknames, particles, credentials and spacing do not hide the name."""
    assert contact(top + "\n\n工作经历\n").name == name


@pytest.mark.parametrize(
    "name", ["Emma Baker", "Tom Cook", "Grace Mason", "Aisha K. Farmer", "EMMA BAKER", "Jean-Luc Barber", "Rosa Gardener", "Ian Judge"]
)
def test_a_trade_may_be_a_surname(name):
    """Who is called after a trade that people still live by is somebody, above whatever they are."""
    assert contact(f"{name}\nProject manager\nLeeds | 07700 900123\n\nEXPERIENCE\n").name == name


@pytest.mark.parametrize(
    "trade", ["Pastry Baker", "Head Cook", "Stone Mason", "Lorry Driver", "Dairy Farmer", "SENIOR BAKER", "District Judge"]
)
def test_what_somebody_is_names_nobody(trade):
    """The word before tells a trade from a surname."""
    assert contact(f"{trade}\nLeeds | 07700 900123\n\nEXPERIENCE\n").name is None


@pytest.mark.parametrize(
    ("line", "phone"),
    [
        ("手机：138 0000 4127", "138 0000 4127"),
        ("电话13912345678邮箱x@example.com", "13912345678"),
        ("cell 915 555 0177 / m@example.com", "915 555 0177"),
        ("612.555.0119", "612.555.0119"),
        ("Tel (312) 555-0148", "(312) 555-0148"),
        ("+65 8000 1142 | a@example.sg", "+65 8000 1142"),
        ("London SE1 | 07700 900456", "07700 900456"),
        ("联系电话：0535-6688123", "0535-6688123"),
    ],
)
def test_a_telephone_number_is_quoted_as_written(line, phone):
    """The résumé's own notation is kept; dates and postcodes are no numbers."""
    assert contact(f"Ann Example\n{line}\n2019.03 - 2021.04").phone == phone


@pytest.mark.parametrize(
    ("line", "email"),
    [
        ("邮箱zhang.wei@example.com手机13812345678", "zhang.wei@example.com"),
        ("E-mail：ann＠example．com", "ann@example.com"),
        ("mail: ann.lee @ example. com", "ann.lee@example.com"),
    ],
)
def test_an_address_is_found_when_glued_full_width_or_spaced(line, email):
    """Characters around it, full-width signs and blanks from OCR do not hide an e-mail address."""
    assert contact(f"Ann Example\n{line}").email == email


def test_no_contact_is_no_guess():
    """What is not written is absent."""
    found = contact("工作经历\n2019.03-2021.04 某某有限公司 会计\n")

    assert (found.email, found.phone) == (None, None)
