"""Numbers for an operator: Prometheus metrics, and OpenTelemetry spans where that is installed."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from pinprick.errors import MissingExtraError

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


class Metrics:
    """Counters of one worker; with several workers Prometheus' own shared folder adds them up."""

    def __init__(self) -> None:
        """MissingExtraError without the `service` extra."""
        try:
            import prometheus_client as prometheus
        except ImportError:
            raise MissingExtraError("Metrics", "service") from None
        self._prometheus = prometheus
        registry = prometheus.CollectorRegistry()
        self._registry = registry
        self.requests = prometheus.Counter(
            "pinprick_requests", "Requests answered", ["method", "route", "status"], registry=registry
        )
        self.seconds = prometheus.Histogram(
            "pinprick_request_seconds", "Time to answer", ["route"], registry=registry, buckets=_SECONDS
        )
        self.in_flight = prometheus.Gauge(
            "pinprick_in_flight", "Requests worked on", registry=registry, multiprocess_mode="livesum"
        )
        self.refused = prometheus.Counter(
            "pinprick_refused", "Requests turned away", ["reason"], registry=registry
        )
        self.audit_fallback = prometheus.Counter(
            "pinprick_audit_fallback", "Audit lines that went to the log", registry=registry
        )
        self.reloads = prometheus.Counter(
            "pinprick_pack_reloads", "Packs taken into use", ["ok"], registry=registry
        )

    def page(self) -> bytes:
        """Everything in Prometheus' text format."""
        registry = self._registry
        if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
            from prometheus_client import multiprocess

            registry = self._prometheus.CollectorRegistry()
            collector: Any = multiprocess.MultiProcessCollector
            collector(registry)
        return bytes(self._prometheus.generate_latest(registry))


class Traces:
    """OpenTelemetry spans, one a request, without addresses, names or bodies; nothing when it is not installed."""

    def __init__(self) -> None:
        try:
            from opentelemetry import trace
        except ImportError:
            self._trace: Any = None
            return
        self._trace = trace

    def span(self, method: str) -> AbstractContextManager[Any]:
        """A span around one request; its route and status are set when known."""
        if self._trace is None:
            return nullcontext()
        tracer = self._trace.get_tracer("pinprick")
        span: AbstractContextManager[Any] = tracer.start_as_current_span(
            method, kind=self._trace.SpanKind.SERVER, attributes={"http.request.method": method}
        )
        return span
