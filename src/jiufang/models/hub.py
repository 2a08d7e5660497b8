"""Turn a hub name at a pinned revision into a local folder that `load_encoder` reads."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

from jiufang.errors import BadInput, MissingCapability, ModelMissing

WANTED = ["tokenizer.json", "config.json", "LICENSE*", "README.md", "*.onnx", "*.onnx.data", "*.onnx_data", "onnx/model.onnx*"]
REVISION = re.compile(r"[0-9a-f]{40}")


def obtain_from_hub(name: str, models_dir: Path) -> Path:
    """Return the folder of a hub model, downloading it when it is not there yet.

    Args:
        name: `organisation/model@revision`; the revision is a full commit, since a branch or tag may move.
        models_dir: the folder of the model folders.

    Returns:
        A folder to give to `load_encoder`.

    Raises:
        BadInput: the name has no full revision.
        MissingCapability: `huggingface_hub` is not installed.
        ModelMissing: the hub cannot be reached or does not have it.
    """
    repository, _, revision = name.partition("@")
    if not REVISION.fullmatch(revision) or repository.count("/") != 1:
        raise BadInput("a hub model is named organisation/model@ and a full commit of 40 hexadecimal digits", subject=name)
    folder = models_dir / "hub" / f"{repository.replace('/', '--')}@{revision}"
    if (folder / "tokenizer.json").is_file() and any(folder.rglob("*.onnx")):
        return folder
    if find_spec("huggingface_hub") is None:
        raise MissingCapability("hub names need huggingface_hub", subject=name, hint="pip install huggingface_hub, or give a local folder")
    return _download(repository, revision, folder)


def _download(repository: str, revision: str, folder: Path) -> Path:
    from huggingface_hub import snapshot_download

    from jiufang.models.folders import building

    try:
        with building(folder) as landing:
            snapshot_download(repository, revision=revision, local_dir=landing, allow_patterns=WANTED)
    except Exception as error:  # the hub's client raises a dozen kinds, of three libraries
        hint = "check the network or HF_ENDPOINT, or give a local folder"
        raise ModelMissing(f"could not be downloaded: {error}", subject=repository, hint=hint) from error
    return folder
