"""Turn what a page shows into HTML: the templates, the visitor's language, and the files that the pages need."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Any

import jinja2
from markupsafe import Markup

from jiufang.matching.messages import told
from jiufang.web.folding import fold
from jiufang.web.speaking import Voice

STATIC = "/static"
FINGERPRINT = 10  # characters of a file's hash in its address: enough to tell two releases apart


def environment() -> jinja2.Environment:
    """Return where templates are found: everything escaped, a missing value an error."""
    return jinja2.Environment(
        loader=jinja2.PackageLoader("jiufang.web"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )


@dataclass(frozen=True)
class Renderer:
    """Draws templates in one language.

    Args:
        voice: the language.
    """

    voice: Voice

    def render(self, template: str, /, **shown: Any) -> str:
        """Return a template filled with what is shown."""
        return self._environment.get_template(template).render(lang=self.voice.lang, **shown)

    @cached_property
    def _environment(self) -> jinja2.Environment:
        return _speaking(self.voice.lang)


@lru_cache
def _speaking(lang: str) -> jinja2.Environment:
    from jiufang.web.speaking import voices

    voice = voices()[lang]
    ours = environment()
    ours.globals |= {"asset": asset, "now": lambda: dt.datetime.now(dt.UTC)}
    ours.install_gettext_translations(voice.messages, newstyle=True)  # type: ignore[attr-defined]
    fold(ours, voice.messages)
    ours.filters |= {
        "number": voice.number,
        "percent": voice.percent,
        "date": voice.date,
        "moment": voice.moment,
        "ago": lambda value: voice.ago(value, now=dt.datetime.now(dt.UTC)),
        "span": voice.span,
        "listed": voice.listed,
        "initials": initials,
        "source": voice.source,
        "veiled": voice.veiled,
        "time": lambda value, exact=False: _time(voice, value, exact=exact),
        "told": lambda kept: told(kept, voice.lang),
    }
    return ours


def initials(name: str) -> str:
    """Return what stands in the circle for a person: 李, ML, or the number of somebody without a name."""
    words = name.split()
    if not words:
        return "?"
    last = words[-1]
    if last.isdigit():
        return last
    if ord(name[0]) > 0x2E80:  # written in characters: the family name
        return name[0]
    return (words[0][0] + (last[0] if len(words) > 1 else "")).upper()


def _time(voice: Voice, value: dt.datetime, *, exact: bool = False) -> Markup:
    """Return a moment as “3 hours ago”, with the whole of it for machines and for the pointer; the whole of it for all where it is a record."""
    now = dt.datetime.now(dt.UTC)
    told, whole = voice.ago(value, now=now), voice.moment(value.astimezone())
    shown, beside = (whole, told) if exact else (told, whole)
    return Markup('<time datetime="{}" title="{}">{}</time>').format(value.isoformat(timespec="seconds"), beside, shown)


def asset(name: str) -> str:
    """Return the address of a file of ours; it changes with the file, so that browsers may keep it for good."""
    return f"{STATIC}/{_fingerprints().get(name, 'none')}/{name}"


def asset_bytes(path: str) -> bytes | None:
    """Return a file by its address below `/static`; None when there is no such file of that fingerprint."""
    fingerprint, _, name = path.partition("/")
    return files("jiufang.web").joinpath("static", *name.split("/")).read_bytes() if _fingerprints().get(name) == fingerprint else None


@lru_cache
def _fingerprints() -> Mapping[str, str]:
    """Return the fingerprint of each file; scripts and stylesheet name each other and the letters, so that all of these share one."""
    folder = files("jiufang.web").joinpath("static")
    own = {entry.name: entry.read_bytes() for entry in folder.iterdir() if entry.is_file()}
    vendor = folder.joinpath("vendor")
    taken = {f"vendor/{entry.name}": entry.read_bytes() for entry in vendor.iterdir() if entry.is_file()} if vendor.is_dir() else {}
    own |= {name: data for name, data in taken.items() if name.endswith(".woff2")}
    release = hashlib.sha256(b"".join(own[name] for name in sorted(own))).hexdigest()[:FINGERPRINT]
    return {name: hashlib.sha256(data).hexdigest()[:FINGERPRINT] for name, data in taken.items()} | dict.fromkeys(own, release)
