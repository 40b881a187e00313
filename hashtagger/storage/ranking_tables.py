"""The tables that a ranker learns from: what was shown and why, what creators did with it, what their posts earned."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from hashtagger.storage.schema import count_column as _count
from hashtagger.storage.schema import json_column as _json
from hashtagger.storage.schema import key_column as _key
from hashtagger.storage.schema import metadata
from hashtagger.storage.schema import moment_column as _moment
from hashtagger.storage.schema import number_column as _number
from hashtagger.storage.schema import text_column as _text


def _small(name: str, **kwargs: Any) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), **{"nullable": False, **kwargs})


ranking_logs = sa.Table(  # one for each answer: what its ranking was made of
    "ranking_logs",
    metadata,
    _key("recommendation_id", sa.ForeignKey("recommendations.id", ondelete="CASCADE"), primary_key=True),
    _key("schema"),  # hash of the definition of the rows
    sa.Column("rows", sa.LargeBinary(), nullable=False),  # zlib of float32, little endian, [features, candidates]
    _json("exploration"),
    sa.Column("situation", sa.LargeBinary(), nullable=False),  # zlib of JSON: what the rows were made of
    _key("shadow", nullable=True),  # version of the model that was only watched
    sa.Column("shadow_scores", sa.LargeBinary()),  # float64, little endian, [candidates]
    _json("shadow_shown", nullable=True),  # the tags it would have shown
    _json("baseline_shown", nullable=True),  # those of the baseline, whenever a learned model ordered the answer
    _key("experiment_id", nullable=True, index=True),
    _key("arm", nullable=True),
)

accounts = sa.Table(
    "accounts",
    metadata,
    _key("owner", primary_key=True),
    _key("profile_id", primary_key=True),
    _count("followers", nullable=True),
    _moment("followers_as_of", nullable=True),
    sa.Column("explore", sa.Boolean(), nullable=False),
    _small("posts"),  # with known engagement, when it was last counted
    _number("level"),  # mean log1p(interactions)
    _number("spread"),
    _moment("updated"),
)

account_tags = sa.Table(  # derived from posts: what an account's tags earned
    "account_tags",
    metadata,
    _key("owner", primary_key=True),
    _key("profile_id", primary_key=True),
    _key("tag", primary_key=True),
    _small("posts"),
    _number("mean", nullable=False),  # of the residuals, as measured
    _number("lift", nullable=False),  # shrunk
    _number("error", nullable=False),
    _moment("last_used"),
)

tag_lifts = sa.Table(  # derived from posts: what tags earned over all accounts
    "tag_lifts",
    metadata,
    _key("tag", primary_key=True),
    _small("posts"),
    _small("accounts"),
    _number("lift", nullable=False),
    _number("error", nullable=False),
    _moment("as_of"),
)

posts = sa.Table(
    "posts",
    metadata,
    _key("id", primary_key=True),  # sorts by the time we heard of it
    _key("owner"),
    _key("external_id"),
    _key("profile_id", nullable=True),
    _key("platform", nullable=True),
    _text("url", nullable=True),
    _moment("published", nullable=True, index=True),
    _key("format", nullable=True),
    _json("tags", nullable=True),  # as its owner said
    _json("chosen", nullable=True),  # what feedback left of the answer; stands for tags that nobody told
    _count("followers", nullable=True),
    _key("recommendation_id", sa.ForeignKey("recommendations.id", ondelete="SET NULL"), nullable=True, index=True),
    _key("source"),  # feedback | engagement | import
    _key("api_key_id", nullable=True),
    _moment("created"),
    sa.UniqueConstraint("owner", "external_id"),
    sa.Index("ix_posts_account", "owner", "profile_id", "published"),
    sa.Index("ix_posts_key", "api_key_id", "created"),
)

engagements = sa.Table(
    "engagements",
    metadata,
    _key("post_id", sa.ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("observed_s", sa.BigInteger(), primary_key=True, autoincrement=False),  # seconds since 1970
    *(_count(name, nullable=True) for name in ("impressions", "reach", "likes", "comments", "shares", "saves")),
    _count("follows", nullable=True),
    _key("api_key_id", nullable=True),  # of the report that last changed a count
    _moment("received"),
    sa.Index("ix_engagements_key", "api_key_id", "received"),
)

feedback = sa.Table(
    "feedback",
    metadata,
    _key("recommendation_id", sa.ForeignKey("recommendations.id", ondelete="CASCADE"), primary_key=True),
    _key("kind", primary_key=True),  # kept | removed | added | copied
    _key("tag", primary_key=True),  # '' for what concerns the whole answer
    _moment("at"),  # the newest, when it came more than once
    _key("owner"),
    _key("api_key_id", nullable=True),
    _moment("received"),
    sa.Index("ix_feedback_key", "api_key_id", "received"),
)

experiments = sa.Table(
    "experiments",
    metadata,
    _key("id", primary_key=True),
    _key("owner"),
    _key("profile_id"),
    _text("name"),
    _json("arms"),
    _key("state"),  # running | stopped
    _moment("created"),
    _moment("ended", nullable=True),
    sa.Index("ix_experiments_account", "owner", "profile_id", "state"),
)

lift_reports = sa.Table(  # the off-policy reports of the nightly job
    "lift_reports",
    metadata,
    _key("id", primary_key=True),
    _moment("created", index=True),
    _json("report"),
)
