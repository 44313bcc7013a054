"""Entries, audit and keys."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the three tables."""
    op.create_table(
        "entries",
        sa.Column("seq", _NUMBER, primary_key=True, autoincrement=True),
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.UniqueConstraint("tenant", "person", "id", name="one_entry_an_id"),
    )
    op.create_index("entries_by_day", "entries", ["tenant", "person", "day", "seq"])
    op.create_table(
        "audit",
        sa.Column("seq", _NUMBER, primary_key=True, autoincrement=True),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("who", sa.String(120), nullable=False),
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("action", sa.String(120), nullable=False),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("pack", sa.String(120), nullable=False),
    )
    op.create_index("audit_by_tenant", "audit", ["tenant", "seq"])
    op.create_table(
        "keys",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("scopes", sa.String(200), nullable=False),
        sa.Column("made_at", sa.String(32), nullable=False),
        sa.Column("revoked_at", sa.String(32), nullable=True),
    )


def downgrade() -> None:
    """Take them away."""
    for table in ("keys", "audit", "entries"):
        op.drop_table(table)
