"""Whoever is refused something reads why, and what to do next, in their own language and in no code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from tests.web.visitor import Place, place, words

from jiufang.access.errors import NotAllowed
from jiufang.access.problems import TABLE
from jiufang.errors import BadInput, RefusedByPolicy
from jiufang.web.refusals import PATTERNS, in_one
from jiufang.web.speaking import voices

ZH, EN = voices()["zh"], voices()["en"]
TITLES = sorted({sort.title for sort in TABLE.values()})
LATIN = re.compile(r"[A-Za-z]{3,}")


@pytest.fixture(scope="module")
def here(server: Any) -> Iterator[Place]:
    """A furnished place."""
    with place(server) as built:
        yield built


@pytest.mark.parametrize("text", [*TITLES, *sorted(set(PATTERNS.values()))])
def test_what_is_refused_has_chinese_words(text: str):
    """Titles of problems, and what holds something of the case, are said in Chinese."""
    assert not LATIN.search(re.sub(r"%\(\w+\)s", "", ZH.say(text)))


def test_what_happened_and_what_to_do_are_one_sentence():
    """The same in both languages: what happened, then what to do."""
    refused = RefusedByPolicy("this reason needs words", hint="say what it was; the words are kept")
    assert in_one(EN, refused) == "This reason needs words; say what it was; the words are kept"
    assert in_one(ZH, refused) == "这个理由需要文字说明；请说明具体情况，文字会保存"


def test_what_holds_something_of_the_case_is_said_with_it():
    """A bound, or a role's missing permission, which has a name that nobody reads."""
    assert in_one(ZH, BadInput("write 30 to 3650 days")) == "请填写 30 至 3650 天"
    told = in_one(ZH, NotAllowed("this needs the permission users.manage", hint="docs/access.md says who has it"))
    assert "users.manage" not in told
    assert "成员与角色" in told


def test_a_wrong_password_is_told_in_chinese(here: Place):
    """Not a line of English on a Chinese page."""
    answer = here.visitor(lang="zh").post("/sign-in", email="mei@example.org", password="not this one at all")
    assert answer.status_code == 422
    assert "邮箱与密码不匹配" in words(answer)


def test_an_address_that_lacks_something_names_no_field(here: Place):
    """A page tells no pointer into a request; it says to go back."""
    answer = here.visitor("mei", lang="zh").get("/jobs/none/compare")
    assert (answer.status_code, "path/" in answer.text) == (422, False)
    assert "请返回重新选择" in words(answer)
