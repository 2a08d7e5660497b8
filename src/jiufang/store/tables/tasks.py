"""The table of tasks: what is to be done in the background, how far it is, and why it did not work."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Index, UniqueConstraint, text

from jiufang.store.tables.base import count, digest, record, table, time, words

TASK_STATES = ("waiting", "running", "done", "cancelled", "dead")

tasks = table(
    "tasks",
    words("kind"),
    digest("key"),
    record("ids"),
    words("asked_by"),
    words("state", default="waiting"),
    count("attempt", default=0),
    count("failures", default=0),
    count("kills", default=0),
    count("steps", default=0),
    count("of_steps", default=0),
    words("reason", default=""),
    Column("cancel_asked", Boolean, nullable=False, server_default=text("false")),
    time("not_before", optional=True),
    time("ended_at", optional=True),
    UniqueConstraint("tenant_id", "key"),
    CheckConstraint("state IN ({})".format(", ".join(f"'{state}'" for state in TASK_STATES)), name="state"),
    doc="something to do in the background; ids only, and of an error no more than its class and place",
)
Index("tasks_state_idx", tasks.c.tenant_id, tasks.c.state, tasks.c.id)
