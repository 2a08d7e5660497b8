"""The funnel, of one job and of all: sentences and tables beside figures to draw, and a workbook in which nothing is a formula."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from tests.web.visitor import Place, place, words

from jiufang.decisions.agreement import Judged, agreement
from jiufang.reports.xlsx import workbook


@pytest.fixture(scope="module")
def here(server: Any) -> Iterator[Place]:
    """A furnished place: of two who applied for the job, one was advanced, one rejected."""
    with place(server) as built:
        ws, job = built.house.ws, UUID(built.house.world["job"])
        bo = next(one for one in ws.applicants.list(job, blind=False).rows if one.candidate.label.startswith("Bo"))
        ws.decide(bo.candidate.id, "reject", by="li@example.org", job=job, because="others")
        yield built


def test_sentences_and_tables_tell_what_is_drawn(here: Place):
    """Each chart has its sentence and its table in the page itself, so that nothing needs to be drawn."""
    told = words(here.visitor("mei").get(f"/jobs/{here.house.world['job']}/funnel"))

    assert "2 candidates came in, 1 of them reached Screening." in told
    assert "The most frequent reason is “others suit the job better”, for 1 candidates." in told
    assert "of 2 decisions made with a rank" in told
    assert "Longest wait, days" in told


def test_figures_to_draw_agree_with_the_page(here: Place):
    """What is drawn is what the twin tells."""
    path = f"/jobs/{here.house.world['job']}/funnel"
    charts, twin = here.visitor("mei").get(f"{path}/charts").json(), here.visitor("mei").get(f"{path}.json").json()

    assert charts["funnel"]["categories"] == ["New", "Screening", "Hiring team review", "Interview", "Offer", "Hired"]
    assert [one["reached"] for one in twin["funnel"]["stages"]] == charts["funnel"]["series"][0]["data"] == [2, 1, 0, 0, 0, 0]
    assert charts["reasons"]["series"][0]["data"] == [1]
    assert sum(sum(one["data"]) for one in charts["sources"]["series"]) == 2


def test_all_jobs_together(here: Place):
    """The funnel of all jobs sums them up, and has a line a job; a hiring manager sees their own."""
    mei, li = here.visitor("mei").get("/funnel.json").json(), here.visitor("li").get("/funnel.json").json()

    assert 4 == mei["funnel"]["candidates"] == sum(one["funnel"]["candidates"] for one in mei["jobs"])
    assert li["funnel"]["candidates"] == 2
    assert [here.house.world["job"]] == [one["opening"]["id"] for one in li["jobs"]]
    assert "Job by job" in words(here.visitor("li").get("/funnel"))
    assert here.visitor("mei").get("/funnel?template=nothing").status_code == 404


def test_following_nearly_always_is_an_alarm(here: Place):
    """More than 95 % over 50 decisions and more: the page says so."""
    from jiufang.web.rendering import Renderer
    from jiufang.web.speaking import voices

    shown = here.visitor("mei").get(f"/jobs/{here.house.world['job']}/funnel.json").json()
    followed = agreement(Judged(rank=1 if n < 10 else 20, advanced=n < 10) for n in range(60))
    from jiufang.web.pages.funnel import Figures

    sheet = Figures.model_validate({key: shown[key] for key in Figures.model_fields if key in shown})
    sheet = sheet.model_copy(update={"funnel": sheet.funnel.model_copy(update={"agreement": followed})})
    template = '{% import "funnel_figures.html" as figures with context %}{{ figures.all(sheet) }}'
    page = Renderer(voices()["en"])._environment.from_string(template).render(sheet=sheet, lang="en", may=frozenset())

    assert "Nearly everybody follows." in page


def test_the_workbook_holds_no_formula(here: Place):
    """Nothing that somebody typed is run by a spreadsheet; the figures are numbers."""
    answer = here.visitor("mei").get(f"/jobs/{here.house.world['job']}/funnel.xlsx")
    sheets = zipfile.ZipFile(BytesIO(answer.content))
    assert "xl/worksheets/sheet4.xml" in sheets.namelist()

    book = zipfile.ZipFile(BytesIO(workbook({"a/b": [["Source", "n"], ["=HYPERLINK(1)", 3]]})))
    strings, cells = book.read("xl/sharedStrings.xml").decode(), book.read("xl/worksheets/sheet1.xml").decode()
    assert "'=HYPERLINK(1)" in strings
    assert "<f>" not in cells
    assert "<v>3</v>" in cells


@pytest.mark.parametrize(("who", "status"), [("", 303), ("ivy", 403), ("mallory", 404), ("ruth", 200)])
def test_whose_figures_they_are(here: Place, who: str, status: int):
    """A stranger signs in; an interviewer and another company see none; an auditor reads them."""
    for path in ("funnel", "funnel/charts", "funnel.xlsx"):
        assert status == here.visitor(who).get(f"/jobs/{here.house.world['job']}/{path}").status_code


def test_it_speaks_chinese(here: Place):
    """Sentences, charts and workbook are Chinese."""
    mei = here.visitor("mei", "zh")
    path = f"/jobs/{here.house.world['job']}/funnel"

    assert "共有 2 位候选人" in words(mei.get(path))
    assert "新申请" in mei.get(f"{path}/charts").json()["funnel"]["categories"]
    assert "到达" in zipfile.ZipFile(BytesIO(mei.get(f"{path}.xlsx").content)).read("xl/sharedStrings.xml").decode()
