"""What tags earned, on made-up residuals whose true lifts are known, and how far somebody can move them."""

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from benchmarks.lift_coverage import TagWorld, make_world
from hashtagger.posts import Account
from hashtagger.ranking import TagLift
from ranker.lifts import NOT_KNOWN, WORST, Variances, account_lifts, furthest, tag_lifts, weight_of
from ranker.residuals import engagement
from tests.ranker.outcomes import outcome, tagged

TAU, OMEGA, SIGMA = 0.06, 0.15, 0.6


def earned(seed=0, *, accounts=200, posts=30, tags=100, owner="local"):
    """Posts with one tag each: outcomes, residuals, the true lift of each tag, and of each account's tags."""
    chance = np.random.default_rng(seed)
    truth = dict(zip(tagged([f"t{n}" for n in range(tags)]), chance.normal(0.0, TAU, tags).tolist(), strict=True))
    names, own, made, residuals = list(truth), {}, [], []
    for who in range(accounts):
        for tag in chance.choice(names, 6, replace=False):
            own[Account(owner, str(who)), tag] = truth[tag] + chance.normal(0.0, OMEGA)
        used = [tag for account, tag in own if account.profile_id == str(who)]
        for number in range(posts):
            tag = used[number % 6]
            made.append(outcome(number, hour=number, who=str(who), owner=owner, tags=(tag,)))
            residuals.append(own[made[-1].account, tag] + chance.normal(0.0, SIGMA))
    return made, np.array(residuals), truth, own


def levelled(made, values):
    """Residuals as they are once the level of each account, with what its tags earn on average, is taken off."""
    sums = defaultdict(list)
    for each, value in zip(made, values, strict=True):
        sums[each.account].append(value)
    return values - np.array([np.mean(sums[each.account]) for each in made])


def test_an_interval_of_eighty_percent_holds_the_true_lift_in_about_eighty():
    inside, own_inside = [], []
    for seed in range(4):
        made, values, truth, own = earned(seed)
        residuals = levelled(made, values)
        population = tag_lifts(made, residuals)
        inside += [abs(lift.lift - truth[tag]) < 1.2816 * lift.error for tag, lift in population.lifts.items()]
        accounts = account_lifts(made, residuals, population.lifts, population.variances)
        for (account, tag), true in own.items():
            lift = accounts[account][tag].lift
            own_inside.append(abs(lift.lift - true) < 1.2816 * lift.error)
    assert 0.75 < np.mean(inside) < 0.95
    assert 0.75 < np.mean(own_inside) < 0.86


def test_intervals_hold_the_truth_where_posts_have_many_tags_and_some_tags_are_on_most_posts():
    inside, often = [], []
    for seed in range(2):
        made, truth, _ = make_world(TagWorld("many tags"), np.random.default_rng(seed), accounts=60)
        residuals = levelled(made, engagement(made))
        population = tag_lifts(made, residuals)
        found = account_lifts(made, residuals, population.lifts, population.variances)
        for (account, tag), true in truth.items():
            if tag in found[account]:
                lift = found[account][tag].lift
                inside.append(abs(lift.lift - true) < 1.2816 * lift.error)
                often.append(lift.posts > 24)
    assert 0.72 < np.mean(inside) < 0.93
    assert 0.72 < np.mean(np.array(inside)[often]) < 0.96


def test_a_tag_on_every_post_of_an_account_tells_it_nothing():
    variances = Variances(0.6, 0.2, 0.05, behind=0.3)
    over_all = {tagged(["sun"])[0]: TagLift(100, 0.1, 0.04)}
    made = [outcome(n, hour=n, tags=tagged(["sun"])) for n in range(50)]
    found = account_lifts(made, np.zeros(50), over_all, variances)[Account("local", "a")][tagged(["sun"])[0]]
    assert found.lift.error == pytest.approx(np.hypot(0.3, 0.04))


def test_how_tags_differ_between_accounts_is_found_although_levels_take_in_a_part():
    made, _, _ = make_world(TagWorld("many tags", omega=0.2), np.random.default_rng(5), accounts=100)
    found = tag_lifts(made, levelled(made, engagement(made))).variances
    assert found.accounts < 0.15
    assert found.behind == pytest.approx(0.2, abs=0.03)


