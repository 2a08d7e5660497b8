"""Let trained models count in the scores of a workspace, take them back, and mark those that learnt from somebody who is erased.

The shelf of a workspace lies among the models (`promoted/<tenant>`); it is signed with a key of the tenant's own, which the master key
wraps, so that a rotation or a restored backup changes nothing. Programs that run notice a promotion by the register's time and size.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from jiufang.errors import Sealed
from jiufang.store import audit, people
from jiufang.store.ids import new_id
from jiufang.store.session import Session

if TYPE_CHECKING:
    from jiufang.learn.promotion.register import Entry
    from jiufang.learn.promotion.serving import Served
    from jiufang.learn.promotion.shelf import Row, Shelf
    from jiufang.learn.promotion.trial import Trial
    from jiufang.matching.scorers import Weighed
    from jiufang.queue import Task
    from jiufang.workspace.opened import OpenWorkspace

FOLDER, PURPOSE, REGISTER = "promoted", "models", "register.jsonl"
MOST_JOBS = 100  # matched anew at once; others are when somebody looks at them


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a model.

    Args:
        entry: the line of the register.
        trial: what each gate said.
        tasks: matchings that were asked for, since scores change; none when it was refused.
    """

    entry: Entry
    trial: Trial
    tasks: tuple[Task, ...] = ()

    @property
    def promoted(self) -> bool:
        """Tell whether it counts from now on."""
        return self.entry.action == "promoted"


class Promoted:
    """The model that counts in a workspace, read again when the register changes.

    Args:
        ws: the workspace.
    """

    def __init__(self, ws: OpenWorkspace) -> None:
        self._ws = ws
        self._seen: tuple[int, int] | None = None
        self._served: Served | None = None

    def __call__(self, version: str) -> Weighed | None:
        """Return the model and its share, where it fits a version of the matching; None where no model counts.

        Raises:
            RefusedByPolicy: it, or the register, is not as it was signed.
        """
        served = self.served()
        return served.weighed if served is not None and served.fits(version) else None

    def served(self) -> Served | None:
        """Return the model that counts, whether or not it fits.

        Raises:
            RefusedByPolicy: it, or the register, is not as it was signed.
        """
        state = _state(place(self._ws) / REGISTER)
        if state is None:
            return None
        if state != self._seen:
            self._served = shelf(self._ws).current()
            self._seen = state
        return self._served


def place(ws: OpenWorkspace) -> Path:
    """Return where the promoted models of a workspace lie."""
    return ws.engine.settings.models_dir / FOLDER / str(ws.tenant)


def shelf(ws: OpenWorkspace, session: Session | None = None) -> Shelf:
    """Return the promoted models of a workspace, in a transaction that is open already or in its own."""
    from jiufang.learn.promotion.shelf import Shelf

    if session is not None:
        return Shelf(place(ws), session.keys.tenant(PURPOSE).secret)
    with ws.session() as own:
        return Shelf(place(ws), own.keys.tenant(PURPOSE).secret)


def promote(
    ws: OpenWorkspace,
    model: Path,
    data: Path,
    *,
    by: str,
    why: str,
    share: float | None = None,
    waived: str = "",
    seed: int = 0,
    scored: Callable[[str], object] = str,
) -> Outcome:
    """Try a model at the gates, and let it count if it passes; whatever comes of it is written down.

    Args:
        ws: the workspace.
        model: folder of the model.
        data: folder of the data set; its test part decides.
        by: who decides.
        why: the reason.
        share: of the score; dev chooses it when absent.
        waived: why what cannot be measured is taken on.
        seed: of everything that is drawn.
        scored: called with the name of each scorer when it has scored.

    Raises:
        BadInput: the folders hold no model or data set, or nobody, or no reason, is named.
        Conflict: this very model counts already.
        RefusedByPolicy: a file of it can run code, or what counts now is not as it was signed.
    """
    from jiufang.learn.history.kept import aliases_of, load
    from jiufang.learn.history.naming import KEY, key_of
    from jiufang.learn.promotion import persons
    from jiufang.learn.promotion.register import Action
    from jiufang.learn.promotion.trial import candidate, today, try_out

    held, pairs = shelf(ws), load(data)
    engine = ws.engine
    now = today(pairs, held.current(), encoder=engine.encoder, verifier=engine.verifier)
    scorer = candidate(model, now.shipped)
    stale = persons.erased(model) + held.stale_of(model)
    trial = try_out(model, scorer, now, pairs, share=share, key=held.key, stale=stale, waived=waived, seed=seed, scored=scored)
    data_key = key_of(data / KEY) if (data / KEY).is_file() else b""
    names = pairs.teachers
    names |= {alias for alias, person in aliases_of(data).items() if person in names}  # known by an id, they are found by their address too
    entry = held.promote(model, trial, names, by=by, why=why, data_key=data_key)
    _log(ws, entry, by)
    return Outcome(entry, trial, _match_again(ws, by) if entry.action is Action.PROMOTED else ())


