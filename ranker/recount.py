"""Counts again what tags earned, over all accounts and for each, and what is used beside what, from the posts known now."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import sqlalchemy as sa

from hashtagger.posts import Account, PostOutcome
from hashtagger.ranking import EarnedTag
from hashtagger.settings import Settings
from hashtagger.storage.accounts import CountedAccount, put_all_accounts, put_one_account
from hashtagger.storage.companions import Pair, put_companions
from hashtagger.storage.distrust import read_distrusted
from hashtagger.storage.meta import read_meta, write_meta
from hashtagger.storage.outcomes import read_outcomes
from hashtagger.storage.posted_tags import read_posted_tags
from hashtagger.storage.ranking_tables import engagements, feedback, posts
from hashtagger.storage.tag_lifts import lifts_of, put_lifts
from hashtagger.storage.tags import spellings
from hashtagger.types import Tag
from ranker import companions
from ranker.lifts import NOT_KNOWN, PopulationLifts, Variances, account_lifts, tag_lifts
from ranker.residuals import ResidualModel, engagement, fit
from ranker.voices import even_sample

LIFT_MODEL = "lift_model"
"""Key of the model behind the lifts, so that one account can be counted without all others."""
COUNTED_FROM = "lifts_counted_from"
_EVER = datetime(1970, 1, 1, tzinfo=UTC)
_SOON = timedelta(days=1)


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """Everything that a recount found, before it is written."""

    population: PopulationLifts
    accounts: Mapping[Account, CountedAccount]
    model: ResidualModel | None
    """None without any post."""
    pairs: Sequence[Pair]
    """Companions, also of posts that nobody said the engagement of."""
    counted_from: str


def recount(connection: sa.Connection, *, now: datetime, settings: Settings) -> Mapping[str, int]:
    """Count everything and write it, in the transaction of ``connection``; answers how many of what."""
    return keep(connection, count(connection, now=now, settings=settings), now=now)


def count(connection: sa.Connection, *, now: datetime, settings: Settings) -> Counted:
    """What the posts of the last ``keep_posts_days`` come to; reads only, and takes seconds for 100,000 posts."""
    since = now - timedelta(days=settings.ranker.keep_posts_days)
    outcomes = read_outcomes(connection, since=since, until=now + _SOON)
    counted_from = what_is_there(connection, now=now)
    pairs = companions.companions_from(read_posted_tags(connection, since=since), spellings(connection))
    if not outcomes:
        return Counted(PopulationLifts({}, {}, NOT_KNOWN), {}, None, pairs, counted_from)
    model = fit([outcomes[at] for at in even_sample(outcomes).tolist()])
    residuals = model.residuals(outcomes)
    population = tag_lifts(outcomes, residuals)
    earned = account_lifts(outcomes, residuals, population.lifts, population.variances)
    return Counted(population, _accounts(outcomes, earned), model, pairs, counted_from)


def keep(connection: sa.Connection, counted: Counted, *, now: datetime) -> Mapping[str, int]:
    """Write what was counted in place of what was known, whole or not at all."""
    accounts = put_all_accounts(connection, counted.accounts, now=now)
    tags = put_lifts(connection, counted.population.lifts, counted.population.accounts, now=now)
    pairs = put_companions(connection, counted.pairs, source=companions.POSTS)
    model = "null" if counted.model is None else counted.model.to_json()
    variances = json.dumps(asdict(counted.population.variances))
    write_meta(connection, LIFT_MODEL, f'{{"residuals": {model}, "variances": {variances}}}')
    write_meta(connection, COUNTED_FROM, counted.counted_from)
    posts = sum(each.posts for each in counted.accounts.values())
    return {"posts": posts, "tags": tags, "accounts": accounts, "companions": pairs}


def is_due(connection: sa.Connection, *, now: datetime) -> bool:
    """Whether anything is there that the last recount did not see, or a day has begun since."""
    return read_meta(connection, COUNTED_FROM) != what_is_there(connection, now=now)


def recount_account(connection: sa.Connection, account: Account, *, now: datetime) -> int:
    """Count one account and write it; answers its posts. See ``count_account``."""
    counted = count_account(connection, account, now=now)
    put_one_account(connection, account, counted, now=now)
    return counted.posts


def count_account(connection: sa.Connection, account: Account, *, now: datetime) -> CountedAccount:
    """
    Count one account by the model of the last recount, or by its own posts before the first; reads only.

    The lifts over all accounts are as they were at the last recount.
    """
    outcomes = read_outcomes(connection, since=_EVER, until=now + _SOON, account=account)
    if not outcomes:
        return CountedAccount(0, None, None)
    model, variances = _last_model(connection)
    residuals = (model or fit(outcomes)).residuals(outcomes)
    population = lifts_of(connection, (tag for each in outcomes for tag in each.tags))
    earned = account_lifts(outcomes, residuals, population, variances)
    return _accounts(outcomes, earned)[account]


def what_is_there(connection: sa.Connection, *, now: datetime) -> str:
    """A text that changes when posts, what they earned, or feedback come or go, who is trusted, and every day."""
    seen = [f"{now.astimezone(UTC):%Y-%m-%d}", *sorted(read_distrusted(connection))]
    for table, newest in ((engagements, "received"), (feedback, "received"), (posts, "created")):
        row = connection.execute(sa.select(sa.func.count(), sa.func.max(table.c[newest]))).one()
        seen.append(f"{row[0]} {row[1]}")
    return "; ".join(seen)


def last_variances(connection: sa.Connection) -> Variances:
    """Those that the lifts of the last recount were made with."""
    return _last_model(connection)[1]


def _last_model(connection: sa.Connection) -> tuple[ResidualModel | None, Variances]:
    """Nothing, when it is of another version."""
    try:
        found = json.loads(read_meta(connection, LIFT_MODEL) or "{}")
        variances = Variances(**found["variances"])
        return ResidualModel.from_json(json.dumps(found["residuals"])), variances
    except (ValueError, KeyError, TypeError):
        return None, NOT_KNOWN


def _accounts(
    outcomes: Sequence[PostOutcome], earned: Mapping[Account, Mapping[Tag, EarnedTag]]
) -> dict[Account, CountedAccount]:
    values: dict[Account, list[float]] = defaultdict(list)
    told: dict[Account, PostOutcome] = {}
    for each, value in zip(outcomes, engagement(outcomes).tolist(), strict=True):
        values[each.account].append(value)
        if each.followers is not None and (each.account not in told or each.published >= told[each.account].published):
            told[each.account] = each
    return {account: _counted(own, told.get(account), earned.get(account, {})) for account, own in values.items()}


def _counted(own: Sequence[float], last: PostOutcome | None, earned: Mapping[Tag, EarnedTag]) -> CountedAccount:
    return CountedAccount(
        posts=len(own),
        level=float(np.mean(own)),
        spread=float(np.std(own, ddof=1)) if len(own) > 1 else None,
        followers=None if last is None else last.followers,
        followers_as_of=None if last is None else last.published,
        tags=earned,
    )
