"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _exact() -> TypeEngine[str]:
    return sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "api_keys",
        sa.Column("id", _exact(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("prefix", _exact(), nullable=False),
        sa.Column("hash", _exact(), nullable=False),
        sa.Column("owner", _exact(), nullable=False),
        sa.Column("scopes", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_keys")),
        sa.UniqueConstraint("hash", name=op.f("uq_api_keys_hash")),
    )
    op.create_index(op.f("ix_api_keys_owner"), "api_keys", ["owner"], unique=False)
    op.create_index(op.f("ix_api_keys_prefix"), "api_keys", ["prefix"], unique=False)
    op.create_table(
        "categories",
        sa.Column("category", _exact(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("visual", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("category", name=op.f("pk_categories")),
    )
    op.create_table(
        "companions",
        sa.Column("tag", _exact(), nullable=False),
        sa.Column("other", _exact(), nullable=False),
        sa.Column("source", _exact(), nullable=False),
        sa.Column("strength", sa.Double(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tag", "other", "source", name=op.f("pk_companions")),
    )
    op.create_index(op.f("ix_companions_other"), "companions", ["other"], unique=False)
    op.create_table(
        "contradictions",
        sa.Column("left_term", _exact(), nullable=False),
        sa.Column("right_term", _exact(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("left_term", "right_term", name=op.f("pk_contradictions")),
    )
    op.create_table(
        "deleted_tags",
        sa.Column("key", _exact(), nullable=False),
        sa.Column("source", _exact(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("deleted", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_deleted_tags")),
        sa.UniqueConstraint("revision", name=op.f("uq_deleted_tags_revision")),
    )
    op.create_table(
        "flag_rules",
        sa.Column("match", _exact(), nullable=False),
        sa.Column("kind", _exact(), nullable=False),
        sa.Column("pattern", _exact(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("source", _exact(), nullable=False),
        sa.Column("checked", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("match", "kind", "pattern", name=op.f("pk_flag_rules")),
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("owner", _exact(), nullable=False),
        sa.Column("key", _exact(), nullable=False),
        sa.Column("request_hash", _exact(), nullable=False),
        sa.Column("status", _exact(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("response_status", sa.Integer(), nullable=True),
        sa.Column("response_headers", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("response_body", sa.LargeBinary(), nullable=True),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("owner", "key", name=op.f("pk_idempotency_keys")),
    )
    op.create_index(op.f("ix_idempotency_keys_expires"), "idempotency_keys", ["expires"], unique=False)
    op.create_table(
        "job_runs",
        sa.Column("job", _exact(), nullable=False),
        sa.Column("slot", _exact(), nullable=False),
        sa.Column("status", _exact(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("job", "slot", name=op.f("pk_job_runs")),
    )
    op.create_index("ix_job_runs_job_started", "job_runs", ["job", "started"], unique=False)
    op.create_table(
        "meta",
        sa.Column("key", _exact(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_meta")),
    )
    op.create_table(
        "platform_rules",
        sa.Column("platform", _exact(), nullable=False),
        sa.Column("since", _exact(), nullable=False),
        sa.Column("until", _exact(), nullable=True),
        sa.Column("max_tags", sa.Integer(), nullable=True),
        sa.Column("advised_tags", sa.Integer(), nullable=False),
        sa.Column("max_tag_chars", sa.Integer(), nullable=True),
        sa.Column("max_post_chars", sa.Integer(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "since", name=op.f("pk_platform_rules")),
    )
    op.create_table(
        "profile_tags",
        sa.Column("owner", _exact(), nullable=False),
        sa.Column("profile_id", _exact(), nullable=False),
        sa.Column("tag", _exact(), nullable=False),
        sa.Column("uses", sa.BigInteger(), nullable=False),
        sa.Column("last_used", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("owner", "profile_id", "tag", name=op.f("pk_profile_tags")),
    )
    op.create_table(
        "recommendations",
        sa.Column("id", _exact(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner", _exact(), nullable=False),
        sa.Column("api_key_id", _exact(), nullable=True),
        sa.Column("profile_id", _exact(), nullable=True),
        sa.Column("platform", _exact(), nullable=False),
        sa.Column("language", _exact(), nullable=True),
        sa.Column("region", _exact(), nullable=True),
        sa.Column("draft", sa.Text(), nullable=False),
        sa.Column("request", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("captions", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("models", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("degraded", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("candidates", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("policy", _exact(), nullable=False),
        sa.Column("answer", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("latency_ms", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendations")),
    )
    op.create_index(op.f("ix_recommendations_created"), "recommendations", ["created"], unique=False)
    op.create_index(op.f("ix_recommendations_owner"), "recommendations", ["owner"], unique=False)
    op.create_table(
        "tag_flags",
        sa.Column("tag", _exact(), nullable=False),
        sa.Column("kind", _exact(), nullable=False),
        sa.Column("source", _exact(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("checked", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tag", "kind", "source", name=op.f("pk_tag_flags")),
    )
    op.create_table(
        "tag_stats",
        sa.Column("tag", _exact(), nullable=False),
        sa.Column("region", _exact(), nullable=False),
        sa.Column("window_h", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("posts_per_day", sa.Double(), nullable=True),
        sa.Column("growth_per_day", sa.Double(), nullable=True),
        sa.Column("z", sa.Double(), nullable=True),
        sa.Column("sources", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tag", "region", "window_h", name=op.f("pk_tag_stats")),
    )
    op.create_index("ix_tag_stats_trend", "tag_stats", ["region", "window_h", "z"], unique=False)
    op.create_table(
        "tags",
        sa.Column("key", _exact(), nullable=False),
        sa.Column("display", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("meaning", sa.Text(), nullable=False),
        sa.Column("language", _exact(), nullable=False),
        sa.Column("reach", _exact(), nullable=False),
        sa.Column("visual", sa.Boolean(), nullable=False),
        sa.Column("source", _exact(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_tags")),
        sa.UniqueConstraint("revision", name=op.f("uq_tags_revision")),
    )
    op.create_index(op.f("ix_tags_language"), "tags", ["language"], unique=False)
    op.create_table(
        "recommendation_items",
        sa.Column("recommendation_id", _exact(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tag", _exact(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("relevance", sa.Double(), nullable=False),
        sa.Column("features", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("propensity", sa.Double(), nullable=False),
        sa.Column("reasons", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("flags", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["recommendation_id"],
            ["recommendations.id"],
            name=op.f("fk_recommendation_items_recommendation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("recommendation_id", "position", name=op.f("pk_recommendation_items")),
    )
    op.create_index(op.f("ix_recommendation_items_tag"), "recommendation_items", ["tag"], unique=False)
    op.create_table(
        "tag_aliases",
        sa.Column("alias", _exact(), nullable=False),
        sa.Column("tag", _exact(), nullable=False),
        sa.ForeignKeyConstraint(["tag"], ["tags.key"], name=op.f("fk_tag_aliases_tag"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("alias", name=op.f("pk_tag_aliases")),
    )
    op.create_index(op.f("ix_tag_aliases_tag"), "tag_aliases", ["tag"], unique=False)
    op.create_table(
        "tag_categories",
        sa.Column("tag", _exact(), nullable=False),
        sa.Column("category", _exact(), nullable=False),
        sa.ForeignKeyConstraint(["category"], ["categories.category"], name=op.f("fk_tag_categories_category")),
        sa.ForeignKeyConstraint(["tag"], ["tags.key"], name=op.f("fk_tag_categories_tag"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("tag", "category", name=op.f("pk_tag_categories")),
    )
    op.create_index(op.f("ix_tag_categories_category"), "tag_categories", ["category"], unique=False)
    op.create_table(
        "tag_embeddings",
        sa.Column("fingerprint", _exact(), nullable=False),
        sa.Column("tag", _exact(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.Column("text_hash", _exact(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["tag"], ["tags.key"], name=op.f("fk_tag_embeddings_tag"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("fingerprint", "tag", name=op.f("pk_tag_embeddings")),
    )
    op.create_index(op.f("ix_tag_embeddings_tag"), "tag_embeddings", ["tag"], unique=False)
    op.create_table(
        "uploads",
        sa.Column("id", _exact(), nullable=False),
        sa.Column("recommendation_id", _exact(), nullable=True),
        sa.Column("owner", _exact(), nullable=False),
        sa.Column("fingerprint", _exact(), nullable=False),
        sa.Column("format", _exact(), nullable=False),
        sa.Column("width_px", sa.Integer(), nullable=False),
        sa.Column("height_px", sa.Integer(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["recommendation_id"], ["recommendations.id"], name=op.f("fk_uploads_recommendation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uploads")),
    )
    op.create_index(op.f("ix_uploads_created"), "uploads", ["created"], unique=False)
    op.create_index(op.f("ix_uploads_recommendation_id"), "uploads", ["recommendation_id"], unique=False)


def downgrade() -> None:
    op.drop_table("uploads")
    op.drop_table("tag_embeddings")
    op.drop_table("tag_categories")
    op.drop_table("tag_aliases")
    op.drop_table("recommendation_items")
    op.drop_table("tags")
    op.drop_table("tag_stats")
    op.drop_table("tag_flags")
    op.drop_table("recommendations")
    op.drop_table("profile_tags")
    op.drop_table("platform_rules")
    op.drop_table("meta")
    op.drop_table("job_runs")
    op.drop_table("idempotency_keys")
    op.drop_table("flag_rules")
    op.drop_table("deleted_tags")
    op.drop_table("contradictions")
    op.drop_table("companions")
    op.drop_table("categories")
    op.drop_table("api_keys")
