"""Who counts as one, and who is new."""

from dataclasses import replace
from datetime import timedelta

import numpy as np

from ranker.voices import SAMPLE_LEAST, even_sample, newcomers
from tests.ranker.outcomes import START, outcome


def heard(owner, day, *, published=0.0):
    return replace(outcome(0, hour=published, owner=owner), heard=START + timedelta(days=day))


def test_an_owner_is_new_for_a_month_by_our_clock_whatever_its_posts_say():
    posts = [heard("old", 0), heard("sleeper", 0, published=24 * 399), heard("old", 400), heard("new", 380)]
    assert newcomers([*posts, heard("backdated", 399, published=-24 * 300)]) == {"new", "backdated"}


def test_a_new_installation_has_newcomers_in_its_last_quarter_only():
    assert newcomers([heard("first", 0), heard("second", 5), heard("third", 9), heard("first", 10)]) == {"third"}


def test_whoever_runs_the_machine_is_never_new():
    assert newcomers([heard("old", 0), heard("local", 100)]) == frozenset()
    assert newcomers([outcome(0, owner="unknown")]) == frozenset()


def test_one_who_sends_very_much_is_a_tenth_of_the_sample():
    usual = [outcome(n, owner=f"owner{n % 40}", who="a") for n in range(20_000)]
    flood = [outcome(n, owner="flood", who="a") for n in range(50_000)]
    chosen = even_sample([*usual, *flood])
    assert (chosen < 20_000).sum() == 20_000
    assert abs((chosen >= 20_000).mean() - 0.1) < 0.01
    assert (np.diff(chosen) > 0).all()


def test_where_posts_are_few_a_busy_owner_keeps_hundreds_and_whoever_runs_the_machine_all():
    idle = [outcome(n, owner=f"idle{n}") for n in range(30)]
    busy = [outcome(n, owner="busy") for n in range(5_000)]
    assert abs(len(even_sample([*idle, *busy])) - SAMPLE_LEAST - 30) < 100
    own = [outcome(n, owner="local") for n in range(5_000)]
    assert len(even_sample([*idle, *own])) == 5_030
