"""What was shown and why, what creators did with it, and what their posts earned."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _exact() -> TypeEngine[str]:
    return sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "account_tags",
        sa.Column("owner", _exact(), nullable=False),
        sa.Column("profile_id", _exact(), nullable=False),
        sa.Column("tag", _exact(), nullable=False),
        sa.Column("posts", sa.Integer(), nullable=False),
        sa.Column("mean", sa.Double(), nullable=False),
        sa.Column("lift", sa.Double(), nullable=False),
        sa.Column("error", sa.Double(), nullable=False),
        sa.Column("last_used", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("owner", "profile_id", "tag", name=op.f("pk_account_tags")),
    )
    op.create_table(
        "accounts",
        sa.Column("owner", _exact(), nullable=False),
        sa.Column("profile_id", _exact(), nullable=False),
        sa.Column("followers", sa.BigInteger(), nullable=True),
        sa.Column("followers_as_of", sa.DateTime(timezone=True), nullable=True),
        sa.Column("explore", sa.Boolean(), nullable=False),
        sa.Column("posts", sa.Integer(), nullable=False),
        sa.Column("level", sa.Double(), nullable=True),
        sa.Column("spread", sa.Double(), nullable=True),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("owner", "profile_id", name=op.f("pk_accounts")),
    )
    op.create_table(
        "experiments",
        sa.Column("id", _exact(), nullable=False),
        sa.Column("owner", _exact(), nullable=False),
        sa.Column("profile_id", _exact(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("arms", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("state", _exact(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_experiments")),
    )
    op.create_index("ix_experiments_account", "experiments", ["owner", "profile_id", "state"], unique=False)
    op.create_table(
        "lift_reports",
        sa.Column("id", _exact(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("report", sa.JSON(none_as_null=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lift_reports")),
    )
    op.create_index(op.f("ix_lift_reports_created"), "lift_reports", ["created"], unique=False)
    op.create_table(
        "tag_lifts",
        sa.Column("tag", _exact(), nullable=False),
        sa.Column("posts", sa.Integer(), nullable=False),
        sa.Column("accounts", sa.Integer(), nullable=False),
        sa.Column("lift", sa.Double(), nullable=False),
        sa.Column("error", sa.Double(), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tag", name=op.f("pk_tag_lifts")),
    )
    op.create_table(
        "feedback",
        sa.Column("recommendation_id", _exact(), nullable=False),
        sa.Column("kind", _exact(), nullable=False),
        sa.Column("tag", _exact(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner", _exact(), nullable=False),
        sa.Column("api_key_id", _exact(), nullable=True),
        sa.Column("received", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["recommendation_id"],
            ["recommendations.id"],
            name=op.f("fk_feedback_recommendation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("recommendation_id", "kind", "tag", name=op.f("pk_feedback")),
    )
    op.create_index("ix_feedback_key", "feedback", ["api_key_id", "received"], unique=False)
    op.create_table(
        "posts",
        sa.Column("id", _exact(), nullable=False),
        sa.Column("owner", _exact(), nullable=False),
        sa.Column("external_id", _exact(), nullable=False),
        sa.Column("profile_id", _exact(), nullable=True),
        sa.Column("platform", _exact(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("published", sa.DateTime(timezone=True), nullable=True),
        sa.Column("format", _exact(), nullable=True),
        sa.Column("tags", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("chosen", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("followers", sa.BigInteger(), nullable=True),
        sa.Column("recommendation_id", _exact(), nullable=True),
        sa.Column("source", _exact(), nullable=False),
        sa.Column("api_key_id", _exact(), nullable=True),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["recommendation_id"], ["recommendations.id"], name=op.f("fk_posts_recommendation_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posts")),
        sa.UniqueConstraint("owner", "external_id", name=op.f("uq_posts_owner_external_id")),
    )
    op.create_index("ix_posts_account", "posts", ["owner", "profile_id", "published"], unique=False)
    op.create_index("ix_posts_key", "posts", ["api_key_id", "created"], unique=False)
    op.create_index(op.f("ix_posts_published"), "posts", ["published"], unique=False)
    op.create_index(op.f("ix_posts_recommendation_id"), "posts", ["recommendation_id"], unique=False)
    op.create_table(
        "ranking_logs",
        sa.Column("recommendation_id", _exact(), nullable=False),
        sa.Column("schema", _exact(), nullable=False),
        sa.Column("rows", sa.LargeBinary(), nullable=False),
        sa.Column("exploration", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("situation", sa.LargeBinary(), nullable=False),
        sa.Column("shadow", _exact(), nullable=True),
        sa.Column("shadow_scores", sa.LargeBinary(), nullable=True),
        sa.Column("shadow_shown", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("baseline_shown", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("experiment_id", _exact(), nullable=True),
        sa.Column("arm", _exact(), nullable=True),
        sa.ForeignKeyConstraint(
            ["recommendation_id"],
            ["recommendations.id"],
            name=op.f("fk_ranking_logs_recommendation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("recommendation_id", name=op.f("pk_ranking_logs")),
    )
    op.create_index(op.f("ix_ranking_logs_experiment_id"), "ranking_logs", ["experiment_id"], unique=False)
    op.create_table(
        "engagements",
        sa.Column("post_id", _exact(), nullable=False),
        sa.Column("observed_s", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("impressions", sa.BigInteger(), nullable=True),
        sa.Column("reach", sa.BigInteger(), nullable=True),
        sa.Column("likes", sa.BigInteger(), nullable=True),
        sa.Column("comments", sa.BigInteger(), nullable=True),
        sa.Column("shares", sa.BigInteger(), nullable=True),
        sa.Column("saves", sa.BigInteger(), nullable=True),
        sa.Column("follows", sa.BigInteger(), nullable=True),
        sa.Column("api_key_id", _exact(), nullable=True),
        sa.Column("received", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_engagements_post_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("post_id", "observed_s", name=op.f("pk_engagements")),
    )
    op.create_index("ix_engagements_key", "engagements", ["api_key_id", "received"], unique=False)


def downgrade() -> None:
    op.drop_table("engagements")
    op.drop_table("ranking_logs")
    op.drop_table("posts")
    op.drop_table("feedback")
    op.drop_table("tag_lifts")
    op.drop_table("lift_reports")
    op.drop_table("experiments")
    op.drop_table("accounts")
    op.drop_table("account_tags")
