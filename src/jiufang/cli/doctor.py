"""`jiufang doctor`: is everything here that the commands need, and what to do about what is not."""

from __future__ import annotations

import platform
import shutil
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

import typer

from jiufang.cli.options import Format, Formatted
from jiufang.cli.printing import console, print_json

if TYPE_CHECKING:
    from rich.text import Text

SOON = 20.0  # seconds for a server to answer the doctor
LITTLE = 64  # tokens


def command(format: Formatted = Format.TABLE) -> None:
    """Check the installation and print what is there, what is missing and how to get it."""
    checks = [_python(), _encoder(), _ocr(), _libreoffice(), _folders(), _language_model()]
    if format is Format.JSON:
        print_json(checks)
    else:
        out = console()
        for check in checks:
            out.print(_line(check), soft_wrap=True)
    raise typer.Exit(1 if any(c["needed"] and not c["ok"] for c in checks) else 0)


def _line(check: dict[str, str | bool]) -> Text:
    from rich.text import Text

    sign, style = ("✓", "green") if check["ok"] else (("✕", "red") if check["needed"] else ("–", "yellow"))
    hint = f"  →  {check['hint']}" if check["hint"] else ""
    return Text.assemble((sign, style), f" {check['name']:<12} {check['found']}{hint}")


def _check(name: str, ok: bool, found: str, *, hint: str = "", needed: bool = False) -> dict[str, str | bool]:
    return {"name": name, "ok": ok, "found": found, "hint": "" if ok else hint, "needed": needed}


def _python() -> dict[str, str | bool]:
    return _check("python", sys.version_info >= (3, 11), platform.python_version(), hint="use Python 3.11 or newer", needed=True)


def _encoder() -> dict[str, str | bool]:
    from jiufang.models import is_present
    from jiufang.settings import Settings

    folder = Settings().models_dir
    there = is_present(folder, "encoder")
    return _check("encoder", there, str(folder / "encoder") if there else "not fetched", hint="jiufang models fetch encoder", needed=True)


def _ocr() -> dict[str, str | bool]:
    there = find_spec("rapidocr") is not None
    return _check("ocr", there, "rapidocr" if there else "not installed: scans cannot be read", hint="pip install 'jiufang[media]'")


def _libreoffice() -> dict[str, str | bool]:
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return _check("libreoffice", bool(found), found or "not installed: .doc files cannot be read", hint="install LibreOffice Writer")


def _folders() -> dict[str, str | bool]:
    from jiufang.settings import Settings

    folder = Settings().cache_dir
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return _check("cache", True, str(folder), needed=False)
    except OSError as error:
        return _check("cache", False, str(error), hint="set JIUFANG_CACHE to a folder that can be written")


def _language_model() -> dict[str, str | bool]:
    """Tell which model answers; a server is asked one short question, a model in this process is not loaded for it."""
    from dataclasses import replace

    from jiufang.errors import JiufangError
    from jiufang.settings import Settings
    from jiufang.workspace import Workspace

    try:
        model = Workspace().language_model
        if model is None:
            return _check("llm", True, "none: everything works without one")
        if Settings().llm == "openai":
            replace(model, shelf=None, seconds=SOON).answer("Reply with the word OK.", max_tokens=LITTLE)
        return _check("llm", True, model.name)
    except JiufangError as error:
        told = f"{error.subject}: {error.message}" if error.subject else error.message
        return _check("llm", False, told, hint=error.hint)
