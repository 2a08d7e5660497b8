"""Turn a folder of a model into a signed one, and a signed one into the proof that it is as it was signed.

A manifest names every file with its hash and is sealed with a key of the installation (HMAC-SHA256, RFC 2104): whoever can write the
folder but has not the key cannot change a weight unnoticed, nor add a file, nor take one away. Forms that run code when they are read
(pickles) are never signed.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jiufang.errors import RefusedByPolicy
from jiufang.models.wheels import sha256

MANIFEST = "manifest.json"
SCHEMA_VERSION = "1"
RUNS_CODE = frozenset({".pkl", ".pickle", ".pt", ".pth", ".ckpt", ".joblib", ".bin"})
OF_THE_RUN = frozenset({"log", "checkpoints"})
HINT = "put the folder back as it was, or go back one step: jiufang rollback"


def mac(key: bytes, purpose: str, content: bytes) -> str:
    """Return the seal of a content for a purpose, in hexadecimal; purposes never meet."""
    own = hmac.new(key, b"jiufang promotion " + purpose.encode(), hashlib.sha256).digest()
    return hmac.new(own, content, hashlib.sha256).hexdigest()


def canonical(value: Any) -> bytes:
    """Return JSON data as the same bytes whoever writes it."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sign(folder: Path, key: bytes, *, told: Mapping[str, Any]) -> dict[str, Any]:
    """Write the manifest of a folder.

    Args:
        folder: with the files of the model.
        key: of the installation.
        told: what else is sealed: name, share, what it reads.

    Raises:
        RefusedByPolicy: a file is of a form that runs code.
    """
    refuse_code(folder)
    manifest = {"schema_version": SCHEMA_VERSION, **told, "files": _hashes(folder)}
    (folder / MANIFEST).write_bytes(canonical({**manifest, "mac": mac(key, "manifest", canonical(manifest))}) + b"\n")
    return manifest


def verify(folder: Path, key: bytes) -> dict[str, Any]:
    """Return the manifest of a folder that is as it was signed.

    Raises:
        RefusedByPolicy: the manifest or a file was changed, added or taken away, or another installation signed it.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        seal, listed = str(manifest.pop("mac")), dict(manifest["files"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise RefusedByPolicy("the model has no manifest that can be read", subject=folder.name, hint=HINT) from None
    if not hmac.compare_digest(seal, mac(key, "manifest", canonical(manifest))):
        raise RefusedByPolicy("the model's manifest was changed, or signed with another key", subject=folder.name, hint=HINT)
    found = _hashes(folder)
    if found.keys() != listed.keys():
        other = sorted(found.keys() ^ listed.keys())[0]
        raise RefusedByPolicy(f"the model's folder has other files than were signed: {other}", subject=folder.name, hint=HINT)
    for name, one in found.items():
        if listed[name] != one:
            raise RefusedByPolicy(f"a file of the model was changed: {name}", subject=folder.name, hint=HINT)
    return dict(manifest)


def refuse_code(folder: Path) -> None:
    """Make sure that no file of a folder runs code when it is read.

    Raises:
        RefusedByPolicy: one does.
    """
    wrong = sorted(path.name for path in files_of(folder).values() if path.suffix.lower() in RUNS_CODE)
    if wrong:
        told = "this form of file can run code and is never loaded"
        raise RefusedByPolicy(told, subject=wrong[0], hint="save weights as safetensors or ONNX")


def files_of(folder: Path) -> dict[str, Path]:
    """Return the files below a folder by their names from there; those of a run (log, checkpoints) are none of the model.

    Raises:
        RefusedByPolicy: there is a link, which may lead anywhere.
    """
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.is_symlink():
            raise RefusedByPolicy("there is a link in the folder", subject=str(name), hint="put the file itself there")
        if path.is_file() and name.parts[0] not in OF_THE_RUN:
            found[name.as_posix()] = path
    return found


def _hashes(folder: Path) -> dict[str, dict[str, object]]:
    return {name: {"size": path.stat().st_size, "sha256": sha256(path)} for name, path in files_of(folder).items() if name != MANIFEST}
