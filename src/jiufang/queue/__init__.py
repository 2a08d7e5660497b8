"""Do in the background what takes long: each task is asked for once, delivered until it is settled, and settled once.

A task is a row of the store (`tasks`), made in the transaction of what it is about, so that neither is there without the other.
Procrastinate delivers its id to a worker, again if need be. What a worker makes of it and the mark that it is done are one
transaction, which only the latest attempt may commit: a killed worker leaves nothing half done, an overtaken one nothing at all.
"""

from jiufang.queue.records import Kind, State, Task, UnderWay
from jiufang.queue.running import Handler, Run
from jiufang.queue.tasks import again, ask, cancel, deliver_again, find, how_many, listed, under_way, waiting, yet_to_begin
from jiufang.queue.worker import Timing, Worker

__all__ = [
    "Handler",
    "Kind",
    "Run",
    "State",
    "Task",
    "Timing",
    "UnderWay",
    "Worker",
    "again",
    "ask",
    "cancel",
    "deliver_again",
    "find",
    "how_many",
    "listed",
    "under_way",
    "waiting",
    "yet_to_begin",
]
