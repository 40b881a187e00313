"""What was seen of trends, what was counted, scores, and alerts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def _exact() -> TypeEngine[str]:
    return sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "co_tags",
        sa.Column("source", _exact(), nullable=False),
        sa.Column("tag", _exact(), nullable=False),
        sa.Column("day", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("other", _exact(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("source", "tag", "day", "other", name=op.f("pk_co_tags")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_co_tags_day", "co_tags", ["day"], unique=False)
    op.create_table(
        "source_hours",
        sa.Column("source", _exact(), nullable=False),
        sa.Column("region", _exact(), nullable=False),
        sa.Column("language", _exact(), nullable=False),
        sa.Column("hour", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("observed", sa.Double(), nullable=False),
        sa.Column("authors", sa.Double(), nullable=False),
        sa.Column("posts", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("source", "region", "language", "hour", name=op.f("pk_source_hours")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_source_hours_hour", "source_hours", ["hour"], unique=False)
    op.create_table(
        "source_scores",
        sa.Column("hour", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("source", _exact(), nullable=False),
        sa.Column("region", _exact(), nullable=False),
        sa.Column("language", _exact(), nullable=False),
        sa.Column("tag", _exact(), nullable=False),
        sa.Column("z", sa.Double(), nullable=False),
        sa.Column("stable", sa.Double(), nullable=False),
        sa.Column("peak", sa.Double(), nullable=False),
        sa.Column("share", sa.Double(), nullable=False),
        sa.Column("authors", sa.Double(), nullable=False),
        sa.Column("expected", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("hour", "source", "region", "language", "tag", name=op.f("pk_source_scores")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_source_scores_tag", "source_scores", ["tag", "hour"], unique=False)
    op.create_table(
        "sources",
        sa.Column("name", _exact(), nullable=False),
        sa.Column("last_attempt", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_success", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cursor", sa.Text(), nullable=False),
        sa.Column("memory", sa.JSON(none_as_null=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_sources")),
    )
    op.create_table(
        "tag_days",
        sa.Column("source", _exact(), nullable=False),
        sa.Column("region", _exact(), nullable=False),
        sa.Column("language", _exact(), nullable=False),
        sa.Column("tag", _exact(), nullable=False),
        sa.Column("day", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("author_hours", sa.Double(), nullable=False),
        sa.Column("posts", sa.Double(), nullable=False),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("source", "region", "language", "tag", "day", name=op.f("pk_tag_days")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tag_hours",
        sa.Column("source", _exact(), nullable=False),
        sa.Column("region", _exact(), nullable=False),
        sa.Column("language", _exact(), nullable=False),
        sa.Column("tag", _exact(), nullable=False),
        sa.Column("hour", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("authors", sa.Double(), nullable=False),
        sa.Column("posts", sa.Double(), nullable=False),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.Column("servers", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("source", "region", "language", "tag", "hour", name=op.f("pk_tag_hours")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_tag_hours_hour", "tag_hours", ["source", "region", "language", "hour", "authors"], unique=False)
    op.create_table(
        "tag_reviews",
        sa.Column("tag", _exact(), nullable=False),
        sa.Column("state", _exact(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("evidence", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", _exact(), nullable=True),
        sa.PrimaryKeyConstraint("tag", name=op.f("pk_tag_reviews")),
    )
    op.create_index(op.f("ix_tag_reviews_state"), "tag_reviews", ["state"], unique=False)
    op.create_table(
        "trend_observations",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source", _exact(), nullable=False),
        sa.Column("channel", _exact(), nullable=False),
        sa.Column("region", _exact(), nullable=False),
        sa.Column("language", _exact(), nullable=False),
        sa.Column("crawled", sa.DateTime(timezone=True), nullable=False),
        sa.Column("slot", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fetched", sa.DateTime(timezone=True), nullable=False),
        sa.Column("run_id", _exact(), nullable=False),
        sa.Column("kind", _exact(), nullable=False),
        sa.Column("raw_name", sa.Text(), nullable=False),
        sa.Column("tag", _exact(), nullable=True),
        sa.Column("derived", sa.Boolean(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("value_kind", _exact(), nullable=True),
        sa.Column("value_is_lower_bound", sa.Boolean(), nullable=False),
        sa.Column("promoted", sa.Boolean(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trend_observations")),
    )
    op.create_index(op.f("ix_trend_observations_fetched"), "trend_observations", ["fetched"], unique=False)
    op.create_index(
        "ix_trend_observations_list",
        "trend_observations",
        ["source", "channel", "region", "language", "crawled"],
        unique=False,
    )
    op.create_table(
        "trend_snapshots",
        sa.Column("source", _exact(), nullable=False),
        sa.Column("channel", _exact(), nullable=False),
        sa.Column("region", _exact(), nullable=False),
        sa.Column("language", _exact(), nullable=False),
        sa.Column("slot", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fetched", sa.DateTime(timezone=True), nullable=False),
        sa.Column("run_id", _exact(), nullable=False),
        sa.Column("verdict", _exact(), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("source", "channel", "region", "language", "slot", name=op.f("pk_trend_snapshots")),
    )
    op.create_index(op.f("ix_trend_snapshots_fetched"), "trend_snapshots", ["fetched"], unique=False)
    op.create_table(
        "trends",
        sa.Column("hour", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("region", _exact(), nullable=False),
        sa.Column("language", _exact(), nullable=False),
        sa.Column("kind", _exact(), nullable=False),
        sa.Column("name", _exact(), nullable=False),
        sa.Column("display", sa.Text(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("z", sa.Double(), nullable=True),
        sa.Column("authors", sa.Double(), nullable=True),
        sa.Column("posts_per_day", sa.Double(), nullable=True),
        sa.Column("growth_per_day", sa.Double(), nullable=True),
        sa.Column("velocity", sa.Double(), nullable=True),
        sa.Column("confidence", _exact(), nullable=False),
        sa.Column("sample_size", sa.Double(), nullable=False),
        sa.Column("sources", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("evidence", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("group_name", _exact(), nullable=False),
        sa.Column("seasonality", _exact(), nullable=False),
        sa.Column("first_seen", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", _exact(), nullable=False),
        sa.Column("reasons", sa.JSON(none_as_null=True), nullable=False),
        sa.PrimaryKeyConstraint("hour", "region", "language", "kind", "name", name=op.f("pk_trends")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_trends_name", "trends", ["name", "hour"], unique=False)
    op.create_index("ix_trends_score", "trends", ["region", "language", "state", "hour", "score"], unique=False)
    op.create_table(
        "watchlists",
        sa.Column("id", _exact(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner", _exact(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("tags", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("filters", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("rules", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("webhook_url", sa.Text(), nullable=True),
        sa.Column("webhook_secret", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watchlists")),
    )
    op.create_index(op.f("ix_watchlists_owner"), "watchlists", ["owner"], unique=False)
    op.create_table(
        "alerts",
        sa.Column("id", _exact(), nullable=False),
        sa.Column("watchlist_id", _exact(), nullable=False),
        sa.Column("once", _exact(), nullable=False),
        sa.Column("way", _exact(), nullable=False),
        sa.Column("message", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("state", _exact(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["watchlist_id"], ["watchlists.id"], name=op.f("fk_alerts_watchlist_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
        sa.UniqueConstraint("once", name=op.f("uq_alerts_once")),
    )
    op.create_index(op.f("ix_alerts_created"), "alerts", ["created"], unique=False)
    op.create_index(op.f("ix_alerts_due"), "alerts", ["due"], unique=False)
    op.create_index(op.f("ix_alerts_watchlist_id"), "alerts", ["watchlist_id"], unique=False)


def downgrade() -> None:
    op.drop_table("alerts")
    op.drop_table("watchlists")
    op.drop_table("trends")
    op.drop_table("trend_snapshots")
    op.drop_table("trend_observations")
    op.drop_table("tag_reviews")
    op.drop_table("tag_hours")
    op.drop_table("tag_days")
    op.drop_table("sources")
    op.drop_table("source_scores")
    op.drop_table("source_hours")
    op.drop_table("co_tags")
