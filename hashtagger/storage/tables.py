"""Every table of Hashtagger; the migrations are compared with this file by a test."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from hashtagger.storage import ranking_tables as ranking_tables  # makes the metadata whole
from hashtagger.storage import trend_tables as trend_tables
from hashtagger.storage import web_tables as web_tables
from hashtagger.storage.schema import count_column as _count
from hashtagger.storage.schema import json_column as _json
from hashtagger.storage.schema import key_column as _key
from hashtagger.storage.schema import metadata as metadata
from hashtagger.storage.schema import moment_column as _moment
from hashtagger.storage.schema import number_column as _number
from hashtagger.storage.schema import text_column as _text


def _tag_reference(name: str, **kwargs: Any) -> sa.Column[str]:
    return _key(name, sa.ForeignKey("tags.key", ondelete="CASCADE"), **kwargs)


# ---- the catalogue ---------------------------------------------------------------------------------------------------

tags = sa.Table(
    "tags",
    metadata,
    _key("key", primary_key=True),
    _text("display"),
    _text("words"),  # space separated
    _text("meaning"),
    _key("language", index=True),
    _key("reach"),
    sa.Column("visual", sa.Boolean(), nullable=False),
    _key("source"),  # starter | import | crawl | user
    _count("revision", unique=True),  # unique, so that paging by it never cuts a group
    _moment("created"),
    _moment("updated"),
)

deleted_tags = sa.Table(  # what followers of the catalogue (the index) still have to forget
    "deleted_tags",
    metadata,
    _key("key", primary_key=True),
    _key("source"),  # who deleted it: the starter catalogue never brings back what a user deleted
    _count("revision", unique=True),
    _moment("deleted"),
)

tag_aliases = sa.Table(
    "tag_aliases",
    metadata,
    _key("alias", primary_key=True),
    _tag_reference("tag", index=True),
)

tag_starts = sa.Table(  # with what a tag may begin that somebody is typing: itself, its words
    "tag_starts",
    metadata,
    _tag_reference("tag", primary_key=True),
    _key("start", primary_key=True),
    _key("reach"),  # of the tag, so that the broad ones are found first
    sa.Index("ix_tag_starts_reach", "reach", "start", "tag"),
    sqlite_with_rowid=False,
)

categories = sa.Table(
    "categories",
    metadata,
    _key("category", primary_key=True),
    _text("title"),
    sa.Column("visual", sa.Boolean(), nullable=False),
)

tag_categories = sa.Table(
    "tag_categories",
    metadata,
    _tag_reference("tag", primary_key=True),
    _key("category", sa.ForeignKey("categories.category"), primary_key=True, index=True),
)

tag_flags = sa.Table(  # no foreign key: a tag can be blocked before the catalogue knows it
    "tag_flags",
    metadata,
    _key("tag", primary_key=True),
    _key("kind", primary_key=True),
    _key("source", primary_key=True),
    _text("reason"),
    _number("confidence", nullable=False),
    _text("checked"),  # ISO date
)

flag_rules = sa.Table(
    "flag_rules",
    metadata,
    _key("match", primary_key=True),  # tag | word | regex
    _key("kind", primary_key=True),
    _key("pattern", primary_key=True),
    _text("reason"),
    _number("confidence", nullable=False),
    _key("source"),
    _text("checked"),
)

contradictions = sa.Table(
    "contradictions",
    metadata,
    _key("left_term", primary_key=True),
    _key("right_term", primary_key=True),
    _text("reason"),
)

tag_stats = sa.Table(
    "tag_stats",
    metadata,
    _key("tag", primary_key=True),
    _key("region", primary_key=True),  # ISO 3166 code, '' for everywhere
    sa.Column("window_h", sa.Integer(), primary_key=True, autoincrement=False),
    _number("posts_per_day"),
    _number("growth_per_day"),
    _number("z"),
    _json("sources"),
    _moment("as_of"),
    sa.Index("ix_tag_stats_trend", "region", "window_h", "z"),
)

companions = sa.Table(
    "companions",
    metadata,
    _key("tag", primary_key=True),
    _key("other", primary_key=True, index=True),
    _key("source", primary_key=True),
    _number("strength", nullable=False),
    _count("n"),  # posts that had both
)

platform_rules = sa.Table(
    "platform_rules",
    metadata,
    _key("platform", primary_key=True),
    _key("since", primary_key=True),  # ISO date, perhaps only year and month
    _key("until", nullable=True),
    sa.Column("max_tags", sa.Integer()),
    sa.Column("advised_tags", sa.Integer(), nullable=False),
    sa.Column("max_tag_chars", sa.Integer()),
    sa.Column("max_post_chars", sa.Integer()),
    _text("source"),
    _text("note"),
)

tag_embeddings = sa.Table(
    "tag_embeddings",
    metadata,
    _key("fingerprint", primary_key=True),  # of model, weights, preprocessing and dtype
    _tag_reference("tag", primary_key=True, index=True),
    sa.Column("vector", sa.LargeBinary(), nullable=False),  # float32, little endian
    _key("text_hash"),
    _count("revision"),  # of the tag when the vector was made
)

# ---- what was asked and answered -------------------------------------------------------------------------------------

api_keys = sa.Table(
    "api_keys",
    metadata,
    _key("id", primary_key=True),
    _text("name"),
    _key("prefix", index=True),
    _key("hash", unique=True),  # sha256 of the whole key, in hex
    _key("owner", index=True),
    _json("scopes"),
    _moment("created"),
    _moment("last_used", nullable=True),
    _moment("revoked", nullable=True),
)

recommendations = sa.Table(
    "recommendations",
    metadata,
    _key("id", primary_key=True),  # sorts by time
    _moment("created", index=True),
    _key("owner"),
    _key("api_key_id", nullable=True),
    _key("profile_id", nullable=True),
    _key("platform"),
    _key("language", nullable=True),
    _key("region", nullable=True),
    _text("draft"),
    _json("request"),
    _json("captions"),
    _json("models"),
    _json("degraded"),
    _json("candidates"),
    _key("policy"),  # version of the rules that chose
    _json("answer"),
    _number("latency_ms", nullable=False),
    # An owner's history, newest first; what other filters leave out is never fetched from the table.
    sa.Index("ix_recommendations_history", "owner", "id", "platform", "profile_id"),
)


def _recommendation_reference(**kwargs: Any) -> sa.Column[str]:
    return _key("recommendation_id", sa.ForeignKey("recommendations.id", ondelete="CASCADE"), **kwargs)


recommendation_items = sa.Table(
    "recommendation_items",
    metadata,
    _recommendation_reference(primary_key=True),
    sa.Column("position", sa.Integer(), primary_key=True, autoincrement=False),
    _key("tag", index=True),
    _number("score", nullable=False),
    _number("relevance", nullable=False),
    _json("features"),
    _number("propensity", nullable=False),
    _json("reasons"),
    _json("flags"),
)

uploads = sa.Table(  # never pixels, never metadata
    "uploads",
    metadata,
    _key("id", primary_key=True),
    _recommendation_reference(nullable=True, index=True),
    _key("owner"),
    _key("fingerprint"),
    _key("format"),
    sa.Column("width_px", sa.Integer(), nullable=False),
    sa.Column("height_px", sa.Integer(), nullable=False),
    _count("size_bytes"),
    _moment("created", index=True),
)

idempotency_keys = sa.Table(
    "idempotency_keys",
    metadata,
    _key("owner", primary_key=True),
    _key("key", primary_key=True),
    _key("request_hash"),
    _key("status"),  # in_progress | done | released
    sa.Column("attempt", sa.Integer(), nullable=False),
    _moment("lease_until"),
    sa.Column("response_status", sa.Integer()),
    _json("response_headers", nullable=True),
    sa.Column("response_body", sa.LargeBinary()),
    _moment("created"),
    _moment("expires", index=True),
)

profile_tags = sa.Table(
    "profile_tags",
    metadata,
    _key("owner", primary_key=True),
    _key("profile_id", primary_key=True),
    _key("tag", primary_key=True),
    _count("uses"),
    _moment("last_used"),
)

generations = sa.Table(  # jobs that make pictures and clips
    "generations",
    metadata,
    _key("id", primary_key=True),  # sorts by time
    _moment("created"),
    _key("owner"),
    _key("api_key_id", nullable=True),
    _key("kind"),
    _key("state"),  # queued | running | done | failed | cancelled
    _key("model"),
    _json("request"),
    _json("image", nullable=True),  # the picture it starts from: fingerprint and size; its pixels are a file
    _json("stages"),
    _json("results"),
    _json("error", nullable=True),
    _number("progress", nullable=False),
    _number("seconds_left"),
    _count("revision"),  # of everything that a caller sees
    sa.Column("attempt", sa.Integer(), nullable=False),
    _key("claim", nullable=True),  # who runs it
    _moment("due"),  # queued: not to be begun before; running: when the lease ends
    sa.Column("cancelling", sa.Boolean(), nullable=False),
    _moment("started", nullable=True),
    _moment("finished", nullable=True),
    _moment("expires", nullable=True, index=True),
    _text("webhook_url", nullable=True),
    _text("webhook_secret", nullable=True),  # until the delivery is over
    _key("webhook_state", nullable=True),  # pending | delivered | failed
    sa.Column("webhook_attempt", sa.Integer(), nullable=False),
    _moment("webhook_due", nullable=True, index=True),
    sa.Index("ix_generations_owner_id", "owner", "id"),
    sa.Index("ix_generations_state_due", "state", "due"),
)

# ---- the machinery ---------------------------------------------------------------------------------------------------

job_runs = sa.Table(
    "job_runs",
    metadata,
    _key("job", primary_key=True),
    _key("slot", primary_key=True),
    _key("status"),  # running | done | failed
    sa.Column("attempt", sa.Integer(), nullable=False),
    _moment("lease_until"),
    _moment("started"),
    _moment("finished", nullable=True),
    _json("counts"),
    _text("error"),
    sa.Index("ix_job_runs_job_started", "job", "started"),
)

meta = sa.Table(
    "meta",
    metadata,
    _key("key", primary_key=True),
    _text("value"),
)
