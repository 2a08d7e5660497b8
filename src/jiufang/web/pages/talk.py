"""The candidate's own pages behind their private link: the conversation, what was kept of them, their facts, their rights.

The link's token stays in the path (`/s/{token}`) of every page and form, and no cookie carries it. Why:

* Nothing that a browser sends by itself lets anybody in, so another site cannot ask for a change: it would have to know the token.
* Two conversations opened in one browser do not get into each other's way, and the link goes on for days, on any device.
* A cookie would keep the token out of the address bar only after a first request that has it there all the same.

What speaks against it is seen to: no page gives an address away (`Referrer-Policy: no-referrer`, no foreign resource), the log names
the route and not the path, browsers store nothing (`no-store`), the recruiter closes or replaces the link, and it ends by itself. Whoever
is given the link can read the conversation, which the page says.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from fastapi import Form, Request, Response
from pydantic import Field

from jiufang.access.policy import Via
from jiufang.access.roles import Permission
from jiufang.errors import BadInput, Conflict
from jiufang.screening.records import Phase
from jiufang.screening.wording import line
from jiufang.web import things
from jiufang.web.asked import Asked, Asking
from jiufang.web.declaring import needs
from jiufang.web.sheets import LINKS, Pages, Sheet, onward, shown_again, voice_of
from jiufang.workspace.screenings import TalkShown

pages = Pages()
LINK = frozenset({Via.LINK})
AWAY = dt.timedelta(hours=1)  # after which somebody is welcomed back
MEANT = {  # what a button says in the conversation
    "agree": {"zh": "同意", "en": "Yes, I agree."},
    "decline": {"zh": "不同意", "en": "No, I do not agree."},
    "skip": {"zh": "跳过", "en": "skip"},
    "confirm": {"zh": "对", "en": "Yes"},
    "stop": {"zh": "停止", "en": "stop"},
}
Text = Annotated[str, Form(max_length=8000)]


class Talk(Sheet):
    """The conversation as its candidate sees it; `written` was not sent yet."""

    base: str = Field(exclude=True, repr=False)
    talk: TalkShown
    back: str = ""
    written: str = ""
    wrong: str = ""


@pages.page(LINKS + "{token}", "talk.html")
@needs(Permission.SCREENING_ANSWER, of=things.own, via=LINK)
def talk(asked: Asking, request: Request, token: str) -> Sheet:
    """Show a candidate their conversation."""
    return _talk(asked, request, token)


@pages.form(LINKS + "{token}")
@needs(Permission.SCREENING_ANSWER, of=things.own, via=LINK)
def say(
    asked: Asking,
    request: Request,
    token: str,
    text: Text = "",
    choice: Annotated[str, Form(max_length=16)] = "",
    at: Annotated[int, Form()] = 0,
) -> Response:
    """Take what a candidate says, or the button that they press; pressed twice, it counts once."""
    shown, told = seen(asked, request), voice_of(request).say
    if choice and choice not in MEANT:
        raise BadInput("there is no such button here", subject="choice")
    if at != shown.version:
        if choice:
            return onward(f"{LINKS}{token}#now")
        return _again(
            asked, request, token, text, told("The conversation went on in the meantime. See what it asks now, then send your answer.")
        )
    try:
        asked.ws.screenings.say(asked.of_link, MEANT[choice][shown.lang] if choice else text)
    except Conflict:
        return _again(asked, request, token, text, told("Another message came at the same moment. Send yours again."))
    return onward(f"{LINKS}{token}#now")


@pages.form(LINKS + "{token}/language")
@needs(Permission.SCREENING_ANSWER, of=things.own, via=LINK)
def speak(
    asked: Asking, token: str, lang: Annotated[Literal["zh", "en"], Form()], back: Annotated[str, Form(max_length=16)] = ""
) -> Response:
    """Go on in Chinese or English."""
    asked.ws.screenings.speak(asked.of_link, lang)
    return onward(f"{LINKS}{token}/{back}" if back in {"kept", "facts"} else f"{LINKS}{token}")


def seen(asked: Asked, request: Request) -> TalkShown:
    """Return the conversation whose link was opened; the page speaks its language."""
    shown = asked.ws.screenings.talk(asked.of_link)
    request.state.tongue = shown.lang
    return shown


def _talk(asked: Asked, request: Request, token: str) -> Talk:
    shown = seen(asked, request)
    back = line("back_again", shown.lang) if shown.phase in {Phase.ASKING, Phase.SUMMARY} and _long_ago(asked, shown) else ""
    return Talk(base=LINKS + token, talk=shown, back=back)


def _again(asked: Asked, request: Request, token: str, text: str, wrong: str) -> Response:
    return shown_again(_talk(asked, request, token).model_copy(update={"written": text, "wrong": wrong}), "talk.html")


def _long_ago(asked: Asked, shown: TalkShown) -> bool:
    last = shown.turns[-1].at if shown.turns else ""
    return bool(last) and asked.at - dt.datetime.fromisoformat(last) > AWAY
