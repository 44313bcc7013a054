"""The pack over HTTP, with versions and ETags."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from pinprick.knowledge.load import load_pack

PACK = load_pack()


def test_summary_counts(client: TestClient) -> None:
    told = client.get("/api/v1/pack").json()
    assert told["digest"] == PACK.digest
    assert (told["causes"], told["findings"], told["rules"]) == (
        len(PACK.causes),
        len(PACK.findings),
        len(PACK.rules),
    )


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("findings/numb", "id"),
        ("causes/stroke", "id"),
        (f"rules/{PACK.rules[0].id}", "id"),
        ("sources/kinoshita2001", "citation"),
    ],
)
def test_one_of_each(client: TestClient, path: str, key: str) -> None:
    answer = client.get(f"/api/v1/pack/{path}")
    assert answer.status_code == 200 and answer.json()[key]


@pytest.mark.parametrize("kind", ["findings", "causes", "rules", "sources"])
def test_lists_are_whole_and_unknown_ids_are_a_problem(client: TestClient, kind: str) -> None:
    assert len(client.get(f"/api/v1/pack/{kind}").json()) == len(getattr(PACK, kind))
    missing = client.get(f"/api/v1/pack/{kind}/nothing_like_it")
    assert missing.status_code == 404
    assert missing.headers["content-type"] == "application/problem+json"
    assert "nothing_like_it" in missing.json()["detail"]


def test_every_answer_names_the_pack_and_has_an_etag(client: TestClient) -> None:
    answer = client.get("/api/v1/pack/causes/stroke")
    assert answer.headers["Pinprick-Pack"] == f"{PACK.id}; version={PACK.version}; digest={PACK.digest}"
    again = client.get("/api/v1/pack/causes/stroke", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304 and again.content == b""
    other = client.get("/api/v1/pack/causes/stroke", headers={"If-None-Match": '"else"'})
    assert other.status_code == 200
    assert PACK.digest in client.get("/api/v1/pack/causes/none").headers["Pinprick-Pack"]


def test_health(client: TestClient) -> None:
    assert client.get("/health").text == "ok\n"


def test_openapi_is_3_1_with_examples_and_problems(client: TestClient) -> None:
    told = client.get("/api/v1/openapi.json").json()
    assert told["openapi"].startswith("3.1")
    posts = [(path, op["post"]) for path, op in told["paths"].items() if "post" in op]
    assert len(posts) >= 17
    for path, operation in posts:
        assert "application/problem+json" in str(operation["responses"]) or "fhir+json" in str(
            operation["responses"]
        )
        if path.startswith("/api/v1"):
            assert "example" in str(operation["requestBody"]), path
    assert "HTTPValidationError" not in str(told)
