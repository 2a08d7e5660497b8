"""Start the real server on a folder, in a process of its own, and let people of a company ask it as their browsers would."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import quote, urlsplit

API = "/api/v1"
PASSWORD = "seven grey herons over the harbour"  # noqa: S105 - of people who do not exist
OWNER = "mei@example.org"
READERS = "jiufang.documents.sandbox"  # in the command line of a process that reads files
READY_WITHIN = 120  # seconds, on a machine that has other things to do
SIGNED_IN_AT_ONCE = 8  # sign-ins that one address may try in short order


@dataclass(frozen=True)
class Answer:
    """What was answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """Return what it says."""
        return json.loads(self.body)

    @property
    def tag(self) -> str:
        """The entity tag."""
        return self.headers.get("etag", "")


@dataclass
class Caller:
    """Somebody's browser: one connection for each thread that uses it.

    Args:
        url: of the server.
        headers: what it always sends.
        timeout: seconds.
        places: where their next pages begin, by list.
        root: what paths stand behind: the API, or nothing for pages.
    """

    url: str
    headers: dict[str, str] = field(default_factory=dict)
    timeout: float = 60.0
    places: dict[str, str] = field(default_factory=dict)
    root: str = API
    _kept: threading.local = field(default_factory=threading.local, repr=False)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """Ask for something; a connection that the server closed while nothing was asked is opened again.

        Args:
            method: of HTTP.
            path: behind `/api/v1`.
            body: sent as JSON.
            headers: besides the usual ones, with `_` for `-`.
        """
        sent = {**self.headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
        data = None if body is None else json.dumps(body).encode()
        if data is not None:
            sent["Content-Type"] = "application/json"
        try:
            return self._sent(method, path, data, sent)
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            self._kept.connection = None
            return self._sent(method, path, data, sent)

    def all(self, path: str) -> Iterator[Any]:
        """Yield every row of a list, page after page."""
        cursor, joint = "", "&" if "?" in path else "?"
        while True:
            answer = self.ask("GET", f"{path}{joint}limit=100{cursor}")
            if answer.status != 200:
                raise RuntimeError(f"{path}: {answer.status} {answer.body.decode()}")
            told = answer.json()
            yield from told["items"]
            if told["next"] is None:
                return
            cursor = f"&cursor={quote(told['next'])}"

    def _sent(self, method: str, path: str, data: bytes | None, headers: dict[str, str]) -> Answer:
        connection = getattr(self._kept, "connection", None)
        if connection is None:
            connection = self._kept.connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=self.timeout)
        connection.request(method, path if path.startswith("/-/") else self.root + path, body=data, headers=headers)
        response = connection.getresponse()
        told = {name.lower(): value for name, value in response.getheaders()}
        cookies = [value.partition(";")[0] for value in response.headers.get_all("Set-Cookie", [])]
        return Answer(response.status, {**told, "cookie": "; ".join(cookies)}, response.read())


