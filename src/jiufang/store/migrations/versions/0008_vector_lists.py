"""Vectors: lists of those that lie together in place of a graph of neighbours, which lost its way between questions and profiles."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

NAME = "search_vectors_vector_idx"
# One list misses nobody; upkeep parts it as soon as there are many (store/vectors.py).
LISTS = f"CREATE INDEX {NAME} ON search_vectors USING ivfflat (vector halfvec_ip_ops) WITH (lists = 1)"
GRAPH = f"CREATE INDEX {NAME} ON search_vectors USING hnsw (vector halfvec_ip_ops) WITH (m = 16, ef_construction = 64)"


def upgrade() -> None:
    """Put the lists in place of the graph."""
    op.execute(f"DROP INDEX {NAME}")
    op.execute(LISTS)


def downgrade() -> None:
    """Put the graph back."""
    op.execute(f"DROP INDEX {NAME}")
    op.execute(GRAPH)
