"""`pinprick triage …`: the proof that no answer can argue the rules out of an emergency."""

from __future__ import annotations
