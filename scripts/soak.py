"""The long tests: 1,000 writers killed without warning, and an hour's worth of mixed load in minutes.

`python scripts/soak.py [--cycles 1000] [--requests 200000] [--callers 8]` prints a table and fails when a promise
is broken: no acknowledged entry lost, no error, no growth of memory beyond 10 %, p99 at most 10 times p50.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from statistics import quantiles
from typing import Any

import crash_cycles

TOLD = {"findings": {"numb": "yes", "tingling": "yes", "at_toes": "yes", "side": "both_about_equal"}}
PEOPLE = 500
WARM_SHARE = 0.15
"""Memory is compared with what it was after this share of the requests: caches fill first."""


def _requests(number: int, chance: random.Random) -> tuple[str, str, Any]:
    """Name, path and body of one request of the mix; a body makes it a POST."""
    roll = chance.random()
    if roll < 0.3:
        return "health", "/health/live", None
    if roll < 0.5:
        return "scores", "/api/v1/score", None
    if roll < 0.6:
        return "page", "/", None
    if roll < 0.9:
        return (
            "assess",
            "/api/v1/assess",
            {"findings": {**TOLD["findings"], "painful": chance.choice(["yes", "no"])}},
        )
    if roll < 0.95:
        return "diary read", f"/api/v1/diary/entries?person=p{number % PEOPLE}", None
    entry = {"id": f"e{number}", "on": "2026-03-01", "case": {"findings": {"numb": "yes"}}}
    return "diary write", f"/api/v1/diary/entries?person=p{number % PEOPLE}", entry


async def _ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str, body: Any) -> int:
    content = b"" if body is None else json.dumps(body).encode()
    method = "GET" if body is None else "POST"
    head = [f"{method} {path} HTTP/1.1", "Host: soak", "Content-Type: application/json"]
    writer.write("\r\n".join([*head, f"Content-Length: {len(content)}", "", ""]).encode() + content)
    status = int((await reader.readline()).split()[1])
    length, chunked = 0, False
    while (line := await reader.readline()) not in (b"\r\n", b""):
        name, _, value = line.decode("latin-1").partition(":")
        length = int(value) if name.lower() == "content-length" else length
        chunked = chunked or name.lower() == "transfer-encoding"
    while chunked:
        size = int(await reader.readline(), 16)
        await reader.readexactly(size + 2)
        chunked = size > 0
    await reader.readexactly(length)
    return status


async def _caller(
    port: int, numbers: Iterator[int], seed: int, took: dict[str, list[float]], errors: list[str]
) -> None:
    chance = random.Random(seed)  # nosec B311
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for number in numbers:
        name, path, body = _requests(number, chance)
        begun = time.perf_counter()
        try:
            status = await _ask(reader, writer, path, body)
        except (OSError, asyncio.IncompleteReadError, IndexError) as error:
            errors.append(f"{name}: {type(error).__name__}")
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            continue
        took[name].append(time.perf_counter() - begun)
        if status not in (200, 201):
            errors.append(f"{name}: {status}")
    writer.close()


def _told_of(first: int, last: int, of: int, until: float, errors: list[str]) -> Iterator[int]:
    """The numbers from `first` to before `last`, until the clock says `until`; tells at every twentieth how far
    it is, on standard error."""
    for number in range(first, last):
        now = time.monotonic()
        if now > until:
            return
        if number % max(1, of // 20) == 0:
            left = f"{until - now:.0f} s left" if until < float("inf") else time.strftime("%H:%M:%S")
            print(f"{number} of {of}, {len(errors)} errors, {left}", file=sys.stderr, flush=True)
        yield number


def _memory_mb(process: int) -> float:
    """Memory of a process and its children that nobody else shares (proportional set size), MB."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    total = 0
    for one in [str(process), *children]:
        for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines():
            total += int(line.split()[1]) if line.startswith("Pss:") else 0
    return total / 1024


def load(requests: int, callers: int, minutes: float, workers: int) -> dict[str, Any]:
    """What happened under `requests` requests from `callers` at once, or as many as fit in `minutes`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        told = {
            "PINPRICK_DIARY": f"{folder}/d.sqlite",
            "PINPRICK_RATE": "1000000",
            "PINPRICK_BURST": "1000000",
        }
        command = [
            sys.executable,
            "-c",
            "from pinprick.interfaces.cli import main; main()",
            "serve",
            "--production",
        ]
        server = subprocess.Popen(
            [*command, "--port", str(port), "--workers", str(workers)],
            env={**os.environ, **told},
            stderr=subprocess.DEVNULL,
        )
        try:
            return asyncio.run(_loaded(server, port, requests, callers, minutes))
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(60)


async def _loaded(server: Any, port: int, requests: int, callers: int, minutes: float) -> dict[str, Any]:
    for _ in range(600):
        try:
            (await asyncio.open_connection("127.0.0.1", port))[1].close()
            break
        except OSError:
            await asyncio.sleep(0.1)
    took: dict[str, list[float]] = defaultdict(list)
    errors: list[str] = []
    warm = int(requests * WARM_SHARE)
    begun = time.monotonic()
    before, warmed = 0.0, 0
    for first, last in ((0, warm), (warm, requests)):
        if first:
            before, warmed = _memory_mb(server.pid), sum(map(len, took.values()))
            took.clear()
        numbers = _told_of(first, last, requests, begun + 60 * minutes, errors)
        await asyncio.gather(*(_caller(port, numbers, first + n, took, errors) for n in range(callers)))
    return {
        "answered": sum(map(len, took.values())) + warmed,
        "seconds": time.monotonic() - begun,
        "errors": errors,
        "before": before,
        "after": _memory_mb(server.pid),
        "took": took,
    }


def main() -> int:
    """Run both, print the table, 1 when a promise is broken."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--cycles", type=int, default=1000)
    options.add_argument("--requests", type=int, default=200_000)
    options.add_argument("--callers", type=int, default=8)
    options.add_argument("--workers", type=int, default=1)
    options.add_argument("--minutes", type=float, default=float("inf"), help="stop the load after so long")
    asked = options.parse_args()
    broken = False
    if asked.cycles:
        crash = crash_cycles.run(asked.cycles)
        print("\n".join(f"{name:28} {value}" for name, value in crash.items()))
        broken |= bool(crash["lost"] or crash["damaged"])
    if asked.requests:
        found = load(asked.requests, asked.callers, asked.minutes, asked.workers)
        if not found["took"]:
            raise SystemExit("The time was too short: caches were still filling, so nothing can be said.")
        growth = found["after"] / found["before"] - 1
        told = f"{found['answered']} of {asked.requests} in {found['seconds']:.0f} s from {asked.callers} callers"
        print(f"{'requests answered':28} {told}")
        print(f"{'errors':28} {len(found['errors'])} {sorted(set(found['errors']))[:5]}")
        print(f"{'memory (MB)':28} {found['before']:.0f} to {found['after']:.0f} ({growth:+.1%})")
        broken |= bool(found["errors"]) or growth > 0.1
        for name, times in sorted(found["took"].items()):
            cut = quantiles(times, n=100) if len(times) > 1 else times * 99
            print(
                f"{name:28} p50 {1000 * cut[49]:7.1f} ms   p99 {1000 * cut[98]:7.1f} ms   {cut[98] / cut[49]:.1f} times"
            )
            broken |= cut[98] > 10 * cut[49]
    print("broken" if broken else "kept")
    return int(broken)


if __name__ == "__main__":
    raise SystemExit(main())
