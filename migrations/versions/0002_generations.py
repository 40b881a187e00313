"""Jobs that make pictures and clips."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _exact() -> TypeEngine[str]:
    return sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "generations",
        sa.Column("id", _exact(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner", _exact(), nullable=False),
        sa.Column("api_key_id", _exact(), nullable=True),
        sa.Column("kind", _exact(), nullable=False),
        sa.Column("state", _exact(), nullable=False),
        sa.Column("model", _exact(), nullable=False),
        sa.Column("request", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("image", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("stages", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("results", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("error", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("progress", sa.Double(), nullable=False),
        sa.Column("seconds_left", sa.Double(), nullable=True),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("claim", _exact(), nullable=True),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelling", sa.Boolean(), nullable=False),
        sa.Column("started", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=True),
        sa.Column("webhook_url", sa.Text(), nullable=True),
        sa.Column("webhook_secret", sa.Text(), nullable=True),
        sa.Column("webhook_state", _exact(), nullable=True),
        sa.Column("webhook_attempt", sa.Integer(), nullable=False),
        sa.Column("webhook_due", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_generations")),
    )
    op.create_index(op.f("ix_generations_expires"), "generations", ["expires"], unique=False)
    op.create_index(op.f("ix_generations_webhook_due"), "generations", ["webhook_due"], unique=False)
    op.create_index("ix_generations_owner_id", "generations", ["owner", "id"], unique=False)
    op.create_index("ix_generations_state_due", "generations", ["state", "due"], unique=False)


def downgrade() -> None:
    op.drop_table("generations")
