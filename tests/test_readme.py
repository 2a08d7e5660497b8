"""What the READMEs say is so: their code runs, their commands and settings exist, their figures are the measured ones."""

from __future__ import annotations

import contextlib
import io
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md"]
COMMAND = Path(sys.executable).parent / "jiufang"


def text(readme: Path) -> str:
    """Return a README."""
    return readme.read_text(encoding="utf-8")


def usages(readme: Path) -> list[str]:
    """Return the lines of a README that show how a command is called."""
    return re.findall(r"^    (jiufang .+)$", text(readme), re.MULTILINE)


@pytest.mark.models
@pytest.mark.parametrize("readme", READMES, ids=lambda p: p.name)
def test_the_code_runs(readme, monkeypatch, folder):
    """The Python blocks print scores, verdicts and quotes, as they stand, beside the samples; a workspace is left with its backup."""
    (folder / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(folder)
    printed = io.StringIO()
    for block in re.findall(r"```python\n(.*?)```", text(readme), re.DOTALL):
        with contextlib.redirect_stdout(printed):
            exec(compile(block, readme.name, "exec"), {})  # noqa: S102 - our own README

    assert "met" in printed.getvalue()
    assert "Java" in printed.getvalue()
    if "jiufang.open(" in text(readme):
        assert "[('interview', 'runs Java services in production')]" in printed.getvalue()
        assert {"acme", "acme-backup"} <= {path.name for path in folder.iterdir()}


@pytest.mark.parametrize("readme", READMES, ids=lambda p: p.name)
def test_every_command_and_option_exists(readme):
    """Each verb and each --option that is shown stands in that verb's help."""
    shown = usages(readme)
    assert len(shown) >= 6
    for usage in shown:
        verb = usage.split()[1]
        done = subprocess.run([COMMAND, verb, "--help"], capture_output=True, text=True, env={"COLUMNS": "200", "PATH": ""}, check=False)
        assert done.returncode == 0, usage
        options = re.findall(r"--[a-z]+", usage)
        listed = re.search(r" (\w+(?:\|\w+)+)", usage)
        assert [o for o in options if o not in done.stdout] == []
        assert [sub for sub in (listed[1].split("|") if listed else []) if sub not in done.stdout] == []


def test_every_command_is_shown():
    """No verb of the program is missing from the README."""
    told = subprocess.run([COMMAND, "--help"], capture_output=True, text=True, env={"COLUMNS": "120", "PATH": ""}, check=True).stdout
    verbs = set(re.findall(r"^│ ([a-z]+)  ", told, re.MULTILINE))

    assert verbs == {usage.split()[1] for usage in usages(READMES[0])}


def test_the_settings_are_those_of_the_program():
    """docs/settings.md is what tools/settings.py makes of the program's table, and the README leads there."""
    done = subprocess.run([sys.executable, ROOT / "tools" / "settings.py", "--check"], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout
    assert all("(docs/settings.md)" in text(readme) for readme in READMES)


def test_the_figures_are_the_measured_ones():
    """Both tables are what tools/figures.py makes of benchmarks/results."""
    done = subprocess.run([sys.executable, ROOT / "tools" / "figures.py", "--check"], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("readme", READMES, ids=lambda p: p.name)
def test_every_link_leads_somewhere(readme):
    """Files that a README links to or shows are in the repository."""
    links = re.findall(r"\]\(([^)#:]+)\)", text(readme))

    assert [link for link in links if not (ROOT / link).exists()] == []
