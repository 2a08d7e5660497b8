"""Somebody before a page: finds things by what they are called in the language that the page speaks, and waits for what they expect."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, expect
from tests.browser.town import PASSWORD, address
from tests.browser.watched import Watched

from jiufang.web.speaking import Voice

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "device_scale_factor": 2}
WORK = 90_000  # milliseconds for work in the background, on a busy machine


@dataclass
class Person:
    """Somebody with a browser.

    Args:
        page: what they look at.
        voice: the language that they read.
        watched: what their browser complained of.
    """

    page: Page
    voice: Voice
    watched: Watched

    @property
    def lang(self) -> str:
        """The code of their language."""
        return self.voice.lang

    def say(self, message: str, /, **given: object) -> str:
        """Return a message of the catalogue in their language."""
        return self.voice.say(message, **given)

    def go(self, path: str) -> None:
        """Open a page."""
        self.page.goto(self.watched.origin + path)

    def sign_in(self, name: str) -> None:
        """Sign in on the page that asks for it."""
        if not self.page.url.startswith(f"{self.watched.origin}/sign-in"):
            self.go("/sign-in")
        self.write("E-mail address", address(name))
        self.write("Password", PASSWORD)
        self.press("Sign in")
        self.heading("Today")

    def button(self, message: str, *, within: Locator | None = None, **given: object) -> Locator:
        """Return a button by what is written on it; the key that does the same may stand behind."""
        return (within or self.page).get_by_role("button", name=_called(self.say(message, **given)))

    def press(self, message: str, *, within: Locator | None = None, **given: object) -> None:
        """Press a button."""
        self.button(message, within=within, **given).click()

    def link(self, message: str, *, within: Locator | None = None, **given: object) -> Locator:
        """Return a link by its text."""
        return (within or self.page).get_by_role("link", name=_called(self.say(message, **given)))

    def follow(self, message: str, *, within: Locator | None = None, **given: object) -> None:
        """Follow a link."""
        self.link(message, within=within, **given).first.click()

    def field(self, message: str, **given: object) -> Locator:
        """Return a field by its label."""
        optional = re.escape(self.say("(optional)"))
        return self.page.get_by_label(re.compile(rf"^\s*{re.escape(self.say(message, **given))}(\s*{optional})?\s*$"))

    def write(self, message: str, text: str) -> None:
        """Write into a field."""
        self.field(message).fill(text)

    def key(self, key: str) -> None:
        """Press a key, once the page hears it."""
        expect(self.page.locator("html[data-ready]")).to_be_attached()
        self.page.keyboard.press(key)

    def heading(self, message: str, **given: object) -> None:
        """Wait for the heading of a page."""
        expect(self.page.get_by_role("heading", level=1, name=self.say(message, **given))).to_be_visible()

    def sees(self, message: str, *, within: Locator | None = None, **given: object) -> None:
        """Wait until something is to be read."""
        self.reads(self.say(message, **given), within=within)

    def reads(self, text: str, *, within: Locator | None = None) -> None:
        """Wait until a text that is no message of the program is to be read."""
        expect((within or self.page.locator("body")).get_by_text(text).filter(visible=True).first).to_be_visible()

    def told(self, message: str, **given: object) -> None:
        """Wait until something is told once, at the edge of the window."""
        expect(self.page.locator("#toasts")).to_contain_text(self.say(message, **given))

    def waits(self, locator: Locator, **given: Any) -> None:
        """Wait for the outcome of work in the background."""
        expect(locator).to_be_visible(timeout=WORK, **given)


def _called(text: str) -> re.Pattern[str]:
    return re.compile(rf"^\s*{re.escape(text)}(\s+\S)?\s*$")
