"""Settings come from the environment, in the types the program needs; what cannot be used is refused with the variable's name."""

from __future__ import annotations

import pickle
from dataclasses import fields
from pathlib import Path

import pytest

from jiufang.errors import BadInput
from jiufang.settings import Secret, Settings

WRONG = [
    ("JIUFANG_WORKERS", "two"),
    ("JIUFANG_LLM_SECONDS", "-1"),
    ("JIUFANG_LLM_TOKENS", "1e6"),
    ("JIUFANG_PORT", "65536"),
    ("JIUFANG_PORT", "٨٣٠٠"),
    ("JIUFANG_ORIGIN", "hr.example.org"),
    ("JIUFANG_ORIGIN", "https://hr.example.org/path"),
    ("JIUFANG_PROXIES", "10.0.0.0/8"),
    ("JIUFANG_OIDC_VOUCHES", "maybe"),
]


@pytest.mark.parametrize(("variable", "text"), WRONG)
def test_what_cannot_be_used_is_refused_by_name(monkeypatch, variable, text):
    """The error names the variable and what would do; it does not repeat what stood there, which may be a secret."""
    monkeypatch.setenv(variable, text)
    with pytest.raises(BadInput) as refused:
        Settings()

    assert variable in str(refused.value)
    assert text not in str(refused.value).replace(variable, "")


@pytest.mark.parametrize(
    ("variable", "text", "name", "value"),
    [
        ("JIUFANG_PORT", "0", "port", 0),
        ("JIUFANG_FOLDER", "acme", "folder", Path("acme")),
        ("JIUFANG_ORIGIN", "https://jiufang.example.com/", "origin", "https://jiufang.example.com"),
        ("JIUFANG_HOSTS", "probe, 10.0.0.7", "hosts", ("probe", "10.0.0.7")),
        ("JIUFANG_OIDC_VOUCHES", "Yes", "oidc_vouches", True),
    ],
)
def test_values_have_their_types(monkeypatch, variable, text, name, value):
    """A setting is read once, into what the program works with."""
    monkeypatch.setenv(variable, text)

    assert getattr(Settings(), name) == value


def test_empty_is_absent(monkeypatch):
    """A variable that is set to nothing leaves the default, as compose files and unit files often have it."""
    for one in fields(Settings):
        monkeypatch.delenv(one.metadata["variable"], raising=False)
    defaults = Settings()
    for one in fields(Settings):
        monkeypatch.setenv(one.metadata["variable"], " ")

    assert str(Settings()) == str(defaults)


def test_no_secret_is_shown(monkeypatch):
    """Whatever prints or pickles the settings shows no secret; every setting whose name says that it is one is kept as one."""
    secrets = [one for one in fields(Settings) if isinstance(one.metadata["default"], Secret)]
    given = {one.name: "canary-1f3a" for one in secrets} | {"mail": "smtp://jobs:canary-1f3a@mail.example.org"}
    for one in secrets:
        monkeypatch.setenv(one.metadata["variable"], given[one.name])
    told = Settings()

    assert all(getattr(told, one.name).reveal() == given[one.name] for one in secrets)
    assert "canary" not in f"{told!r} {told}"
    assert b"canary" not in pickle.dumps(told)
    named = {one.name for one in fields(Settings) if one.name.endswith(("_key", "_secret", "_token"))}
    assert named <= {one.name for one in secrets}


@pytest.mark.parametrize(
    "text", ["mail.example.org", "http://mail.example.org", "smtp://", "smtp://h/path", "smtp://h:0", "smtp://h:99999"]
)
def test_a_mail_server_is_written_as_a_url(monkeypatch, text):
    """What is none stops the command with the variable's name and without what stands in it."""
    monkeypatch.setenv("JIUFANG_MAIL", text)
    with pytest.raises(BadInput, match="JIUFANG_MAIL") as refused:
        Settings()
    assert "example.org:587" in str(refused.value)
    assert text not in str(refused.value).replace("smtp://name:password@mail.example.org:587", "")


@pytest.mark.parametrize("text", ["nobody", "a@b, c@d", "a@b\r\nBcc: x@y"])
def test_mails_come_from_one_address(monkeypatch, text):
    """And nothing else stands in the setting."""
    monkeypatch.setenv("JIUFANG_MAIL_FROM", text)
    with pytest.raises(BadInput, match="JIUFANG_MAIL_FROM"):
        Settings()
