"""Measure requests, count what there is, and tell Prometheus at `/-/metrics`.

One server has one set of figures: where several processes answer, each writes its own into a folder that all share, and whoever is asked
tells the sum. Whoever runs several servers scrapes each. Routes are told by their templates, never by paths, so that no id becomes a label.

Who may read them: whoever shows `JIUFANG_METRICS_TOKEN` as a bearer token, an API key with the scope `system.operate`, and, as long as
there is no such token, a collector on this machine that comes without a proxy.
"""

from __future__ import annotations

import hmac
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from importlib.metadata import version
from ipaddress import ip_address
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, PlatformCollector, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from jiufang.access.errors import NotSignedIn
from jiufang.access.roles import Permission
from jiufang.access.tokens import Kind, Token
from jiufang.web import things
from jiufang.web.declaring import STAFF, Declaration
from jiufang.web.naming import route_of
from jiufang.workspace.health import Figures, Health

if TYPE_CHECKING:
    from prometheus_client.core import Metric

    from jiufang.web.commons import Commons

PATH = "/-/metrics"
FRESH = 15.0  # seconds that counts are taken to be the same
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # the promise is 150 ms for 95 of 100
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
FORWARDED = ("forwarded", "x-forwarded-for", "via", "x-real-ip")  # a proxy on this machine is no collector
NO_ROUTE = "none"
STARTED = "process_start_time_seconds"
OPERATE = Declaration(Permission.SYSTEM_OPERATE, things.tenant, STAFF)


class Metrics:
    """The figures of one process, or of the server that it is one of.

    Args:
        count: counts what there is.
        look: looks whether it can be worked with.
        commons: what the processes of the server share; None where there is one.
    """

    def __init__(self, count: Callable[[], Figures], look: Callable[[], Health], commons: Commons | None = None) -> None:
        own = CollectorRegistry()
        labels = ("method", "route", "status")
        self.seconds = Histogram("jiufang_request_seconds", "Time to answer", labels, buckets=BUCKETS, registry=own)
        self.running = Gauge("jiufang_requests_running", "Requests under way", registry=own, multiprocess_mode="livesum")
        self.defects = Counter("jiufang_defects", "Answers that nobody foresaw (500)", registry=own)
        told = Gauge("jiufang_info", "The version that runs", ["version"], registry=own, multiprocess_mode="livemax")
        told.labels(version("jiufang")).set(1)
        if commons is None:
            self.registry = own
            ProcessCollector(registry=own)
        else:
            self.registry = CollectorRegistry()
            MultiProcessCollector(self.registry, path=str(commons.figures))  # type: ignore[no-untyped-call]
            self.registry.register(Processes(commons.everybody))
        PlatformCollector(registry=self.registry)
        self.registry.register(_Counted(count, look))

    def text(self) -> bytes:
        """Return all figures as Prometheus reads them."""
        return generate_latest(self.registry)


class Measured:
    """Measures what an application answers.

    Args:
        app: the application.
        metrics: where figures go.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app, self.metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        with self.metrics.running.track_inprogress():
            try:
                await self.app(scope, receive, noted)
            finally:
                method = scope["method"] if scope["method"] in METHODS else "OTHER"
                route = route_of(scope) or NO_ROUTE
                self.metrics.seconds.labels(method, route, str(status)).observe(time.perf_counter() - began)
                if status == 500:
                    self.metrics.defects.inc()


class Processes(Collector):
    """The memory, time and files of several processes, as the client tells them of one.

    Args:
        which: returns their ids.
    """

    def __init__(self, which: Callable[[], Iterable[int]]) -> None:
        self._which = which

    def describe(self) -> Iterable[Metric]:
        """Return nothing: they come and go."""
        return ()

    def collect(self) -> Iterable[Metric]:
        """Add up what they take; the start is that of the oldest."""
        found: dict[str, Metric] = {}
        values: dict[str, list[float]] = defaultdict(list)
        for process in self._which():
            one = ProcessCollector(pid=partial(int, process), registry=None)
            for metric in one.collect():
                found[metric.name] = metric
                values[metric.name] += [sample.value for sample in metric.samples]
        for name, metric in found.items():
            together = min if name == STARTED else sum
            metric.samples = [metric.samples[0]._replace(value=together(values[name]))]
            yield metric


class _Counted(Collector):
    """What is counted when it is asked for, and not again for a while."""

    def __init__(self, count: Callable[[], Figures], look: Callable[[], Health]) -> None:
        self._count, self._look = count, look
        self._seen: tuple[float, Figures] | None = None

    def describe(self) -> Iterable[Metric]:
        """Return nothing: nothing is counted before it is asked for."""
        return ()

    def collect(self) -> Iterable[Metric]:
        """Count."""
        health = self._look()
        yield _family("jiufang_ready", "Whether a part is as it should be", "part", {p.name: int(p.ok) for p in health.parts})
        if self._seen is None or time.monotonic() - self._seen[0] > FRESH:
            if not health.ready:
                return
            self._seen = time.monotonic(), self._count()
        found = self._seen[1]
        yield _family("jiufang_queue_waiting", "Deliveries that wait or run", "kind", found.waiting)
        yield _family("jiufang_tasks", "Tasks by state", "state", found.tasks)
        yield _family("jiufang_documents", "Documents by how their reading ended", "status", found.documents)
        yield _family("jiufang_database_connections", "Connections of this process", "state", found.connections)
        yield GaugeMetricFamily("jiufang_workers", "Workers that gave a sign of life", found.workers)
        if found.disk is not None:
            yield GaugeMetricFamily("jiufang_disk_free_bytes", "Free where the workspace lies", found.disk)


def routes(metrics: Metrics, *, token: str) -> APIRouter:
    """Return the route that tells the figures.

    Args:
        metrics: the figures.
        token: what a collector shows; empty for none.
    """
    router = APIRouter(include_in_schema=False)

    @router.get(PATH)
    async def read_metrics(request: Request) -> Response:
        """Tell the figures to whoever may read them."""
        if not _collector(request, token):
            await run_in_threadpool(_operator, request)
        return Response(await run_in_threadpool(metrics.text), headers={"Content-Type": CONTENT_TYPE_LATEST})

    return router


def _collector(request: Request, token: str) -> bool:
    """Tell whether a request comes from a collector of metrics."""
    if token:
        return hmac.compare_digest(_bearer(request).encode(), token.encode())
    try:
        here = request.client is not None and ip_address(request.client.host).is_loopback
    except ValueError:
        return False
    return here and not any(name in request.headers for name in FORWARDED)


def _operator(request: Request) -> None:
    """Let those in who may operate the system.

    Raises:
        NotSignedIn, NotAllowed, ConfirmAgain: anybody else.
    """
    if Token.parse(_bearer(request), Kind.API_KEY) is None:
        raise NotSignedIn(
            "metrics are for those who operate this server", hint="send JIUFANG_METRICS_TOKEN, or an API key, as a bearer token"
        )
    request.app.state.gate.admit(request, OPERATE)


def _bearer(request: Request) -> str:
    scheme, _, carried = request.headers.get("authorization", "").partition(" ")
    return carried.strip() if scheme.lower() == "bearer" else ""


def _family(name: str, told: str, label: str, values: Mapping[str, int]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, told, labels=[label])
    for key, value in sorted(values.items()):
        family.add_metric([key], value)
    return family
