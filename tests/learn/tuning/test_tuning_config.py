"""Rules of the file that says what is trained."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from jiufang.errors import BadInput, NotFound
from jiufang.learn.tuning.config import LOSSES, Config, known_keys, read_config
from jiufang.learn.tuning.reference import with_reference
from jiufang.learn.tuning.toml import toml_of

LEAST = '[data]\nfolder = "pairs"\n'


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "own.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_file_needs_only_its_data_and_names_its_model_after_itself(tmp_path: Path):
    """Everything but the data has a default; folders are seen from the file."""
    config = read_config(written(tmp_path, LEAST))

    assert config.data.folder == tmp_path / "pairs"
    assert config.out == tmp_path / "own"
    assert (config.base.model, config.method.kind, config.rate) == ("embedded", "lora", 5e-4)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[training]\nepoch = 3\n", "training.epochs"),
        ("[methods]\nrank = 3\n", "method"),
        ("[training]\nlearning_rate = 3\n", "training.rate"),
        ("sed = 3\n", "seed"),
        ("[base]\nxyzzy = 3\n", "docs/training.md"),
    ],
)
def test_an_unknown_key_is_refused_with_the_nearest_known_one(tmp_path: Path, text: str, told: str):
    """A slip of the pen never trains something else in silence."""
    with pytest.raises(BadInput) as refused:
        read_config(written(tmp_path, text + LEAST if "=" in text.split("\n")[0] else LEAST + text))

    assert told in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "[training]\nepochs = 0",
        "[method]\nkind = 'magic'",
        "[training]\nrate = -1.0",
        "nonsense",
        "[method]\nkind = 'adalora'\nstart_rank = 4",
    ],
)
def test_a_value_that_does_not_fit_is_refused(tmp_path: Path, text: str):
    """Wrong types, wrong words, numbers out of bounds, and no TOML at all."""
    with pytest.raises(BadInput):
        read_config(written(tmp_path, LEAST + text))


def test_a_file_that_is_not_there_is_told_so(tmp_path: Path):
    """A missing file is not a broken one."""
    with pytest.raises(NotFound):
        read_config(tmp_path / "none.toml")


def test_a_loss_belongs_to_a_kind_of_model():
    """A bi-encoder has no RankNet, a cross-encoder no in-batch negatives."""
    for kind, losses in LOSSES.items():
        for loss in {other for every in LOSSES.values() for other in every} - set(losses):
            with pytest.raises(ValueError, match=loss):
                Config.model_validate({"data": {"folder": "x"}, "model": {"kind": kind, "loss": loss}})


def test_what_is_written_out_reads_back_the_same(tmp_path: Path):
    """The configuration in a trained folder says all that the run was, odd characters and searched ranges included."""
    told = {
        "name": 'Größe "一"\\',
        "data": {"folder": str(tmp_path)},
        "method": {"kind": "adalora", "targets": ["query", "value"]},
        "search": {"ranges": {"training.rate": {"low": 1e-5, "high": 1e-3, "log": True}, "method.rank": [4, 8]}},
    }
    config = Config.model_validate(told)
    again = read_config(written(tmp_path, toml_of(config)))

    assert again.model_copy(update={"out": None}) == config


def test_values_can_be_changed_by_their_dotted_key():
    """Search and --set change single values, under the same checks."""
    config = Config.model_validate({"data": {"folder": "x"}})

    assert config.changed({"training.rate": 1e-4, "seed": 7}).rate == 1e-4
    with pytest.raises(BadInput):
        config.changed({"training.epochs": 0})
    with pytest.raises(BadInput, match=r"training\.rate"):
        config.changed({"training.rat": 1.0})


def test_the_docs_list_every_key_with_its_default():
    """docs/training.md holds the reference as it is made from the tables."""
    text = (Path(__file__).parents[3] / "docs" / "training.md").read_text("utf-8")

    assert with_reference(text) == text
    assert [key for key in known_keys() if f"`{key}`" not in text and f"### `[{key}]`" not in text] == []


def test_the_example_of_the_docs_is_a_configuration(tmp_path: Path):
    """The files that the page shows read without a complaint."""
    text = (Path(__file__).parents[3] / "docs" / "training.md").read_text("utf-8")
    first, second = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)

    assert read_config(written(tmp_path, first)).name == "own-hires"
    assert len(read_config(written(tmp_path, LEAST + second)).search.ranges) == 3
