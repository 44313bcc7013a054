"""Which language model may propose, and where: named by the person, on this machine unless they say otherwise."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

from pinprick.errors import PinprickError

KEY = "PINPRICK_PROPOSER_KEY"
"""The environment variable that holds the endpoint's key, when it asks for one."""
PATH = "/chat/completions"
_PORTS = {"http": 80, "https": 443}
_VISIBLE = re.compile(r"[!-~]+")
_LONGEST = 200
_HOST = re.compile(r"[A-Za-z0-9._:-]+")


class ProposerError(PinprickError):
    """A language model was named in a way that cannot be used; says what would be right."""


@dataclass(frozen=True)
class Endpoint:
    """An OpenAI-compatible chat endpoint. `path`: of its chat completions; `seconds`: for everything together.

    `remote`: the person allowed an address off this machine. `key` is never shown nor logged.
    """

    scheme: str
    host: str
    port: int
    path: str
    model: str
    remote: bool
    seconds: float
    key: str | None = field(default=None, repr=False)

    @property
    def address(self) -> str:
        """Where the words go, to be shown to the person."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = self.port == _PORTS[self.scheme]
        return f"{self.scheme}://{host}" + ("" if usual else f":{self.port}")

    @property
    def is_elsewhere(self) -> bool:
        """Whether the words leave this machine."""
        return not is_here(self.host)

    @property
    def is_unencrypted(self) -> bool:
        """Whether others on the way could read the words."""
        return self.is_elsewhere and self.scheme != "https"


def is_here(host: str) -> bool:
    """Whether an address is this machine itself: `localhost`, or a loopback number."""
    if host.lower() == "localhost":
        return True
    try:
        number = ip_address(host)
    except ValueError:
        return False
    inner = getattr(number, "ipv4_mapped", None)
    return bool(number.is_loopback or (inner is not None and inner.is_loopback))


def named(
    url: str | None,
    model: str | None,
    remote: bool = False,
    seconds: float = 60.0,
    environment: Mapping[str, str] = os.environ,
) -> Endpoint | None:
    """The endpoint a person named, or None when they named none. `url`: its base, usually ending in /v1.

    ProposerError when the address or model is missing or unfit, when it is off this machine and `remote` was not
    given, or when its key would travel unencrypted.
    """
    if not url:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ProposerError(_unfit("it cannot be read")) from None
    if not _VISIBLE.fullmatch(url) or parts.scheme not in _PORTS or not parts.hostname:
        raise ProposerError(_unfit("it is no web address"))
    if parts.username is not None or parts.query or parts.fragment or not _HOST.fullmatch(parts.hostname):
        raise ProposerError(_unfit(f"it holds more than host, port and path; a key goes into {KEY}"))
    if not model or not model.strip() or len(model) > _LONGEST or not model.isprintable():
        raise ProposerError("--proposer needs --proposer-model: the name of the model, such as llama3.1.")
    path = parts.path.rstrip("/").removesuffix(PATH) + PATH
    key = environment.get(KEY) or None
    found = Endpoint(
        parts.scheme, parts.hostname, port or _PORTS[parts.scheme], path, model.strip(), remote, seconds, key
    )
    if found.is_elsewhere and not remote:
        raise ProposerError(
            f"--proposer: {found.address} is not this computer: a person's words would leave it. "
            "If that is what you want, add --proposer-remote."
        )
    if key is not None and not _VISIBLE.fullmatch(key):
        raise ProposerError(f"{KEY}: a key is one word of plain letters, digits and signs.")
    if key is not None and found.is_unencrypted:
        raise ProposerError(f"{KEY} is sent over https only; the address begins with http.")
    return found


def _unfit(why: str) -> str:
    return f"--proposer: {why}. It looks like http://127.0.0.1:11434/v1."
