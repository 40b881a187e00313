"""What a post earned beyond what was to be expected, on posts whose true effects are known."""

from dataclasses import replace
from datetime import timedelta, timezone

import numpy as np
import pytest

from ranker.residuals import LIMIT, ResidualModel, fit
from tests.ranker.outcomes import outcome, world


@pytest.fixture(scope="module")
def plain():
    made, luck = world()
    return made, luck, fit(made)


def test_it_finds_the_hour_the_age_the_followers_and_the_noise(plain):
    _, _, model = plain
    slopes = model.named_slopes()
    assert slopes["hour_sin"] == pytest.approx(0.4, abs=0.08)
    assert slopes["hour_cos"] == pytest.approx(0.0, abs=0.08)
    assert slopes["log_age"] == pytest.approx(0.3, abs=0.05)
    assert slopes["log_age"] + slopes["log_age_after_24_h"] == pytest.approx(0.0, abs=0.12)
    assert slopes["log_followers"] == pytest.approx(0.5, abs=0.3)
    assert model.levels.noise == pytest.approx(0.5, abs=0.05)
    assert model.levels.between == pytest.approx(1.0, abs=0.25)


def test_residuals_are_what_chance_added(plain):
    made, luck, model = plain
    assert np.corrcoef(model.residuals(made), luck)[0, 1] > 0.95


def test_no_post_is_pulled_to_zero_by_itself(plain):
    made, _, model = plain
    better = replace(made[7], interactions=made[7].interactions * np.e**0.5 + np.e**0.5 - 1)
    before, after = (model.residuals([*made[:7], each, *made[8:]]) for each in (made[7], better))
    assert after[7] - before[7] == pytest.approx(0.5)


def test_a_viral_post_hardly_moves_its_neighbours(plain):
    made, _, model = plain
    viral = replace(made[7], interactions=made[7].interactions * 10_000)
    before, after = (model.residuals([*made[:7], each, *made[8:]]) for each in (made[7], viral))
    others = np.arange(len(made)) != 7
    assert np.abs(after - before)[others].max() < 2 * 2.5 * model.levels.noise / 24
    assert after[7] == pytest.approx(LIMIT * model.spread)


def test_one_viral_post_in_fifty_leaves_the_slopes_as_they_are():
    made, luck = world(viral=0.02)
    model = fit(made)
    assert model.named_slopes()["hour_sin"] == pytest.approx(0.4, abs=0.1)
    assert model.levels.noise < 0.65
    calm = np.array([each.interactions < 1e6 for each in made])
    assert np.corrcoef(model.residuals(made)[calm], luck[calm])[0, 1] > 0.85


def test_an_account_that_nobody_knows_has_the_level_of_the_population(plain):
    _, _, model = plain
    stranger = outcome(1, who="nobody", followers=3000)
    fixed = model.expected([stranger])
    level_of_it = model.expected(
        [stranger], known=[outcome(n, who="nobody", followers=3000, log=9.0) for n in range(2, 30)]
    )
    assert model.expected([replace(stranger, interactions=1e6)]) == pytest.approx(fixed)
    assert level_of_it > fixed + 1.0


def test_past_only_does_not_see_what_comes_later_or_at_the_same_moment(plain):
    made, _, model = plain
    target = made[7]
    rest = [*made[:7], *made[8:]]
    earlier = [each for each in rest if each.published < target.published]
    changed = [each if each in earlier else replace(each, interactions=each.interactions * 50 + 50) for each in rest]
    twin = replace(target, post_id="twin", interactions=1e6)
    expected = model.expected([target], known=rest, past_only=True)
    assert np.array_equal(model.expected([target], known=changed, past_only=True), expected)
    assert np.array_equal(model.expected([target], known=[*rest, twin], past_only=True), expected)
    assert not np.array_equal(model.expected([target], known=rest), expected)


def test_the_first_post_of_an_account_has_no_past(plain):
    made, _, model = plain
    first = min(made[:25], key=lambda each: each.published)
    assert model.expected([first], known=made[:25], past_only=True) == pytest.approx(model.expected([first]))


def test_levels_that_drift_are_followed():
    chance = np.random.default_rng(1)
    made = []
    for who in range(20):
        walk = np.cumsum(chance.normal(0.0, 0.35, 60))
        made += [
            outcome(n, who=str(who), hour=24.0 * n, log=5.0 + walk[n] + chance.normal(0.0, 0.3)) for n in range(60)
        ]
    model = fit(made)
    still = replace(model, levels=replace(model.levels, drift=0.0))
    assert model.levels.drift > 0.0
    assert np.std(model.residuals(made, past_only=True)) < 0.9 * np.std(still.residuals(made, past_only=True))


def test_levels_that_stay_do_not_drift(plain):
    assert plain[2].levels.drift == 0.0


def test_the_same_posts_in_another_order_give_the_same_residuals(plain):
    made, _, model = plain
    turned = made[::-1]
    again = fit(turned).residuals(turned)[::-1]
    assert again == pytest.approx(model.residuals(made), abs=1e-9)


def test_a_post_that_is_known_twice_counts_once(plain):
    made, _, model = plain
    assert model.residuals(made[:25], known=made[:25]) == pytest.approx(model.residuals(made[:25]))


def test_a_model_survives_json(plain):
    _, _, model = plain
    assert ResidualModel.from_json(model.to_json()) == model
    with pytest.raises(ValueError, match="columns"):
        ResidualModel.from_json(replace(model, slopes=model.slopes[:-1]).to_json())


def test_a_platform_that_was_never_seen_and_unknown_followers_are_no_obstacle(plain):
    _, _, model = plain
    strange = outcome(1, platform="somewhere", followers=None)
    assert np.isfinite(model.residuals([strange])).all()


@pytest.mark.parametrize("posts", [1, 2])
def test_a_single_account_with_hardly_a_post_can_be_fitted(posts):
    made = [outcome(n, log=float(n), hour=5.0 * n, followers=None) for n in range(posts)]
    assert np.isfinite(fit(made).residuals(made)).all()


def test_accounts_with_one_post_each_can_be_fitted():
    made = [outcome(1, who=str(n), log=2.0 + n % 5) for n in range(30)]
    assert np.isfinite(fit(made).residuals(made)).all()


def test_equal_posts_have_no_residual():
    made = [outcome(n, hour=n) for n in range(20)]
    assert fit(made).residuals(made) == pytest.approx(np.zeros(20), abs=1e-3)


def test_nothing_cannot_be_fitted_and_has_no_residuals(plain):
    with pytest.raises(ValueError, match="no post"):
        fit([])
    assert plain[2].residuals([]).shape == (0,)


def test_time_zones_do_not_matter(plain):
    made, _, model = plain
    moved = [replace(each, published=each.published.astimezone(timezone(timedelta(hours=9)))) for each in made]
    assert model.residuals(moved) == pytest.approx(model.residuals(made))
