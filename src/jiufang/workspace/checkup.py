"""Examine an installation without changing it: what is there, what is missing, what to do about it."""

from __future__ import annotations

import datetime as dt
import os
import platform
import shutil
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from jiufang.errors import JiufangError
from jiufang.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from jiufang.store.connect import Database

SOON = 20.0  # seconds for a language model's server to answer
LITTLE = 64  # tokens
MIB = 1 << 20
LEAST_MEMORY = 2048  # MiB: web, worker with the encoder, and the database stay under 1.5 GB
OLDEST_POSTGRES = 15
CLOCKS_APART = 5.0  # seconds; sessions and one-time codes are told by the clock
KEY_OPEN, FOLDER_OPEN = 0o077, 0o066  # to others; that they may pass through the folder harms nothing


@dataclass(frozen=True)
class Check:
    """What was found of one thing.

    Args:
        name: the thing.
        ok: whether it is as it should be.
        found: what it is.
        hint: what to do when it is not.
        needed: whether something stands still without it.
    """

    name: str
    ok: bool
    found: str
    hint: str = ""
    needed: bool = False

    def to_dict(self) -> dict[str, str | bool]:
        """Return it as JSON-ready data; there is no hint where nothing is wrong."""
        return {"name": self.name, "ok": self.ok, "found": self.found, "hint": "" if self.ok else self.hint, "needed": self.needed}


def examine(settings: Settings, folder: Path | None, *, thorough: bool = False) -> Iterator[Check]:
    """Look at one thing after the other.

    Args:
        settings: of the installation.
        folder: the workspace's folder, if there is one.
        thorough: compare every byte of the models with their hashes.
    """
    yield Check("python", sys.version_info >= (3, 11), platform.python_version(), "use Python 3.11 or newer", needed=True)
    yield encoder(settings.models_dir, thorough=thorough)
    yield _part("rapidocr", "ocr", "scans cannot be read", "pip install 'jiufang[media]'")
    yield _libreoffice()
    yield _cache(settings.cache_dir)
    yield _memory()
    yield language_model(settings)
    yield mail(settings)
    yield from _promoted(settings)
    if not (folder or settings.database_url):
        return
    yield _port(settings)
    if folder is not None:
        yield from _folder(folder, settings)
    yield from _database(settings, folder)


def encoder(models: Path, *, thorough: bool) -> Check:
    """Look for the encoder."""
    from jiufang.models import is_present

    there, told = is_present(models, "encoder"), str(models / "encoder")
    if there and thorough:
        from jiufang.models.folders import problems

        wrong = problems(models / "encoder")
        there, told = not wrong, "; ".join(wrong) or f"{told}, every file as it was published"
    return Check("encoder", there, told if there or thorough else "not fetched", "jiufang models fetch encoder", needed=True)


def language_model(settings: Settings) -> Check:
    """Tell which model answers; a server is asked one short question, a model in this process is not loaded for it."""
    from dataclasses import replace

    from jiufang.workspace import Workspace

    try:
        model = Workspace().language_model
        if model is None:
            return Check("llm", True, "none: everything works without one")
        if settings.llm == "openai":
            replace(model, shelf=None, seconds=SOON).answer("Reply with the word OK.", max_tokens=LITTLE)
        return Check("llm", True, model.name)
    except JiufangError as error:
        return Check("llm", False, _told(error), error.hint)


def mail(settings: Settings) -> Check:
    """Tell whether the mail server lets us in; no letter is sent for it."""
    from dataclasses import replace

    from jiufang.access.mail import MailServer

    try:
        there = MailServer.of(settings.mail.reveal(), address=settings.mail_from)
        if there is None:
            return Check("mail", True, "none: letters are copied, links passed on by hand")
        replace(there, seconds=SOON).greet()
        return Check("mail", True, f"{there.host}:{there.port} takes letters from {there.address}")
    except JiufangError as error:
        return Check("mail", False, _told(error), error.hint or "look at JIUFANG_MAIL, and whether the server is up")


def _part(module: str, name: str, without: str, hint: str) -> Check:
    there = find_spec(module) is not None
    return Check(name, there, module if there else f"not installed: {without}", hint)


def _libreoffice() -> Check:
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return Check("libreoffice", bool(found), found or "not installed: .doc files cannot be read", "install LibreOffice Writer")


def _cache(folder: Path) -> Check:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return Check("cache", True, str(folder))
    except OSError as error:
        return Check("cache", False, str(error), "set JIUFANG_CACHE to a folder that can be written")


def _memory() -> Check:
    with suppress(ValueError, OSError, AttributeError):  # no such question on this system
        whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // MIB
        return Check("memory", whole >= LEAST_MEMORY, f"{whole} MiB", f"give it {LEAST_MEMORY} MiB, or set JIUFANG_WORKERS=1")
    return Check("memory", True, "not told by this system")


def _port(settings: Settings) -> Check:
    try:
        with socket.create_server((settings.host, settings.port)):
            return Check("port", True, f"{settings.host}:{settings.port} is free")
    except OSError as error:
        told = f"{settings.host}:{settings.port}: {error.strerror}"
        return Check("port", False, told, "a server runs already, or choose another with JIUFANG_PORT")


