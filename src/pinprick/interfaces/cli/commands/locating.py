"""`pinprick locate`: what a drawing alone says about where the trouble sits."""

from __future__ import annotations
