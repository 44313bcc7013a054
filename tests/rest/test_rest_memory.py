"""Freed memory is kept where the C library can be told so."""

from __future__ import annotations

import ctypes
import sys
from typing import Any

import pytest

from pinprick.interfaces.rest.memory import keep_freed_memory


def test_other_systems_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert keep_freed_memory() is False


def test_a_library_that_cannot_be_told_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(ctypes, "CDLL", lambda _: object())
    assert keep_freed_memory() is False


def test_every_wish_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[int, int]] = []

    class Library:
        @staticmethod
        def mallopt(what: int, how_much: int) -> int:
            told.append((what, how_much))
            return 1

    def library(_: Any) -> type[Library]:
        return Library

    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(ctypes, "CDLL", library)
    assert keep_freed_memory() is True
    assert len(told) == 3 and (-8, 1) in told
