"""Lifts are counted when there is something new, and only then."""

from datetime import timedelta

from hashtagger.posts import Account, Engagement, Post, PostFormat
from hashtagger.storage.accounts import read_account
from hashtagger.storage.engagements import put_engagements
from hashtagger.storage.posts import put_posts
from jobs.lifts import count_lifts
from tests.jobs.conftest import NOON


def put(connection, number):
    published = NOON - timedelta(days=5, hours=number)
    post = Post(
        *("", "local", str(number), "me"),
        platform="instagram",
        published=published,
        format=PostFormat.PHOTO,
        tags=("sun",),
    )
    (stored,) = put_posts(connection, [post], source="import", api_key_id=None, now=NOON)
    earned = Engagement(published + timedelta(hours=48), likes=10 + number)
    put_engagements(connection, [(stored.post.id, earned)], api_key_id=None, now=NOON)


async def test_lifts_are_counted_once_for_the_same_posts(office):
    for number in range(3):
        await office.database.write(put, number)
    assert await count_lifts(office) == {"posts": 3, "tags": 1, "accounts": 1, "companions": 0}
    assert await count_lifts(office) == {"unchanged": 1}
    await office.database.write(put, 3)
    assert await count_lifts(office) == {"posts": 4, "tags": 1, "accounts": 1, "companions": 0}
    assert (await office.database.read(read_account, Account("local", "me"))).posts == 4


async def test_a_new_machine_has_nothing_to_count(office):
    assert await count_lifts(office) == {"posts": 0, "tags": 0, "accounts": 0, "companions": 0}
