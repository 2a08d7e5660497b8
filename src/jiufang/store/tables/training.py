"""The table of trainings: which model was to be trained how, and what came out."""

from __future__ import annotations

from jiufang.store.tables.base import record, table, words

trainings = table(
    "trainings",
    words("what"),
    record("config"),
    words("asked_by"),
    record("figures", optional=True),
    words("artefact", default=""),
    doc="a model that is to be trained on this installation: what, how, and, once it is, how good it is and in which folder it lies",
)
