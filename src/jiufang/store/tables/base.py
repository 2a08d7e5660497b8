"""What all tables have in common: a tenant, an id that sorts by time, and the columns that mutable, append-only and sealed rows need."""

from __future__ import annotations

from typing import Any, Literal

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSON, JSONB
from sqlalchemy.schema import SchemaItem

Kind = Literal["mutable", "append_only"]

metadata = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pk",
        "fk": "%(table_name)s_%(column_0_N_name)s_fk",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "ix": "%(table_name)s_%(column_0_N_name)s_idx",
        "ck": "%(table_name)s_%(constraint_name)s_check",
    }
)


def table(name: str, *items: SchemaItem, kind: Kind = "mutable", doc: str = "") -> Table:
    """Declare a table with the columns that every table has.

    Args:
        name: its name.
        items: its own columns and constraints.
        kind: `mutable` rows have a `version`, which an update must name and raise (optimistic locking);
            `append_only` ones are neither changed nor removed, which rights and a trigger see to.
        doc: what a row is; kept as the table's comment.
    """
    locking: tuple[SchemaItem, ...] = ()
    if kind == "mutable":
        locking = (time("updated_at", now=True), Column("version", Integer, nullable=False, server_default=text("1")))
    return Table(
        name,
        metadata,
        Column("tenant_id", Uuid, nullable=False),
        Column("id", Uuid, nullable=False),
        time("created_at", now=True),
        *locking,
        PrimaryKeyConstraint("tenant_id", "id"),
        ForeignKeyConstraint(["tenant_id"], ["tenants.tenant_id"]),
        *items,
        comment=doc,
        info={"kind": kind},
    )


def refers(column: str, to: str, *, on_delete: str | None = None) -> ForeignKeyConstraint:
    """Refer to a row of the same tenant: foreign keys are checked beyond row-level security, so the tenant is part of the key."""
    clause = f"{on_delete} ({column})" if on_delete == "SET NULL" else on_delete
    return ForeignKeyConstraint(["tenant_id", column], [f"{to}.tenant_id", f"{to}.id"], ondelete=clause)


def link(name: str, *, optional: bool = False) -> Column[Any]:
    """Hold the id of another row."""
    return Column(name, Uuid, nullable=optional)


def words(name: str, *, optional: bool = False, default: str | None = None) -> Column[Any]:
    """Hold a short text that identifies nobody."""
    return Column(name, Text, nullable=optional, server_default=default)


def count(name: str, *, optional: bool = False, default: int | None = None) -> Column[Any]:
    """Hold a whole number."""
    return Column(name, BigInteger, nullable=optional, server_default=None if default is None else text(str(default)))


def lot() -> Column[Any]:
    """Hold a number that stands for chance (store/lots.py): the order of equals, so that neither name nor arrival decides it."""
    return Column("lot", BigInteger, nullable=False, server_default=text("0"))


def record(name: str, *, optional: bool = False) -> Column[Any]:
    """Hold a record that identifies nobody, as JSON."""
    return Column(name, JSONB(none_as_null=True), nullable=optional)


def verbatim(name: str) -> Column[Any]:
    """Hold a record that identifies nobody, as the very bytes that were hashed (`json` keeps them, `jsonb` does not)."""
    return Column(name, JSON, nullable=False)


def time(name: str, *, now: bool = False, optional: bool = False) -> Column[Any]:
    """Hold a moment in UTC; `now` fills it in."""
    return Column(name, DateTime(timezone=True), nullable=optional, server_default=text("now()") if now else None)


def sealed(name: str = "sealed", *, optional: bool = False, large: bool = False) -> Column[Any]:
    """Hold personal content, encrypted with its person's key (store/vault.py); large, it is read only where it is asked for by name."""
    return Column(name, LargeBinary, nullable=optional, info={"sealed": True, "large": large})


def digest(name: str, *, optional: bool = False) -> Column[Any]:
    """Hold a SHA-256 or HMAC-SHA-256."""
    return Column(name, LargeBinary, nullable=optional)
