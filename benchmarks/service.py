"""The service under load: `python benchmarks/service.py [--seconds 10] [--rounds 3] [--workers 2]`.

Starts `pinprick serve --production` and, beside it, an endpoint of the same framework that takes the same body and
does nothing, each with the same number of workers and one thread a worker for linear algebra. Asks both in turns, so
that a busy moment of the machine meets them alike, with wrk where it is installed, else with plain connections in
threads. One connection tells how long an answer takes; eight tell how many there are in a second. Of several rounds
the one in the middle is printed, each number for itself. Nothing here fails, it only prints.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.responses import Response

from pinprick.interfaces.rest.examples import ANSWERS, DRAWING, WORDS

CONNECTIONS = (1, 8)
AGES = ("age_40_49", "age_50_59", "age_60_64", "age_65_69", "age_70_79", "age_80_plus")
ANSWERED = [
    {**ANSWERS, "findings": {**ANSWERS["findings"], "age_band": age, "side": side}}
    for age in AGES
    for side in ("both_about_equal", "both_unequal")
]
"""The example of the description for a dozen people, so that no answer is remembered from the one before."""
MIXED = [
    *ANSWERED[::3],
    *({**WORDS, "account": WORDS["account"] + more} for more in ("", " I am 64.", " Man, 70.")),
]
MIXED += [{"drawing": {"regions": {"left": DRAWING["regions"]["left"][:n]}}} for n in (1, 2)]
BRIEF, FULL = "/api/v1/assess?detail=brief", "/api/v1/assess"
_PINPRICK = "from pinprick.interfaces.cli import main; main()"
AIMS = "aims for the example: p50 15 ms, 150 a second, 4 x the no-op"
_NO_OP = """
import uvicorn
from pinprick.interfaces.service.connection import PromptProtocol
uvicorn.run("service:no_op_app", factory=True, app_dir={folder!r}, port={port}, workers={workers},
            http=PromptProtocol, access_log=False, log_level="error", server_header=False)
"""
_LUA = """
local bodies, next_one = {%s}, 0
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
request = function()
  next_one = next_one %% #bodies + 1
  return wrk.format(nil, nil, nil, bodies[next_one])
end
done = function(summary, latency)
  local e = summary.errors
  io.write(string.format('{"p50": %%f, "p99": %%f, "count": %%d, "us": %%d, "failed": %%d}\\n',
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, summary.requests, summary.duration,
    e.connect + e.read + e.write + e.status + e.timeout))
end
"""


def no_op_app() -> FastAPI:
    """An endpoint that takes a case as JSON and answers at once."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.post("/no-op")
    async def no_op(content: dict[str, Any]) -> Response:
        return Response(b"{}", media_type="application/json")

    return app


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def running(command: list[str], port: int, **settings: str) -> Iterator[None]:
    """A server in processes of its own, until it answers; stopped as it would be in life."""
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", **settings}
    quiet = subprocess.DEVNULL
    server = subprocess.Popen([sys.executable, *command], env=environment, stdout=quiet, stderr=quiet)
    try:
        for _ in range(600):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                if server.poll() is not None:
                    raise RuntimeError(f"It did not start: {' '.join(command)}") from None
                time.sleep(0.1)
        yield
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(60)


def asked(
    port: int, path: str, bodies: list[dict[str, Any]], connections: int, seconds: float
) -> dict[str, float]:
    """p50, p99 (ms), requests a second, and how many failed."""
    texts = [json.dumps(body) for body in bodies]
    if shutil.which("wrk"):
        return _by_wrk(f"http://127.0.0.1:{port}{path}", texts, connections, seconds)
    return _by_threads(port, path, texts, connections, seconds)