def roll_back(ws: OpenWorkspace, *, by: str, why: str) -> tuple[Entry, tuple[Task, ...]]:
    """Let what counted before count again; return the line of the register and the matchings that were asked for.

    Args:
        ws: the workspace.
        by: who decides.
        why: the reason.

    Raises:
        NotFound: no model counts.
        BadInput: nobody, or no reason, is named.
        RefusedByPolicy: what counted before is not as it was signed.
    """
    entry = shelf(ws).roll_back(by=by, why=why)
    _log(ws, entry, by)
    return entry, _match_again(ws, by)


def rows(ws: OpenWorkspace) -> list[Row]:
    """Return the promoted models, the newest first; none where nothing was ever promoted.

    Raises:
        RefusedByPolicy: the register was changed.
    """
    return shelf(ws).rows() if (place(ws) / REGISTER).is_file() else []


def known_by(ws: OpenWorkspace, session: Session, persons: Iterable[UUID]) -> list[str]:
    """Return by what persons may be known in a data set: their ids, addresses and numbers, in the forms of `learn.history.naming`.

    Nobody is asked for where no model was ever promoted.
    """
    if not (place(ws) / REGISTER).is_file():
        return []
    from jiufang.learn.history.naming import email_key, phone_key

    told: list[str] = []
    for person in (one for given in persons for one in people.group(session, given)):
        try:
            contact = people.contact(session, person)
        except Sealed:  # erased before
            continue
        told += [str(person), person.hex, f"id:{person}"]
        told += [email_key(contact.email)] if contact.email else []
        told += [phone_key(contact.phone)] if contact.phone else []
    return [one for one in dict.fromkeys(told) if one]


def mark(ws: OpenWorkspace, session: Session, names: Sequence[str], *, by: str) -> list[str]:
    """Mark the promoted models that learnt from persons who are being erased; return which.

    Args:
        ws: the workspace.
        session: the transaction of the erasure.
        names: as `known_by` returned them before it.
        by: who erases.

    Raises:
        RefusedByPolicy: the register was changed.
    """
    return shelf(ws, session).mark(names, by=by) if names else []


def _match_again(ws: OpenWorkspace, by: str) -> tuple[Task, ...]:
    """Ask for everybody to be matched anew with the open jobs that have results."""
    with_results = [row.id for row in ws.openings.list(limit=MOST_JOBS).rows if ws.openings.get(row.id).results]
    return tuple(ws.openings.match_again(job, by=by) for job in with_results)


def _log(ws: OpenWorkspace, entry: Entry, by: str) -> None:
    with ws.session() as session:
        told = f"{entry.version or 'no model'}, {entry.share:.0%}, line {entry.number}"
        action = "did not promote" if entry.action == "refused" else str(entry.action)  # “refused” is said there of who may not
        audit.log(session, actor=by, action=action, subject="model", subject_id=new_id(), model=told)


def _state(path: Path) -> tuple[int, int] | None:
    try:
        told = path.stat()
    except OSError:
        return None
    return told.st_mtime_ns, told.st_size
