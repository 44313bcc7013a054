"""Which addresses may be named, and what is said of the others."""

from __future__ import annotations

import pytest

from pinprick.interfaces.proposer.endpoint import KEY, Endpoint, ProposerError, is_here, named


def endpoint(url: str, remote: bool = False, **environment: str) -> Endpoint:
    found = named(url, "m", remote, environment=environment)
    assert found is not None
    return found


def test_nothing_named_is_nothing() -> None:
    assert named(None, None, environment={}) is None
    assert named("", "m", remote=True, environment={KEY: "secret"}) is None


@pytest.mark.parametrize(
    ("url", "address", "path"),
    [
        ("http://127.0.0.1:11434/v1", "http://127.0.0.1:11434", "/v1/chat/completions"),
        ("http://localhost:8080/v1/", "http://localhost:8080", "/v1/chat/completions"),
        ("http://[::1]:9/v1", "http://[::1]:9", "/v1/chat/completions"),
        ("http://[::ffff:127.0.0.1]/", "http://[::ffff:127.0.0.1]", "/chat/completions"),
        ("http://127.9.9.9/v1/chat/completions", "http://127.9.9.9", "/v1/chat/completions"),
        ("HTTP://LOCALHOST/v1", "http://localhost", "/v1/chat/completions"),
    ],
)
def test_addresses_of_this_computer_are_taken(url: str, address: str, path: str) -> None:
    found = endpoint(url)
    assert (found.address, found.path, found.is_elsewhere) == (address, path, False)


@pytest.mark.parametrize(
    "url",
    [
        "https://api.example.org/v1",
        "http://192.168.1.5:11434/v1",
        "http://0.0.0.0:11434/v1",
        "http://localhost.example.org/v1",
        "http://127.0.0.1.example.org/v1",
        "http://[2001:db8::1]/v1",
    ],
)
def test_other_addresses_need_the_flag_that_says_so(url: str) -> None:
    with pytest.raises(ProposerError, match=r"would leave it.*--proposer-remote"):
        endpoint(url)
    assert endpoint(url, remote=True).is_elsewhere


@pytest.mark.parametrize(
    "url",
    [
        "127.0.0.1:11434",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "http://",
        "http://127.0.0.1:99999/",
        "http://127.0.0.1:x/",
        "http://[::1/",
        "http://127.0.0.1/v1?key=secret",
        "http://127.0.0.1/v1#a",
        "http://me:secret@127.0.0.1/v1",
        "http://127.0.0.1/v1\r\nX: y",
        "http://127.0.0.1/a b",
        "http://exa%0ample.org/",
        "http://bücher.example/",
    ],
)
def test_what_is_no_plain_address_is_one_sentence_and_never_repeated(url: str) -> None:
    with pytest.raises(ProposerError, match="It looks like http://127") as error:
        endpoint(url, remote=True)
    assert "secret" not in str(error.value)


@pytest.mark.parametrize("model", [None, "", "  ", "a\nb", "m" * 300])
def test_a_model_must_be_named(model: str | None) -> None:
    with pytest.raises(ProposerError, match="--proposer-model"):
        named("http://127.0.0.1/v1", model, environment={})


def test_the_key_comes_from_the_environment_and_is_never_shown() -> None:
    found = endpoint("https://api.example.org/v1", remote=True, **{KEY: "sk-secret"})
    assert found.key == "sk-secret" and "secret" not in repr(found) and "secret" not in str(found)


def test_a_key_does_not_travel_unlocked_nor_with_line_breaks() -> None:
    with pytest.raises(ProposerError, match="https only") as error:
        endpoint("http://192.168.1.5/v1", remote=True, **{KEY: "sk-secret"})
    assert "secret" not in str(error.value)
    assert endpoint("http://127.0.0.1/v1", **{KEY: "sk-secret"}).key
    for bad in ("sk secret", "secret\r\nX: y", "sécret"):
        with pytest.raises(ProposerError, match="one word") as error:
            endpoint("http://127.0.0.1/v1", **{KEY: bad})
        assert "cret" not in str(error.value)


def test_what_is_here() -> None:
    assert all(map(is_here, ("localhost", "LocalHost", "127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1")))
    assert not any(map(is_here, ("", "0.0.0.0", "::", "10.0.0.1", "example.org", "127.0.0.1.nip.io")))
