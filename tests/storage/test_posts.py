"""Posts are put together from what is said of them, by several ways."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from hashtagger.errors import NotFound
from hashtagger.posts import Account, PostFormat
from hashtagger.storage.database import Database
from hashtagger.storage.engagements import engagements_of
from hashtagger.storage.history import own_tags
from hashtagger.storage.post_rows import StoredPost
from hashtagger.storage.posts import (
    delete_post,
    forget_posts,
    list_posts,
    purge_posts,
    put_posts,
    read_post,
)
from hashtagger.storage.recommendations import delete_recommendation
from hashtagger.types import Tag
from tests.storage.builders import NOW, draft, put_tags, tags
from tests.storage.post_builders import ME, ago, event, post, put, put_answer, put_whole, report, see, send, tell


def found(database: Database, external_id: str = "x", owner: str = ME) -> StoredPost:
    with database.reading() as connection:
        return read_post(connection, external_id, owner=owner)


def uses(database: Database, profile_id: str = "p") -> dict[str, int]:
    with database.reading() as connection:
        return {used.tag: used.uses for used in own_tags(connection, ME, profile_id)}


def test_everything_that_is_said_comes_back(database: Database) -> None:
    put_answer(database, "A", "a")
    said = post(
        "x",
        "b",
        "a",
        profile_id="p",
        platform="instagram",
        url="https://example.org/é",
        published=ago(hours=3),
        format=PostFormat.CLIP,
        followers=10**12,
        recommendation_id="A",
    )
    (stored,) = put(database, said)
    assert found(database) == stored
    assert (stored.post.tags, stored.chosen, stored.tags) == (tuple(tags("b", "a")), tuple(tags("a")), said.tags)
    assert (stored.source, stored.api_key_id, stored.created) == ("feedback", "k", NOW)


def test_parts_give_the_same_post_in_any_order_and_repeated(database: Database) -> None:
    put_answer(database, "A", "a")
    parts: list[tuple[dict[str, Any], str]] = [
        ({"profile_id": "p", "recommendation_id": "A"}, "feedback"),
        ({"published": ago(hours=3), "followers": 7}, "engagement"),
        ({"url": "https://example.org/", "format": PostFormat.PHOTO, "platform": "x"}, "import"),
    ]
    ends = []
    for number, order in enumerate(itertools.permutations([*parts, parts[0]])):
        for facts, source in order:
            put(database, post(f"x{number}", **facts), source=source)
        end = found(database, f"x{number}")
        ends.append((*(getattr(end.post, name) for name in ("profile_id", "published", "url")), end.source, end.tags))
    assert set(ends) == {("p", ago(hours=3), "https://example.org/", "import", (Tag("a"),))}


@pytest.mark.parametrize("order", [("engagement", "feedback"), ("feedback", "engagement")])
def test_of_two_values_the_one_of_the_more_believed_source_stays(database: Database, order: tuple[str, str]) -> None:
    for source in order:
        put(database, post(url=f"https://{source}/"), source=source)
    assert found(database).post.url == "https://feedback/"


def test_a_later_value_of_the_same_source_replaces_the_earlier_one(database: Database) -> None:
    put(database, post(followers=1, url="https://a/"))
    put(database, post(followers=2))
    assert (found(database).post.followers, found(database).post.url) == (2, "https://a/")


def test_a_post_keeps_its_id_and_belongs_to_its_owner(database: Database) -> None:
    (first,), (again,) = put(database, post()), put(database, post(followers=1), now=NOW + timedelta(days=1))
    put(database, post(owner="you", followers=9))
    assert (again.post.id, again.created) == (first.post.id, NOW)
    assert found(database).post.followers == 1
    with pytest.raises(NotFound, match="'x'"):
        found(database, owner="nobody")


def test_the_tags_of_a_post_follow_the_feedback_on_its_answer(database: Database) -> None:
    put_answer(database, "A", "a", "b")
    tell(database, event("removed", "a", at=ago(minutes=5)))
    put(database, post(profile_id="p", recommendation_id="A"))
    assert found(database).tags == (Tag("b"),)
    tell(database, event("kept", "a"), event("added", "z"))
    assert found(database).tags == tuple(tags("a", "b", "z"))
    assert uses(database) == {"a": 1, "b": 1, "z": 1}


def test_the_tags_that_an_owner_tells_are_not_changed_by_feedback(database: Database) -> None:
    put_answer(database, "A", "a", "b")
    put(database, post("x", "c", profile_id="p", recommendation_id="A"))
    tell(database, event("removed", "a"))
    assert found(database).tags == (Tag("c"),)
    assert uses(database) == {"c": 1}


def test_chosen_tags_outlive_the_answer(database: Database) -> None:
    put_answer(database, "A", "a")
    put(database, post(recommendation_id="A"))
    database.write_now(delete_recommendation, "A", owner=ME)
    assert (found(database).post.recommendation_id, found(database).tags) == (None, (Tag("a"),))


def test_tags_count_as_used_once_for_each_post(database: Database) -> None:
    for _ in range(2):
        put(database, post("x", "a", "b", profile_id="p", published=ago(days=1)), post("y", "a", profile_id="p"))
    assert uses(database) == {"a": 2, "b": 1}
    put(database, post("x", "b", "c"))
    assert uses(database) == {"a": 1, "b": 1, "c": 1}
    put(database, post("x", profile_id="q"))
    assert (uses(database), uses(database, "q")) == ({"a": 1}, {"b": 1, "c": 1})


def test_a_deleted_post_is_gone_with_what_it_earned(database: Database) -> None:
    id = put_whole(database, "x", "a")
    see(database, id, 5, likes=1)
    database.write_now(delete_post, "x", owner=ME)
    with database.reading() as connection:
        assert engagements_of(connection, [id]) == {}
    assert uses(database) == {}
    with pytest.raises(NotFound):
        database.write_now(delete_post, "x", owner=ME)


def test_the_posts_of_an_account_can_be_forgotten(database: Database) -> None:
    put(database, post("x", profile_id="p"), post("y", profile_id="q"), post("x", profile_id="p", owner="you"))
    assert database.write_now(forget_posts, Account(ME, "p")) == 1
    with database.reading() as connection:
        assert [each.post.external_id for each in list_posts(connection, owner=ME, limit=9)] == ["y"]
        assert len(list_posts(connection, owner="you", limit=9)) == 1


def test_a_list_goes_on_behind_a_post(database: Database) -> None:
    put(database, *(post(name) for name in ("c", "a", "b", "d")))
    with database.reading() as connection:
        page = list_posts(connection, owner=ME, limit=2, after="a")
    assert [each.post.external_id for each in page] == ["b", "c"]


def test_old_posts_are_purged_and_those_whose_age_is_not_known_by_when_we_heard_of_them(database: Database) -> None:
    put(database, post("old", published=ago(days=10)), post("new", published=ago(days=8)), post("young"))
    put(database, post("unknown"), now=ago(days=10))
    assert database.write_now(purge_posts, older_than=ago(days=9), limit=1) == 1
    assert database.write_now(purge_posts, older_than=ago(days=9)) == 1
    with database.reading() as connection:
        assert [each.post.external_id for each in list_posts(connection, owner=ME, limit=9)] == ["new", "young"]


def test_two_writers_of_one_new_post_make_one(database: Database) -> None:
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda n: put(database, post("x", "a", profile_id="p", followers=n)), range(8)))
        list(threads.map(lambda n: send(database, report("y", likes=n)), range(8)))
    assert uses(database) == {"a": 1}
    with database.reading() as connection:
        (seen,) = engagements_of(connection, [found(database, "y").post.id]).values()
    assert [each.likes for each in seen] == [7]


def test_nothing_is_written_for_nobody(database: Database) -> None:
    assert database.write_now(put_posts, [], source="import", api_key_id=None, now=NOW) == []


def test_an_alias_counts_as_a_use_of_its_tag(database: Database) -> None:
    put_tags(database, draft("sunny", aliases=(Tag("sun"),)))
    put(database, post("x", "sun", "sea", profile_id="p"), post("y", "sunny", "sun", profile_id="p"))
    assert uses(database) == {"sunny": 2, "sea": 1}
    put(database, post("x", "sunny", profile_id="p"))
    assert uses(database) == {"sunny": 2}
    database.write_now(delete_post, "y", owner=ME)
    assert uses(database) == {"sunny": 1}
