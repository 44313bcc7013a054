"""API keys: made at random, kept as a hash only, limited to scopes, taken back at once."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from pinprick.diary.database import Database
from pinprick.diary.place import StorageError
from pinprick.errors import CaseError
from pinprick.interfaces.service.callers import SCOPES, Caller, Refused

MARK = "pp_"
_FRESH_SECONDS, _STALE_SECONDS, _REMEMBERED = 5.0, 300.0, 5000


@dataclass(frozen=True)
class KeyLine:
    """What can be shown of a key."""

    id: str
    tenant: str
    scopes: tuple[str, ...]
    made_at: str
    revoked_at: str | None


def make_key(database: Database, tenant: str, scopes: list[str], now: str) -> str:
    """A new key, shown once and never kept: `pp_<id>_<secret>`. CaseError for an unknown scope or bad tenant.

    The secret holds 256 random bits, so one SHA-256 is enough: there is nothing to guess, unlike a password.
    """
    from pinprick.diary.store import Diary
    from pinprick.diary.tables import keys

    unknown = [scope for scope in scopes if scope not in SCOPES]
    if unknown or not scopes:
        raise CaseError(f"scope {unknown[0] if unknown else ''!r}: choose from {', '.join(SCOPES)}.")
    identity, secret = secrets.token_hex(8), secrets.token_urlsafe(32)
    row = {
        "id": identity,
        "tenant": Diary(database, tenant).tenant,
        "digest": _digest(secret),
        "scopes": " ".join(scopes),
        "made_at": now,
    }
    with database.write() as connection:
        connection.execute(keys.insert().values(**row))
    return f"{MARK}{identity}_{secret}"


def list_keys(database: Database) -> list[KeyLine]:
    """Every key, oldest first."""
    from pinprick.diary.tables import keys

    with database.read() as connection:
        rows = connection.execute(keys.select().order_by(keys.c.made_at, keys.c.id)).all()
    return [KeyLine(r.id, r.tenant, tuple(r.scopes.split()), r.made_at, r.revoked_at) for r in rows]


def revoke_key(database: Database, identity: str, now: str) -> None:
    """Take a key back; within five seconds no worker accepts it. CaseError when there is no such key in use."""
    from pinprick.diary.tables import keys

    which = (keys.c.id == identity) & keys.c.revoked_at.is_(None)
    with database.write() as connection:
        done = connection.execute(keys.update().where(which).values(revoked_at=now)).rowcount
    if not done:
        raise CaseError(f"There is no key {identity[:40]!r} in use; `pinprick keys list` shows them.")


class KeyRing:
    """Checks keys against the database, at most once in five seconds for each.

    When the database is gone, a key seen in the last five minutes still opens assessments: a person with an
    emergency gets their answer.
    """

    def __init__(self, database: Database, clock: Callable[[], float] = time.monotonic) -> None:
        self._database, self._clock = database, clock
        self._known: OrderedDict[str, tuple[float, str, Caller]] = OrderedDict()

    def caller(self, token: str) -> Caller:
        """Who holds this key. Refused 401 when nobody does, 503 when that cannot be checked now."""
        identity, _, secret = token.removeprefix(MARK).partition("_")
        if len(identity) != 16 or len(secret) > 100:
            raise Refused(401, "this key is not known")
        now, seen = self._clock(), self._known.get(identity)
        if seen is None or now - seen[0] >= _FRESH_SECONDS:
            try:
                seen = self._look_up(identity, now)
            except StorageError:
                if seen is None or now - seen[0] >= _STALE_SECONDS:
                    raise Refused(503, "keys cannot be checked just now") from None
        if seen is None or not hmac.compare_digest(seen[1], _digest(secret)):
            raise Refused(401, "this key is not known")
        return seen[2]

    def _look_up(self, identity: str, now: float) -> tuple[float, str, Caller] | None:
        from pinprick.diary.tables import keys

        with self._database.read() as connection:
            row = connection.execute(
                keys.select().where((keys.c.id == identity) & keys.c.revoked_at.is_(None))
            ).first()
        self._known.pop(identity, None)
        if row is None:
            return None
        found = (now, str(row.digest), Caller(f"key:{identity}", row.tenant, frozenset(row.scopes.split())))
        self._known[identity] = found
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return found


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
