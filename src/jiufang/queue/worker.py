"""Run a worker: fetch deliveries, do them in threads, take over from workers that died, and close in good order."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from procrastinate import App, BaseRetryStrategy, PsycopgConnector, RetryDecision
from procrastinate.jobs import Job
from procrastinate.worker import Worker as Fetching
from sqlalchemy import make_url

from jiufang.errors import JiufangError, Unavailable
from jiufang.queue import retrying
from jiufang.queue.clock import Clock
from jiufang.queue.delivery import SCHEMA, TASK_NAME
from jiufang.queue.records import Kind
from jiufang.queue.running import Handler, Overtaken, begin, perform
from jiufang.store.connect import APPLICATION
from jiufang.store.opening import Store

log = logging.getLogger(__name__)

CONNECTIONS = 4  # one listens, one beats, the others fetch and finish
MINUTE = 60.0
PATIENT = 1e6  # seconds: who works until nothing is left is cut short by nobody


@dataclass(frozen=True)
class Timing:
    """How quick a worker is; all in seconds.

    Attributes:
        poll: between two looks for deliveries that nobody told of, such as those put off.
        beat: between two signs of life.
        dead_after: without a sign of life, others take over. Too early does no harm but double work: an attempt that was overtaken
            cannot keep anything.
        grace: that running tasks have to end when the worker closes.
        first_wait: before a failed task is tried again for the first time.
        reconnect: before a database that went away is asked again.
    """

    poll: float = 2.0
    beat: float = 3.0
    dead_after: float = 15.0
    grace: float = 30.0
    first_wait: float = retrying.FIRST_WAIT
    reconnect: float = 2.0


class Worker:
    """Does tasks of all tenants.

    In a process of its own: `run`, and `stop` from a signal. Beside something else, such as the pages: `with Worker(…):`.

    Args:
        store: the store.
        handlers: what does each kind of task; kinds without one are left to other workers.
        concurrency: how many tasks at once.
        timing: how quick it is.
        chores: which kinds it asks for by itself, each once in so many seconds; not while it works `until_empty`.
    """

    def __init__(
        self,
        store: Store,
        handlers: Mapping[Kind, Handler],
        *,
        concurrency: int = 2,
        timing: Timing | None = None,
        chores: Mapping[Kind, float] | None = None,
    ) -> None:
        self.store, self.handlers, self.concurrency, self.timing = store, dict(handlers), concurrency, timing or Timing()
        self._clock = Clock(store, chores or {})
        self._reached = False
        self._closing = threading.Event()
        self._running = 0
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._fetching: Fetching | None = None
        self._thread: threading.Thread | None = None

    def run(self, *, until_empty: bool = False) -> bool:
        """Work until `stop`, or until nothing is left that can be done now.

        Returns:
            Whether every task that was begun has ended; those that have not go to other workers.

        Raises:
            Unavailable: it was to work until nothing is left, and lost its database; else it waits until that is back.
        """
        threads = ThreadPoolExecutor(self.concurrency, thread_name_prefix="task")
        try:
            asyncio.run(self._serve(threads, until_empty=until_empty))
        finally:
            threads.shutdown(wait=False, cancel_futures=True)
        return self._running == 0

    def start(self) -> None:
        """Work in a thread of this process until `stop`."""
        self._thread = threading.Thread(target=self.run, name="worker", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Take nothing more on; tasks that run end, or stop at their next step. Returns when that is so, if `start` began it."""
        self._closing.set()
        with suppress(RuntimeError):  # the loop is closed: it has ended by itself
            if self._loop is not None:
                self._loop.call_soon_threadsafe(self._interrupt)
        if self._thread is not None:
            self._thread.join()

    @property
    def is_well(self) -> bool:
        """Whether it works and reaches its database."""
        return self._reached and not self._closing.is_set()

    def __enter__(self) -> Worker:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _interrupt(self) -> None:
        if self._fetching is not None:
            self._fetching.stop()

    async def _serve(self, threads: ThreadPoolExecutor, *, until_empty: bool) -> None:
        self._loop = asyncio.get_running_loop()
        while not self._closing.is_set():
            try:
                async with self._app(threads).open_async() as app:
                    self._reached = True
                    await self._work(app, until_empty=until_empty)
                if until_empty:
                    return
            except Exception as error:
                log.warning("the worker lost its database: %s", type(error).__name__)
                if until_empty:
                    raise Unavailable("it went away", subject="database", hint="try again in a moment") from error
                await asyncio.to_thread(self._revive)
            finally:
                self._reached = False
            if not self._closing.is_set():
                await asyncio.sleep(self.timing.reconnect)

    async def _work(self, app: App, *, until_empty: bool) -> None:
        """Fetch and do deliveries until told to stop, the database goes away, or nothing is left."""
        beside = [asyncio.create_task(self._rescue(app))] + ([] if until_empty else [asyncio.create_task(self._ask_for_chores())])
        timing = self.timing
        fetching = Fetching(
            app,
            queues=[str(kind) for kind in self.handlers],
            wait=not until_empty,
            concurrency=self.concurrency,
            fetch_job_polling_interval=timing.poll,
            shutdown_graceful_timeout=PATIENT if until_empty else timing.grace,
            delete_jobs="always",
            install_signal_handlers=False,
            update_heartbeat_interval=timing.beat,
            stalled_worker_timeout=timing.dead_after,
        )
        running = asyncio.create_task(fetching.run())
        await asyncio.sleep(0)  # it forgets what it was told before its first step
        self._fetching = fetching
        if self._closing.is_set():
            fetching.stop()
        try:
            await running  # told to stop, never cancelled: on Python 3.11 a cancellation may get lost in `asyncio.wait_for`
        finally:
            for one in beside:
                one.cancel()
            await asyncio.gather(*beside, return_exceptions=True)

    async def _rescue(self, app: App) -> None:
        """Deliver again what workers held that show no sign of life."""
        while True:
            try:
                for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=self.timing.dead_after):
                    await app.job_manager.retry_job(job)
                    log.info("took over from a worker that vanished: delivery %s", job.id)
            except Exception as error:  # another worker took it over first, or the database went away
                log.info("nothing taken over: %s", type(error).__name__)
            await asyncio.sleep(self.timing.dead_after / 3)

    async def _ask_for_chores(self) -> None:
        """Ask for what is due, now and every minute."""
        while True:
            try:
                await asyncio.to_thread(self._clock.tick, time.time())
            except Exception as error:  # the database went away: the next minute will do
                log.info("no chores asked for: %s", type(error).__name__)
            await asyncio.sleep(MINUTE)

    def _revive(self) -> None:
        try:
            self.store.database.revive()
        except JiufangError as error:
            log.warning("the database does not start: %s", type(error).__name__)

    def _app(self, threads: ThreadPoolExecutor) -> App:
        app = App(connector=_connector(self.store))

        async def work(tenant: str, task: str) -> None:
            seconds = await asyncio.get_running_loop().run_in_executor(threads, self._do, UUID(tenant), UUID(task))
            if seconds is not None:
                raise _Later(seconds)

        app.task(name=TASK_NAME, retry=_Redelivery())(work)
        return app

    def _do(self, tenant: UUID, task: UUID) -> float | None:
        """Do a task; return in how many seconds it is to be delivered again, None for never."""
        with self._lock:
            self._running += 1
        try:
            run = begin(self.store, tenant, task, closing=self._closing, first_wait=self.timing.first_wait)
            if run is None or isinstance(run, float):
                return run
            seconds = perform(run, self.handlers[run.task.kind], first_wait=self.timing.first_wait)
            log.info("%s task %s: attempt %s, %s", run.task.kind, task, run.task.attempt, "settled" if seconds is None else "put back")
            return seconds
        except Overtaken:
            return self.timing.dead_after  # should the other vanish too, this delivery is still there; else it finds nothing to do
        except Exception as error:  # the database is out of reach: nothing could be kept, not even that it failed
            log.warning("task %s: %s", task, type(error).__name__)
            return self.timing.reconnect
        finally:
            with self._lock:
                self._running -= 1


class _Later(Exception):
    """A task is to be delivered again."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class _Redelivery(BaseRetryStrategy):
    """Whatever leaves a delivery unfinished, such as a worker that closes, it is delivered again; how often is the task's affair."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision:
        seconds = exception.seconds if isinstance(exception, _Later) else 0.0
        return RetryDecision(retry_at=dt.datetime.now(dt.UTC) + dt.timedelta(seconds=seconds))


def _connector(store: Store) -> PsycopgConnector:
    """Let Procrastinate connect as the application, to its own schema."""
    url = make_url(store.database.url).set(drivername="postgresql").render_as_string(hide_password=False)
    options = f"-c role={APPLICATION} -c search_path={SCHEMA}"
    return PsycopgConnector(conninfo=url, kwargs={"options": options}, min_size=1, max_size=CONNECTIONS)
