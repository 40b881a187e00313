"""Watchlists as their owners use them: made, looked at, changed, tried out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from hashtagger.alerts.delivery import Ways
from hashtagger.alerts.evaluate import ways_of
from hashtagger.alerts.message import subject_of, text_of, trial_message
from hashtagger.errors import InvalidRequest, Overloaded
from hashtagger.ports import Clock
from hashtagger.storage.alerts import StoredAlert, Way, note_trial, recent_alerts, take_trials
from hashtagger.storage.database import Database
from hashtagger.storage.ids import new_id
from hashtagger.storage.watchlists import (
    Watchlist,
    add_watchlist,
    change_watchlist,
    delete_watchlist,
    list_watchlists,
    read_watchlist,
)
from hashtagger.types import Deadline
from hashtagger.webhooks import secret_bytes

MOST_WATCHLISTS = 50
"""Of one owner."""
MOST_TESTS = 10
"""Messages of one owner in an hour: a test reaches whomever it names."""
RECENT = 20
_HOUR = timedelta(hours=1)
_CHECK_S = 5.0

AlsoWrite = Callable[[sa.Connection, Watchlist], None]


@dataclass(frozen=True, slots=True)
class Tried:
    """How a test message went on one way."""

    way: Way
    status: int | None
    """HTTP, of a webhook that answered."""
    error: str | None
    """Code; None: it was taken."""


@dataclass(frozen=True, slots=True)
class Alerts:
    """``ways`` is also what ``deliver_alerts`` sends by. All methods raise ``NotFound`` for what is another owner's."""

    database: Database
    ways: Ways
    clock: Clock

    async def create(self, watchlist: Watchlist, *, also_write: AlsoWrite | None = None) -> None:
        """
        Keep ``watchlist``. Raises ``Conflict`` when its owner has too many, ``RefusedUrl`` for an address that would not be
        called, ``InvalidRequest`` for a way that this server does not have, or none at all.
        """
        await self._check(watchlist)

        def write(connection: sa.Connection) -> None:
            add_watchlist(connection, watchlist, most=MOST_WATCHLISTS)
            if also_write is not None:
                also_write(connection, watchlist)

        await self.database.write(write)

    async def page(self, *, owner: str, limit: int, before: str | None = None) -> list[Watchlist]:
        return await self.database.read(list_watchlists, owner=owner, limit=limit, before=before)

    async def read(self, id: str, *, owner: str) -> Watchlist:
        return await self.database.read(read_watchlist, id, owner=owner)

    async def recent(self, id: str) -> list[StoredAlert]:
        """Its newest messages, newest first."""
        return await self.database.read(recent_alerts, id, limit=RECENT)

    async def change(self, id: str, changes: Mapping[str, Any], *, owner: str) -> Watchlist:
        """Replace the named fields. Raises as ``create``."""
        before = await self.read(id, owner=owner)
        after = Watchlist(**{name: changes.get(name, getattr(before, name)) for name in Watchlist.__dataclass_fields__})
        await self._check(after, look_up=after.webhook_url != before.webhook_url)
        return await self.database.write(change_watchlist, id, changes, owner=owner)

    async def delete(self, id: str, *, owner: str) -> None:
        await self.database.write(delete_watchlist, id, owner=owner)

    async def test(self, id: str, *, owner: str) -> list[Tried]:
        """
        Send a test message on every way now, and say how it went. Raises ``Overloaded`` (code ``too_many_tests``) after
        ``MOST_TESTS`` in an hour.
        """
        watchlist, now = await self.read(id, owner=owner), self.clock.now()
        ways = ways_of(watchlist)
        if not await self.database.write(take_trials, owner, len(ways), most=MOST_TESTS, since=now - _HOUR, now=now):
            raise Overloaded(
                f"{MOST_TESTS} test messages in an hour are as many as one owner may send.",
                retry_after_s=600.0,
                code="too_many_tests",
            )
        return [await self._try(watchlist, way) for way in ways]

    async def _try(self, watchlist: Watchlist, way: Way) -> Tried:
        now = self.clock.now()
        id, message = new_id(now), trial_message(watchlist, now)
        if way == "webhook":
            assert watchlist.webhook_url is not None
            assert watchlist.webhook_secret is not None
            posted = await self.ways.post(
                watchlist.webhook_url, watchlist.webhook_secret, message, message_id=f"msg_{id}", clock=self.clock
            )
            tried = Tried(way, posted.status, None if posted.delivered else posted.error)
        else:
            assert watchlist.email is not None
            subject, text = subject_of(watchlist.name, [message]), text_of(watchlist.name, [message])
            tried = Tried(way, None, await self.ways.mailer.send(watchlist.email, subject, text, message_id=id))
        await self.database.write(
            note_trial, id, watchlist_id=watchlist.id, way=way, message=message, error=tried.error, now=now
        )
        return tried

    async def _check(self, watchlist: Watchlist, *, look_up: bool = True) -> None:
        if not ways_of(watchlist):
            raise InvalidRequest(
                "there is no webhook_url and no email",
                code="nowhere_to_tell",
                advice="Name a webhook_url with webhook_secret, an email, or both.",
            )
        if (watchlist.webhook_url is None) != (watchlist.webhook_secret is None):
            raise InvalidRequest(
                "webhook_url and webhook_secret belong together",
                code="webhook_without_secret",
                advice="Send both, so that the receiver can tell our messages from others.",
            )
        if watchlist.email is not None:
            self.ways.mailer.check()
        if watchlist.webhook_url is None or watchlist.webhook_secret is None:
            return
        secret_bytes(watchlist.webhook_secret)
        if not self.ways.webhooks:
            raise InvalidRequest(
                "this server calls no webhooks", code="webhooks_disabled", advice="Leave 'webhook_url' out."
            )
        if look_up:
            await self.ways.fetcher.check(watchlist.webhook_url, deadline=Deadline.after(_CHECK_S))
