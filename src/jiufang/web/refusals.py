"""Say in a visitor's language why something was refused, and what to do next: the one way in which pages say it.

What the rooms below refuse with is gathered by `tools/messages.py`; what holds something of the case is known by a pattern.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from jiufang.access.problems import Problem
from jiufang.errors import JiufangError
from jiufang.web.reasons import message
from jiufang.web.speaking import Voice

PATTERNS: Mapping[str, str] = {
    r"it was changed since: version .*": message("somebody changed it meanwhile"),
    r"nobody gets there without .*": message("a stage before it may not be passed over"),
    r"decide on \S+ first": message("move them there first"),
    r"(?P<who>\S+) handed a scorecard in": message("%(who)s handed a scorecard in"),
    r"an interview takes (?P<low>\d+) to (?P<high>\d+) minutes": message("an interview takes %(low)s to %(high)s minutes"),
    r"this needs the permission .*": message("your role may not do this"),
    r"docs/access.md says who has it": message("ask an owner; under People and roles you see what each role may do"),
    r"a password has (?P<low>\d+) to (?P<high>\d+) characters": message("a password has %(low)s to %(high)s characters"),
    r"a (?:letter|tag|name) has 1 to (?P<high>\d+) characters": message("write 1 to %(high)s characters"),
    r"a name has (?P<name>\d+) characters at most, a signature (?P<signature>\d+)": message(
        "a name has %(name)s characters at most, a signature %(signature)s"
    ),
    r"a file has a name and 1 to (?P<high>\d+) bytes": message("a file has a name, is not empty, and has %(high)s bytes at most"),
    r"it is larger than (?P<high>\d+) MB": message("it is larger than %(high)s MB"),
    r"a batch has at most (?P<high>\d+) candidates": message("mark %(high)s candidates at most"),
    r"write (?P<low>\d+) to (?P<high>\d+) days": message("write %(low)s to %(high)s days"),
    r"(?:the letter|it) is (?P<state>\w+), and no draft": message("it is no draft any more: %(state)s"),
    r"the two (?:are not merged, but|were) .*": message("somebody decided about the two already"),
    r"it is (?P<state>waiting|running|done|cancelled|dead|arrived|draft|approved|sent)(?: already)?": message("it stands as: %(state)s"),
    r"to \w+ needs a reason": message("this needs a reason"),
    r"one of .*, or words; it is kept": message("choose a reason, or say it in words; it is kept"),
    r"one of .*, or the id of a requirement": message("choose one of the list"),
    r"that is the candidate's decision": message("that is the candidate's to decide"),
    r"that is the employer's decision": message("that is yours to decide, not the candidate's"),
    r"this person does not agree to (?P<purpose>\w+)": message("this person has not agreed to that"),
    r"the letter would speak of (?P<what>.+)": message("the letter would speak of what no letter may"),
    r"the letter cannot be written without .*": message("the letter lacks something that you have to fill in"),
}
"""What holds something of the case: how it is said, by what it is known from."""
UNFIT: Mapping[int, tuple[str, str]] = {
    404: (message("there is no such page"), message("check the address, or begin on the first page")),
    413: (message("what was sent is larger than may be sent here"), message("send less at once")),
    422: (message("something in the address or the form is missing, or is of another kind"), message("go back and choose again")),
}
"""What is told of requests that are not as the framework expects them, by the status of the answer."""
TITLES: Mapping[int, str] = {
    404: message("There is no such thing"),
    405: message("This is not done here"),
    413: message("This is too large"),
}
GROUNDS: Mapping[str, str] = {
    "age": message("age"),
    "children": message("children"),
    "criminal": message("criminal"),
    "ethnicity": message("ethnicity"),
    "family": message("family"),
    "genetics": message("genetics"),
    "health": message("health"),
    "marriage": message("marriage"),
    "military": message("military"),
    "money": message("money"),
    "nationality": message("nationality"),
    "native_place": message("native place"),
    "politics": message("politics"),
    "pregnancy": message("pregnancy"),
    "religion": message("religion"),
    "sex": message("sex"),
    "union": message("union"),
    "astrology": message("astrology"),
}
"""What no decision may rest on, by the names that `jiufang.generate.lawful` gives it."""


def in_one(voice: Voice, error: JiufangError) -> str:
    """Return what happened and what to do next, as one sentence.

    Args:
        voice: the language.
        error: what was refused.
    """
    return sentence(voice, error.message, error.hint or "")


def sentence(voice: Voice, happened: str, hint: str = "") -> str:
    """Return a refusal as one sentence, of what happened and what to do next."""
    what, then = said(voice, happened), said(voice, hint)
    whole = voice.say("%(what)s; %(hint)s", what=what, hint=then) if then else what
    return whole[:1].upper() + whole[1:]


def on_page(voice: Voice, told: Problem, error: Exception) -> Problem:
    """Return a problem as a page tells it: in a visitor's language, without the names that programs go by.

    Args:
        voice: the language.
        told: what a program is told.
        error: what went wrong.
    """
    if isinstance(error, JiufangError):
        what, hint = error.message, error.hint or ""
    else:
        what, hint = UNFIT.get(told.status, ("", ""))
    first = said(voice, what)
    return replace(
        told, title=voice.say(TITLES.get(told.status, told.title)), detail=first[:1].upper() + first[1:], hint=said(voice, hint), errors=()
    )


def said(voice: Voice, text: str) -> str:
    """Return what happened, or what to do; in English where nobody foresaw it."""
    if found := re.fullmatch(r"(?:no decision|a rejection) may (?:not )?rest on this \((?P<what>.+)\)", text):
        grounds = [voice.say(GROUNDS.get(one, one)) for one in found["what"].split(", ")]
        return voice.say("no decision may rest on this: %(what)s", what=voice.listed(grounds))
    for pattern, known in PATTERNS.items():
        if found := re.fullmatch(pattern, text):
            return voice.say(known, **{name: voice.say(value) for name, value in found.groupdict().items()})
    return voice.say(text)
