"""What ships for running the server is what the program takes: image, compose file, units, roles of a hosted database.

No image is built here, since that needs a container engine and the network; each step is held to the files and commands that it names.
"""

from __future__ import annotations

import ast
import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest
import yaml
from sqlalchemy import text
from typer.testing import CliRunner

from jiufang.cli import app
from jiufang.settings import Settings
from jiufang.store.connect import owner_engine
from jiufang.store.embedded import open_server, programs
from jiufang.store.master import MasterKey
from jiufang.store.opening import open_store

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
KNOWN = {"ARG", "FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "VOLUME", "EXPOSE", "STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT", "CMD"}
IMAGE = re.compile(r"(?![\w-]+\.)[a-z0-9-]+(/[a-z0-9-]+)?(:[\w.${}-]+)?")  # a name and a tag: whose registry, the operator says
VARIABLES = {variable for variable, _ in Settings.table()}


@pytest.fixture(scope="module")
def steps():
    """The instructions of the image, in order."""
    told = re.sub(r"\\\n\s*", " ", (ROOT / "Containerfile").read_text(encoding="utf-8"))
    return [tuple(line.split(None, 1)) for line in told.splitlines() if line.strip() and not line.startswith("#")]


def options(verb):
    """Return what the help of a verb lists."""
    told = CliRunner().invoke(app, [verb, "--help"], env={"COLUMNS": "200"})
    assert told.exit_code == 0
    return told.stdout


def accepted(call):
    """Tell whether a command line is one of ours: its verb is there, and each of its options."""
    verb, *rest = call
    return all(one in options(verb) for one in rest if one.startswith("--"))


def test_the_image_is_made_of_what_is_here(steps):
    """Every instruction is known, every file that is copied is in the repository and not held back, and bases name no registry."""
    assert {name for name, _ in steps} <= KNOWN
    ignore = (ROOT / ".containerignore").read_text().split()
    for name, rest in steps:
        if name == "COPY" and "--from" not in rest:
            for source in rest.split()[:-1]:
                assert (ROOT / source).exists(), source
                assert any(fnmatch(source, one[1:]) or source.startswith(f"{one[1:]}/") for one in ignore if one.startswith("!")), source
        if name == "FROM":
            assert IMAGE.fullmatch(rest.split()[0].replace("${PYTHON}", "3").replace("${NODE}", "2"))


def test_the_image_runs_as_nobody_special_and_holds_no_secret(steps):
    """It ends as a user of its own, told by number; no secret is set; what is set are settings of the program."""
    final = steps[max(n for n, (name, _) in enumerate(steps) if name == "FROM") :]
    assert [rest for name, rest in final if name == "USER"] == ["10001"]
    given = {one.partition("=")[0] for name, rest in final if name == "ENV" for one in shlex.split(rest)}
    assert {one for one in given if one.startswith("JIUFANG_")} <= VARIABLES
    assert not [one for one in given if re.search("KEY|SECRET|TOKEN|PASSWORD|DATABASE", one)]


def test_what_the_image_runs_is_a_command(steps):
    """Entry point, command and health check are what the program takes."""
    told = dict(steps)
    assert json.loads(told["ENTRYPOINT"]) == ["jiufang"]
    assert accepted(json.loads(told["CMD"]))
    check = json.loads(told["HEALTHCHECK"].partition("CMD ")[2])
    assert check[:2] == ["python", "-c"]
    ast.parse(check[2])
    assert "/-/health" in check[2]
    assert "jiufang models fetch" in dict(steps[n] for n, (name, rest) in enumerate(steps) if "models fetch" in rest)["RUN"]


def test_the_lock_of_the_image_has_every_part():
    """What the extras ask for is locked by hash."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["server"], *project["optional-dependencies"]["media"]]
    locked = (ROOT / "requirements-server.lock").read_text()
    names = [re.match(r"[\w.-]+", one)[0].lower().replace("_", "-") for one in asked]

    assert [name for name in names if not re.search(rf"^{re.escape(name)}(\[.*\])?==", locked, re.MULTILINE)] == []
    assert locked.count("--hash=sha256:") > len(names)


def test_the_compose_file():
    """Web and worker run the image's commands without rights; only this machine reaches the port; variables are settings; no secret stands in it."""
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    assert set(services) == {"database", "web", "worker"}
    for name in ("web", "worker"):
        one = services[name]
        assert accepted(one["command"])
        assert (one["read_only"], one["cap_drop"]) == (True, ["ALL"])
        assert set(one.get("environment", {})) <= VARIABLES
    assert services["web"]["ports"] == ["127.0.0.1:8300:8300"]
    given = dict(line.split("=", 1) for line in (DEPLOY / "secrets.example.env").read_text().splitlines() if "=" in line)
    assert set(given) <= VARIABLES | {"POSTGRES_PASSWORD", "OWNER_PASSWORD", "APP_PASSWORD"}
    assert not [name for name, value in given.items() if value and not re.search("PASSWORD@|example.org", value)]


@pytest.mark.parametrize("unit", ["jiufang.service", "jiufang-backup.service"])
def test_the_units(unit):
    """They run commands that there are, as a user of their own, with settings that there are."""
    told = (DEPLOY / unit).read_text()
    call = re.search(r"^ExecStart=\S+/jiufang (.+)$", told, re.MULTILINE)[1]
    assert accepted(shlex.split(call))
    set_ = re.findall(r"^Environment=(.+)$", told, re.MULTILINE)
    assert {one.partition("=")[0] for line in set_ for one in line.split()} <= VARIABLES
    assert "User=jiufang" in told


def test_the_figures_of_scale_are_the_measured_ones():
    """The tables of docs/scale.md are what tools/scale.py makes of benchmarks/results."""
    done = subprocess.run([sys.executable, ROOT / "tools" / "scale.py", "--check"], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout


def test_the_pages_name_what_there_is():
    """Commands, settings, metrics and files that docs/deploy.md names are those of the program."""
    page = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\b(?:JIUFANG_[A-Z_]+|DATABASE_URL)\b", page)) <= VARIABLES
    for verb, told in re.findall(r"jiufang (add|backup|restore|erase|export|serve|worker|doctor|keys|models)\b([^`\n]*)", page):
        rest = "" if verb in {"keys", "models"} else told
        assert accepted([verb, *re.findall(r"--[a-z-]+", rest)]), f"{verb}{told}"
    code = (ROOT / "src" / "jiufang" / "web" / "metrics.py").read_text(encoding="utf-8")
    assert [name for name in re.findall(r"`(jiufang_[a-z_]+)", page) if name.removesuffix("_total") not in code] == [
        "jiufang_app"
    ] * page.count("`jiufang_app")
    assert [link for link in re.findall(r"\]\(([^)#:]+)\)", page) if not (ROOT / "docs" / link).exists()] == []


@pytest.mark.skipif(not (programs() / "psql").exists(), reason="no psql comes with this system's PostgreSQL")
def test_the_roles_of_a_hosted_database(folder):
    """With the two roles of roles.sh the owner migrates, the application works, and row-level security binds both."""
    with open_server(folder / "server", fsync="off") as server:
        with owner_engine(server.url()).connect() as admin:
            admin.execution_options(isolation_level="AUTOCOMMIT").execute(text("CREATE DATABASE jiufang"))
        given = {**os.environ, "PATH": f"{programs()}:{os.environ['PATH']}", "PGHOST": str(server.socket_dir)}
        given |= {"OWNER_PASSWORD": "o", "APP_PASSWORD": "a"}
        subprocess.run(["sh", DEPLOY / "roles.sh"], env=given, check=True, capture_output=True, cwd="/")
        url, owner = (server.url(user=role, database="jiufang") for role in ("jiufang_app", "jiufang_owner"))
        with open_store(url=url, owner_url=owner, master_key=str(MasterKey.new())) as store:
            assert store.tenants()
            with store.database.owner() as connection:
                assert connection.execute(text("SELECT count(*) FROM tenants")).scalar_one() == 0
