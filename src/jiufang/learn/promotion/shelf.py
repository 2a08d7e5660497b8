"""Keep promoted models: each a signed folder named by its version, and the register that tells which one counts.

    <shelf>/register.jsonl       what was decided, line by line
    <shelf>/<version>/           a model as it was promoted, with manifest.json and promotion.json (the gates)

A version is the name of the model and a hash of every file and the share, so that one version is one score, for ever. Nothing on the
shelf is changed: a rollback is one line, and brings back the scores of before to the byte.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from jiufang.errors import BadInput, Conflict, NotFound, RefusedByPolicy
from jiufang.learn.history.kept import write_json
from jiufang.learn.promotion import persons
from jiufang.learn.promotion.register import Action, Entry, Register, State
from jiufang.learn.promotion.serving import GRAPH, Served, serve
from jiufang.learn.promotion.signing import MANIFEST, canonical, files_of, refuse_code, sign, verify
from jiufang.learn.promotion.trial import Trial
from jiufang.models.folders import building, sha256_text
from jiufang.models.wheels import sha256

WEIGHTS = ".safetensors"  # torch reads them; beside a graph nobody does
PROMOTION = "promotion.json"
OURS = frozenset({persons.STALE, persons.KEYED, PROMOTION, MANIFEST})
NAME = re.compile(r"[^a-z0-9.]+")


@dataclass(frozen=True, slots=True)
class Row:
    """A version on the shelf.

    Args:
        version: its name.
        current: whether it counts.
        share: of the score.
        promoted: when, by whom and why.
        stale: how many on whom it was trained were erased.
        wrong: what is wrong with its folder; empty if it is as it was signed.
    """

    version: str
    current: bool
    share: float
    promoted: Entry
    stale: int
    wrong: str


class Shelf:
    """The promoted models of one workspace.

    Args:
        folder: where they lie.
        key: of the installation; it signs, and hashes persons.
    """

    def __init__(self, folder: Path, key: bytes) -> None:
        self.folder, self._key = folder, key
        self.register = Register(folder, key)

    @property
    def key(self) -> bytes:
        """The key that signs."""
        return self._key

    def promote(self, model: Path, trial: Trial, learnt: Iterable[str], *, by: str, why: str, data_key: bytes = b"") -> Entry:
        """Let a model that passed every gate count from now on; one that did not is written down as refused.

        Args:
            model: its folder.
            trial: what came of it.
            learnt: pseudonyms of the persons on whom it was trained.
            by: who decides.
            why: the reason.
            data_key: with which the pseudonyms were made, so that an erasure finds them.

        Returns:
            The line of the register; its action tells what was done.

        Raises:
            BadInput: nobody, or no reason, is named.
            Conflict: this very model counts already.
            RefusedByPolicy: a file of it can run code, or the register was changed.
        """
        refuse_code(model)
        version = self._version(model, trial.share)
        outcome = tuple(_short(gate) for gate in trial.to_dict()["gates"])
        state = self.register.state()
        if not trial.passed:
            return self.register.append(Action.REFUSED, by=by, why=why, version=version, share=trial.share, gates=outcome)
        if state.current == (version, trial.share):
            raise Conflict("this model counts already", subject=version)
        with building(self.folder / version) as folder:
            _copy(model, folder)
            persons.keep(folder, learnt, key=self._key, name=persons.KEYED, data_key=data_key)
            write_json(folder / PROMOTION, trial.to_dict())
            sign(folder, self._key, told={"version": version, "share": trial.share})
        return self.register.append(Action.PROMOTED, by=by, why=why, version=version, share=trial.share, gates=outcome)

    def roll_back(self, *, by: str, why: str) -> Entry:
        """Let what counted before count again; nothing, if there was nothing.

        Raises:
            NotFound: no model counts.
            BadInput: nobody, or no reason, is named.
            RefusedByPolicy: what counted before is not as it was signed.
        """
        stack = self.register.state().stack
        if not stack:
            raise NotFound("no model counts, so there is nothing to go back from", subject="rollback")
        version, share = stack[-2] if len(stack) > 1 else ("", 0.0)
        if version:
            self.verified(version)
        return self.register.append(Action.ROLLED_BACK, by=by, why=why, version=version, share=share)

    def current(self) -> Served | None:
        """Return the model that counts, verified; None if there is none.

        Raises:
            RefusedByPolicy: it, or the register, is not as it was signed.
        """
        now = self.register.state().current
        if now is None:
            return None
        version, share = now
        return serve(self.verified(version), version=version, share=share)

    def verified(self, version: str) -> Path:
        """Return the folder of a version, every byte of which is as it was signed.

        Raises:
            RefusedByPolicy: it is not, or is not there.
        """
        folder = self.folder / version
        if not folder.is_dir():
            raise RefusedByPolicy("the promoted model is not here", subject=version, hint="put it back from a copy, or jiufang rollback")
        manifest = verify(folder, self._key)
        if manifest.get("version") != version:
            raise RefusedByPolicy(
                "another model lies under this name", subject=version, hint="put it back from a copy, or jiufang rollback"
            )
        return folder

    def mark(self, gone: Iterable[str], *, by: str) -> list[str]:
        """Mark the versions that were trained on persons who were erased; return which.

        Args:
            gone: pseudonyms, or what they were made of (`learn.history.naming`).
            by: who erased them.
        """
        asked, marked = set(gone), []
        for version in sorted({entry.version for entry in self.register.entries() if entry.action is Action.PROMOTED}):
            count = len(persons.among(self.folder / version, asked, key=self._key))
            if count:
                self.register.append(Action.STALE, by=by, why="erased on request", version=version, persons=count)
                marked.append(version)
        return marked

    def stale_of(self, model: Path) -> int:
        """Return how many were erased on whom a model was trained that was promoted before, at whatever share.

        Args:
            model: its folder, as it was trained.

        Raises:
            RefusedByPolicy: the register, or a version that was marked, is not as it was signed.
        """
        own = {name: sha256(path) for name, path in _files(model).items()}
        found = 0
        for version, count in self.register.state().stale.items():
            signed = {name: one["sha256"] for name, one in verify(self.folder / version, self._key)["files"].items()}
            found = max(found, count if own.items() <= signed.items() else 0)
        return found

    def rows(self) -> list[Row]:
        """Return what is on the shelf, the newest first.

        Raises:
            RefusedByPolicy: the register was changed.
        """
        entries = self.register.entries()
        state = self.register.state()
        last = {entry.version: entry for entry in entries if entry.action is Action.PROMOTED}
        newest = sorted(last.values(), key=lambda entry: -entry.number)
        return [self._row(entry, state) for entry in newest]

    def _row(self, entry: Entry, state: State) -> Row:
        try:
            self.verified(entry.version)
            wrong = ""
        except RefusedByPolicy as error:
            wrong = error.message
        now = state.current == (entry.version, entry.share)
        return Row(entry.version, now, entry.share, entry, state.stale.get(entry.version, 0), wrong)

    def _version(self, model: Path, share: float) -> str:
        """Return the version of a model at a share: its name and a hash of every file."""
        files = {name: sha256(path) for name, path in _files(model).items()}
        if not files:
            raise BadInput("there is no model in the folder", subject=str(model))
        name = NAME.sub("-", model.name.casefold()).strip("-.") or "model"
        return f"{name}@{sha256_text(canonical({'files': files, 'share': share}).decode())[:10]}"


def _copy(model: Path, folder: Path) -> None:
    for name, path in _files(model).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, folder / name)


def _files(model: Path) -> dict[str, Path]:
    """Return the files that a model needs to be used and understood; torch's weights beside a graph are read by nobody."""
    found = {name: path for name, path in files_of(model).items() if name not in OURS and not name.startswith(".")}
    served = any(path.name == GRAPH for path in found.values())
    return {name: path for name, path in found.items() if not (served and path.suffix == WEIGHTS)}


def _short(gate: dict[str, object]) -> dict[str, object]:
    """Return a gate for the register, without its figures, which stand in promotion.json."""
    return {name: gate[name] for name in ("name", "passed", "reason", "change", "waivable")}
