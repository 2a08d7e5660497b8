"""The cache keeps texts by key and never lies."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from jiufang.cache import Cache, NoCache, code_fingerprint, digest


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


def test_what_was_put_comes_back(cache: Cache) -> None:
    """A text is found under its kind and key, and under no other."""
    cache.put("profiles", "ab12", "文本")

    assert cache.get("profiles", "ab12") == "文本"
    assert cache.get("matches", "ab12") is None


def test_the_folder_is_for_its_owner_only(cache: Cache) -> None:
    """Entries hold personal data, so nobody else may list the folder."""
    cache.put("profiles", "ab12", "text")

    assert stat.S_IMODE(cache.folder.stat().st_mode) == 0o700


def test_a_damaged_entry_is_not_there(cache: Cache) -> None:
    """Bytes that are no text are no answer."""
    cache.put("profiles", "ab12", "text")
    next(cache.folder.rglob("*.json")).write_bytes(b"\xff\xfe\xff")

    assert cache.get("profiles", "ab12") is None


def test_a_disk_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    """Where nothing can be kept, nothing is kept, and work goes on."""
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    cache = Cache(blocked / "cache")

    cache.put("profiles", "ab12", "text")

    assert cache.get("profiles", "ab12") is None


def test_no_cache_forgets() -> None:
    """`--no-cache` leaves nothing behind."""
    cache = NoCache()
    cache.put("profiles", "ab12", "text")

    assert cache.get("profiles", "ab12") is None


def test_the_digest_tells_parts_apart() -> None:
    """("ab", "c") and ("a", "bc") are different inputs."""
    assert digest("ab", "c") != digest("a", "bc")
    assert code_fingerprint() == code_fingerprint()
