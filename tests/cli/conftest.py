"""The command line without the encoder (words alone are quick), on two small résumés and an ad."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = Path(sys.executable).parent / "jiufang"
AD = "Data Engineer\n\nRequirements\n- Bachelor's degree\n- At least 3 years of experience with Python\n- Experience with Apache Kafka\n"
ADA = "Ada Lindqvist\nada@example.com\n\nEXPERIENCE\nData Engineer, Harbour Analytics, Bristol. March 2019 - present\n- Built Python pipelines on Apache Kafka.\n"
NOOR = "Noor [red]Haddad[/] Amir\nnoor@example.com\n\nEXPERIENCE\nBaker, Crumb & Co, Hull. 2020 - 2022\n- Baked [/bold] bread.\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with an ad, two résumés and a broken PDF; no encoder, eighty columns."""
    monkeypatch.setenv("JIUFANG_MODELS", str(tmp_path / "no-models"))
    monkeypatch.setenv("COLUMNS", "80")
    (tmp_path / "job.md").write_text(AD, encoding="utf-8")
    people = tmp_path / "people"
    people.mkdir()
    (people / "ada.txt").write_text(ADA, encoding="utf-8")
    (people / "noor.txt").write_text(NOOR, encoding="utf-8")
    (people / ".hidden.txt").write_text(ADA, encoding="utf-8")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 and no more")
    return tmp_path


@pytest.fixture
def jiufang(folder):
    """Run the command as a process of its own, in the folder."""

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([COMMAND, *arguments], cwd=folder, env=dict(os.environ), capture_output=True, text=True, check=False)

    return run
