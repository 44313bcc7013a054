"""Who may open the diary: its own page, on this machine, and nothing else that the browser has open."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from urllib.parse import urlsplit

from pinprick.interfaces.service.settings import is_loopback


class Guard:
    """Keeps other sites out of the diary.

    A page of another site may send forms to this address, and a name that someone else owns may be made to point
    here. So the name asked for must be this machine's, a browser must not say that the request comes from
    elsewhere, and every change carries a token that only our own pages hold. It is made anew at each start.
    """

    def __init__(self) -> None:
        self.token = secrets.token_urlsafe(24)

    def from_here(self, headers: Mapping[str, str]) -> bool:
        """Whether a request was sent to this machine by its own name, and not by another site."""
        name = urlsplit(f"//{headers.get('host', '')}").hostname or ""
        return is_loopback(name) and headers.get("sec-fetch-site", "none") in ("none", "same-origin")

    def knows(self, token: str) -> bool:
        """Whether a form came from a page of this start of the program."""
        return secrets.compare_digest(token.encode(), self.token.encode())
