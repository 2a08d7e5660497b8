"""Tables of search: what of each profile is searched, in which profiles a term stands, vectors, and alerts."""

from __future__ import annotations

from pgvector.sqlalchemy import HALFVEC
from sqlalchemy import (
    ARRAY,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

from jiufang.store.tables.base import link, metadata, refers, table, time, words

DIMENSIONS = 384  # of the embedded encoder; another length needs a migration
LISTS = {"lists": 1}  # of the vectors; upkeep parts them into more as they become many (store/vectors.py)

search_entries = table(
    "search_entries",
    link("person_id"),
    Column("number", Integer),
    words("rules"),
    words("terms"),
    Column("facets", ARRAY(Text), nullable=False),
    UniqueConstraint("tenant_id", "number"),
    refers("id", "profiles", on_delete="CASCADE"),
    doc="what of a profile is searched: words and facets of its blind text; `number` is its place in the postings once it was packed",
)
Index("search_entries_person_id_idx", search_entries.c.tenant_id, search_entries.c.person_id)
Index("search_entries_unpacked_idx", search_entries.c.tenant_id, search_entries.c.id, postgresql_where=text("number IS NULL"))

search_postings = Table(
    "search_postings",
    metadata,
    Column("tenant_id", Uuid, nullable=False),
    Column("segment", Integer, nullable=False),
    Column("term", Text(collation="C"), nullable=False),
    Column("numbers", LargeBinary, nullable=False),
    Column("impacts", LargeBinary, nullable=False),
    PrimaryKeyConstraint("tenant_id", "term", "segment"),
    ForeignKeyConstraint(["tenant_id"], ["tenants.tenant_id"]),
    comment="in which profiles of a segment a term stands (index/postings.py), and how much it weighs there",
    info={"kind": "mutable"},
)

search_vectors = table(
    "search_vectors",
    link("person_id"),
    Column("number", Integer),
    words("model"),
    Column("vector", HALFVEC(DIMENSIONS), nullable=False),
    UniqueConstraint("tenant_id", "number"),
    refers("id", "search_entries", on_delete="CASCADE"),
    doc="the meaning of a profile as a vector of its blind text, by one encoder",
)
Index("search_vectors_person_id_idx", search_vectors.c.tenant_id, search_vectors.c.person_id)
Index(
    "search_vectors_vector_idx",
    search_vectors.c.vector,
    postgresql_using="ivfflat",
    postgresql_with=LISTS,
    postgresql_ops={"vector": "halfvec_ip_ops"},
)

search_alerts = table(
    "search_alerts",
    link("search_id"),
    link("person_id"),
    time("seen_at", optional=True),
    UniqueConstraint("tenant_id", "search_id", "person_id"),
    refers("search_id", "saved_searches", on_delete="CASCADE"),
    refers("person_id", "persons", on_delete="CASCADE"),
    doc="somebody new fits a saved search; once a person and search",
)
Index("search_alerts_person_id_idx", search_alerts.c.tenant_id, search_alerts.c.person_id)