def test_what_errors_are_made_of_moves_no_lift():
    made = [outcome(n, hour=n, tags=tagged(["sun"][: n % 2])) for n in range(20)]
    residuals = np.where(np.arange(20) % 2, 0.4, -0.4)
    sun = tagged(["sun"])[0]
    plain = account_lifts(made, residuals, {sun: TagLift(9, 0.1, 0.04)}, Variances(0.6, 0.2, 0.05))
    wider = account_lifts(
        made, residuals, {sun: TagLift(9, 0.1, 0.12)}, Variances(0.6, 0.2, 0.05, behind=0.4, wider=3.0)
    )
    one, other = (found[Account("local", "a")][sun].lift for found in (plain, wider))
    assert other.lift == pytest.approx(one.lift)
    assert other.error > one.error


def test_the_variances_are_found():
    made, residuals, *_ = earned(accounts=600)
    found = tag_lifts(made, residuals).variances
    assert found.noise == pytest.approx(SIGMA, abs=0.02)
    assert found.accounts == pytest.approx(OMEGA, abs=0.05)
    assert found.tags == pytest.approx(TAU, abs=0.03)


def test_shrunk_lifts_are_nearer_to_the_truth_than_means():
    made, residuals, truth, _ = earned()
    population = tag_lifts(made, residuals)
    means = {t: np.mean([r for each, r in zip(made, residuals, strict=True) if t in each.tags]) for t in truth}
    missed = sum((population.lifts[tag].lift - truth[tag]) ** 2 for tag in truth)
    assert missed < 0.75 * sum((means[tag] - truth[tag]) ** 2 for tag in truth)


def test_where_tags_do_nothing_lifts_are_near_nothing():
    made, residuals, *_ = earned()
    noise = np.random.default_rng(9).normal(0.0, SIGMA, len(residuals))
    lifts = [each.lift for each in tag_lifts(made, noise).lifts.values()]
    assert np.abs(lifts).max() < 0.05


def test_posts_accounts_and_the_last_use_are_counted():
    made = [outcome(n, hour=n, who=who, tags=tagged(["sun"])) for who in ("a", "b") for n in range(3)]
    found = tag_lifts(made, np.zeros(6))
    assert found.accounts == {"sun": 2}
    assert (found.lifts["sun"].posts, found.lifts["sun"].last_used) == (6, made[2].published)


def test_one_key_that_sends_a_hundred_thousand_positives_moves_a_lift_by_a_stated_amount_only():
    made, residuals, *_ = earned(owner="honest")
    before = tag_lifts(made, residuals)
    # Spread over a thousand accounts, half of the posts without the tag so that the other half stands out.
    pushed = [
        outcome(n, hour=n, who=str(n % 1000), owner="pusher", tags=tagged(["t0"] if n % 2000 < 1000 else ["calm"]))
        for n in range(100_000)
    ]
    forged = np.array([3.0 if "t0" in each.tags else -3.0 for each in pushed])
    after = tag_lifts([*made, *pushed], np.concatenate([residuals, forged]))
    bound = furthest(np.array([5.0]), WORST)
    assert bound == pytest.approx(0.186, abs=0.001)
    assert 0.02 < after.lifts["t0"].lift - before.lifts["t0"].lift < bound


def test_one_account_has_less_than_one_vote_however_much_it_posts():
    weight = weight_of(np.array([1.0, 10.0, 1e6]), np.array([50.0, 50.0, 1e6]), NOT_KNOWN)
    assert (np.diff(weight) > 0).all()
    assert weight[-1] < 1.0
    assert furthest(np.array([1.0]), WORST) == pytest.approx(0.112, abs=0.001)


def test_five_hundred_fresh_accounts_count_little():
    fresh = weight_of(np.ones(500), np.full(500, 2.0), NOT_KNOWN)
    assert furthest(fresh, NOT_KNOWN) < 0.05
    made, residuals, *_ = earned(owner="honest")
    sybils = [outcome(n, hour=n, owner=f"sybil{k}", tags=tagged(["t0"][:n])) for k in range(500) for n in range(2)]
    forged = np.array([3.0 * len(each.tags) for each in sybils])
    before, after = tag_lifts(made, residuals), tag_lifts([*made, *sybils], np.concatenate([residuals, forged]))
    moved = after.lifts["t0"].lift - before.lifts["t0"].lift
    assert abs(moved) < furthest(weight_of(np.ones(500), np.full(500, 2.0), after.variances), after.variances) + 0.02


