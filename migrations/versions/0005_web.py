"""What the pages need: sign-in, saved groups of tags, reports that are mailed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def _exact() -> TypeEngine[str]:
    return sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "web_sessions",
        sa.Column("hash", _exact(), nullable=False),
        sa.Column("api_key_id", _exact(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["api_key_id"], ["api_keys.id"], name=op.f("fk_web_sessions_api_key_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_web_sessions")),
    )
    op.create_index(op.f("ix_web_sessions_api_key_id"), "web_sessions", ["api_key_id"], unique=False)
    op.create_index(op.f("ix_web_sessions_expires"), "web_sessions", ["expires"], unique=False)
    op.create_table(
        "saved_groups",
        sa.Column("id", _exact(), nullable=False),
        sa.Column("owner", _exact(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("tags", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_groups")),
    )
    op.create_index("ix_saved_groups_owner", "saved_groups", ["owner", "id"], unique=False)
    op.drop_index(op.f("ix_recommendations_owner"), "recommendations")
    op.create_index(
        "ix_recommendations_history", "recommendations", ["owner", "id", "platform", "profile_id"], unique=False
    )
    op.create_table(
        "tag_starts",
        sa.Column("tag", _exact(), nullable=False),
        sa.Column("start", _exact(), nullable=False),
        sa.Column("reach", _exact(), nullable=False),
        sa.ForeignKeyConstraint(["tag"], ["tags.key"], name=op.f("fk_tag_starts_tag"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("tag", "start", name=op.f("pk_tag_starts")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_tag_starts_reach", "tag_starts", ["reach", "start", "tag"], unique=False)
    _fill_tag_starts()
    op.create_table(
        "report_mails",
        sa.Column("id", _exact(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner", _exact(), nullable=False),
        sa.Column("api_key_id", _exact(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("view", _exact(), nullable=False),
        sa.Column("params", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("formats", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("language", _exact(), nullable=False),
        sa.Column("schedule", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("next_due", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_mails")),
    )
    op.create_index("ix_report_mails_owner", "report_mails", ["owner", "id"], unique=False)
    op.create_index(op.f("ix_report_mails_next_due"), "report_mails", ["next_due"], unique=False)
    op.create_table(
        "report_deliveries",
        sa.Column("report_mail_id", _exact(), nullable=False),
        sa.Column("slot", _exact(), nullable=False),
        sa.Column("id", _exact(), nullable=False),
        sa.Column("state", _exact(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("next_try", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["report_mail_id"],
            ["report_mails.id"],
            name=op.f("fk_report_deliveries_report_mail_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("report_mail_id", "slot", name=op.f("pk_report_deliveries")),
    )
    op.create_index(op.f("ix_report_deliveries_next_try"), "report_deliveries", ["next_try"], unique=False)
    op.create_index(op.f("ix_report_deliveries_created"), "report_deliveries", ["created"], unique=False)
    op.create_table(
        "tag_decisions",
        sa.Column("tag", _exact(), nullable=False),
        sa.Column("verdict", _exact(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", _exact(), nullable=False),
        sa.Column("decided", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("tag", name=op.f("pk_tag_decisions")),
    )
    op.create_index(op.f("ix_tag_decisions_until"), "tag_decisions", ["until"], unique=False)
    op.drop_index("ix_trends_score", "trends")
    op.create_index(
        "ix_trends_list",
        "trends",
        ["region", "language", "state", "hour", "kind", "name", "score", "posts_per_day", "growth_per_day"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index("ix_trends_list", "trends")
    op.create_index("ix_trends_score", "trends", ["region", "language", "state", "hour", "score"], unique=False)
    op.drop_table("tag_decisions")
    op.drop_table("report_deliveries")
    op.drop_table("report_mails")
    op.drop_table("tag_starts")
    op.drop_index("ix_recommendations_history", "recommendations")
    op.create_index(op.f("ix_recommendations_owner"), "recommendations", ["owner"], unique=False)
    op.drop_table("saved_groups")
    op.drop_table("web_sessions")


def _fill_tag_starts() -> None:
    """For the tags that are there, as ``tag_writes`` does for those that come."""
    connection = op.get_bind()
    insert = sa.text("INSERT INTO tag_starts (tag, start, reach) VALUES (:tag, :start, :reach)")
    found = connection.execute(sa.text("SELECT key, words, reach FROM tags")).all()
    rows = [
        {"tag": key, "start": start, "reach": reach}
        for key, words, reach in found
        for start in {key, *(w for w in words.casefold().split() if not key.startswith(w) and _tells_something(w))}
    ]
    for first in range(0, len(rows), 1_000):
        connection.execute(insert, rows[first : first + 1_000])


def _tells_something(word: str) -> bool:
    return len(word) > 2 or not word.isascii()
