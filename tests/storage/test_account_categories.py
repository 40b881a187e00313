"""What an account is about, by the categories of its tags."""

import pytest

from hashtagger.posts import Account
from hashtagger.storage.account_categories import categories_of_account
from hashtagger.storage.database import Database
from hashtagger.storage.ranking_tables import account_tags
from tests.storage.builders import NOW, draft, put_tags

ME = Account("local", "me")


@pytest.fixture
def used(database: Database) -> Database:
    put_tags(
        database,
        draft("dog", categories=("dogs",)),
        draft("dogbeach", categories=("beach", "dogs")),
        draft("sky", categories=()),
    )
    rows = [("me", "dog", 6), ("me", "dogbeach", 2), ("me", "sky", 5), ("me", "unknown", 9), ("you", "dogbeach", 100)]
    known = {"owner": "local", "mean": 0.0, "lift": 0.0, "error": 1.0, "last_used": NOW}
    with database.writing() as connection:
        connection.execute(
            account_tags.insert(), [known | {"profile_id": who, "tag": tag, "posts": n} for who, tag, n in rows]
        )
    return database


def test_a_category_has_the_share_of_the_uses_of_its_tags(used: Database) -> None:
    with used.reading() as connection:
        assert categories_of_account(connection, ME) == {"beach": 0.25, "dogs": 1.0}


def test_an_account_without_known_tags_is_about_nothing(used: Database) -> None:
    with used.reading() as connection:
        assert categories_of_account(connection, Account("local", "nobody")) == {}
        assert categories_of_account(connection, Account("somebody", "me")) == {}
