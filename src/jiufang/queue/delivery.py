"""Hand a task's id to Procrastinate, in the transaction that made the task, and to nobody anything more than ids."""

from __future__ import annotations

import datetime as dt
import json
from uuid import UUID

from sqlalchemy import Connection, text

from jiufang.queue.records import Kind

SCHEMA = "queue"
TASK_NAME = "jiufang.work"
# Somebody waits for a draft; a match needs what was parsed; telling others and sweeping are short and hinder nobody; who was matched is found
# by words already, the meaning can follow; training takes hours.
PRIORITIES = {
    Kind.DRAFT: 20,
    Kind.DELIVER: 15,
    Kind.MAIL: 15,
    Kind.SWEEP: 15,
    Kind.RETAIN: 15,
    Kind.PARSE: 10,
    Kind.MATCH: 0,
    Kind.INDEX: -5,
    Kind.TRAIN: -10,
}

DEFER = text(f"""
    SELECT {SCHEMA}.procrastinate_defer_jobs_v1(ARRAY[ROW(
        :queue, :name, :priority, :lock, NULL, CAST(:args AS jsonb), CAST(:at AS timestamptz)
    )]::{SCHEMA}.procrastinate_job_to_defer_v1[])
""")


def deliver(connection: Connection, *, kind: Kind, tenant: UUID, task: UUID, at: dt.datetime | None = None) -> None:
    """Let a worker know of a task, once the transaction commits; later, if a moment is given.

    Its own lock keeps two deliveries of a task from running side by side.
    """
    args = {"tenant": str(tenant), "task": str(task)}
    row = {"queue": str(kind), "name": TASK_NAME, "priority": PRIORITIES[kind], "lock": str(task), "args": json.dumps(args), "at": at}
    connection.execute(DEFER, row)
