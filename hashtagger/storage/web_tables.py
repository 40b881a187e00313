"""The tables behind the pages: who is signed in, saved groups of tags, reports that are mailed."""

from __future__ import annotations

import sqlalchemy as sa

from hashtagger.storage.schema import json_column as _json
from hashtagger.storage.schema import key_column as _key
from hashtagger.storage.schema import metadata
from hashtagger.storage.schema import moment_column as _moment
from hashtagger.storage.schema import text_column as _text

web_sessions = sa.Table(
    "web_sessions",
    metadata,
    _key("hash", primary_key=True),  # SHA-256 of what the browser keeps
    _key("api_key_id", sa.ForeignKey("api_keys.id", ondelete="CASCADE"), index=True),
    _moment("created"),
    _moment("expires", index=True),
)

saved_groups = sa.Table(  # tags that a user saved under a name
    "saved_groups",
    metadata,
    _key("id", primary_key=True),
    _key("owner"),
    _text("name"),
    _json("tags"),  # as displayed, in the user's order
    _moment("created"),
    _moment("updated"),
    sa.Index("ix_saved_groups_owner", "owner", "id"),
)

report_mails = sa.Table(  # an order: send this view in these formats to this address, again and again
    "report_mails",
    metadata,
    _key("id", primary_key=True),
    _moment("created"),
    _key("owner"),
    _key("api_key_id", nullable=True),  # that made or last changed it; its rights are asked for at every mail
    _text("name"),
    sa.Column("enabled", sa.Boolean(), nullable=False),
    _key("view"),
    _json("params"),
    _json("formats"),
    _text("email"),
    _key("language"),
    _json("schedule"),
    _moment("next_due", nullable=True, index=True),  # none: it is off
    sa.Index("ix_report_mails_owner", "owner", "id"),
)

report_deliveries = sa.Table(  # one time at which a report was due, and what became of it
    "report_deliveries",
    metadata,
    _key("report_mail_id", sa.ForeignKey("report_mails.id", ondelete="CASCADE"), primary_key=True),
    _key("slot", primary_key=True),  # the moment, or 'test:' and the id
    _key("id"),  # the same in every attempt: of the Message-ID
    _key("state"),  # waiting | sent | failed | skipped
    sa.Column("attempt", sa.Integer(), nullable=False),
    _moment("next_try", nullable=True, index=True),
    _text("error"),
    _moment("created", index=True),
    _moment("sent", nullable=True),
)

tag_decisions = sa.Table(  # block and allow lists; no foreign key: a tag can be blocked before the catalogue knows it
    "tag_decisions",
    metadata,
    _key("tag", primary_key=True),
    _key("verdict"),  # block | allow
    _text("reason"),
    _key("decided_by"),
    _moment("decided"),
    _moment("until", nullable=True, index=True),  # none: until it is forgotten
)
