"""One question over HTTP: a bad, slow, huge or hostile server costs a bounded wait and one clear sentence."""

from __future__ import annotations

import json
import logging
import time
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from pinprick.interfaces.proposer import exchange
from pinprick.interfaces.proposer.endpoint import KEY, named
from pinprick.interfaces.proposer.exchange import MOST_BYTES, ExchangeFailed, complete
from pinprick.interfaces.proposer.proposer import Proposer, failure
from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.text import sentences

WORDS = "My toes tingle. The dog is called Bruno."
ITEM = {"finding": "weight_loss", "value": "yes", "quote": "The dog is called Bruno"}
BODY = {"model": "m", "messages": [], "response_format": {"type": "json_schema"}}


def why(proposer: Proposer, body: dict[str, Any] = BODY) -> tuple[str, int]:
    with pytest.raises(ExchangeFailed) as failed:
        complete(proposer.endpoint, body)
    return failed.value.reason, failed.value.status


def test_a_good_reply_comes_back(models: Any, pack: Pack) -> None:
    model = models.proposing(ITEM)
    found = model.proposer().read(WORDS, pack, {})
    assert [p.finding for p in found.proposals.kept] == ["weight_loss"] and found.failed is None
    ((path, headers, body),) = model.requests
    assert path == "/v1/chat/completions"
    assert headers["Content-Type"] == "application/json" and "Authorization" not in headers
    assert json.loads(json.loads(body)["messages"][1]["content"])["account"] == WORDS


@pytest.mark.parametrize("status", [401, 403, 404, 429, 500, 503])
def test_an_error_is_told_with_its_status_and_not_tried_again(status: int, models: Any) -> None:
    model = models.status(status, b"secret inside")
    assert why(model.proposer()) == ("refused", status)
    assert len(model.requests) == 1


@pytest.mark.parametrize("status", [400, 422])
def test_a_server_without_schemas_is_asked_once_more_without(status: int, models: Any) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        refused = b"response_format" in model.requests[-1][2]
        body = b"{}" if refused else models.chat("well")
        models.raw(handler, status if refused else 200, body)

    model = models.start(answer)
    assert complete(model.proposer().endpoint, BODY) == "well"
    assert len(model.requests) == 2
    stubborn = models.status(status)
    assert why(stubborn.proposer()) == ("refused", status)
    assert len(stubborn.requests) == 2


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status: int, models: Any) -> None:
    elsewhere = models.proposing(ITEM)
    model = models.status(status, b"", Location=elsewhere.url)
    assert why(model.proposer()) == ("redirected", 0)
    assert elsewhere.requests == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"\xff\xfe",
        b"[]",
        b"null",
        b"{}",
        b'{"choices": []}',
        b'{"choices": {"0": 1}}',
        b'{"choices": [{"message": {"content": null}}]}',
        b'{"choices": [{"message": {"content": ["a"]}}]}',
        b'{"choices": [{"message": {"content": "cut o',
        b"[" * 100_000,
    ],
)
def test_a_reply_of_another_shape_is_not_understood(body: bytes, models: Any) -> None:
    assert why(models.status(200, body).proposer()) == ("not_understood", 0)


@pytest.mark.parametrize("content", ["I cannot help with that.", "", "[]"])
def test_a_model_that_only_talks_is_not_understood(content: str, models: Any, pack: Pack) -> None:
    found = models.saying(content).proposer().read(WORDS, pack, {})
    assert found.failed == "not_understood" and found.proposals.kept == ()


def test_a_huge_reply_is_not_read_to_its_end(models: Any) -> None:
    told = models.status(200, b"x" * (MOST_BYTES + 10))
    assert why(told.proposer()) == ("too_large", 0)

    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while True:
            handler.wfile.write(b"x" * 65_536)

    assert why(models.start(endless).proposer()) == ("too_large", 0)


