"""F18: whoever talks with the screening learns first that it is software, and hears so again however they ask; on the candidate's own page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

pytest.importorskip("fastapi")

from starlette.testclient import TestClient
from tests.counts import count
from tests.web.browser import ORIGIN
from tests.web.people import OURS
from tests.web.visitor import Place, place, words

ASKED = (Path(__file__).parents[1] / "screening" / "asked_whether_human.txt").read_text(encoding="utf-8").splitlines()
QUESTIONS = ASKED[:: count(4, 1)]
FIRST = {"en": "I am AI software", "zh": "AI 软件，不是真人"}
AGAIN = re.compile(r"I'm not a person|I am not a person|我不是真人")
BUBBLE = re.compile(r'<li class="bubble([^"]*)".*?</li>', re.S)


@pytest.fixture(scope="module")
def built(server: Any) -> Iterator[Place]:
    """A company with applicants."""
    with place(server) as made:
        yield made


def begin(built: Place, lang: str) -> tuple[TestClient, str]:
    """Invite somebody; return their telephone and their link."""
    talk = built.house.ws.screenings.invite(UUID(built.house.world["application"]), by="tom@example.org", lang=lang).id
    token = built.app.state.site.entrance_of(OURS).candidate_link(talk, by="tom@example.org")
    return TestClient(built.app, base_url=ORIGIN), f"/s/{token}"


def say(phone: TestClient, link: str, **form: str) -> str:
    """Send what the page would send; return the last thing that the software said."""
    page = phone.get(link).text
    at = re.search(r'name="at" value="(\d+)"', page)
    answer = phone.post(link, data={"at": at[1] if at else "", **form}, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 200, answer.text
    said = [one[0] for one in BUBBLE.finditer(answer.text) if "own" not in one[1]]
    return words(type("Said", (), {"text": said[-1]}))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_f18_it_says_so_first(built: Place, lang: str):
    """In the first message of every session, before anything can be agreed to, in the language of the conversation."""
    for _ in range(2):
        phone, link = begin(built, lang)
        page = phone.get(link).text

        (first, *_) = BUBBLE.finditer(page)
        assert FIRST[lang] in first[0]
        assert page.index(FIRST[lang]) < page.index('value="agree"')
        assert phone.get(f"{link}.json").json()["talk"]["turns"][0]["text"].count(FIRST[lang]) == 1


def test_f18_however_it_is_asked(built: Place):
    """Each way to ask, in both languages, before and after consent: it never passes for a person."""
    told, number = [], 0
    for lang in ("en", "zh"):
        for consent in (False, True):
            phone, link = begin(built, lang)
            if consent:
                say(phone, link, choice="agree")
            for question in QUESTIONS:
                number += 1
                if not AGAIN.search(reply := say(phone, link, text=question)):
                    told.append((lang, consent, question, reply))
                    phone, link = begin(built, lang)
                    consent and say(phone, link, choice="agree")
    print(f"\nF18: {len(QUESTIONS)} ways to ask, {number} times asked on the page: {number - len(told)} told that it is software")  # noqa: T201

    assert told == []
