"""Errors a person sees: what was wrong, where, and what would be right."""

from __future__ import annotations


class PinprickError(Exception):
    """Base of every error that Pinprick raises on bad input. Its text is one clear sentence or more."""


class PackError(PinprickError):
    """A pack, or one file of it, cannot be used."""


class CaseError(PinprickError):
    """A case holds something that cannot be understood (unknown finding, bad value, malformed file)."""


class DrawingError(PinprickError):
    """A drawing names something that is not in the atlas, or contradicts itself."""


class MissingExtraError(PinprickError):
    """An optional part is not installed; the text says how to install it."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f"{what} needs an optional part. Install it with: pip install 'pinprick[{extra}]'")


class ImpossibleEvidence(PinprickError):
    """The answers do not fit together under any set of causes; the text names the pair that clashes."""