def _folder(folder: Path, settings: Settings) -> Iterator[Check]:
    if not folder.is_dir():
        yield Check("folder", False, f"{folder} is not there", "it is made by the first command that keeps something")
        return
    guarded = ((folder, FOLDER_OPEN), (folder / "master.key", KEY_OPEN))
    open_to = [path for path, bits in guarded if path.exists() and path.stat().st_mode & bits]
    told = ", ".join(map(str, open_to)) + " can be read by others" if open_to else f"{folder} is its owner's alone"
    hints = " and ".join(f"chmod {'600' if path.suffix else '700'} {path}" for path in open_to)
    secret = any(path.suffix for path in open_to)
    yield Check("rights", not open_to, told, hints, needed=secret)
    key = (folder / "master.key").exists() or bool(settings.master_key)
    yield Check(
        "master key", key, "is here; keep a copy elsewhere" if key else "is missing", "restore master.key from your copy", needed=True
    )
    free = shutil.disk_usage(folder).free // MIB
    yield Check("disk", free >= settings.least_disk, f"{free} MiB free", "make room, or lower JIUFANG_LEAST_DISK", needed=True)


def _database(settings: Settings, folder: Path | None) -> Iterator[Check]:
    if find_spec("sqlalchemy") is None or find_spec("psycopg") is None:
        yield Check("database", False, "nothing is installed to reach it", "pip install 'jiufang[server]'", needed=True)
        return
    from sqlalchemy.exc import SQLAlchemyError

    try:
        with _reached(settings, folder) as database:
            if database is None:
                yield Check("database", True, "none yet: it is made when something is kept")
                return
            with database.owner() as connection:
                yield from _server(connection)
            yield _role(database)
    except (JiufangError, SQLAlchemyError, OSError) as error:
        told = _told(error) if isinstance(error, JiufangError) else type(error).__name__
        yield Check("database", False, f"cannot be reached: {told}", "see its log, and DATABASE_URL", needed=True)


@contextmanager
def _reached(settings: Settings, folder: Path | None) -> Iterator[Database | None]:
    """Reach the database as it is: nothing is migrated."""
    from jiufang.store.connect import APPLICATION, Database
    from jiufang.store.embedded import open_server
    from jiufang.store.opening import NAME

    if url := settings.database_url.reveal():
        hosted = Database(url, owner_url=settings.database_owner_url.reveal() or url)
        yield hosted
        hosted.close()
        return
    if folder is None or not (folder / "database" / "PG_VERSION").exists():
        yield None
        return
    with open_server(folder) as server:
        own = Database(server.url(user=APPLICATION, database=NAME), owner_url=server.url(database=NAME))
        yield own
        own.close()


def _promoted(settings: Settings) -> Iterator[Check]:
    """Tell which trained models count in scores, as their registers tell; `jiufang models trained` verifies them with the key."""
    for file in sorted((settings.models_dir / "promoted").glob("*/register.jsonl")):
        from jiufang.learn.promotion.register import replayed, unsealed

        try:
            state = replayed(unsealed(file))
        except JiufangError as error:
            yield Check("trained", False, _told(error), error.hint, needed=True)
            continue
        if state.current is None:
            continue
        version, share = state.current
        there, stale = (file.parent / version).is_dir(), state.stale.get(version, 0)
        told = f"{version} counts for {share:.0%} of the score"
        told += "" if there else ", and is not here"
        told += f"; {stale} on whom it was trained were erased" if stale else ""
        yield Check("trained", there and not stale, told, "train and promote it again, or jiufang rollback", needed=not there)


def _server(connection: Connection) -> Iterator[Check]:
    from sqlalchemy import text

    from jiufang.store import migrate

    number = int(connection.execute(text("SHOW server_version_num")).scalar_one())
    told = str(connection.execute(text("SHOW server_version")).scalar_one())
    yield Check(
        "database", number // 10_000 >= OLDEST_POSTGRES, f"PostgreSQL {told}", f"use PostgreSQL {OLDEST_POSTGRES} or newer", needed=True
    )
    found = connection.execute(text("SELECT extversion FROM pg_extension WHERE extname = 'vector'")).scalar()
    offered = connection.execute(text("SELECT default_version FROM pg_available_extensions WHERE name = 'vector'")).scalar()
    hint = "let an administrator run: CREATE EXTENSION vector" if offered else "install pgvector on the database's machine"
    yield Check("pgvector", bool(found), str(found or "not there"), hint, needed=True)
    here, want = migrate.revision(connection), migrate.head()
    yield Check(
        "tables", here == want, f"revision {here}", f"start a program of this version: it brings them to {want}", needed=here is not None
    )
    apart = abs((connection.execute(text("SELECT clock_timestamp()")).scalar_one() - dt.datetime.now(dt.UTC)).total_seconds())
    yield Check("clock", apart < CLOCKS_APART, f"{apart:.1f} s from the database's", "let both machines take the time from one source")


def _role(database: Database) -> Check:
    try:
        database.check()
        return Check("role", True, "row-level security binds it", needed=True)
    except JiufangError as error:
        return Check("role", False, _told(error), error.hint, needed=True)


def _told(error: JiufangError) -> str:
    return f"{error.subject}: {error.message}" if error.subject else error.message
