"""Watch what a browser says and asks for: an error, a failed or foreign request, or a broken policy of its pages is a complaint."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response

LOUD = {"error", "warning"}
LEFT = "net::ERR_ABORTED"  # a page that is left drops what it still waits for
AGAIN = re.compile(r"^htmx:(afterRequest|sendError)\b")  # of a request that failed, which is looked at by itself
POLICY = "document.addEventListener('securitypolicyviolation', (one) => told(`${one.violatedDirective} ${one.blockedURI}`))"


@dataclass
class Watched:
    """What was wrong in a browser.

    Args:
        origin: where everything has to come from.
        expected: patterns of complaints that belong to what is tried.
    """

    origin: str
    expected: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        """Watch all pages of a browser."""
        context.on("console", self._console)
        context.on("weberror", lambda one: self.said.append(f"page error: {one.error}"))
        context.on("request", self._request)
        context.on("requestfailed", self._failed)
        context.on("response", self._response)
        context.expose_binding("told", lambda _, text: self.said.append(f"policy: {text}"))
        context.add_init_script(POLICY)

    @property
    def complaints(self) -> list[str]:
        """What nobody expected."""
        return [one for one in self.said if not any(re.search(pattern, one) for pattern in self.expected)]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in LOUD and not AGAIN.match(message.text):
            self.said.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.origin}/", "data:", "blob:")):
            self.said.append(f"foreign request: {request.url}")

    def _failed(self, request: Request) -> None:
        if request.failure != LEFT:
            self.said.append(f"failed request: {request.method} {request.url} {request.failure}")

    def _response(self, response: Response) -> None:
        if response.status >= 500:
            self.said.append(f"{response.status}: {response.request.method} {response.url}")
