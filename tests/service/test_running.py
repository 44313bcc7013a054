"""The real thing: two workers over TLS, slow callers, a worker killed, and a gentle stop."""

from __future__ import annotations

import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def certificate(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), False)
        .sign(key, hashes.SHA256())
    )
    cert, private = folder / "cert.pem", folder / "key.pem"
    cert.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    private.write_bytes(key.private_bytes(*form))
    return cert, private


class Running:
    def __init__(self, folder: Path) -> None:
        cert, key = certificate(folder)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.tls = ssl.create_default_context(cafile=str(cert))
        self.log = (folder / "log").open("w+")
        settings = {"PINPRICK_DIARY": str(folder / "d.sqlite"), "PINPRICK_BODY_SECONDS": "30"}
        command = [
            sys.executable,
            "-c",
            "from pinprick.interfaces.cli import main; main()",
            "serve",
            "--production",
        ]
        command += [
            "--port",
            str(self.port),
            "--workers",
            "2",
            "--tls-cert",
            str(cert),
            "--tls-key",
            str(key),
        ]
        self.process = subprocess.Popen(command, env={**os.environ, **settings}, stderr=self.log)

    def get(self, path: str, data: bytes | None = None, timeout: float = 20) -> tuple[int, Any]:
        request = urllib.request.Request(
            f"https://127.0.0.1:{self.port}{path}", data, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=timeout, context=self.tls) as answer:
            answer.read()
            return answer.status, answer.headers

    def until_ready(self, seconds: float = 60) -> None:
        until = time.monotonic() + seconds
        while True:
            try:
                self.get("/health/ready", timeout=2)
                return
            except OSError:
                assert time.monotonic() < until and self.process.poll() is None, self.said()
                time.sleep(0.1)

    def workers(self) -> list[int]:
        """Processes of the supervisor that serve (not the one that tracks resources)."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [c for c in map(int, children) if b"spawn_main" in Path(f"/proc/{c}/cmdline").read_bytes()]

    def said(self) -> str:
        self.log.seek(0)
        return self.log.read()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    if not Path("/proc/self/task").is_dir():
        pytest.skip("finding workers needs /proc, which this system has not")
    server = Running(tmp_path_factory.mktemp("running"))
    server.until_ready()
    yield server
    server.process.kill()
    server.process.wait(10)
    server.log.close()


def test_tls_slow_callers_a_killed_worker_and_a_gentle_stop(running: Running) -> None:
    status, headers = running.get("/health/live")
    assert status == 200
    assert "max-age" in running.get("/api/v1/score")[1]["strict-transport-security"]
    assert "server" not in headers

    slow = []
    for _ in range(20):
        raw = running.tls.wrap_socket(
            socket.create_connection(("127.0.0.1", running.port)), server_hostname="127.0.0.1"
        )
        raw.sendall(b"POST /api/v1/assess HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{")
        slow.append(raw)
    assert running.get("/api/v1/assess", b"{}")[0] == 200, "slow callers hold nobody up"
    for raw in slow:
        raw.close()

    before = running.workers()
    os.kill(before[0], signal.SIGKILL)
    until = time.monotonic() + 30
    while before[0] in (now := running.workers()) or len(now) < 2:
        assert time.monotonic() < until, running.said()
        time.sleep(0.1)
    running.until_ready()
    assert running.get("/api/v1/assess", b"{}")[0] == 200, "the other worker serves, a new one starts"

    answers: list[int] = []
    asking = threading.Thread(target=lambda: answers.append(running.get("/api/v1/assess", b"{}")[0]))
    asking.start()
    time.sleep(0.05)
    running.process.send_signal(signal.SIGTERM)
    asking.join(30)
    assert answers == [200], "what was begun is finished"
    assert running.process.wait(30) == 0
    assert "Traceback" not in running.said()