class Served:
    """The server of a folder, from here to the end of a `with`.

    Args:
        folder: the workspace.
        options: of `jiufang serve`.
        environment: settings besides those that are there.
    """

    def __init__(self, folder: Path, *options: str, environment: Mapping[str, str] | None = None) -> None:
        self.folder, self.options = folder, options
        self._environment = {**os.environ, **(environment or {})}
        self._told: list[str] = []
        self.process: subprocess.Popen[str]
        self.url = self._token = ""

    def __enter__(self) -> Served:
        command = [str(Path(sys.executable).parent / "jiufang"), "serve", "--folder", str(self.folder), "--port", "0", *self.options]
        self.log = Path(tempfile.mkstemp(prefix="jf-serve-", suffix=".log")[1])
        self._log = self.log.open("w")
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self._log, text=True, env=self._environment)
        threading.Thread(target=self._listen, daemon=True).start()
        deadline = time.monotonic() + READY_WITHIN
        while time.monotonic() < deadline and self.process.poll() is None:
            if (found := re.search(r"serving (http://\S+);", self.log.read_text())) and self._answers(found[1]):
                self.url = found[1]
                return self
            time.sleep(0.05)
        self.__exit__(None, None, None)
        raise RuntimeError(f"the server did not start: {self.log.read_text()[-2000:]}")

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self._log.close()

    def _answers(self, url: str) -> bool:
        try:
            return Caller(url, timeout=5).ask("GET", "/-/health").status == 200
        except OSError:
            return False

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._told.append(line)

    def owner(self) -> Caller:
        """Make the first owner with the link that the server printed, and return their browser."""
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            if found := re.search(r"[#/](jf[\w-]+)", "".join(self._told).partition("http")[2]):
                told = {"token": found[1], "email": OWNER, "name": "Mei", "password": PASSWORD}
                return self._entered(Caller(self.url).ask("POST", "/setup", told, Sec_Fetch_Site="same-origin"))
            time.sleep(0.05)
        return self.signed_in(OWNER)

    def signed_in(self, email: str) -> Caller:
        """Return the browser of somebody who has the usual password."""
        told = {"email": email, "password": PASSWORD}
        return self._entered(Caller(self.url).ask("POST", "/session", told, Sec_Fetch_Site="same-origin"))

    def staff(self, owner: Caller, role: str, count: int) -> list[Caller]:
        """Invite so many people, let them accept, and return their browsers."""
        found = []
        for number in range(count):
            wish = {"email": f"{role}{number}@example.org", "role": role, "name": f"{role} {number}"}
            invited = owner.ask("POST", "/users", wish)
            if invited.status != 201:
                raise RuntimeError(f"nobody was invited: {invited.body.decode()}")
            told = {"token": invited.json()["token"], "password": PASSWORD}
            found.append(self._entered(Caller(self.url).ask("POST", "/invitations/acceptance", told, Sec_Fetch_Site="same-origin")))
        return found

    def _entered(self, answer: Answer) -> Caller:
        if answer.status not in {200, 201}:
            raise RuntimeError(f"nobody came in: {answer.status} {answer.body.decode()}")
        headers = {"Cookie": answer.headers["cookie"], "X-CSRF-Token": answer.json()["csrf"], "Sec-Fetch-Site": "same-origin"}
        return Caller(self.url, headers)


@dataclass(frozen=True)
class Memory:
    """Bytes that the processes of a server hold: all that answer with the worker, readers of files, database; shared pages counted once (PSS)."""

    web: int
    database: int
    readers: int

    @property
    def total(self) -> int:
        """All of them together."""
        return self.web + self.database + self.readers


def memory(processes: Sequence[int]) -> Memory:
    """Return what a server and its database hold.

    Args:
        processes: the server's id, then that of its database.
    """
    web, readers = serving(processes[0])
    database = _database(processes[1]) if len(processes) > 1 else []
    return Memory(_held(web), _held(database), _held(readers))


def serving(first: int) -> tuple[list[Any], list[Any]]:
    """Return the processes of a server that answer requests or look after those, and those that read files."""
    import psutil

    parent = psutil.Process(first)
    own, readers = [parent], []
    for child in parent.children(recursive=True):
        try:
            if "postgres" not in child.name():
                (readers if any(READERS in part for part in child.cmdline()) else own).append(child)
        except psutil.NoSuchProcess:
            continue
    return own, readers


def _database(first: int) -> list[Any]:
    import psutil

    process = psutil.Process(first)
    return [process, *process.children(recursive=True)]


def _held(processes: Sequence[Any]) -> int:
    import psutil

    held = 0
    for process in processes:
        try:
            told = process.memory_full_info()
            held += getattr(told, "pss", 0) or told.rss
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return held


def postmaster(folder: Path) -> int | None:
    """Return the process of a folder's database."""
    for found in folder.rglob("postmaster.pid"):
        return int(found.read_text().splitlines()[0])
    return None
