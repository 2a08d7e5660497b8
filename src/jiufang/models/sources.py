"""Turn the table of model sources that ships with the package into records: what to fetch, its hashes, its licence."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

from pydantic import BaseModel, ConfigDict

from jiufang.errors import BadInput

DATA = resources.files("jiufang.models") / "data"


class Member(BaseModel):
    """A file inside a wheel, and the name it gets."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: str
    saved_as: str
    size: int
    sha256: str


class Wheel(BaseModel):
    """A package of the Python registry that is read as data and never imported."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    package: str
    version: str
    file: str
    size: int
    sha256: str
    members: tuple[Member, ...]


class Whole(BaseModel):
    """A file that is put together from members of several wheels, as it must be in the end."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    size: int
    sha256: str


class Source(BaseModel):
    """Where a model comes from, who made it, and how its files are put together.

    One that is optional is fetched and missed only when it is named.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    role: str
    model: str
    about: str
    licence: str
    licence_file: str
    attribution: str
    assemble: str
    wheels: tuple[Wheel, ...]
    whole: Whole | None = None
    optional: bool = False

    @property
    def download_size(self) -> int:
        """Return the bytes to download."""
        return sum(wheel.size for wheel in self.wheels)

    @property
    def licence_text(self) -> str:
        """Return the text of the licence."""
        return (DATA / "licences" / self.licence_file).read_text(encoding="utf-8")


class _Table(BaseModel):
    sources: tuple[Source, ...]


@lru_cache(maxsize=1)
def sources() -> tuple[Source, ...]:
    """Return every model that can be fetched, in the order of the table."""
    return _Table.model_validate_json((DATA / "sources.json").read_text(encoding="utf-8")).sources


def source(name: str) -> Source:
    """Return the source of that name.

    Raises:
        BadInput: there is none.
    """
    for found in sources():
        if found.name == name:
            return found
    known = ", ".join(s.name for s in sources())
    raise BadInput("no model of this name can be fetched", subject=name, hint=f"known models: {known}")
