"""What an experiment says in words."""

from datetime import timedelta

import numpy as np

from hashtagger.experiments import Arm, Experiment
from hashtagger.posts import Account
from ranker.experiments import judge
from tests.ranker.outcomes import START, outcome

EXPERIMENT = Experiment("E", Account("local", "a"), "Tags?", (Arm("none", tags=0), Arm("five", tags=5)), START)


def told(difference, *, posts=200, lost=0.0, seed=1, age_h=48.0):
    rng = np.random.default_rng(seed)
    arms, history = {}, [outcome(-n, hour=-10.0 * n, log=3.0 + rng.normal(0, 0.4)) for n in range(30, 0, -1)]
    for number in range(posts):
        arm = EXPERIMENT.draw(str(number)).name
        arms[f"R{number}"] = arm
        if arm == "five" and rng.random() < lost:
            continue
        log = 3.0 + rng.normal(0, 0.4) + difference * (arm == "five")
        history.append(outcome(number, hour=10.0 * number, log=log, recommendation_id=f"R{number}", age_h=age_h))
    return judge(EXPERIMENT, arms, history)


def test_a_helpful_arm_is_better_in_words_with_its_interval():
    result = told(0.6)
    assert result.verdict == "better"
    assert result.words.startswith("'five' is better than 'none': posts earn ")
    assert result.words.endswith("after 200 posts.")
    assert sum(arm.posts for arm in result.arms) == 200


def test_a_harmful_arm_is_worse():
    result = told(-0.6)
    assert result.verdict == "worse"
    assert "% less" in result.words


def test_without_a_difference_it_cannot_tell_and_says_what_is_still_possible():
    result = told(0.0)
    assert result.verdict == "cannot tell yet"
    assert "earns between" in result.words


def test_arms_that_lose_posts_unequally_are_not_compared():
    result = told(0.6, lost=0.6)
    assert result.verdict == "uneven arms"
    assert result.words.startswith("Cannot be compared")


def test_young_posts_do_not_count_yet():
    result = told(0.6, age_h=5.0)
    assert result.comparison.posts == 0
    assert result.words == "Cannot tell yet: 0 posts so far, and the first look is at 20."
    assert sum(arm.answers for arm in result.arms) == 200


def test_of_several_posts_with_one_answer_the_first_published_counts():
    arms = {"R": "five", "S": "none"}
    posts = [outcome(n, hour=n, recommendation_id="R" if n else "S") for n in range(30)]
    result = judge(EXPERIMENT, arms, posts)
    assert [arm.posts for arm in result.arms] == [1, 1]
    assert result.comparison.posts == 2


def test_which_post_of_an_answer_counts_does_not_change_as_they_ripen():
    arms = {"R": "five"}
    first = outcome(0, hour=0, recommendation_id="R", age_h=5.0)
    result = judge(EXPERIMENT, arms, [first, outcome(1, hour=1, recommendation_id="R")])
    assert result.comparison.posts == 0


def test_the_same_content_always_gets_the_same_arm_and_both_arms_come():
    draws = [EXPERIMENT.draw(str(n)).name for n in range(400)]
    assert draws == [EXPERIMENT.draw(str(n)).name for n in range(400)]
    assert 150 < draws.count("five") < 250


def test_posts_from_before_it_began_only_tell_what_is_usual():
    result = judge(EXPERIMENT, {}, [outcome(n, hour=n) for n in range(50)])
    assert (result.comparison.posts, result.verdict) == (0, "cannot tell yet")
    assert START + timedelta(0) == EXPERIMENT.created


def test_few_posts_show_the_whole_difference_on_average():
    seen = [told(0.5, posts=40, seed=seed).comparison.difference for seed in range(30)]
    assert 0.42 < np.mean(seen) < 0.58
