"""An applicant laid out: where they stand, their text with the evidence in it, their pages; each opened once, and covered where it has to be."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from tests.web.world import AD, ADA, BO

from jiufang.errors import NotFound, RefusedByPolicy
from jiufang.jobs.records import Job
from jiufang.settings import Settings
from jiufang.store.ids import new_id
from jiufang.workspace.applicants import Order
from jiufang.workspace.opened import OpenWorkspace

MEI = "mei@example.org"


@pytest.fixture
def ws(store: Any, tmp_path: Path) -> OpenWorkspace:
    """A workspace without models."""
    return OpenWorkspace(store, settings=Settings(models_dir=tmp_path / "none", cache_dir=tmp_path / "kept", workers=1), by=MEI)


@pytest.fixture
def job(ws: OpenWorkspace) -> UUID:
    """A job."""
    return UUID(ws.add_job(Job.from_text(AD), blind=False).id)


@pytest.fixture
def row(ws: OpenWorkspace, job: UUID, tmp_path: Path) -> list[UUID]:
    """Five applications in the order of the list: those who show Python first."""
    for number in range(5):
        text = (ADA if number < 2 else BO).replace("@", f"{number}@").replace("2019", f"201{number}")
        (tmp_path / f"{number}.txt").write_text(text, encoding="utf-8")
    ws.add(sorted(tmp_path.glob("*.txt")), as_of="2026-11-01", job=ws.openings.get(job).job)
    ws.shortlist(ws.openings.get(job).job)
    return [one.id for one in ws.applicants.list(job).rows]


@pytest.mark.parametrize("order", list(Order))
def test_neighbours_are_those_of_the_list(ws: OpenWorkspace, job: UUID, row: list[UUID], order: Order):
    """In each order, walking from one to the next meets everybody of the list once, and back again."""
    listed = [one.id for one in ws.applicants.list(job, order=order).rows]
    places = [ws.desk.place(one, order=order) for one in listed]

    assert set(listed) == set(row)
    assert [place.place for place in places] == [1, 2, 3, 4, 5]
    assert {place.total for place in places} == {5}
    assert [place.next for place in places] == [*listed[1:], None]
    assert [place.previous for place in places] == [None, *listed[:-1]]


def test_who_left_the_list_still_stands_between_two(ws: OpenWorkspace, job: UUID, row: list[UUID]):
    """Whoever was decided about is no longer among the new ones; the next and the one before are those they stood between."""
    person = ws.applicants.get(row[1]).candidate.id
    ws.decide(person, "advance", by=MEI, job=job)

    place = ws.desk.place(row[1], stages=["new"])

    assert (place.place, place.total, place.previous, place.next) == (0, 4, row[0], row[2])
    assert ws.desk.place(row[2], stages=["new"]).previous == row[0]
    with pytest.raises(NotFound):
        ws.desk.place(new_id())


def test_the_text_comes_in_pieces_with_what_they_prove(ws: OpenWorkspace, row: list[UUID]):
    """Together they are the whole text; a marked one is the quote of its finding."""
    laid = ws.desk.lay_out(row[0], blind=False)

    assert laid.match is not None
    assert "".join(piece.text for piece in laid.text) == laid.match.match.profile.document.text
    marked = [piece for piece in laid.text if piece.requirements]
    quotes = [one.quote for finding in laid.match.match.findings for one in finding.evidence]
    assert marked
    assert all(any(piece.text in quote for quote in quotes) for piece in marked)
    assert {piece.verdict for piece in marked} <= {"met", "partial", "contradicted"}
    assert laid.pages == ()  # a text has no pages


def test_blind_nothing_tells_who_it_is(ws: OpenWorkspace, row: list[UUID]):
    """Neither text nor match nor row has the name or the address; the evidence is still found in what is left."""
    laid = ws.desk.lay_out(row[0], blind=True)
    told = laid.model_dump_json()

    assert "Lindqvist" not in told
    assert "example.com" not in told
    assert any(piece.requirements for piece in laid.text)
    with pytest.raises(RefusedByPolicy):
        ws.desk.picture(laid.document or new_id(), 1, blind=True)


def test_a_look_is_logged_once(ws: OpenWorkspace, row: list[UUID]):
    """Who was seen by whom, on what occasion; where names are covered nobody was seen."""
    person = ws.applicants.get(row[0]).candidate.id

    def looks() -> list[str]:
        return [one.details["what"] for one in ws.people.seen(person).rows if one.action == "saw" and one.subject == "person"]

    before = looks()
    ws.desk.lay_out(row[0], by="tom@example.org", blind=True)
    assert before == looks()
    ws.desk.lay_out(row[0], by="tom@example.org", blind=False)
    assert ["triage", *before] == looks()


def test_who_was_not_matched_is_laid_out_to_be_read(ws: OpenWorkspace, row: list[UUID]):
    """Their text without marks, no match."""
    person = ws.applicants.get(row[0]).candidate.id
    other = UUID(ws.add_job(Job.from_text(AD), blind=False).id)
    laid = ws.desk.lay_out(ws.applicants.apply(person, other), blind=False)

    assert laid.match is None
    assert [piece.requirements for piece in laid.text] == [()]
    assert laid.text[0].text.startswith("Ada Lindqvist")


def test_a_page_is_drawn_once(ws: OpenWorkspace, job: UUID, examples: Path):
    """Boxes lie on the page in points, the picture is WebP, and the second look draws nothing."""
    paths = [path for path in sorted((examples / "resumes").iterdir()) if path.suffix == ".pdf"][:1]
    if not paths:
        pytest.skip("no example is a PDF")
    (added,) = ws.add(paths, as_of="2026-11-01", job=ws.openings.get(job).job)
    assert added.person is not None
    ws.shortlist(ws.openings.get(job).job)
    application = ws.applicants.find(added.person, job)
    assert application is not None
    laid = ws.desk.lay_out(application, blind=False)

    assert laid.pages[0].width > 100
    for box in (box for page in laid.pages for box in page.boxes):
        page = laid.pages[0]
        assert 0 <= box.left <= box.left + box.width <= page.width + 1
    first = ws.desk.picture(laid.document or new_id(), 1, blind=False)
    assert first[8:12] == b"WEBP"
    assert ws.desk.picture(laid.document or new_id(), 1, blind=False) is first
