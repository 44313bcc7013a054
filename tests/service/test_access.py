"""Who may do what: keys, bearer tokens, scopes, tenants. Every refusal says why and nothing more."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from pinprick.diary.database import Database
from pinprick.errors import CaseError, PinprickError
from pinprick.interfaces.service.bearer import BearerTokens
from pinprick.interfaces.service.callers import SCOPES, Refused, scope_needed
from pinprick.interfaces.service.keys import KeyRing, list_keys, make_key, revoke_key
from pinprick.interfaces.service.settings import is_loopback, read_settings, to_environment

NOW = "2026-03-01T09:00:00+00:00"
CASE = {"findings": {"numb": "yes"}}


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def test_nobody_is_let_in_without_a_key_and_everybody_may_ask_for_health(
    service: Callable[..., TestClient],
) -> None:
    client = service(keys=True)
    for path in ("/", "/api/v1/score", "/metrics", "/api/v1/diary/entries?person=me", "/fhir/metadata"):
        refused = client.get(path)
        assert refused.status_code == 401, path
        assert refused.headers["www-authenticate"] == "Bearer"
        assert refused.json()["status"] == 401
    for given_header in (
        "Basic eDp5",
        "Bearer ",
        "Bearer pp_0123456789abcdef_x",
        "Bearer a.b.c",
        "Bearer " + "x" * 9000,
    ):
        assert client.get("/", headers={"Authorization": given_header}).status_code == 401
    assert client.get("/health/live").status_code == 200


def test_a_key_opens_its_scopes_and_its_tenant_only(service: Callable[..., TestClient], url: str) -> None:
    client, database = service(keys=True), Database(url)
    one = make_key(database, "clinic-one", ["assess", "diary:read", "diary:write"], NOW)
    two = make_key(database, "clinic-two", ["diary:read", "diary:write"], NOW)
    reader = make_key(database, "clinic-one", ["diary:read"], NOW)
    place = "/api/v1/diary/entries?person=p1"
    told = {"id": "a", "on": "2026-03-01", "case": CASE}
    assert client.post(place, json=told, headers=bearer(one)).status_code == 201
    assert client.post(place, json=told, headers=bearer(one)).status_code == 200, "kept once"
    assert len(client.get(place, headers=bearer(reader)).json()["entries"]) == 1
    assert client.get(place, headers=bearer(two)).json()["entries"] == [], (
        "another tenant, the same person id"
    )
    assert client.delete(place, headers=bearer(two)).json() == {"deleted": 0}
    assert client.post(place, json=told, headers=bearer(reader)).status_code == 403
    assert client.get("/api/v1/score", headers=bearer(two)).status_code == 403
    assert client.get("/metrics", headers=bearer(one)).status_code == 403
    assert client.delete(place, headers=bearer(one)).json() == {"deleted": 1}
    database.close()


def test_a_key_is_kept_as_a_hash_and_taken_back_within_seconds(tmp_path: Path) -> None:
    database, now = Database(f"sqlite:///{tmp_path}/k.sqlite"), [0.0]
    key = make_key(database, "t", ["assess"], NOW)
    secret = key.split("_", 2)[2]
    assert len(secret) >= 43
    assert not any(secret.encode() in path.read_bytes() for path in tmp_path.iterdir())
    ring = KeyRing(database, clock=lambda: now[0])
    assert ring.caller(key).tenant == "t"
    with pytest.raises(Refused):
        ring.caller(key[:-1] + ("A" if key[-1] != "A" else "B"))
    revoke_key(database, list_keys(database)[0].id, NOW)
    now[0] = 5.0
    with pytest.raises(Refused) as refused:
        ring.caller(key)
    assert refused.value.status == 401
    with pytest.raises(CaseError, match="no key"):
        revoke_key(database, "0" * 16, NOW)
    with pytest.raises(CaseError, match="choose from"):
        make_key(database, "t", ["everything"], NOW)
    database.close()


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=60))
def test_any_key_that_was_never_made_is_refused(token: str) -> None:
    database = Database("sqlite://")
    for tried in (token, f"pp_{token}", f"pp_0123456789abcdef_{token}"):
        with pytest.raises(Refused):
            KeyRing(database).caller(tried)
    database.close()


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Path]:
    private = ec.generate_private_key(ec.SECP256R1())
    public = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(private.public_key()))
    path = tmp_path_factory.mktemp("jwks") / "jwks.json"
    path.write_text(json.dumps({"keys": [{**public, "kid": "k1", "alg": "ES256"}]}))
    return private, path


def token(private: Any, algorithm: str = "ES256", **changes: Any) -> str:
    now = int(time.time())
    said = {"iss": "https://id.example", "aud": "pinprick", "sub": "u1", "iat": now, "exp": now + 60}
    said |= {"tenant": "clinic", "scope": "assess diary:read openid", **changes}
    kept = {name: value for name, value in said.items() if value is not None}
    return jwt.encode(kept, private, algorithm=algorithm, headers={"kid": "k1"})


def test_tokens_of_the_provider_are_taken_and_no_others(provider: tuple[Any, Path]) -> None:
    private, path = provider
    tokens = BearerTokens(path, "https://id.example", "pinprick", "tenant")
    caller = tokens.caller(token(private))
    assert (caller.who, caller.tenant) == ("oidc:u1", "clinic")
    assert caller.scopes == {"assess", "diary:read"}, "scopes that mean nothing here are dropped"
    past = int(time.time()) - 3600
    bad = {
        "expired": token(private, exp=past),
        "other issuer": token(private, iss="https://evil.example"),
        "other audience": token(private, aud="another"),
        "no subject": token(private, sub=None),
        "no expiry": token(private, exp=None),
        "other key": token(ec.generate_private_key(ec.SECP256R1())),
        "no signature": jwt.encode({"sub": "u1"}, "", algorithm="none", headers={"kid": "k1"}),
        "shared secret": token(path.read_text() * 2, "HS256"),
        "nonsense": "a.b.c",
    }
    for name, one in bad.items():
        with pytest.raises(Refused) as refused:
            tokens.caller(one)
        assert refused.value.status == 401, name
    for changes in ({"tenant": None}, {"tenant": "a b"}, {"tenant": 5}, {"sub": "a b\n"}):
        with pytest.raises(Refused) as refused:
            tokens.caller(token(private, **changes))
        assert refused.value.status == 403, changes


def test_a_bearer_token_works_through_the_whole_service(
    service: Callable[..., TestClient], provider: tuple[Any, Path]
) -> None:
    private, path = provider
    client = service(jwks=path, issuer="https://id.example", audience="pinprick")
    assert client.get("/api/v1/score", headers=bearer(token(private))).status_code == 200
    assert client.get("/api/v1/score", headers=bearer(token(private, scope=""))).status_code == 403
    assert client.get("/api/v1/score", headers=bearer("pp_0123456789abcdef_x")).status_code == 401


def test_an_unsafe_or_broken_setting_does_not_start(tmp_path: Path) -> None:
    wrong = {
        "lets others in": {"host": "0.0.0.0"},
        "whose tokens": {"jwks": "x.json"},
        "both files": {"tls_cert": "c.pem"},
        "PINPRICK_PORT": {"port": "99999"},
        "PINPRICK_RATE": {"rate": "fast"},
    }
    for says, given_settings in wrong.items():
        with pytest.raises(PinprickError, match=says):
            read_settings({}, **given_settings)
    assert read_settings({}, host="0.0.0.0", keys=True).asks_who
    told = read_settings({"PINPRICK_KEYS": "1", "PINPRICK_RATE": "3"}, port=1)
    assert read_settings(to_environment(told)) == told
    assert [is_loopback(h) for h in ("127.0.0.1", "::1", "localhost", "0.0.0.0", "::", "example.org")] == [
        True
    ] * 3 + [False] * 3
    (tmp_path / "bad.json").write_text("{}")
    for name in ("bad.json", "none.json"):
        with pytest.raises(PinprickError, match="JWKS"):
            BearerTokens(tmp_path / name, "i", "a", "tenant")


def test_every_scope_is_needed_by_something() -> None:
    asked = {
        scope_needed(method, path)
        for method in ("GET", "POST", "DELETE")
        for path in ("/", "/metrics", "/api/v1/diary", "/api/v1/diary/entries", "/api/v1/diaryx")
    }
    assert asked == set(SCOPES)
    assert scope_needed("GET", "/api/v1/diaryx") == "assess"


def test_every_surface_stands_behind_the_gate(service: Callable[..., TestClient]) -> None:
    open_client, closed = service(), service(keys=True)
    for path in (
        "/",
        "/guide/",
        "/atlas.json",
        "/api/v1/score",
        "/fhir/metadata",
        "/cds-services",
        "/metrics",
    ):
        assert open_client.get(path).status_code == 200, path
        assert closed.get(path).status_code == 401, path
