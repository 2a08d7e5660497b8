"""One table of settings: each has an environment variable, a default, a sentence and, where a command takes it, an option.

docs/settings.md is made of this table by tools/settings.py; a test compares them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import platformdirs

from jiufang.errors import BadInput

T = TypeVar("T")

ENGINE, MODEL, STORE, SERVER, ACCESS, MAIL = "Engine", "Language model", "Workspace", "Server", "Access", "Mail"
PORTS = range(65_536)
TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}
HEADS = ("Variable", "Option", "Default", "What it sets")


class Secret:
    """A value that no print, log, trace or pickle of its holder shows."""

    def __init__(self, value: str) -> None:
        self.__value = value

    def reveal(self) -> str:
        """Return the value; for the line that sends it."""
        return self.__value

    def __bool__(self) -> bool:
        return bool(self.__value)

    def __repr__(self) -> str:
        return "Secret(***)" if self.__value else "Secret()"

    def __reduce__(self) -> tuple[type[Secret], tuple[str]]:
        return Secret, ("",)


def whole(text: str) -> int:
    """Read a whole number that is not negative."""
    if not re.fullmatch(r"\d{1,12}", text, re.ASCII):
        raise ValueError("a whole number is needed")
    return int(text)


def port(text: str) -> int:
    """Read the number of a port; 0 lets the system choose one."""
    if (number := whole(text)) not in PORTS:
        raise ValueError("ports go to 65535")
    return number


def yes(text: str) -> bool:
    """Read a yes or a no."""
    if text.lower() not in TRUE | FALSE:
        raise ValueError("write yes or no")
    return text.lower() in TRUE


def site(text: str) -> str:
    """Read the address of a site, without a path."""
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/") or parts.query or parts.username:
        raise ValueError("write it as https://jiufang.example.com")
    return f"{parts.scheme}://{parts.netloc}"


def mail_server(text: str) -> Secret:
    """Read the address of a mail server, with the name and password for it."""
    parts = urlsplit(text)
    try:
        good = parts.scheme in {"smtp", "smtps"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good or parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError("write it as smtp://name:password@mail.example.org:587, or smtps://… where TLS begins at once")
    return Secret(text)


def mail_address(text: str) -> str:
    """Read an e-mail address."""
    if not re.fullmatch(r"[!-~]+@[!-~]+", text) or re.search(r"[\s<>,;:\"]", text):
        raise ValueError("write it as jobs@example.org")
    return text


def names(text: str) -> tuple[str, ...]:
    """Read words, parted by commas."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _setting(group: str, variable: str, read: Callable[[str], T], default: T, doc: str, *, option: str = "", shown: str = "") -> T:
    """Declare a setting.

    Args:
        group: where it stands in docs/settings.md.
        variable: its environment variable; empty is the same as absent.
        read: turns its text into a value, or raises ValueError with what is wrong.
        default: what it is otherwise.
        doc: one sentence.
        option: the option of a command that comes first.
        shown: the default as the documentation puts it, where it depends on the machine.
    """

    def value() -> T:
        text = os.environ.get(variable, "").strip()
        return parsed(variable, text, read) if text else default

    told = {"group": group, "variable": variable, "doc": doc, "option": option, "shown": shown, "default": default}
    return field(default_factory=value, metadata=told)


def parsed(variable: str, text: str, read: Callable[[str], T]) -> T:
    """Return the value of a setting.

    Raises:
        BadInput: it is none; the message names the variable, not the text, which may be a secret.
    """
    try:
        return read(text)
    except ValueError as wrong:
        raise BadInput(f"this setting cannot be used: {wrong}", subject=variable, hint="see docs/settings.md") from None


