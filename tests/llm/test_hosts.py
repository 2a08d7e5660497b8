from __future__ import annotations

import pytest

from jiufang.errors import BadInput, JiufangError, RefusedByPolicy
from jiufang.llm.hosts import endpoint

ALLOW = "api.example.com=contract of May 2026, no training; llm.example.org:8443=our own data centre"


@pytest.mark.parametrize("url", ["http://localhost:11434/v1", "http://127.0.0.1:8000/v1/", "http://127.8.8.8", "http://[::1]:1234/v1"])
def test_this_machine_needs_no_leave(url):
    """A loopback address is local, with or without encryption."""
    assert endpoint(url).local


@pytest.mark.parametrize(
    "url",
    [
        "https://api.deepseek.com/v1", "http://192.168.1.7/v1", "http://169.254.169.254/latest", "http://0.0.0.0:80", "http://2130706433/",
        "http://0x7f.1/", "http://127.1/", "http://localhost.evil.example/", "http://127.0.0.1.evil.example/", "https://api.example.com.evil.example/",
        "https://evil-api.example.com/v1", "https://llm.example.org/v1", "http://[fe80::1]/", "http://api.example.com/v1",
    ],
)  # fmt: skip
def test_other_machines_are_refused(url):
    """Every host but this machine is refused unless it was allowed by its own name, and plain http always is."""
    with pytest.raises(RefusedByPolicy):
        endpoint(url, allow=ALLOW)


def test_an_allowed_host_carries_its_reason():
    """What is allowed is allowed for a reason, which goes with it."""
    found = endpoint("https://API.example.com./v1/", allow=ALLOW)
    assert (found.url, found.local, found.reason) == ("https://api.example.com/v1", False, "contract of May 2026, no training")
    assert endpoint("https://llm.example.org:8443", allow=ALLOW).reason == "our own data centre"


@pytest.mark.parametrize(
    "allow", ["api.example.com", "api.example.com=", "api.example.com=ok", "=no host given here", "*=everything is fine"]
)
def test_a_host_without_a_reason_is_no_entry(allow):
    """A name alone, a short word or a wildcard allows nothing."""
    with pytest.raises(BadInput):
        endpoint("https://api.example.com", allow=allow)


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "gopher://localhost/", "localhost:11434", "", "http://", "http://[", "http://localhost:x/", "http://ex ample/"],
)
def test_what_is_no_plain_url_is_refused(url):
    """Other schemes and broken URLs are errors of the settings."""
    with pytest.raises(BadInput):
        endpoint(url)


@pytest.mark.parametrize(
    "url", ["http://me:canary@localhost/v1", "http://canary@localhost", "http://localhost/v1?key=canary", "http://localhost/#canary"]
)
def test_a_secret_in_a_url_is_refused_and_not_repeated(url):
    """Keys belong in their own setting; the error does not show what was in the URL."""
    with pytest.raises(JiufangError) as raised:
        endpoint(url)
    assert "canary" not in str(raised.value)
