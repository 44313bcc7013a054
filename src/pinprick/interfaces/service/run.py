"""`pinprick serve --production`: one or several workers, stopped gently."""

from __future__ import annotations

import os
import tempfile
from importlib.util import find_spec
from pathlib import Path

from pinprick.errors import MissingExtraError, PinprickError
from pinprick.interfaces.service.settings import Settings, to_environment

FACTORY = "pinprick.interfaces.service.app:service"


def run(settings: Settings) -> None:
    """Serve until told to stop (SIGTERM): no new work, what is begun is finished within `stop_seconds`.

    SIGHUP reads the pack again. Workers that die are started anew. MissingExtraError without the extra.
    """
    try:
        import uvicorn

        from pinprick.interfaces.service.app import Service
        from pinprick.interfaces.service.connection import PromptProtocol
    except ModuleNotFoundError as error:
        raise MissingExtraError(f"Service mode ({error.name})", "service") from None
    # A wrong setting, key file or database shows here, as one sentence, and not in every worker.
    Service(settings).close()
    with tempfile.TemporaryDirectory(prefix="pinprick-shared-") as shared:
        if settings.workers > 1:
            os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", shared)
            if settings.rate_file is None and find_spec("fcntl") is not None:
                settings = settings.model_copy(update={"rate_file": Path(shared) / "rates"})
        os.environ.update(to_environment(settings))
        try:
            uvicorn.run(
                FACTORY,
                factory=True,
                host=settings.host,
                port=settings.port,
                workers=settings.workers,
                http=PromptProtocol,
                ssl_certfile=settings.tls_cert,
                ssl_keyfile=None if settings.tls_key is None else str(settings.tls_key),
                timeout_graceful_shutdown=settings.stop_seconds,
                timeout_keep_alive=10,
                h11_max_incomplete_event_size=32_768,
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
            )
        except OSError as error:
            raise PinprickError(
                f"Cannot serve at {settings.host}:{settings.port}: {error.strerror}."
            ) from None
