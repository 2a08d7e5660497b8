"""The table of a company's own stages."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint

from jiufang.store.tables.base import record, table, words

stage_templates = table(
    "stage_templates",
    words("name"),
    record("template"),
    UniqueConstraint("tenant_id", "name"),
    doc="stages that a company gave itself; `template` is the record of the decisions room",
)
