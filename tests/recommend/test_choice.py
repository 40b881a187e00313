"""What chance is drawn from, and whose slates are logged beside what is shown."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest

from hashtagger.posts import PostFormat
from hashtagger.ranking import Ranking, Shadow, Situation
from hashtagger.recommend.choice import Choice, make_choice, seed_of
from hashtagger.recommend.contradictions import Contradictions
from hashtagger.recommend.exploration import draw
from hashtagger.recommend.request import RecommendationRequest
from hashtagger.types import Deadline
from tests.fakes.builders import scored

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
WORDS = ("dog", "beach", "sunset", "waves", "sand", "sea", "sky", "sun", "run", "cat", "car", "ski")
ASKED = RecommendationRequest(Deadline.after(60), text="A dog at sea", profile_id="me")
SITUATION = Situation(NOW, "instagram", PostFormat.PHOTO, images=0, text=ASKED.text, max_tags=5)


def chosen(request=ASKED, *, at=NOW, id="1", explore=0.5, shadow=None, baseline=None) -> Choice:
    """Five of ``WORDS``; a watched policy likes best the words that are named."""

    def watched(policy: str, likes: str | None) -> Shadow | None:
        return None if likes is None else Shadow(policy, np.array([float(word in likes.split()) for word in WORDS]))

    ranking = Ranking(
        [scored(word, 0.9 - place / 100) for place, word in enumerate(WORDS)],
        "learned-1",
        "schema",
        np.zeros((len(WORDS), 1), np.float32),
        watched("watched-1", shadow),
        baseline=watched("baseline-1", baseline),
    )
    return make_choice(
        request,
        replace(SITUATION, now=at),
        ranking,
        Contradictions([]),
        room=5,
        explore=explore,
        recommendation_id=id,
    )


def test_asking_again_for_the_same_post_on_the_same_day_draws_the_same():
    assert len({chosen(id=f"{number}").exploration for number in range(50)}) == 1
    assert len({chosen(replace(ASKED, text=f"post {number}")).exploration.tag for number in range(50)}) > 2


@pytest.mark.parametrize(
    "other",
    [{"text": "Another dog"}, {"profile_id": "you"}, {"owner": "them"}],
    ids=["content", "profile", "owner"],
)
def test_another_content_or_account_draws_anew(other):
    assert seed_of(replace(ASKED, **other), NOW, "1") != seed_of(ASKED, NOW, "1")


def test_the_day_is_that_of_universal_time():
    evening = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    assert seed_of(ASKED, evening, "1") == seed_of(ASKED, NOW, "1")
    assert seed_of(ASKED, evening.astimezone(timezone(timedelta(hours=3))), "1") == seed_of(ASKED, NOW, "1")
    assert seed_of(ASKED, evening + timedelta(hours=1), "1") != seed_of(ASKED, NOW, "1")


def test_names_are_not_run_together():
    one, two = (replace(ASKED, owner=owner, profile_id=profile) for owner, profile in (("ab", "c"), ("a", "bc")))
    assert seed_of(one, NOW, "1") != seed_of(two, NOW, "1")


def test_without_a_profile_every_answer_draws_for_itself():
    drawn = {chosen(replace(ASKED, profile_id=None), id=f"{number}").exploration.tag for number in range(50)}
    assert len(drawn) > 2


def test_the_log_can_draw_again():
    for number in range(20):
        logged = chosen(replace(ASKED, text=f"post {number}")).exploration
        assert draw(replace(logged, position=None, tag=None, seed=""), logged.seed) == logged


def test_the_slates_of_both_watched_policies_are_kept():
    choice = chosen(shadow="ski car", baseline="cat run")
    assert choice.shadow_shown[:2] == ("car", "ski")
    assert choice.baseline_shown is not None
    assert choice.baseline_shown[:2] == ("cat", "run")


def test_a_baseline_that_ordered_the_answer_has_no_slate_beside_it():
    assert chosen(shadow="ski car").baseline_shown is None


def test_the_pool_prefers_what_the_shadow_would_show_and_then_what_the_baseline_would():
    pool = chosen(explore=1.0, shadow="ski beach car dog sand", baseline="cat beach dog sand ski").exploration.pool
    assert [tag for tag, _ in pool] == ["car", "ski", "cat", "sea", "sky"]
    assert dict(pool)["ski"] == dict(pool)["cat"] > dict(pool)["sea"] - 1e-12