def _silent(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(3)


def _drips(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(60):
        handler.wfile.write(b" ")
        time.sleep(0.05)


def _drips_its_head(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(60):
        handler.wfile.write(f"X-{number}: 1\r\n".encode())
        time.sleep(0.05)


@pytest.mark.parametrize("answer", [_silent, _drips, _drips_its_head])
def test_a_slow_server_holds_nobody_up(answer: Any, models: Any) -> None:
    proposer = models.start(answer).proposer(seconds=0.5)
    begun = time.perf_counter()
    assert why(proposer)[0] == "slow"
    assert time.perf_counter() - begun < 2.5


def test_nobody_there_and_a_line_that_breaks(models: Any) -> None:
    model = models.proposing(ITEM)
    model.close()
    assert why(model.proposer()) == ("unreachable", 0)

    def hangs_up(handler: BaseHTTPRequestHandler) -> None:
        handler.connection.close()

    def speaks_another_language(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"SSH-2.0-OpenSSH_9.6\r\n")

    assert why(models.start(hangs_up).proposer())[0] == "unreachable"
    assert why(models.start(speaks_another_language).proposer())[0] == "unreachable"


def test_tls_to_a_server_without_it_is_unreachable(models: Any) -> None:
    url = models.proposing(ITEM).url.replace("http:", "https:")
    endpoint = named(url, "m", seconds=5, environment={})
    assert endpoint is not None and why(Proposer(endpoint))[0] == "unreachable"


def test_a_name_of_this_computer_that_leads_elsewhere_gets_no_word(
    models: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = models.proposing(ITEM)
    proposer = model.proposer()
    monkeypatch.setattr(exchange, "is_here", lambda address: False)
    assert why(proposer) == ("elsewhere", 0)
    assert model.requests == []


def test_no_proxy_of_the_environment_gets_the_words(models: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = models.proposing(ITEM)
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, proxy.url.removesuffix("/v1"))
    model = models.saying("well")
    assert complete(model.proposer().endpoint, BODY) == "well"
    assert proxy.requests == [] and len(model.requests) == 1


def test_the_key_is_sent_and_never_told(models: Any, caplog: pytest.LogCaptureFixture, pack: Pack) -> None:
    caplog.set_level(logging.DEBUG)
    model = models.status(401, b"bad key sk-secret")
    endpoint = named(model.url, "m", environment={KEY: "sk-secret"})
    assert endpoint is not None
    found = Proposer(endpoint).read(WORDS, pack, {})
    assert model.requests[0][1]["Authorization"] == "Bearer sk-secret"
    told = f"{found!r} {Proposer(endpoint)!r} {failure(found, pack, 'en')} {caplog.text}"
    assert "secret" not in told and "Bruno" not in told


def test_at_most_two_questions_at_once(models: Any, pack: Pack) -> None:
    model = models.proposing(ITEM)
    proposer = model.proposer()
    assert proposer._turns.acquire(blocking=False) and proposer._turns.acquire(blocking=False)
    assert proposer.read(WORDS, pack, {}).failed == "busy"
    assert model.requests == []
    proposer._turns.release()
    assert proposer.read(WORDS, pack, {}).failed is None
    assert proposer.read(WORDS, pack, {}).failed is None, "the turn is given back"


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_failure_is_one_clear_sentence_and_says_that_nothing_is_lost(language: str, pack: Pack) -> None:
    words = sentences(pack, "proposals", language)["failed"]
    reasons = {
        "unreachable",
        "slow",
        "busy",
        "too_large",
        "refused",
        "redirected",
        "elsewhere",
        "not_understood",
    }
    assert set(words) == reasons | {"go_on"}
    from pinprick.interfaces.proposer.proposer import Consulted

    for reason in reasons:
        said = failure(Consulted(failed=reason, status=404), pack, language)
        assert said.endswith(str(words["go_on"])) and "{" not in said
    assert "404" in failure(Consulted(failed="refused", status=404), pack, language)
