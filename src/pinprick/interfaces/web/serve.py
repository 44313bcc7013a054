"""`pinprick serve`: the page on this computer."""

from __future__ import annotations

import socket
import threading
import webbrowser
from importlib.util import find_spec
from typing import TYPE_CHECKING

from pinprick.errors import MissingExtraError, PinprickError
from pinprick.knowledge.load import load_pack

if TYPE_CHECKING:
    from pinprick.interfaces.proposer.proposer import Proposer


def serve(
    host: str = "127.0.0.1",
    port: int = 8000,
    open_browser: bool = False,
    pack: str = "legs_and_feet",
    proposer: Proposer | None = None,
) -> None:
    """Serve the page at http://host:port until interrupted; `open_browser` opens it. `proposer`: a language model
    that the person named; the page asks before it is shown anything.

    When the port is taken, the next free one is used and named. MissingExtraError without the `web` extra.
    """
    try:
        import uvicorn

        from pinprick.interfaces.service.settings import is_loopback
        from pinprick.interfaces.web.app import create_app
    except ModuleNotFoundError as error:
        raise MissingExtraError(f"The page ({error.name})", "web") from None
    port = _free_port(host, port)
    shown = "localhost" if host in ("127.0.0.1", "0.0.0.0", "::1", "::") else host
    address = f"http://{shown}:{port}/"
    diary = is_loopback(host) and _can_keep()
    kept = "nothing is stored unless you keep a diary" if diary else "nothing is stored"
    print(f"Pinprick is at {address}  (Ctrl+C stops it; {kept})", flush=True)
    if proposer is not None:
        leaves = "; the words then leave this computer" if proposer.endpoint.is_elsewhere else ""
        print(
            f"Who ticks it lets a language model at {proposer.endpoint.address} read their words{leaves}.",
            flush=True,
        )
    if open_browser:
        threading.Timer(0.8, webbrowser.open, [address]).start()
    app = create_app(load_pack(pack), diary, proposer)
    uvicorn.run(app, host=host, port=port, log_level="warning", access_log=False, server_header=False)


def _can_keep() -> bool:
    """Whether the parts that a diary needs are installed."""
    return all(find_spec(name) is not None for name in ("sqlalchemy", "alembic"))


def _free_port(host: str, port: int) -> int:
    """`port`, or the first free one of the twenty after it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    if port == 0:
        with socket.socket(family, socket.SOCK_STREAM) as trial:
            trial.bind((host, 0))
            return int(trial.getsockname()[1])
    for candidate in range(port, min(port + 20, 65536)):
        with socket.socket(family, socket.SOCK_STREAM) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind((host, candidate))
            except OSError as error:
                if error.errno not in (98, 48, 13, 10048):
                    raise PinprickError(f"Cannot listen at {host}: {error.strerror}.") from None
                continue
            return candidate
    raise PinprickError(f"Ports {port} to {port + 19} at {host} are all taken; choose one with --port.")
