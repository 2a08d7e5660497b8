"""Letters: worded by what was chosen, changed, kept, marked as sent by a person; pairs of candidates; briefs; all without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from tests.web.visitor import Place, place, words


@pytest.fixture(scope="module")
def here(server: Any) -> Iterator[Place]:
    """A furnished house with its pages."""
    with place(server) as built:
        yield built


@pytest.fixture(scope="module")
def ada(here: Place) -> str:
    """The page of a candidate who was matched."""
    return f"/candidates/{here.house.world['person']}"


def written(page: Any) -> str:
    """Return the letter that a page holds."""
    found = re.search(r'<textarea[^>]* name="text"[^>]*>(.*?)</textarea>', page.text, re.S)
    assert found, words(page)
    return unescape(found[1])


def test_a_letter_is_worded_by_what_was_chosen(here: Place, ada: str):
    """Kind, language, tone and what was filled in; each state has an address."""
    mei, application = here.visitor("mei"), here.house.world["application"]
    letter = written(mei.get(f"{ada}/messages/new?application={application}&kind=invitation&lang=en&time=Tuesday at ten"))

    assert "Ada Lindqvist" in letter
    assert "Tuesday at ten" in letter
    assert "Ada Lindqvist" in written(mei.get(f"{ada}/messages/new?kind=invitation&lang=zh"))


def test_a_rejection_asks_for_its_reason_and_says_it(here: Place, ada: str):
    """Without one nothing is worded; one that no decision may rest on is refused."""
    mei = here.visitor("mei")
    assert written(mei.get(f"{ada}/messages/new?kind=rejection&lang=en")) == ""
    assert "filled" in written(mei.get(f"{ada}/messages/new?kind=rejection&lang=en&reason=filled"))
    assert written(mei.get(f"{ada}/messages/new?kind=rejection&lang=en&why=she is too old")) == ""
    unsaid = mei.get(f"{ada}/messages/new?kind=rejection&lang=en&reason=others")  # a code of the log that no letter has words for
    assert written(unsaid) == ""
    assert "others suit the job better" in words(unsaid)


def test_who_was_rejected_is_written_to_with_the_reason_that_was_decided(here: Place):
    """Nobody chooses the kind and the reason again, and no invitation stands there for somebody who was turned down."""
    mei, ws, world = here.visitor("mei"), here.house.ws, here.house.world
    stage = ws.applicants.get(UUID(world["application"])).stage
    before = mei.get(f"/candidates/{world['person']}/messages/new.json").json()
    ws.decide(UUID(world["person"]), "reject", by="tom@example.org", because="filled", job=UUID(world["job"]))
    after = mei.get(f"/candidates/{world['person']}/messages/new.json").json()
    ws.decide(UUID(world["person"]), stage, by="tom@example.org", reason="a mistake", job=UUID(world["job"]))

    assert (before["kind"], after["kind"], after["reason"]) == ("invitation", "rejection", "filled")
    assert after["worded"]


def test_a_draft_is_kept_changed_and_marked_as_sent(here: Place, ada: str):
    """By plain forms; nothing is sent by itself, and what was sent is a draft no more."""
    mei = here.visitor("mei")
    mei.get(f"{ada}/messages/new")
    to = mei.post(f"{ada}/messages/new", subject="Hello", text="Dear Ada", kind="invitation").headers["location"]
    draft = mei.get(to)
    assert written(draft) == "Dear Ada"
    assert "mailto:ada@example.com?subject=Hello" in draft.text
    version = here.house.ws.messages.get(UUID(to.rsplit("/", 1)[1])).version
    assert mei.post(to, action="save", subject="Hello", text="Dear Ada,", version=version).status_code == 303
    stale = mei.post(to, action="save", subject="Hello", text="Dear nobody", version=version)
    assert stale.status_code == 422
    assert written(stale) == "Dear nobody"
    version = here.house.ws.messages.get(UUID(to.rsplit("/", 1)[1])).version
    assert mei.post(to, action="sent", subject="Hello", text="Dear Ada!", version=version).status_code == 303
    sent = mei.get(to)
    assert "Dear Ada!" in words(sent)
    assert "<textarea" not in sent.text
    assert "Hello" in words(mei.get("/messages?status=sent"))


def test_an_empty_letter_is_not_kept(here: Place, ada: str):
    """The form comes back with what is wrong."""
    mei = here.visitor("mei")
    mei.get(f"{ada}/messages/new")
    assert mei.post(f"{ada}/messages/new", subject="Hello", text=" ").status_code == 422


def test_a_draft_is_thrown_away(here: Place, ada: str):
    """And found no more."""
    mei = here.visitor("mei")
    mei.get(f"{ada}/messages/new")
    to = mei.post(f"{ada}/messages/new", subject="Away", text="Dear Ada").headers["location"]
    version = here.house.ws.messages.get(UUID(to.rsplit("/", 1)[1])).version
    assert mei.post(to, action="discard", version=version).status_code == 303
    assert mei.get(to).status_code == 404


def test_what_they_wrote_is_kept_and_answered(here: Place, ada: str):
    """In one thread."""
    mei = here.visitor("mei")
    mei.get(f"/messages?person={here.house.world['person']}")
    to = mei.post(f"{ada}/messages/received", subject="Question", text="Is the place flexible?").headers["location"]
    assert "Is the place flexible?" in words(mei.get(to))
    form = mei.get(f"{ada}/messages/new?kind=answer&answers={to.rsplit('/', 1)[1]}")
    assert "Is the place flexible?" in words(form)
    answer = mei.post(f"{ada}/messages/new", subject="Re", text="It is.", answers=to.rsplit("/", 1)[1]).headers["location"]
    assert "Is the place flexible?" in words(mei.get(answer))


def test_one_that_is_being_written_says_so(here: Place):
    """And looks again by itself."""
    message, _ = here.house.ws.messages.draft(UUID(here.house.world["match"]), "invitation", by="mei@example.org")
    page = here.visitor("mei").get(f"/messages/{message}")
    assert "being written in the background" in words(page)
    assert 'hx-trigger="every 2s"' in page.text


def test_its_json_twin_agrees(here: Place, ada: str):
    """List, letter and form."""
    mei, id = here.visitor("mei"), here.house.world["message"]
    assert mei.get(f"/messages/{id}.json").json()["message"]["text"] == "Dear candidate"
    assert id in {one["id"] for one in mei.get("/messages.json").json()["messages"]}
    assert mei.get(f"{ada}/messages/new.json?kind=information").json()["kind"] == "information"


def test_it_speaks_chinese(here: Place, ada: str):
    """List, letter and form."""
    mei = here.visitor("mei", lang="zh")
    assert "草稿" in words(mei.get("/messages"))
    assert "语气" in words(mei.get(f"{ada}/messages/new"))
    assert "标为已发送" in words(mei.get(f"/messages/{here.house.world['message']}"))


def test_blind_a_letter_names_nobody(here: Place):
    """Neither the form nor its twin nor the list, as long as a job of theirs is judged blind."""
    ws, world = here.house.ws, here.house.other
    opening, cai = ws.openings.get(UUID(world["job"])), f"/candidates/{world['person']}"
    ws.openings.change(opening.id, by="mei@example.org", version=opening.version, blind=True)
    try:
        for path in (f"{cai}/messages/new?kind=invitation", f"{cai}/messages/new.json?kind=outreach", "/messages", f"{cai}/brief"):
            told = here.visitor("mei").get(path)
            assert told.status_code == 200
            assert "Lindqvist" not in told.text.replace("Ada Lindqvist", "")
    finally:
        ws.openings.change(opening.id, by="mei@example.org", version=ws.openings.get(opening.id).version, blind=False)


def test_a_brief_for_a_client_tells_what_was_found_and_not_of_whom(here: Place, ada: str):
    """On a page to print, and as a Word document."""
    mei = here.visitor("mei")
    page = mei.get(f"{ada}/brief?lang=en")
    told = re.search(r'<article class="sheet-text".*?</article>', page.text, re.S)
    assert told, words(page)
    assert "Python" in told[0]
    assert "Lindqvist" not in told[0]
    assert "Harbour Analytics" not in told[0]
    assert mei.get(f"{ada}/brief.docx?lang=en").content[:2] == b"PK"


def test_pairs_are_merged_and_taken_apart_again(here: Place):
    """Side by side first; whoever decides on an old state is told."""
    mei, ws = here.visitor("mei"), here.house.ws
    page = mei.get("/duplicates")
    assert "the same e-mail address" in words(page)
    assert page.text.count("Lindqvist") >= 2
    pair = ws.duplicates.get(UUID(here.house.world["pair"]))
    assert mei.post(f"/duplicates/{pair.id}", action="merge", version=pair.version).status_code == 303
    assert ws.duplicates.get(pair.id).status == "merged"
    assert "Undo" in words(mei.get("/duplicates?status=merged"))
    assert mei.post(f"/duplicates/{pair.id}", action="undo", version=ws.duplicates.get(pair.id).version).status_code == 303
    assert ws.duplicates.get(pair.id).status == "undone"


@pytest.mark.parametrize("path", ["/messages", "/messages.json", "/duplicates", "{ada}/messages/new", "{ada}/brief", "/messages/{message}"])
def test_strangers_and_those_who_may_not_write_see_nothing(here: Place, ada: str, path: str):
    """Nobody known is sent to sign in; a hiring manager writes no letters; a neighbour finds nothing of ours."""
    at = path.format(ada=ada, message=here.house.world["message"])
    assert here.visitor().get(at).status_code in {303, 401}
    assert here.visitor("li").get(at).status_code == 403
    answer = here.visitor("mallory").get(at)
    assert answer.status_code == 404 or "Lindqvist" not in answer.text
