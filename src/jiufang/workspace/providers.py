"""Tell which models a workspace works with, with their hashes, who else is asked, and what leaves the machine for it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from jiufang.errors import JiufangError
from jiufang.workspace.room import Shown

if TYPE_CHECKING:
    from jiufang.workspace.opened import OpenWorkspace


class ModelRow(Shown):
    """A model that can be fetched; `version` and `files` (name to SHA-256) once it is here."""

    name: str
    model: str
    role: str
    about: str
    licence: str
    attribution: str
    optional: bool
    bytes: int
    present: bool
    version: str = ""
    files: dict[str, str] = {}


class Provider(Shown):
    """Somebody who is asked: `llm`, `sign-in`, `mail` or `webhook`; `local` when nothing leaves the machine for it."""

    what: str
    name: str
    local: bool
    reason: str = ""
    problem: str = ""


def models(ws: OpenWorkspace) -> tuple[ModelRow, ...]:
    """Return every model that can be fetched, those that are here with the hash of each file."""
    from jiufang.models.folders import is_whole, read_card
    from jiufang.models.sources import sources

    found = []
    for one in sources():
        folder = ws.engine.settings.models_dir / one.name
        card = read_card(folder) if is_whole(folder) else None
        told = {name: getattr(one, name) for name in ("name", "model", "role", "about", "licence", "attribution", "optional")}
        size = sum(file.size for file in card.files.values()) if card else one.download_size
        files = {name: file.sha256 for name, file in card.files.items()} if card else {}
        found.append(ModelRow(**told, bytes=size, present=card is not None, version=card.version if card else "", files=files))
    return tuple(found)


def providers(ws: OpenWorkspace) -> tuple[Provider, ...]:
    """Return who besides this program is asked or told; nobody when nothing was set up."""
    settings = ws.engine.settings
    found = [] if settings.llm == "none" else [_language_model(ws)]
    if settings.oidc_issuer:
        found.append(Provider(what="sign-in", name=urlsplit(settings.oidc_issuer).hostname or "", local=False))
    if settings.mail:
        found.append(Provider(what="mail", name=urlsplit(settings.mail.reveal()).hostname or "", local=False))
    hosts = {urlsplit(one.url).hostname or "" for one in ws.webhooks.listed() if one.active}
    return (*found, *(Provider(what="webhook", name=host, local=False) for host in sorted(hosts)))


def _language_model(ws: OpenWorkspace) -> Provider:
    from jiufang.llm.hosts import endpoint

    settings = ws.engine.settings
    if settings.llm != "openai":
        return Provider(what="llm", name=settings.llm_model or settings.llm, local=True)
    try:
        there = endpoint(settings.llm_url, allow=settings.llm_allow)
    except JiufangError as refused:
        return Provider(what="llm", name=urlsplit(settings.llm_url).hostname or "", local=True, problem=refused.message)
    name = f"{settings.llm_model}, {there.host}" if settings.llm_model else there.host
    return Provider(what="llm", name=name, local=there.local, reason="" if there.local else there.reason)