@dataclass(frozen=True)
class Settings:
    """Where things are kept, who is asked, how much of the machine may be used, and how it is served.

    Raises:
        BadInput: an environment variable holds what cannot be used.
    """

    models_dir: Path = _setting(
        ENGINE,
        "JIUFANG_MODELS",
        Path,
        platformdirs.user_cache_path("jiufang") / "models",
        "folder of the model folders",
        shown="the user's cache folder",
    )
    cache_dir: Path = _setting(
        ENGINE,
        "JIUFANG_CACHE",
        Path,
        platformdirs.user_cache_path("jiufang") / "readings",
        "folder of parsed profiles, matches, pictures and vectors, by content hash; a workspace does not use it",
        shown="the user's cache folder",
    )
    workers: int = _setting(
        ENGINE,
        "JIUFANG_WORKERS",
        lambda text: whole(text) or os.cpu_count() or 1,
        os.cpu_count() or 1,
        "reading processes and encoder threads; all cores when 0",
        shown="0",
    )

    reader: str = _setting(
        MODEL,
        "JIUFANG_READER",
        str,
        "none",
        "who reads besides the rules: `none`, `llm` (the model of `JIUFANG_LLM`), or `fake` (shared words, to try the path out)",
    )
    llm: str = _setting(
        MODEL,
        "JIUFANG_LLM",
        str,
        "none",
        "the language model: `none`, `openai` (any server with that interface), `llamacpp` (in this process) or `recorded`",
    )
    llm_url: str = _setting(MODEL, "JIUFANG_LLM_URL", str, "", "base URL of the server, such as `http://localhost:11434/v1`")
    llm_model: str = _setting(
        MODEL, "JIUFANG_LLM_MODEL", str, "", "the model's name on the server, or a GGUF file; the fetched one when empty"
    )
    llm_key: Secret = _setting(MODEL, "JIUFANG_LLM_KEY", Secret, Secret(""), "key of the server; never logged, cached or written anywhere")
    llm_allow: str = _setting(
        MODEL, "JIUFANG_LLM_ALLOW", str, "", "other machines that may be asked, each with why: `HOST=reason; HOST=reason`"
    )
    llm_seconds: int = _setting(MODEL, "JIUFANG_LLM_SECONDS", whole, 300, "time for one answer, retries included")
    llm_tokens: int = _setting(MODEL, "JIUFANG_LLM_TOKENS", whole, 0, "tokens that the workspace may use in a month; no bound when 0")
    llm_candidate_tokens: int = _setting(
        MODEL, "JIUFANG_LLM_CANDIDATE_TOKENS", whole, 0, "tokens for one candidate in a month; no bound when 0"
    )
    llm_cost: str = _setting(
        MODEL, "JIUFANG_LLM_COST", str, "", "money that the workspace may spend in a month, in the currency of the prices"
    )
    llm_prices: str = _setting(MODEL, "JIUFANG_LLM_PRICES", str, "", "price of a million tokens, question/answer, such as `0.27/1.10`")
    llm_recordings: Path | None = _setting(
        MODEL, "JIUFANG_LLM_RECORDINGS", Path, None, "folder that `recorded` replays, and that gets what another model replies"
    )

    folder: Path | None = _setting(
        STORE, "JIUFANG_FOLDER", Path, None, "the workspace's folder, for commands that are given none", option="--folder"
    )
    database_url: Secret = _setting(
        STORE, "DATABASE_URL", Secret, Secret(""), "a PostgreSQL that somebody else runs, with pgvector; the workspace's own when empty"
    )
    database_owner_url: Secret = _setting(
        STORE,
        "JIUFANG_DATABASE_OWNER_URL",
        Secret,
        Secret(""),
        "the same as the owner of its tables, for migrations, backups and upkeep, where that is another role",
    )
    master_key: Secret = _setting(
        STORE,
        "JIUFANG_MASTER_KEY",
        Secret,
        Secret(""),
        "32 bytes in base64 that open all personal content; the workspace's file `master.key` when empty",
    )

    host: str = _setting(SERVER, "JIUFANG_HOST", str, "127.0.0.1", "the address that the server listens on", option="--host")
    port: int = _setting(SERVER, "JIUFANG_PORT", port, 8300, "the port that it listens on; 0 takes a free one", option="--port")
    origin: str = _setting(
        SERVER, "JIUFANG_ORIGIN", site, "", "how browsers write its address, such as `https://jobs.example.org`; this machine's when empty"
    )
    hosts: tuple[str, ...] = _setting(
        SERVER, "JIUFANG_HOSTS", names, (), "other host names that requests may be for, such as a health check's, parted by commas"
    )
    proxies: int = _setting(
        SERVER,
        "JIUFANG_PROXIES",
        whole,
        0,
        "how many proxies of yours stand before it: so far back their word on a browser's address counts",
    )
    processes: int = _setting(
        SERVER,
        "JIUFANG_PROCESSES",
        whole,
        0,
        "processes that answer requests, some 140 MB each; when 0: 2, or 1 on a single core or with `llamacpp`",
        option="--processes",
    )
    stop_seconds: int = _setting(SERVER, "JIUFANG_STOP_SECONDS", whole, 30, "time for requests and tasks to end when it stops")
    metrics_token: Secret = _setting(
        SERVER, "JIUFANG_METRICS_TOKEN", Secret, Secret(""), "what a collector of metrics shows; without one, this machine alone reads them"
    )
    least_disk: int = _setting(SERVER, "JIUFANG_LEAST_DISK", whole, 512, "MiB of free disk below which it calls itself not ready")

    session_minutes: int = _setting(
        ACCESS, "JIUFANG_SESSION_MINUTES", whole, 120, "minutes without use after which one has to sign in again"
    )
    session_hours: int = _setting(ACCESS, "JIUFANG_SESSION_HOURS", whole, 24, "hours after which one has to sign in again in any case")
    oidc_issuer: str = _setting(
        ACCESS, "JIUFANG_OIDC_ISSUER", str, "", "the company's OpenID provider, exactly as it calls itself; none when empty"
    )
    oidc_client: str = _setting(ACCESS, "JIUFANG_OIDC_CLIENT", str, "", "what we are called there")
    oidc_secret: Secret = _setting(ACCESS, "JIUFANG_OIDC_SECRET", Secret, Secret(""), "what proves it; empty for a public client")
    oidc_vouches: bool = _setting(
        ACCESS,
        "JIUFANG_OIDC_VOUCHES",
        yes,
        False,
        "its addresses are its own people's, though it does not say that they are verified",
        shown="no",
    )
    webhook_hosts: tuple[str, ...] = _setting(
        ACCESS,
        "JIUFANG_WEBHOOK_HOSTS",
        names,
        (),
        "hosts of the company's own network that webhooks may be sent to, as `host` or `host:port`, parted by commas",
    )

    mail: Secret = _setting(
        MAIL,
        "JIUFANG_MAIL",
        mail_server,
        Secret(""),
        "the mail server: `smtp://name:password@host:587` (STARTTLS) or `smtps://…`; without one nothing is sent",
    )
    mail_from: str = _setting(
        MAIL, "JIUFANG_MAIL_FROM", mail_address, "", "the address that mails come from; the name at the mail server when empty"
    )

    @classmethod
    def table(cls) -> list[tuple[str, str]]:
        """Return (environment variable, what it sets) for every setting."""
        return [(f.metadata["variable"], f.metadata["doc"]) for f in fields(cls)]

    @classmethod
    def groups(cls) -> Mapping[str, list[tuple[str, str, str, str]]]:
        """Return variable, option, default and sentence of every setting, by group."""
        told: dict[str, list[tuple[str, str, str, str]]] = {}
        for one in fields(cls):
            told.setdefault(one.metadata["group"], []).append(_row(one))
        return told


def _row(one: Field[Any]) -> tuple[str, str, str, str]:
    meta = one.metadata
    default = meta["shown"] or (
        "" if isinstance(meta["default"], Secret) or (not meta["default"] and meta["default"] != 0) else str(meta["default"])
    )
    return meta["variable"], meta["option"], default, meta["doc"]
