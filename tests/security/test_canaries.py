"""The eyes of P05, P08 and P09 see: in every form that they claim to."""

from __future__ import annotations

import base64
import gzip
import zlib

import pytest
from tests.security.canaries import KINDS, find, mobile, resume, scan, word

TOLD = word(2748, "na")


@pytest.mark.parametrize(
    "data",
    [
        TOLD.encode(),
        TOLD.capitalize().encode(),
        f'{{"name": "{TOLD.upper()}"}}'.encode(),
        TOLD.encode("utf-16-le"),
        TOLD.capitalize().encode("utf-16"),
        *(base64.b64encode(b"x" * shift + TOLD.encode() + b" Lindqvist") for shift in range(4)),
        *(base64.b64encode(b"x" * shift + TOLD.capitalize().encode() + b" Lindqvist") for shift in range(4)),
        zlib.compress(f"before {TOLD} after".encode()),
        b"\0" * 7 + gzip.compress(TOLD.encode(), mtime=0) + b"rest",
        zlib.compress(base64.b64encode(f"dear {TOLD},".encode())),
    ],
    ids=lambda data: str(len(data)),
)
def test_a_word_is_found(data):
    """Plain, in capitals, wide, in base64 wherever it begins, deflated, and base64 in what was deflated."""
    assert dict(find(b"\x01" * 100 + data + b"\x01" * 100)) == {2748: {"na"}}


def test_all_words_of_a_resume_are_told_apart(tmp_path):
    """Each word of a résumé is found with its place; so is the number; another's are not."""
    (tmp_path / "a.bin").write_bytes(resume(7).encode())

    assert set(scan([tmp_path])[7]) == {"na", "ma", "ph", "em", "se", "sc", "sk"}
    assert set(scan([tmp_path])) == {7}
    assert "ph" in find(f"+86{mobile(7)}".encode())[7]
    assert len(KINDS) == len({word(1, kind) for kind in KINDS})


def test_nothing_is_found_in_nothing():
    """Other bytes are no canaries."""
    assert not find(bytes(range(256)) * 50 + zlib.compress(b"nothing of anybody" * 9) + base64.b64encode(b"canary, zqkw" * 5))
