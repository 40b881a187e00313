"""Posts of a file are kept once, and no more a day than a key may bring, whoever else brings some meanwhile."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import sqlalchemy as sa

from hashtagger.history_import.history import OldPost
from hashtagger.history_import.keeping import keep_posts
from hashtagger.posts import Engagement, Post
from hashtagger.storage.ranking_tables import engagements, posts
from tests.history_import.exports import NOW

MIDNIGHT = NOW.replace(hour=0)


def old(name, likes=None):
    earned = None if likes is None else Engagement(NOW - timedelta(days=1), likes=likes)
    return OldPost(Post("", "me", name, profile_id="cafe", published=NOW - timedelta(days=9)), earned)


def bring(database, several, *, most=None, now=NOW, key="key"):
    kept = database.write_now(keep_posts, several, api_key_id=key, now=now, most_a_day=most)
    return [each.post.external_id for each in kept]


def count(database, table):
    with database.reading() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(table))


def test_the_room_of_a_key_is_counted_with_what_others_bring_at_once(database):
    files = [[old(f"{file}-{n}", likes=n) for n in range(5)] for file in range(8)]
    with ThreadPoolExecutor(8) as threads:
        kept = list(threads.map(lambda file: bring(database, file, most=12), files))
    assert sum(map(len, kept)) == 12
    assert (count(database, posts), count(database, engagements)) == (12, 12)


def test_the_same_file_goes_on_the_next_day_where_it_stopped(database):
    file = [old(str(n), likes=n) for n in range(5)]
    days = [NOW, NOW, MIDNIGHT + timedelta(days=1), NOW + timedelta(days=2)]
    assert [len(bring(database, file, most=2, now=now)) for now in days] == [2, 2, 4, 5]


def test_new_counts_of_known_posts_take_room_of_their_own(database):
    file = [old(str(n)) for n in range(4)]
    assert len(bring(database, file, most=4)) == 4
    assert bring(database, [old(str(n), likes=1) for n in range(4)], most=3) == ["0", "1", "2"]


def test_a_key_has_no_room_of_anothers_and_without_keys_there_is_no_limit(database):
    file = [old(str(n)) for n in range(3)]
    assert bring(database, file[:1], most=1) == ["0"]
    assert bring(database, file[1:2], most=1, key="other") == ["1"]
    assert bring(database, file, most=1, key=None) == ["0", "1", "2"]
