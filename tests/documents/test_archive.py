"""Zip archives: each member a document, bombs refused before and while they are unpacked."""

from __future__ import annotations

import zipfile

import hostile
import pytest
import seeds
from hypothesis import given
from hypothesis import strategies as st

from jiufang.documents.archive import checked, decoded_name, tidy, unpack
from jiufang.documents.reader import read_bytes
from jiufang.documents.records import Status
from jiufang.errors import UnreadableDocument


def test_each_member_is_a_document():
    """Members are documents of their own, in the order of the archive, under the archive's name."""
    reading = read_bytes(seeds.packed({"a/cv.docx": seeds.docx(), "b.txt": "Li Wei"}), name="all.zip")

    assert [(d.name, d.member) for d in reading.documents] == [("all.zip", "a/cv.docx"), ("all.zip", "b.txt")]
    assert reading.status is Status.OK


def test_a_broken_member_does_not_cost_the_others():
    """What cannot be read is told with its name and reason; the rest is read, and the reading is partial."""
    reading = read_bytes(seeds.packed({"good.txt": "Li Wei", "run.exe": b"MZ\x90"}), name="all.zip")

    assert [d.member for d in reading.documents] == ["good.txt"]
    assert reading.status is Status.PARTIAL
    assert "run.exe: it is a program" in reading.problems[0].message


def test_litter_of_operating_systems_is_skipped():
    """__MACOSX, .DS_Store, Thumbs.db and lock files are no documents and no problems."""
    litter = {"__MACOSX/._cv.txt": b"x", ".DS_Store": b"x", "a/Thumbs.db": b"x", "~$cv.docx": b"x"}
    reading = read_bytes(seeds.packed({**litter, "cv.txt": "Li Wei"}), name="all.zip")

    assert [d.member for d in reading.documents] == ["cv.txt"]
    assert not reading.problems


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_names_are_decoded_as_they_were_meant(encoding):
    """Chinese Windows writes names in GBK without saying so, macOS in UTF-8."""
    entry = zipfile.ZipInfo("简历/李伟.txt".encode(encoding).decode("cp437"))

    assert decoded_name(entry) == "简历/李伟.txt"


def test_archives_in_archives_are_read_to_a_depth_of_two():
    """An archive in an archive is opened, a third one is not."""
    two, three = (read_bytes(hostile.nested(depth), name="n.zip") for depth in (1, 2))

    assert [d.member for d in two.documents] == ["inner.zip/cv.txt"]
    assert three.status is Status.FAILED
    assert "nested too deeply" in three.reason


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (seeds.packed({"a.txt": b"\x00" * (30 << 20)}), "bomb"),
        (seeds.packed({f"{i}.txt": b"x" for i in range(2_001)}), "entries"),
        (seeds.packed({"../a.txt": b"x"}), "leaves its folder"),
        (seeds.packed({"/a.txt": b"x"}), "leaves its folder"),
        (seeds.packed({"C:\\a.txt": b"x"}), "leaves its folder"),
        (hostile.link(), "link"),
        (hostile.lying(seeds.packed({"a.txt": b"a" * (60 << 20)}), claimed=1000), "damaged"),
        (hostile.overlapping(seeds.packed({"a.txt": b"b" * (4 << 20)}), copies=100), "more than 100 MB"),
        (hostile.flagged(seeds.packed({"cv.txt": "x"})), "password-protected"),
        (seeds.packed({}), "empty"),
    ],
)
def test_what_may_do_harm_is_refused_with_its_reason(data, reason):
    """Bombs, climbing paths, links, lying sizes and locked members fail with the reason."""
    reading = read_bytes(data, name="x.zip")

    assert reading.status is Status.FAILED
    assert reason in reading.reason + " ".join(p.message for p in reading.problems)


def test_sizes_are_counted_since_the_directory_may_lie():
    """More bytes than the packed data can honestly give stop the unpacking, whatever the headers say."""
    data = seeds.packed({"a.txt": b"a" * (60 << 20)})
    entry = zipfile.ZipFile(__import__("io").BytesIO(data)).infolist()[0]
    entry.file_size = 1000

    checked([entry], name="x.zip")
    with pytest.raises(UnreadableDocument):
        list(unpack(data, name="x.zip", problems=[]))


@given(st.text(max_size=400))
def test_a_tidied_name_can_be_shown(name):
    """Whatever an archive calls a member, what is shown is printable and of bounded length."""
    shown = tidy(name)

    assert len(shown) <= 240
    assert all(c.isprintable() for c in shown)
