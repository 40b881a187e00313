import pytest

from crawlers.streams.hour_counter import Gates, HourCounter, Refusal
from hashtagger.observations import TagHour
from tests.crawlers.streams.builders import HOUR, MINUTE_US, START_US, authors_of, said


@pytest.fixture
def counter():
    return HourCounter(HOUR)


def row_of(counter, tag, language=""):
    (row,) = [row for row in counter.rows() if row.tag == tag and row.language == language]
    return row


def test_authors_posts_and_shares_are_counted_in_any_language_and_in_each(counter):
    counter.add(said("dawn", "fog", by="ann"))
    counter.add(said("dawn", by="bob"))
    counter.add(said("dawn", by="cleo", languages=("de", "en")))
    assert row_of(counter, "dawn") == TagHour("dawn", HOUR, authors=3, posts=3, weight=2.5)
    assert row_of(counter, "dawn", "en") == TagHour("dawn", HOUR, authors=3, posts=3, weight=2.5, language="en")


def test_a_tag_that_one_author_alone_used_has_no_row(counter):
    counter.add(said("mydiary", by="ann"))
    counter.add(said("mydiary", by="ann"))
    assert list(counter.rows()) == []


def test_one_author_who_posts_again_and_again_is_one_author(counter):
    for _ in range(9):
        counter.add(said("dawn", by="ann"))
    counter.add(said("dawn", by="bob"))
    assert row_of(counter, "dawn") == TagHour("dawn", HOUR, authors=2, posts=10, weight=10)


def test_after_ten_posts_in_an_hour_an_author_is_not_heard_any_more(counter):
    answers = [counter.add(said(f"spam{i}", by="bot")) for i in range(12)]
    assert answers == [None] * 10 + [Refusal.AUTHOR_LIMIT] * 2


def test_a_post_with_nine_tags_counts_nowhere_and_its_author_neither(counter):
    stuffed = [f"tag{i}" for i in range(9)]
    for bot in range(50):
        assert counter.add(said(*stuffed, by=f"bot{bot}")) is Refusal.STUFFED
    assert authors_of(counter) == {}
    assert counter.totals()[0].authors == 0


def test_a_post_with_eight_tags_gives_each_an_eighth(counter):
    for author in ("ann", "bob"):
        counter.add(said(*[f"tag{i}" for i in range(8)], by=author))
    assert row_of(counter, "tag7").weight == 0.25


def test_of_two_hundred_bots_with_one_text_three_count(counter):
    for bot in range(200):
        counter.add(said("buynow", by=f"bot{bot}", text="the same words"))
    assert row_of(counter, "buynow") == TagHour("buynow", HOUR, authors=3, posts=3, weight=3)


def test_bots_cannot_win_by_naming_many_languages(counter):
    for bot in range(200):
        counter.add(said("buynow", by=f"bot{bot}", text="the same words", languages=(["en"], ["de"], ["fr"])[bot % 3]))
    assert authors_of(counter) == {"buynow": 3}


def test_people_who_say_it_in_their_own_words_all_count_beside_the_bots(counter):
    for number in range(20):
        counter.add(said("launch", by=f"bot{number}", text="the same words"))
        counter.add(said("launch", by=f"person{number}"))
    assert authors_of(counter) == {"launch": 23}


def test_posts_that_their_authors_call_adult_do_not_count(counter):
    for author in range(50):
        assert counter.add(said("art", by=f"a{author}", is_adult=True)) is Refusal.ADULT
    assert authors_of(counter) == {}


def test_a_second_delivery_does_not_count(counter):
    counter.add(said("dawn", by="bob"))
    post = said("dawn", by="ann")
    assert [counter.add(post), counter.add(post)] == [None, Refusal.REPEATED]
    assert row_of(counter, "dawn").posts == 2


def test_deleted_posts_are_taken_back_and_their_row_shows_it(counter):
    for author in ("ann", "bob", "cleo"):
        counter.add(said("dawn", by=author, rkey="k1"))
    counter.changed_tags()
    assert counter.delete("bob", "k1")
    assert counter.changed_tags() == ["dawn"]
    assert row_of(counter, "dawn") == TagHour("dawn", HOUR, authors=2, posts=2, weight=2, language="")
    counter.delete("ann", "k1")
    counter.delete("cleo", "k1")
    assert row_of(counter, "dawn").authors == 0
    assert counter.totals()[0].authors == 0


