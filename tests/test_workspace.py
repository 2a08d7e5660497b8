"""The workspace remembers what it read and matched, forgets what has changed, and keeps failures apart."""

from __future__ import annotations

import os
import pkgutil
import subprocess
import sys
import zipfile
from importlib import import_module

import pytest

from jiufang.cache import Cache, NoCache
from jiufang.documents import ReadingPool
from jiufang.documents.records import Status
from jiufang.jobs.records import Job
from jiufang.settings import Settings
from jiufang.shortlist import order
from jiufang.workspace import Workspace

ADA = "Ada Lindqvist\nada@example.com\n\nEXPERIENCE\nData Engineer, Harbour Analytics. March 2019 - present\n- Built Python pipelines.\n"
JOB = Job.from_text("Engineer\n\nRequirements\n- Experience with Python\n- Experience with Kafka\n")


@pytest.fixture
def workspace(tmp_path):
    """A workspace of its own, without the encoder."""
    settings = Settings(models_dir=tmp_path / "none", cache_dir=tmp_path / "kept", workers=1)
    return Workspace(settings=settings, cache=Cache(settings.cache_dir))


def untouched(workspace, monkeypatch):
    """Make reading fail, so that only what is remembered comes out."""
    monkeypatch.setattr(
        Workspace, "_read", lambda self, paths: (_ for _ in ()).throw(AssertionError(f"read again: {paths}")) if paths else ()
    )


def test_what_was_read_is_not_read_again(workspace, tmp_path, monkeypatch):
    """A second parse comes from the cache and says the same, the document's words and lines included."""
    path = tmp_path / "ada.txt"
    path.write_text(ADA, encoding="utf-8")
    first = list(workspace.parse([path], as_of="2026-11-01"))
    untouched(workspace, monkeypatch)

    assert list(workspace.parse([path], as_of="2026-11-01")) == first


def test_a_changed_file_is_read_again(workspace, tmp_path):
    """Content decides, not the name or the time; so does the day on which “present” ends."""
    path = tmp_path / "ada.txt"
    path.write_text(ADA, encoding="utf-8")
    before = next(workspace.parse([path], as_of="2026-11-01")).profile
    path.write_text(ADA.replace("Lindqvist", "Okafor"), encoding="utf-8")
    after = next(workspace.parse([path], as_of="2026-11-01")).profile

    assert (before.contact.name, after.contact.name) == ("Ada Lindqvist", "Ada Okafor")
    assert next(workspace.parse([path], as_of="2020-11-01")).profile.total_months < after.total_months


def test_a_corrected_profile_is_matched_anew(workspace, tmp_path):
    """A person's correction of a profile never meets the match of what was read."""
    path = tmp_path / "ada.txt"
    path.write_text(ADA, encoding="utf-8")
    profile = next(workspace.parse([path], as_of="2026-11-01")).profile
    matched = workspace.match(profile, JOB)
    workspace.match(profile.model_copy(update={"total_months": 0, "experience": ()}), JOB)

    assert workspace.match(profile, JOB) == matched
    assert len(list(workspace.cache.folder.glob("matches/*/*"))) == 2


def test_why_a_file_failed_is_remembered(workspace, tmp_path, monkeypatch):
    """A broken file stays broken: the second look tells the same reason and starts no reader."""
    path = tmp_path / "broken.pdf"
    path.write_bytes(b"%PDF-1.7 and no more")
    paths = [path, tmp_path / "nothing.pdf", tmp_path]
    failed = list(workspace.parse(paths, as_of="2026-11-01"))
    untouched(workspace, monkeypatch)

    assert [p.status for p in failed] == [Status.FAILED] * 3
    assert all(p.reason for p in failed)
    assert list(workspace.parse([path], as_of="2026-11-01")) == failed[:1]
    assert len(list(tmp_path.glob("kept/profiles/*/*"))) == 1


def test_what_the_machine_gave_up_on_is_tried_again(workspace, tmp_path, monkeypatch):
    """Too slow or too small is said of the machine, not of the file, so nothing of it is kept."""
    path = tmp_path / "ada.txt"
    path.write_text(ADA, encoding="utf-8")
    with monkeypatch.context() as hurried:
        hurried.setattr(Workspace, "_read", lambda self, paths: ReadingPool(workers=1, wall_s=0.0).read_many(paths))
        slow = next(workspace.parse([path], as_of="2026-11-01"))

    assert slow.profile is None
    assert next(workspace.parse([path], as_of="2026-11-01")).profile is not None


def test_a_job_is_read_once(workspace, tmp_path, monkeypatch):
    """The same bytes give the same job without being read again; changed ones do not."""
    path = tmp_path / "engineer.md"
    path.write_text(JOB.text, encoding="utf-8")
    first = workspace.read_job(path)
    monkeypatch.setattr(Job, "read", lambda path: JOB)

    assert workspace.read_job(path) == first
    assert first.id == "engineer"
    path.write_text(JOB.text + "- Experience with Rust\n", encoding="utf-8")
    assert workspace.read_job(path) is JOB


def test_equals_stand_in_the_same_order_when_all_is_remembered(workspace, tmp_path):
    """What parts equals is kept too, and parts them as before."""
    paths = [tmp_path / f"{name}.txt" for name in ("ada", "bo", "cy", "di")]
    for path in paths:
        path.write_text(ADA.replace("Ada", path.stem.title()), encoding="utf-8")
    profiles = [p.profile for p in workspace.parse(paths, as_of="2026-11-01")]
    first = workspace.rank(JOB, profiles)

    assert [m.file for m in workspace.rank(JOB, profiles)] == [m.file for m in first] == [m.file for m in order(JOB, first.matches)]
    assert len(list(tmp_path.glob("kept/fingerprints/*/*"))) == len(paths)


