"""How fast the service answers, beside an endpoint of the same framework that does nothing (same run, same machine).

python -m pinprick.interfaces.rest.benchmark
"""

from __future__ import annotations

import http.client
import json
import multiprocessing
import socket
import statistics
import time
from dataclasses import asdict, dataclass
from typing import Any

from fastapi import FastAPI
from fastapi.responses import Response

from pinprick.interfaces.rest.examples import ANSWERS
from pinprick.knowledge.schema.pack import Pack

_WARM_UP = 5


@dataclass(frozen=True)
class Timing:
    """Times of one endpoint, asked one after the other over one kept connection."""

    name: str
    requests: int
    p50_ms: float
    p95_ms: float
    per_second: float
    bytes_out: int


def add_no_op(app: FastAPI) -> None:
    """An endpoint that takes the same body and answers at once."""

    @app.post("/no-op", include_in_schema=False)
    async def no_op(content: dict[str, Any]) -> Response:
        return Response(b"{}", media_type="application/json")


def _serve(port: int) -> None:
    import os

    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    import uvicorn

    from pinprick.interfaces.rest.app import create_api
    from pinprick.knowledge.load import load_pack

    pack: Pack = load_pack()
    app = create_api(pack)
    add_no_op(app)
    uvicorn.run(app, port=port, log_level="error")


def _ask(connection: http.client.HTTPConnection, path: str, body: bytes) -> tuple[float, int]:
    start = time.perf_counter()
    connection.request("POST", path, body, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    content = answer.read()
    taken = time.perf_counter() - start
    if answer.status != 200:
        raise RuntimeError(f"{path} answered {answer.status}: {content[:200]!r}")
    return taken, len(content)


def measure(port: int, name: str, path: str, content: Any, requests: int) -> Timing:
    """Median and 95th percentile of `requests` calls after a warm-up."""
    body = json.dumps(content).encode()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    for _ in range(_WARM_UP):
        _ask(connection, path, body)
    start = time.perf_counter()
    taken = [_ask(connection, path, body) for _ in range(requests)]
    wall = time.perf_counter() - start
    connection.close()
    times = sorted(seconds * 1000 for seconds, _ in taken)
    return Timing(
        name=name,
        requests=requests,
        p50_ms=round(statistics.median(times), 2),
        p95_ms=round(times[int(len(times) * 0.95) - 1], 2),
        per_second=round(requests / wall, 1),
        bytes_out=taken[-1][1],
    )


def benchmark(requests: int = 60) -> list[Timing]:
    """Timings of the no-op and of the main endpoints, one worker, one connection."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    server = multiprocessing.get_context("spawn").Process(target=_serve, args=(port,), daemon=True)
    server.start()
    try:
        _wait_for(port)
        told = {"case": ANSWERS, "cause": "diabetic_polyneuropathy"}
        state = {"state": {"version": 1, "pack": "legs_and_feet", "language": "en", "events": []}}
        return [
            measure(port, "no-op", "/no-op", ANSWERS, requests * 5),
            measure(port, "interview, first step", "/api/v1/interview/undo", state, requests * 2),
            measure(port, "explain", "/api/v1/explain", told, requests),
            measure(port, "assess", "/api/v1/assess", ANSWERS, requests),
        ]
    finally:
        server.terminate()
        server.join(10)


def _wait_for(port: int) -> None:
    for _ in range(1200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("The server did not start within a minute.")


def main() -> None:
    """Print the table, and the same as one line of JSON."""
    timings = benchmark()
    base = timings[0].p50_ms
    print(f"{'endpoint':24}{'p50 ms':>9}{'p95 ms':>9}{'per s':>9}{'bytes':>9}{'x no-op':>9}")
    for row in timings:
        ratio = row.p50_ms / base
        print(
            f"{row.name:24}{row.p50_ms:9.2f}{row.p95_ms:9.2f}{row.per_second:9.1f}{row.bytes_out:9}{ratio:9.1f}"
        )
    print(json.dumps([asdict(row) for row in timings]))


if __name__ == "__main__":
    main()