def test_newcomers_share_one_voice_however_many_they_are():
    made, residuals, *_ = earned(owner="honest")
    made = [replace(each, heard=each.published) for each in made]
    late = made[-1].published + timedelta(days=60)
    new = [
        replace(outcome(n, hour=n, owner=f"sybil{k}", tags=tagged(["t0"][: n % 2])), heard=late)
        for k in range(500)
        for n in range(20)
    ]
    forged = np.array([3.0 * len(each.tags) for each in new])
    before = tag_lifts(made, residuals)
    moved = []
    for heard in (late, made[0].published):
        old_or_new = [replace(each, heard=heard) for each in new]
        after = tag_lifts([*made, *old_or_new], np.concatenate([residuals, forged]))
        moved.append(after.lifts["t0"].lift - before.lifts["t0"].lift)
    assert 0.0 < moved[0] < furthest(np.array([5.0]), WORST) < moved[1]


def test_one_owner_does_not_decide_how_much_all_others_are_believed():
    made, residuals, *_ = earned()
    made = [
        replace(each, account=Account(f"owner{int(each.account.profile_id) % 40}", each.account.profile_id))
        for each in made
    ]
    loud = [outcome(n, hour=n, owner="loud", tags=tagged([f"t{n % 100}"])) for n in range(5_000)]
    forged = np.where(np.arange(5_000) // 100 % 2, 2.0, -2.0)
    before, after = tag_lifts(made, residuals), tag_lifts([*made, *loud], np.concatenate([residuals, forged]))
    assert after.variances.noise == pytest.approx(before.variances.noise, abs=0.03)
    assert after.variances.tags == pytest.approx(before.variances.tags, abs=0.03)


def test_an_account_with_a_single_post_says_nothing_of_its_tags():
    found = tag_lifts([outcome(1, tags=tagged(["sun"]))], np.array([2.0]))
    assert found.lifts["sun"].lift == 0.0


def test_what_the_owner_of_the_machine_reports_has_a_voice_for_each_account():
    made, residuals, *_ = earned(accounts=400, tags=8)
    own, asked = tag_lifts(made, residuals), tag_lifts(*earned(accounts=400, tags=8, owner="one")[:2])
    assert own.lifts["t0"].error < 0.6 * asked.lifts["t0"].error


def test_an_accounts_lift_begins_at_the_lift_over_all_and_moves_with_its_posts():
    variances = Variances(0.6, 0.2, 0.05)
    over_all = {tagged(["sun"])[0]: TagLift(100, 0.1, 0.03)}
    lifts = []
    for posts in (1, 10, 1000):
        made = [outcome(n, hour=n, tags=tagged(["sun"] if n < posts else [])) for n in range(posts + 2000)]
        found = account_lifts(made, np.full(posts + 2000, -0.4), over_all, variances)[Account("local", "a")]
        lifts.append(found[tagged(["sun"])[0]])
    assert [each.mean for each in lifts] == pytest.approx([-0.4] * 3)
    assert 0.1 > lifts[0].lift.lift > 0.0 > lifts[1].lift.lift > lifts[2].lift.lift > -0.4
    assert lifts[0].lift.error > lifts[1].lift.error > lifts[2].lift.error
    assert lifts[2].lift.lift == pytest.approx(-0.4, abs=0.01)


def test_a_tag_that_nobody_else_used_is_shrunk_towards_nothing():
    made = [outcome(n, hour=n, tags=tagged(["own"])) for n in range(4)]
    found = account_lifts(made, np.full(4, 0.8), {}, NOT_KNOWN)[Account("local", "a")][tagged(["own"])[0]]
    assert 0.0 < found.lift.lift < 0.4


def test_the_order_of_posts_does_not_matter():
    made, residuals, *_ = earned(accounts=20)
    turned = tag_lifts(made[::-1], residuals[::-1])
    assert {t: x.lift for t, x in tag_lifts(made, residuals).lifts.items()} == pytest.approx(
        {t: x.lift for t, x in turned.lifts.items()}
    )


def test_no_posts_and_posts_without_tags_have_no_lifts():
    assert tag_lifts([], np.empty(0)).lifts == {}
    assert tag_lifts([outcome(1)], np.zeros(1)).lifts == {}
    assert account_lifts([], np.empty(0), {}, NOT_KNOWN) == {}
