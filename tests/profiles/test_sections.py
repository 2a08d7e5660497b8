"""Headings in every dress open the right section."""

import pytest

from jiufang.documents.records import Document
from jiufang.profiles.lines import read_lines
from jiufang.profiles.records import SectionKind
from jiufang.profiles.sections import place_lines


def kinds(text):
    return [(item.kind, item.line.view) for item in place_lines(read_lines(Document.from_text(text)))]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("【工作经历】", SectionKind.EXPERIENCE),
        ("▍个人优势", SectionKind.SUMMARY),
        ("一、教 育 背 景", SectionKind.EDUCATION),
        ("-- 经历 --", SectionKind.EXPERIENCE),
        ("〔证书〕", SectionKind.CERTIFICATES),
        ("## 我会什么", SectionKind.SKILLS),
        ("工作经历 / Work Experience", SectionKind.EXPERIENCE),
        ("我走过的路", SectionKind.EXPERIENCE),
        ("实习经历（合计 14 个月）", SectionKind.INTERNSHIP),
        ("WHAT I DID BEFORE", SectionKind.EXPERIENCE),
        ("Where I have worked", SectionKind.EXPERIENCE),
        ("E D U C A T I O N", SectionKind.EDUCATION),
        ("Licenses & Certifications", SectionKind.CERTIFICATES),
        ("Experiance", SectionKind.EXPERIENCE),
        ("LANGUAGE'S", SectionKind.LANGUAGES),
        ("Berufserfahrung", SectionKind.EXPERIENCE),
        ("Formación académica", SectionKind.EDUCATION),
    ],
)
def test_a_heading_is_known_in_any_dress(heading, kind):
    """Brackets, numbers, capitals, letter-spacing, two languages and slips do not hide a heading."""
    placed = kinds(f"Ann Example\n\n{heading}\nsomething below it\n")

    assert placed[-1] == (kind, "something below it")


def test_a_label_with_text_behind_it_opens_a_section_for_that_line():
    """“EDUCATION: BSc …” is a heading and its text in one line."""
    placed = kinds("Ann Example\n\nEDUCATION: BSc Physics, University of Leeds, 2019\n")

    assert placed[-1][0] is SectionKind.EDUCATION


def test_a_label_inside_a_job_does_not_end_the_job():
    """“Technologies: …” between the lines of a job belongs to the job."""
    placed = kinds("Experience\nDeveloper, Acme Ltd, 2019 - 2021\nTools: Java, Go\nTester, Beta Ltd, 2017 - 2018\n")

    assert {kind for kind, _ in placed} == {SectionKind.EXPERIENCE}


def test_the_name_in_capitals_is_no_heading():
    """The first line is the person, however large its letters."""
    assert kinds("JAMAL HADDAD\nAustin, Texas\n")[0][0] is SectionKind.HEADER


@pytest.mark.parametrize(("word", "kind"), [("Experiance", "experience"), ("Certificatons", "certificates"), ("Educaton", "education")])
def test_a_misspelt_heading_needs_no_dress(word, kind):
    """One misspelt word alone between full lines is a heading, whatever blank lines the format has dropped; inside a list it is not."""
    text = f"Ada Reed, accountant in Leeds\n{word}\n• Clerk, Mill Ltd, 2019 - 2024\n• {word}"
    placed = place_lines(read_lines(Document.from_text(text)))
    assert [p.heading.kind if p.heading else None for p in placed] == [None, kind, None, None]
