"""Hand a task's id to Procrastinate, in the transaction that made the task, and to nobody anything more than ids."""

from __future__ import annotations

import json
from uuid import UUID

from sqlalchemy import Connection, text

from jiufang.queue.records import Kind

SCHEMA = "queue"
TASK_NAME = "jiufang.work"
PRIORITIES = {Kind.DRAFT: 20, Kind.PARSE: 10, Kind.MATCH: 0}  # somebody waits for a draft; a match needs what was parsed

DEFER = text(f"""
    SELECT {SCHEMA}.procrastinate_defer_jobs_v1(ARRAY[ROW(
        :queue, :name, :priority, :lock, NULL, CAST(:args AS jsonb), NULL
    )]::{SCHEMA}.procrastinate_job_to_defer_v1[])
""")


def deliver(connection: Connection, *, kind: Kind, tenant: UUID, task: UUID) -> None:
    """Let a worker know of a task, once the transaction commits.

    Its own lock keeps two deliveries of a task from running side by side.
    """
    args = {"tenant": str(tenant), "task": str(task)}
    row = {"queue": str(kind), "name": TASK_NAME, "priority": PRIORITIES[kind], "lock": str(task), "args": json.dumps(args)}
    connection.execute(DEFER, row)
