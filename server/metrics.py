"""What the service has counted, as Prometheus reads it at /metrics."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response

from server.pool import Answer
from server.service import RunService
from server.storage import Links

BEAT_SECONDS = 0.25
# A student notices a tenth of a second; a program's time is at most a few seconds.
SECONDS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30)


class Metrics:
    """Reads the counts of those who keep them when it is asked. Its registry is its own, as each application's is."""

    def __init__(self, service: RunService, links: Links) -> None:
        self.registry = registry = CollectorRegistry()
        pool, store = service.pool, service.store
        ProcessCollector(registry=registry)
        for collector in (
            _Counts("gradwalk_cache_lookups", "Programs posted: answer kept?", "result", lambda: store.lookups),
            _Counts("gradwalk_workers_replaced", "Workers replaced.", "reason", lambda: pool.replaced),
            _Counts("gradwalk_links", "Links asked for, by what came of it.", "outcome", lambda: links.counts),
        ):
            registry.register(collector)
        self._gauge("gradwalk_queue_length", "Programs that wait for a worker.", lambda: pool.waiting)
        self._gauge("gradwalk_workers_at_work", "Workers at a program.", lambda: pool.working)
        self._gauge("gradwalk_links_bytes", "Size of the links kept.", lambda: links.size)
        self._gauge("gradwalk_links_capacity_bytes", "The most that links may have.", lambda: links.capacity)
        self._gauge("gradwalk_cache_bytes", "Size of the answers kept.", lambda: store.size)
        self._jobs = Counter("gradwalk_jobs", "What was asked of workers.", ["part", "verdict"], registry=registry)
        self._cpu = Counter("gradwalk_cpu_seconds", "CPU time of the workers.", ["part"], registry=registry)
        self._wait = self._histogram("gradwalk_queue_wait_seconds", "How long a program waited for its worker.")
        self._lag = self._histogram("gradwalk_event_loop_lag_seconds", "How late the server was to act.")
        service.observe = self._note
        self._links = links

    def _note(self, part: str, verdict: str, answer: Answer | None) -> None:
        self._jobs.labels(part, verdict).inc()
        if answer is not None:
            self._cpu.labels(part).inc(answer.cpu_seconds)
            self._wait.observe(answer.waited)

    def _gauge(self, name: str, words: str, value: Callable[[], float]) -> None:
        Gauge(name, words, registry=self.registry).set_function(value)

    def _histogram(self, name: str, words: str) -> Histogram:
        return Histogram(name, words, registry=self.registry, buckets=SECONDS)

    async def measure_lag(self) -> None:
        """Runs until it is cancelled."""
        clock = asyncio.get_running_loop().time
        while True:
            due = clock() + BEAT_SECONDS
            await asyncio.sleep(BEAT_SECONDS)
            self._lag.observe(max(0.0, clock() - due))

    async def answer(self, request: Request) -> Response:
        # Other servers add to the same links.
        await self._links.measure()
        headers = {"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"}
        return Response(generate_latest(self.registry), headers=headers)


class _Counts(Collector):
    """A counter with one label, whose values are someone's mapping."""

    def __init__(self, name: str, words: str, label: str, counts: Callable[[], Mapping[str, int]]) -> None:
        self.name = name
        self.words = words
        self.label = label
        self.counts = counts

    def collect(self) -> Iterable[CounterMetricFamily]:
        family = CounterMetricFamily(self.name, self.words, labels=[self.label])
        for value, count in self.counts().items():
            family.add_metric([value], count)
        yield family
