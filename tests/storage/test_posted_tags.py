"""Which tags posts carried."""

from datetime import timedelta

from hashtagger.posts import Account, Post
from hashtagger.storage.distrust import distrust
from hashtagger.storage.posted_tags import PostedTags, read_posted_tags
from hashtagger.storage.posts import put_posts
from tests.storage.builders import NOW

SINCE = NOW - timedelta(days=100)


def put(database, name, *, owner="a", profile="me", tags=("sun", "sea"), days=10, key=None):
    published = None if days is None else NOW - timedelta(days=days)
    post = Post("", owner, name, profile, platform="instagram", published=published, tags=tags)
    database.write_now(put_posts, [post], source="import", api_key_id=key, now=NOW)


def read(database):
    with database.reading() as connection:
        return read_posted_tags(connection, since=SINCE)


def test_a_post_needs_tags_and_nothing_else(database):
    put(database, "1")
    put(database, "2", tags=())
    put(database, "3", tags=None)
    put(database, "4", profile=None, days=None, tags=("sky",))
    assert {(each.account, each.tags) for each in read(database)} == {
        (Account("a", "me"), ("sun", "sea")),
        (Account("a", ""), ("sky",)),
    }


def test_we_heard_of_a_post_when_we_did(database):
    put(database, "1")
    assert read(database) == [PostedTags(Account("a", "me"), NOW, ("sun", "sea"))]


def test_posts_from_before_are_left_out(database):
    put(database, "1", days=101)
    put(database, "2", days=99)
    assert len(read(database)) == 1


def test_who_is_distrusted_counts_for_nothing(database):
    put(database, "1", owner="a", key="k1")
    put(database, "2", owner="b")
    put(database, "3", owner="c", key="k2")
    database.write_now(distrust, "b")
    database.write_now(distrust, "k2")
    assert [each.account.owner for each in read(database)] == ["a"]
