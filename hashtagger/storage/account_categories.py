"""What an account is about: the categories of the tags it posted with."""

from __future__ import annotations

import sqlalchemy as sa

from hashtagger.posts import Account
from hashtagger.storage.ranking_tables import account_tags
from hashtagger.storage.tables import tag_categories


def categories_of_account(connection: sa.Connection, account: Account) -> dict[str, float]:
    """
    Category → share, 0..1, of the account's uses of tags that are in any category; a tag in two counts for both.

    Uses are posts with known engagement. Empty for an account without any.
    """
    mine = (account_tags.c.owner == account.owner, account_tags.c.profile_id == account.profile_id)
    uses = sa.func.sum(account_tags.c.posts)
    known = account_tags.c.tag.in_(sa.select(tag_categories.c.tag))
    everything = connection.scalar(sa.select(uses).where(*mine, known))
    if not everything:
        return {}
    query = (
        sa.select(tag_categories.c.category, uses)
        .join(account_tags, account_tags.c.tag == tag_categories.c.tag)
        .where(*mine)
        .group_by(tag_categories.c.category)
        .order_by(tag_categories.c.category)
    )
    return {category: int(count) / int(everything) for category, count in connection.execute(query)}