def test_a_kept_ranking_does_not_load_the_checkers(workspace, tmp_path):
    """Showing again what was matched before is quick because the rules of matching are not even imported."""
    path, job = tmp_path / "ada.txt", tmp_path / "job.md"
    path.write_text(ADA, encoding="utf-8")
    job.write_text(JOB.text, encoding="utf-8")
    code = (
        "import sys; from jiufang.cli import app\n"
        f"try: app(['shortlist', {str(job)!r}, {str(path)!r}, '--as-of', '2026-11-01', '--format', 'json'])\n"
        "except SystemExit: print(sorted({'jiufang.matching.engine', 'jiufang.profiles.parse', 'jiufang.jobs.parse'} & set(sys.modules)))"
    )
    settings = {"JIUFANG_CACHE": str(tmp_path / "kept"), "JIUFANG_MODELS": str(tmp_path / "none")}
    runs = [subprocess.run([sys.executable, "-c", code], env=os.environ | settings, capture_output=True, text=True) for _ in range(2)]
    (first, loaded), (second, kept) = (run.stdout.rstrip().rsplit("\n", 1) for run in runs)

    assert len(loaded) > len("[]") == len(kept)
    assert first == second


def test_lazy_names_are_no_modules():
    """A name that a room loads when it is asked for would turn into the module of that name, once somebody imports that."""
    for room in ("jiufang", "jiufang.documents", "jiufang.matching"):
        package = import_module(room)
        modules = {module.name for module in pkgutil.iter_modules(package.__path__)}
        assert not modules & set(package.__all__), room


def test_members_that_failed_stand_beside_those_that_did_not(workspace, tmp_path):
    """An archive of a good and a broken file is two entries, each with its member."""
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("ada.txt", ADA)
        archive.writestr("b/broken.pdf", b"%PDF-1.7 and no more")
    told = list(workspace.parse([tmp_path / "all.zip"], as_of="2026-11-01"))

    assert [(p.member, p.status, p.profile is None) for p in told] == [
        ("ada.txt", Status.OK, False),
        ("b/broken.pdf", Status.FAILED, True),
    ]
    assert told[0].reason == ""
    assert told[1].reason.startswith("the PDF is broken")


def test_order_and_repeats_follow_the_paths(workspace, tmp_path):
    """Results come in the order asked for, cached and fresh ones mixed."""
    paths = [tmp_path / f"{n}.txt" for n in range(4)]
    for number, path in enumerate(paths):
        path.write_text(ADA.replace("Ada", f"Ada{'abcd'[number]}"), encoding="utf-8")
    list(workspace.parse([paths[2]], as_of="2026-11-01"))
    asked = [paths[3], paths[2], paths[0], paths[3]]

    assert [p.file for p in workspace.parse(asked, as_of="2026-11-01")] == [str(p) for p in asked]


def test_pictures_of_text_files_are_none(workspace, tmp_path):
    """A text has no pages to draw; the report shows its words."""
    path = tmp_path / "ada.txt"
    path.write_text(ADA, encoding="utf-8")
    profile = next(workspace.parse([path], as_of="2026-11-01")).profile

    assert workspace.pictures(workspace.match(profile, JOB)) == []


def test_without_a_cache_nothing_is_kept(tmp_path):
    """Fresh work leaves no trace of what a résumé says."""
    path = tmp_path / "ada.txt"
    path.write_text(ADA, encoding="utf-8")
    workspace = Workspace(settings=Settings(models_dir=tmp_path / "none", cache_dir=tmp_path / "kept", workers=1), cache=NoCache())
    workspace.rank(JOB, [p.profile for p in workspace.parse([path], as_of="2026-11-01") if p.profile])

    assert not (tmp_path / "kept").exists()


def test_of_a_large_pool_the_promising_are_read_thoroughly(monkeypatch, tmp_path):
    """Words, dates and vectors choose who is read by the models; everybody is ranked, and the best stay the best."""
    import jiufang.workspace.engine as module
    from jiufang.cache import Cache
    from jiufang.jobs.records import Job
    from jiufang.profiles.records import Profile
    from jiufang.settings import Settings

    job = Job.from_text("Baker\nRequirements\n- at least two years of bakery experience\n- HACCP plans\n")
    texts = [f"Worked at a bakery 2015-01 – {2016 + n}-06\nWrote HACCP plans.\n" if n % 2 else f"Sold {n} cars.\n" for n in range(6)]
    profiles = [Profile.from_text(t, as_of="2026-11-01") for t in texts]
    asked = []
    workspace = module.Workspace(settings=Settings(models_dir=tmp_path), cache=Cache(tmp_path))
    match = module.Workspace.match
    monkeypatch.setattr(module, "READ_THOROUGHLY", 3)
    monkeypatch.setattr(
        module.Workspace, "match", lambda self, p, j, *, thorough=True: asked.append(thorough) or match(self, p, j, thorough=thorough)
    )

    shortlist = workspace.rank(job, profiles)

    assert asked.count(False) == 6
    assert 3 <= asked.count(True) < 6
    assert len(shortlist) == 6
    assert all("bakery" in m.profile.document.text for m in list(shortlist)[:3])
