"""Bearer tokens of an OpenID provider, checked against a local file of its public keys: no network is asked."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pinprick.errors import MissingExtraError, PinprickError
from pinprick.interfaces.service.callers import SCOPES, Caller, Refused

_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"]
"""Signatures by private key only: never `none`, never a shared secret."""
_LEEWAY_SECONDS = 30
_NAME = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
_SUBJECT = re.compile(r"[!-~]{1,100}")


class BearerTokens:
    """Takes tokens signed by the keys in `jwks`, from `issuer`, for `audience`; the tenant is `tenant_claim`."""

    def __init__(self, jwks: Path, issuer: str, audience: str, tenant_claim: str) -> None:
        """PinprickError when the file cannot be used; MissingExtraError without the `service` extra."""
        try:
            import jwt
        except ImportError:
            raise MissingExtraError("Checking bearer tokens", "service") from None
        self._jwt, self._file = jwt, jwks
        self._issuer, self._audience, self._claim = issuer, audience, tenant_claim
        self._read_at, self._keys = self._read()

    def caller(self, token: str) -> Caller:
        """Who the token speaks for. Refused 401 when it is not one of ours, 403 when it names no tenant."""
        try:
            identity = self._jwt.get_unverified_header(token).get("kid")
            key = self._key(identity)
            said: dict[str, Any] = self._jwt.decode(
                token,
                key,
                algorithms=_ALGORITHMS,
                audience=self._audience,
                issuer=self._issuer,
                leeway=_LEEWAY_SECONDS,
                options={"require": ["exp", "iat", "iss", "aud", "sub"]},
            )
        except (self._jwt.PyJWTError, ValueError, TypeError, AttributeError):
            raise Refused(401, "this token is not accepted") from None
        tenant, subject = said.get(self._claim), said["sub"]
        if not isinstance(tenant, str) or not _NAME.fullmatch(tenant):
            raise Refused(403, "this token names no tenant")
        if not isinstance(subject, str) or not _SUBJECT.fullmatch(subject):
            raise Refused(403, "this token names no subject")
        scope = said.get("scope", said.get("scp", ""))
        asked = scope.split() if isinstance(scope, str) else scope if isinstance(scope, list) else []
        granted = frozenset(str(one) for one in asked) & frozenset(SCOPES)
        return Caller(f"oidc:{subject}", tenant, granted)

    def _key(self, identity: object) -> Any:
        # The provider changes its keys now and then: whoever runs the service replaces the file.
        if self._file.exists() and self._file.stat().st_mtime_ns != self._read_at:
            self._read_at, self._keys = self._read()
        for key in self._keys:
            if identity is not None and key.key_id == identity:
                return key.key
        if identity is None and len(self._keys) == 1:
            return self._keys[0].key
        raise Refused(401, "this token is not accepted")

    def _read(self) -> tuple[int, list[Any]]:
        try:
            stamp = self._file.stat().st_mtime_ns
            content = json.loads(self._file.read_text(encoding="utf-8"))
            keys = list(self._jwt.PyJWKSet.from_dict(content).keys)
        except (OSError, ValueError, AttributeError, self._jwt.PyJWTError) as error:
            raise PinprickError(f"{self._file}: not a file of public keys (JWKS): {error}.") from None
        return stamp, keys


Check = Callable[[str], Caller]