def _by_wrk(url: str, bodies: list[str], connections: int, seconds: float) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "post.lua"
        script.write_text(_LUA % ", ".join(f"[==[{body}]==]" for body in bodies), encoding="utf-8")
        command = [
            "wrk",
            "-t1",
            f"-c{connections}",
            f"-d{seconds:g}s",
            "--timeout",
            "20s",
            "-s",
            str(script),
            url,
        ]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[-1]
    found = json.loads(told)
    rate = found["count"] / (found["us"] / 1e6)
    return {"p50": found["p50"], "p99": found["p99"], "rate": rate, "failed": found["failed"]}


def _by_threads(
    port: int, path: str, bodies: list[str], connections: int, seconds: float
) -> dict[str, float]:
    times: list[float] = []
    failed: list[int] = []
    end = time.perf_counter() + seconds

    def ask() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        number = 0
        while (begun := time.perf_counter()) < end:
            body = bodies[number % len(bodies)]
            connection.request("POST", path, body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            answer.read()
            times.append((time.perf_counter() - begun) * 1000)
            failed.extend([1] if answer.status != 200 else [])
            number += 1

    threads = [threading.Thread(target=ask) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times.sort()
    p99 = times[int(len(times) * 0.99)]
    return {
        "p50": statistics.median(times),
        "p99": p99,
        "rate": len(times) / seconds,
        "failed": float(sum(failed)),
    }


def measured(workers: int, seconds: float, rounds: int) -> dict[tuple[str, int], dict[str, float]]:
    """(what is asked, connections) -> the middle of all rounds of each number."""
    serve, bare = free_port(), free_port()
    what = {
        "no-op": (bare, "/no-op", ANSWERED),
        "brief": (serve, BRIEF, ANSWERED),
        "full": (serve, FULL, ANSWERED),
        "brief, mixed": (serve, BRIEF, MIXED),
        "full, mixed": (serve, FULL, MIXED),
    }
    service = ["-c", _PINPRICK, "serve", "--production", "--port", str(serve), "--workers", str(workers)]
    no_op = ["-c", _NO_OP.format(folder=str(Path(__file__).parent), port=bare, workers=workers)]
    # Nobody is refused for asking often; the audit trail goes to a database of its own.
    with tempfile.TemporaryDirectory() as folder:
        told = {
            "PINPRICK_RATE": "1000000",
            "PINPRICK_BURST": "1000000",
            "PINPRICK_DIARY": f"sqlite:///{folder}/diary.sqlite",
        }
        with (
            running(service, serve, **told),
            running(no_op, bare),
        ):
            for port, path, bodies in what.values():  # what a worker makes once is made before anyone counts
                asked(port, path, bodies, 8, min(seconds, 3))
            found: dict[tuple[str, int], list[dict[str, float]]] = {}
            for _ in range(rounds):
                for connections in CONNECTIONS:
                    for name, (port, path, bodies) in what.items():
                        one = asked(port, path, bodies, connections, seconds)
                        found.setdefault((name, connections), []).append(one)
    return {
        key: {number: statistics.median(one[number] for one in each) for number in each[0]}
        for key, each in found.items()
    }


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=10.0, help="of each measurement")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--workers", type=int, default=2)
    given = options.parse_args()
    found = measured(given.workers, given.seconds, given.rounds)
    tool = "wrk" if shutil.which("wrk") else "threads of this program"
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    print(
        f"{given.workers} workers, one thread each; {tool}; {given.rounds} x {given.seconds:g} s; load {load}"
    )
    print(f"{'asked':16}{'conns':>6}{'p50 ms':>9}{'p99 ms':>9}{'per s':>9}{'x no-op':>9}{'failed':>8}")
    for (name, connections), row in found.items():
        ratio = row["p50"] / found["no-op", connections]["p50"]
        print(
            f"{name:16}{connections:6}{row['p50']:9.2f}{row['p99']:9.2f}{row['rate']:9.1f}{ratio:9.1f}"
            f"{row['failed']:8.0f}"
        )
    print(AIMS)


if __name__ == "__main__":
    main()
