"""The posts of one account with one tag are summed up together, whatever order they come in."""

import random

import numpy as np

from ranker.cells import cells_of
from tests.ranker.outcomes import outcome


def post(number, profile, *tags):
    return outcome(number, hour=number, who=profile, tags=tags)


POSTS = [post(0, "me", "sun", "sea"), post(1, "you", "sun"), post(2, "me", "sun", "sun"), post(3, "me")]
RESIDUALS = np.array([0.5, -1.0, 0.25, 9.0])


def summed(posts, residuals):
    cells = cells_of(posts, residuals)
    names = [(cells.tags[t], cells.accounts[a].profile_id) for t, a in zip(cells.tag, cells.account, strict=True)]
    sums = zip(cells.posts, cells.mean, cells.squares, cells.last, cells.history, strict=True)
    return dict(zip(names, sums, strict=True))


def test_each_tag_of_each_account_has_its_sums_and_a_tag_counts_once_in_a_post():
    assert summed(POSTS, RESIDUALS) == {
        ("sea", "me"): (1, 0.5, 0.25, POSTS[0].published, 3),
        ("sun", "me"): (2, 0.375, 0.3125, POSTS[2].published, 3),
        ("sun", "you"): (1, -1.0, 1.0, POSTS[1].published, 1),
    }


def test_the_order_of_posts_does_not_matter():
    order = list(range(len(POSTS)))
    random.Random(3).shuffle(order)
    assert summed([POSTS[at] for at in order], RESIDUALS[order]) == summed(POSTS, RESIDUALS)


def test_without_posts_or_tags_there_are_no_cells():
    assert summed([], np.empty(0)) == {}
    assert summed([post(0, "me")], np.zeros(1)) == {}
