"""The tables: entries, who asked for what (no free text), and the keys of a service."""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData()
_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")

entries = sa.Table(
    "entries",
    metadata,
    sa.Column("seq", _NUMBER, primary_key=True, autoincrement=True),
    sa.Column("tenant", sa.String(64), nullable=False),
    sa.Column("person", sa.String(64), nullable=False),
    sa.Column("id", sa.String(64), nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("content", sa.Text, nullable=False),
    sa.UniqueConstraint("tenant", "person", "id", name="one_entry_an_id"),
    sa.Index("entries_by_day", "tenant", "person", "day", "seq"),
)

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("seq", _NUMBER, primary_key=True, autoincrement=True),
    sa.Column("at", sa.String(32), nullable=False),
    sa.Column("who", sa.String(120), nullable=False),
    sa.Column("tenant", sa.String(64), nullable=False),
    sa.Column("action", sa.String(120), nullable=False),
    sa.Column("status", sa.Integer, nullable=False),
    sa.Column("pack", sa.String(120), nullable=False),
    sa.Index("audit_by_tenant", "tenant", "seq"),
)

keys = sa.Table(
    "keys",
    metadata,
    sa.Column("id", sa.String(16), primary_key=True),
    sa.Column("tenant", sa.String(64), nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("scopes", sa.String(200), nullable=False),
    sa.Column("made_at", sa.String(32), nullable=False),
    sa.Column("revoked_at", sa.String(32), nullable=True),
)
