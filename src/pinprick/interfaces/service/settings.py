"""What a service is told at its start: by environment, so that every worker reads the same."""

from __future__ import annotations

import os
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pinprick.errors import PinprickError

PREFIX = "PINPRICK_"


class Settings(BaseModel):
    """Settings of a service, each read from `PINPRICK_<NAME>`.

    `keys`: API keys are asked for; `jwks`: file with the public keys of an OpenID provider whose bearer tokens
    are taken (with `issuer` and `audience`). Sizes are bytes, times seconds; `rate` is requests per second for
    one caller. `rate_file`: where the workers of one machine count them together (each for itself without).
    `in_flight`: requests worked on at once by one worker; more are refused at once (503).
    `computing`: how many of them are assessed at the same time; the rest of them wait in order.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    pack: str = "legs_and_feet"
    host: str = "127.0.0.1"
    port: int = Field(default=8765, ge=0, le=65535)
    workers: int = Field(default=1, ge=1, le=256)
    diary: str | None = None
    keys: bool = False
    jwks: Path | None = None
    issuer: str | None = None
    audience: str | None = None
    tenant_claim: str = "tenant"
    tls_cert: Path | None = None
    tls_key: Path | None = None
    rate: float = Field(default=20.0, gt=0)
    burst: int = Field(default=40, ge=1)
    rate_file: Path | None = None
    body_bytes: int = Field(default=2_000_000, ge=1000)
    body_seconds: float = Field(default=20.0, gt=0)
    in_flight: int = Field(default=64, ge=1)
    computing: int = Field(default=1, ge=1, le=64)
    stop_seconds: int = Field(default=20, ge=1)

    @property
    def asks_who(self) -> bool:
        """Whether a caller must say who they are."""
        return self.keys or self.jwks is not None

    @property
    def tls(self) -> bool:
        return self.tls_cert is not None


def read_settings(environment: Mapping[str, str] = os.environ, **given: object) -> Settings:
    """Settings from the environment; `given` wins. PinprickError names what is wrong or unsafe."""
    named = {name: environment.get(PREFIX + name.upper()) for name in Settings.model_fields}
    told = {name: value for name, value in named.items() if value not in (None, "")}
    try:
        settings = Settings.model_validate({**told, **{k: v for k, v in given.items() if v is not None}})
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + str(first["loc"][0] if first["loc"] else "").upper()
        raise PinprickError(f"{name}: {first['msg']}.") from None
    _check(settings)
    return settings


def to_environment(settings: Settings) -> dict[str, str]:
    """The same settings as environment variables, for workers."""
    told = settings.model_dump(mode="json", exclude_none=True)
    return {PREFIX + name.upper(): str(value) for name, value in told.items()}


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _check(settings: Settings) -> None:
    if settings.jwks is not None and not (settings.issuer and settings.audience):
        raise PinprickError(
            "PINPRICK_JWKS needs PINPRICK_ISSUER and PINPRICK_AUDIENCE: whose tokens, and for whom."
        )
    if (settings.tls_cert is None) != (settings.tls_key is None):
        raise PinprickError("TLS needs both files: --tls-cert and --tls-key.")
    if not settings.asks_who and not is_loopback(settings.host):
        raise PinprickError(
            f"Listening at {settings.host} lets others in: set PINPRICK_KEYS=1 (and `pinprick keys add`) or "
            "PINPRICK_JWKS, or listen at 127.0.0.1."
        )
