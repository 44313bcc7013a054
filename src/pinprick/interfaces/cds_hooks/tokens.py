"""Who may call: the signed JWT of CDS Hooks 2.0, checked when the service is told whom to trust."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi import HTTPException

from pinprick.errors import MissingExtraError

_ALGORITHMS = ["RS256", "RS384", "ES256", "ES384"]
_REMEMBERED = 10_000
_LEEWAY_SECONDS = 30


@dataclass
class TrustedClients:
    """The issuers that may call, each with its public keys (JWKs), and our own base URL as audience.

    Keys are given, never fetched: the service asks nothing of the network. A token id (`jti`) counts once.
    """

    audience: str
    keys: Mapping[str, list[dict[str, Any]]]
    clock: Callable[[], float] = time.time
    _seen: OrderedDict[str, float] = field(default_factory=OrderedDict)

    def check(self, authorization: str | None, path: str) -> None:
        """HTTPException 401 with the reason when the bearer token is missing, wrong, stale or used before."""
        try:
            import jwt
        except ImportError:
            raise MissingExtraError("Checking signed calls", "fhir") from None
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise _refused("a bearer token is needed")
        try:
            header = jwt.get_unverified_header(token)
            claimed = jwt.decode(token, options={"verify_signature": False})
            issuer = str(claimed.get("iss"))
            keys = [k for k in self.keys.get(issuer, []) if header.get("kid") in (None, k.get("kid"))]
            if not keys:
                raise _refused("the issuer or its key is not trusted here")
            said = jwt.decode(
                token,
                jwt.PyJWK(keys[0]).key,
                algorithms=_ALGORITHMS,
                audience=[self.audience.rstrip("/") + path, self.audience],
                issuer=issuer,
                leeway=_LEEWAY_SECONDS,
                options={"require": ["exp", "iat", "jti", "aud", "iss"]},
            )
        except (jwt.PyJWTError, ValueError, TypeError) as error:
            raise _refused(str(error)) from None
        self._once(f"{issuer} {said['jti']}", float(said["exp"]))

    def _once(self, identity: str, expires: float) -> None:
        now = self.clock()
        while self._seen and next(iter(self._seen.values())) < now - _LEEWAY_SECONDS:
            self._seen.popitem(last=False)
        if identity in self._seen:
            raise _refused("this token was used before")
        self._seen[identity] = expires
        if len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)


def _refused(reason: str) -> HTTPException:
    return HTTPException(401, f"Not authorised: {reason}.", {"WWW-Authenticate": "Bearer"})