def test_a_deletion_counts_once_and_the_post_does_not_come_back(counter):
    post = said("dawn", by="ann")
    counter.add(post)
    assert [counter.delete("ann", post.rkey), counter.delete("ann", post.rkey)] == [True, False]
    assert counter.add(post) is Refusal.REPEATED
    assert counter.totals()[0].posts == 0


def test_an_author_with_another_post_under_the_tag_stays_when_one_is_deleted(counter):
    counter.add(said("dawn", by="ann", rkey="k1"))
    counter.add(said("dawn", by="ann", rkey="k2"))
    counter.add(said("dawn", by="bob"))
    counter.delete("ann", "k1")
    assert row_of(counter, "dawn") == TagHour("dawn", HOUR, authors=2, posts=2, weight=2)


def test_when_a_copy_is_deleted_another_takes_its_place(counter):
    for bot in range(4):
        counter.add(said("buynow", by=f"bot{bot}", rkey="k1", text="the same words"))
    counter.delete("bot0", "k1")
    assert row_of(counter, "buynow").authors == 3


def test_posts_that_are_posted_and_deleted_use_up_the_allowance_all_the_same(counter):
    for number in range(10):
        counter.add(said("spam", by="bot", rkey=f"r{number}"))
        counter.delete("bot", f"r{number}")
    assert counter.add(said("spam", by="bot")) is Refusal.AUTHOR_LIMIT


def test_an_account_that_is_taken_down_takes_all_its_posts_along(counter):
    for tag in ("dawn", "fog", "sea"):
        counter.add(said(tag, by="bot"))
        counter.add(said(tag, by="ann"))
    assert counter.drop_account("bot") == 3
    assert counter.drop_account("bot") == 0
    assert authors_of(counter) == {"dawn": 1, "fog": 1, "sea": 1}


def test_totals_tell_the_share_of_the_hour_and_who_was_heard(counter):
    counter.add(said("dawn", by="ann"))
    counter.add(said("fog", by="ann", languages=("de",)))
    for minute in (0, 0, 1, 59):
        counter.hear(START_US + minute * MINUTE_US)
    totals = {each.language: (each.observed, each.authors, each.posts) for each in counter.totals()}
    assert totals == {"": (0.05, 1, 2), "en": (0.05, 1, 1), "de": (0.05, 1, 1)}


def test_co_tags_are_told_of_tags_with_enough_authors_the_commonest_first(counter):
    for author in range(6):
        counter.add(said("dawn", "fog", by=f"a{author}"))
        counter.add(said("dawn", *(["sea"] if author < 3 else []), by=f"a{author}"))
    counter.add(said("dawn", "mine", by="a0"))
    pairs = list(counter.co_tags())
    assert [pair for pair in pairs if pair[0] == "dawn"] == [("dawn", "fog", 6), ("dawn", "sea", 3)]
    assert [pair for pair in pairs if pair[0] == "sea"] == []


def test_one_author_cannot_marry_two_tags(counter):
    for author in range(6):
        counter.add(said("dawn", by=f"a{author}"))
    for _ in range(10):
        counter.add(said("dawn", "buynow", by="bot"))
    assert list(counter.co_tags()) == []


def test_beyond_its_memory_an_hour_is_thinned_and_still_tells_about_the_same():
    counter = HourCounter(HOUR, Gates(max_uses=2000))
    for author in range(6000):
        counter.add(said("flood", by=f"a{author}"))
        assert counter.uses <= 2000
    assert counter.thinned in (4, 8)
    assert row_of(counter, "flood").authors == pytest.approx(6000, rel=0.15)
    assert counter.totals()[0].authors == pytest.approx(6000, rel=0.15)


def test_thinning_keeps_or_drops_an_author_as_a_whole():
    counter = HourCounter(HOUR, Gates(max_uses=1000))
    for author in range(1000):
        counter.add(said("one", by=f"a{author}"))
        counter.add(said("two", by=f"a{author}"))
    assert row_of(counter, "one").authors == row_of(counter, "two").authors


def test_a_deletion_of_a_post_that_was_thinned_out_changes_nothing():
    counter = HourCounter(HOUR, Gates(max_uses=10))
    for author in range(40):
        counter.add(said("flood", by=f"a{author}", rkey="k1"))
    before = row_of(counter, "flood").authors
    taken_back = sum(counter.delete(f"a{author}", "k1") for author in range(40))
    assert before == taken_back * counter.thinned
    assert row_of(counter, "flood").authors == 0
