"""Forgets a creator: everything that is kept by the name of one account."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from hashtagger.posts import Account
from hashtagger.storage.accounts import forget_account
from hashtagger.storage.history import forget_profile
from hashtagger.storage.posts import forget_posts
from hashtagger.storage.ranking_tables import experiments
from hashtagger.storage.tables import idempotency_keys, recommendations


def forget_creator(connection: sa.Connection, account: Account) -> Mapping[str, int]:
    """
    Delete an account with its posts and what they earned, its answers with their logs, feedback and uploads, the tags it
    used, its experiments and what was counted; answers how many of each. What is not there is no error.

    Answers that are kept for retries hold drafts and do not say whose: those of the whole owner go. A retry of a request that
    was answered before is then a new request. Lifts over all accounts are without the account after the next count.
    """
    counts = {
        "posts": forget_posts(connection, account),
        "tags": forget_profile(connection, account.owner, account.profile_id),
    }
    for table in (recommendations, experiments):
        mine = (table.c.owner == account.owner, table.c.profile_id == account.profile_id)
        counts[table.name] = connection.execute(sa.delete(table).where(*mine)).rowcount
    kept = (idempotency_keys.c.owner == account.owner, idempotency_keys.c.response_body.is_not(None))
    connection.execute(sa.delete(idempotency_keys).where(*kept))
    forget_account(connection, account)
    return counts
