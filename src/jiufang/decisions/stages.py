"""Turn the templates of hiring into stages: which there are for a job, what they are called, in which order they come."""

from __future__ import annotations

import tomllib
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files

from pydantic import model_validator

from jiufang.documents.records import Record
from jiufang.errors import BadInput

SCHEMA_VERSION = "1"
NEW, REJECTED, WITHDRAWN = "new", "reject", "withdraw"


class Kind(StrEnum):
    """What it means to stand at a stage."""

    OPEN = "open"
    HIRED = "hired"
    REJECTED = "rejected"  # the employer ended it
    WITHDRAWN = "withdrawn"  # the candidate did


class Stage(Record):
    """A place where candidates stand; `needed` ones are not passed over."""

    id: str
    zh: str
    en: str
    kind: Kind = Kind.OPEN
    needed: bool = False

    def name(self, lang: str) -> str:
        """Return what it is called in Chinese (`zh`) or English."""
        return self.zh if lang == "zh" else self.en


ENDS = (
    Stage(id=REJECTED, zh="未通过", en="Rejected", kind=Kind.REJECTED),
    Stage(id=WITHDRAWN, zh="候选人退出", en="Withdrawn", kind=Kind.WITHDRAWN),
)


class Template(Record):
    """The stages of a kind of hiring, in order; rejected and withdrawn belong to each and come last."""

    schema_version: str = SCHEMA_VERSION
    id: str
    zh: str
    en: str
    also: tuple[str, ...] = ()
    stages: tuple[Stage, ...]

    @model_validator(mode="after")
    def _makes_sense(self) -> Template:
        ids = [stage.id for stage in self.stages]
        if ids[:1] != [NEW] or len({*ids, REJECTED, WITHDRAWN}) != len(ids) + 2:
            raise ValueError(f"stages begin with “{NEW}”, differ from each other, and do not repeat “{REJECTED}” and “{WITHDRAWN}”")
        if [s.kind for s in self.stages if s.kind is not Kind.OPEN] != [Kind.HIRED] or self.stages[-1].kind is not Kind.HIRED:
            raise ValueError("the last stage, and it alone, is that of being hired")
        return self

    def stage(self, id: str) -> Stage:
        """Return a stage by its id.

        Raises:
            BadInput: there is none.
        """
        for stage in (*self.stages, *ENDS):
            if stage.id == id:
                return stage
        known = ", ".join(stage.id for stage in (*self.stages, *ENDS))
        raise BadInput("there is no such stage", subject=id, hint=f"the stages of {self.id} are {known}")

    def place(self, id: str) -> int:
        """Return how far along a stage is, from 0; the ends, which lie beside the way, have no place.

        Raises:
            ValueError: it is not on the way.
        """
        return [stage.id for stage in self.stages].index(id)


@lru_cache(maxsize=1)
def shipped() -> tuple[Template, ...]:
    """Return the templates that come with the program."""
    told = tomllib.loads((files("jiufang.decisions") / "data" / "stages.toml").read_text("utf-8"))
    return tuple(Template.model_validate({"id": id, **template}) for id, template in told.items())


def template(name: str, *, own: tuple[Template, ...] = ()) -> Template:
    """Return a template by its id or another name of it.

    Args:
        name: `社招`, `校招`, `agency`, or what a company calls its own.
        own: the company's templates, which come before the shipped ones.

    Raises:
        BadInput: there is none.
    """
    known = (*own, *shipped())
    for one in known:
        if name == one.id or name in one.also:
            return one
    raise BadInput("there is no such template of stages", subject=name, hint=f"there are {', '.join(one.id for one in known)}")
