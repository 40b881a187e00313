"""
The tables of trends: what was seen (append-only), what was counted by the hour, what the scorer made of it.

``hour`` is a number of hours since 1970 (``hashtagger.observations.hour_of``): small, and an index into arrays. The tables with
a row for each tag and hour are kept in the order of their key (``WITHOUT ROWID`` on SQLite), as they are read.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from hashtagger.storage.schema import (
    count_column,
    json_column,
    key_column,
    metadata,
    moment_column,
    number_column,
    text_column,
)


def _hour(name: str, **kwargs: Any) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False, autoincrement=False, **kwargs)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)


# ---- what was seen ---------------------------------------------------------------------------------------------------

trend_snapshots = sa.Table(  # one fetch of one list
    "trend_snapshots",
    metadata,
    key_column("source", primary_key=True),
    key_column("channel", primary_key=True),
    key_column("region", primary_key=True),
    key_column("language", primary_key=True),
    moment_column("slot", primary_key=True),
    moment_column("fetched", index=True),
    key_column("run_id"),
    key_column("verdict"),  # good | empty | too_few | unreadable
    count_column("rows"),
    count_column("size_bytes"),
)

trend_observations = sa.Table(  # the lines of the usable snapshots
    "trend_observations",
    metadata,
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
    key_column("source"),
    key_column("channel"),
    key_column("region"),
    key_column("language"),
    moment_column("crawled"),  # slot of the snapshot
    moment_column("slot"),  # start of what the value is about
    moment_column("fetched", index=True),
    key_column("run_id"),
    key_column("kind"),  # hashtag | phrase
    text_column("raw_name"),
    key_column("tag", nullable=True),  # canonical
    _flag("derived"),  # the tag was made from a phrase
    sa.Column("rank", sa.Integer()),
    number_column("value"),
    key_column("value_kind", nullable=True),
    _flag("value_is_lower_bound"),
    _flag("promoted"),
    text_column("url", nullable=True),
    sa.Index("ix_trend_observations_list", "source", "channel", "region", "language", "crawled"),
)

# ---- what was counted ------------------------------------------------------------------------------------------------

tag_hours = sa.Table(
    "tag_hours",
    metadata,
    key_column("source", primary_key=True),
    key_column("region", primary_key=True),
    key_column("language", primary_key=True),
    key_column("tag", primary_key=True),
    _hour("hour", primary_key=True),
    number_column("authors", nullable=False),
    number_column("posts", nullable=False),
    number_column("weight", nullable=False),
    sa.Column("servers", sa.Integer(), nullable=False),  # that carried it; 0 where the source has none
    sa.Index("ix_tag_hours_hour", "source", "region", "language", "hour", "authors"),
    sqlite_with_rowid=False,
)

source_hours = sa.Table(  # when a source was listened to: only then is no row a zero
    "source_hours",
    metadata,
    key_column("source", primary_key=True),
    key_column("region", primary_key=True),
    key_column("language", primary_key=True),
    _hour("hour", primary_key=True),
    number_column("observed", nullable=False),  # share of the hour
    number_column("authors", nullable=False),
    number_column("posts", nullable=False),
    sa.Index("ix_source_hours_hour", "hour"),
    sqlite_with_rowid=False,
)

tag_days = sa.Table(  # what is left of hours after their retention
    "tag_days",
    metadata,
    key_column("source", primary_key=True),
    key_column("region", primary_key=True),
    key_column("language", primary_key=True),
    key_column("tag", primary_key=True),
    _hour("day", primary_key=True),  # days since 1970
    number_column("author_hours", nullable=False),  # sum over the hours, not distinct over the day
    number_column("posts", nullable=False),
    number_column("weight", nullable=False),
    sqlite_with_rowid=False,
)

co_tags = sa.Table(  # which tags stood in the same posts, by day
    "co_tags",
    metadata,
    key_column("source", primary_key=True),
    key_column("tag", primary_key=True),
    _hour("day", primary_key=True),
    key_column("other", primary_key=True),
    count_column("n"),
    sa.Index("ix_co_tags_day", "day"),
    sqlite_with_rowid=False,
)

# ---- what the scorer made of it --------------------------------------------------------------------------------------

source_scores = sa.Table(  # one tag in one hour as one source sees it
    "source_scores",
    metadata,
    _hour("hour", primary_key=True),
    key_column("source", primary_key=True),
    key_column("region", primary_key=True),
    key_column("language", primary_key=True),
    key_column("tag", primary_key=True),
    number_column("z", nullable=False),
    number_column("stable", nullable=False),
    number_column("peak", nullable=False),
    number_column("share", nullable=False),
    number_column("authors", nullable=False),
    number_column("expected", nullable=False),
    sa.Index("ix_source_scores_tag", "tag", "hour"),
    sqlite_with_rowid=False,
)

trends = sa.Table(  # all sources together
    "trends",
    metadata,
    _hour("hour", primary_key=True),
    key_column("region", primary_key=True),
    key_column("language", primary_key=True),
    key_column("kind", primary_key=True),
    key_column("name", primary_key=True),
    text_column("display"),
    number_column("score", nullable=False),
    number_column("z"),
    number_column("authors"),
    number_column("posts_per_day"),
    number_column("growth_per_day"),
    number_column("velocity"),
    key_column("confidence"),
    number_column("sample_size", nullable=False),
    json_column("sources"),
    json_column("evidence"),
    key_column("group_name"),
    key_column("seasonality"),
    _hour("first_seen"),
    key_column("state"),  # shown | below_floor | review | blocked
    json_column("reasons"),
    sa.Index(  # all that orders a list, so that a week of one is read without the rows
        "ix_trends_list",
        *("region", "language", "state", "hour", "kind", "name"),
        *("score", "posts_per_day", "growth_per_day"),
    ),
    sa.Index("ix_trends_name", "name", "hour"),
    sqlite_with_rowid=False,
)

tag_reviews = sa.Table(  # new and suspicious tags, and what was decided
    "tag_reviews",
    metadata,
    key_column("tag", primary_key=True),
    key_column("state", index=True),  # new | approved | refused
    text_column("reason"),
    json_column("evidence"),
    moment_column("created"),
    moment_column("decided", nullable=True),
    key_column("decided_by", nullable=True),  # 'rules', or the owner of a key
)

# ---- sources and alerts ----------------------------------------------------------------------------------------------

sources = sa.Table(
    "sources",
    metadata,
    key_column("name", primary_key=True),
    moment_column("last_attempt", nullable=True),
    moment_column("last_success", nullable=True),
    text_column("last_error"),
    sa.Column("failures", sa.Integer(), nullable=False),  # in a row
    moment_column("paused_until", nullable=True),
    text_column("cursor"),
    json_column("memory"),
)

watchlists = sa.Table(
    "watchlists",
    metadata,
    key_column("id", primary_key=True),
    moment_column("created"),
    key_column("owner", index=True),
    text_column("name"),
    _flag("enabled"),
    json_column("tags"),  # [] means every tag
    json_column("filters"),  # region, language, category
    json_column("rules"),
    text_column("webhook_url", nullable=True),
    text_column("webhook_secret", nullable=True),
    text_column("email", nullable=True),
)

alerts = sa.Table(  # one message to one place
    "alerts",
    metadata,
    key_column("id", primary_key=True),
    key_column("watchlist_id", sa.ForeignKey("watchlists.id", ondelete="CASCADE"), index=True),
    key_column("once", unique=True),  # what must not be told twice
    key_column("way"),  # webhook | email
    json_column("message"),
    key_column("state"),  # pending | delivered | failed
    sa.Column("attempt", sa.Integer(), nullable=False),
    moment_column("created", index=True),
    moment_column("due", nullable=True, index=True),
    text_column("error"),
)
