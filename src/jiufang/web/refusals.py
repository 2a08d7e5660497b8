"""Say in a visitor's language why something about decisions or interviews was refused, and what to do; what is not known here is said in English."""

from __future__ import annotations

import re
from collections.abc import Mapping

from jiufang.errors import JiufangError
from jiufang.web.reasons import message
from jiufang.web.speaking import Voice

KNOWN = frozenset(
    {
        message("the candidate stands there already"),
        message("load the list again"),
        message("name what the job needs"),
        message("there is no such reason"),
        message("the résumé shows this requirement, so it cannot be the reason"),
        message("look again, or use words"),
        message("this reason needs words"),
        message("say what it was; the words are kept"),
        message("somebody moved them meanwhile"),
        message("look again, then decide again"),
        message("an interview needs interviewers and questions"),
        message("name them, and give a kit"),
        message("the candidate was not matched yet, and no questions are given"),
        message("there is no such time"),
        message("this is no number of minutes"),
        message("such as 60"),
        message("this interview is held"),
        message("this interview is cancelled"),
        message("plan another one"),
        message("nobody would be on the panel"),
        message("leave them on it"),
        message("the scorecard was changed since"),
        message("load it again"),
        message("this scorecard is in and stays as it is"),
        message("add a note to the candidate instead"),
        message("nothing was rated"),
        message("rate at least one row, or take the interviewer off the panel"),
        message("it was changed in the meantime"),
        message("there is no ad yet"),
        message("paste it, or choose a file"),
        message("nothing was found in it"),
        message("paste the words of the ad"),
        message("there are results already: a change needs a reason"),
        message("say why; everybody is matched again"),
        message("has no text"),
        message("say what is asked for in `text`"),
        message("no mail server is set"),
        message("copy the text and send it yourself, or set JIUFANG_MAIL"),
        message("this candidate has no e-mail address"),
        message("correct their profile, or copy the text"),
        message("this candidate does not want to be written to"),
        message("answer what they wrote"),
        message("the files are too large for a mail"),
        message("remove some"),
        message("it is on its way, or was sent"),
    }
)
PATTERNS: Mapping[str, str] = {
    r"it was changed since: version .*": message("somebody changed it meanwhile"),
    r"nobody gets there without .*": message("a stage before it may not be passed over"),
    r"decide on \S+ first": message("move them there first"),
    r"(?P<who>\S+) handed a scorecard in": message("%(who)s handed a scorecard in"),
    r"an interview takes (?P<low>\d+) to (?P<high>\d+) minutes": message("an interview takes %(low)s to %(high)s minutes"),
}
"""What holds something of the case: how it is said, by what it is known from."""
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


def told(voice: Voice, error: JiufangError) -> dict[str, str]:
    """Return `wrong`, what happened, and `hint`, what to do next.

    Args:
        voice: the language.
        error: what was refused.
    """
    return {"wrong": _said(voice, error.message), "hint": _said(voice, error.hint or "")}


def sentence(error: JiufangError) -> str:
    """Return what happened and what to do next as one sentence, in English: what a template looks up whole."""
    return f"{error.message}; {error.hint}" if error.hint else error.message


def in_one(voice: Voice, error: JiufangError) -> str:
    """Return what happened and what to do next as one sentence in a visitor's language."""
    said = told(voice, error)
    return voice.say("%(what)s (%(hint)s)", what=said["wrong"], hint=said["hint"]) if said["hint"] else said["wrong"]


def _said(voice: Voice, text: str) -> str:
    if text in KNOWN:
        return voice.say(text)
    if found := re.fullmatch(r"no decision may rest on this \((?P<what>.+)\)", text):
        grounds = [voice.say(GROUNDS.get(one, one)) for one in found["what"].split(", ")]
        return voice.say("no decision may rest on this: %(what)s", what=voice.listed(grounds))
    for pattern, known in PATTERNS.items():
        if found := re.fullmatch(pattern, text):
            return voice.say(known, **found.groupdict())
    return voice.say(text)
