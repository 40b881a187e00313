"""Counts again what tags earned, over all accounts and for each, and what is used beside what, from the posts known now."""

from __future__ import annotations

import json
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta

import numpy as np
import sqlalchemy as sa

from hashtagger.posts import Account, PostOutcome
from hashtagger.ranking import EarnedTag
from hashtagger.settings import Settings
from hashtagger.storage.accounts import CountedAccount, changed_accounts, put_accounts, put_one_account
from hashtagger.storage.companions import Pair, put_companions
from hashtagger.storage.database import Database
from hashtagger.storage.distrust import read_distrusted
from hashtagger.storage.meta import TAG_ALIASES_VERSION, read_meta, write_meta
from hashtagger.storage.outcomes import read_outcomes
from hashtagger.storage.posted_tags import PostedTags, read_posted_tags
from hashtagger.storage.ranking_tables import engagements, feedback, posts
from hashtagger.storage.tag_lifts import lifts_of, put_lifts
from hashtagger.storage.tags import resolve, spellings
from hashtagger.types import Tag
from ranker import companions
from ranker.lifts import NOT_KNOWN, PopulationLifts, Variances, account_lifts, tag_lifts
from ranker.residuals import ResidualModel, engagement, fit
from ranker.voices import even_sample

LIFT_MODEL = "lift_model"
"""Key of the model behind the lifts, so that one account can be counted without all others."""
COUNTED_FROM = "lifts_counted_from"
CHUNK_ROWS = 10_000
"""Tags of accounts that are written in one transaction: on SQLite nobody else writes meanwhile."""
_FETCHED_ROWS = 10_000
_EVER = datetime(1970, 1, 1, tzinfo=UTC)
_SOON = timedelta(days=1)


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """Everything that is counted, from one snapshot."""

    outcomes: Sequence[PostOutcome]
    """With tags as their owners spelled them."""
    posted: Sequence[PostedTags]
    spellings: Mapping[Tag, Tag]
    """The tag of the catalogue that each key and alias stands for."""
    counted_from: str
    """See ``what_is_there``."""


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


def recount(database: Database, *, now: datetime, settings: Settings) -> Mapping[str, int]:
    """
    Count everything and write it; answers how many of what. Blocks.

    No transaction is open while it counts, which takes seconds for 100,000 posts.
    """
    with database.reading() as connection:
        material = read(connection, now=now, settings=settings)
    return keep(database, count(material), now=now)


def read(connection: sa.Connection, *, now: datetime, settings: Settings) -> Material:
    """The posts of the last ``keep_posts_days``."""
    since = now - timedelta(days=settings.ranker.keep_posts_days)
    return Material(
        outcomes=read_outcomes(connection, since=since, until=now + _SOON),
        posted=read_posted_tags(connection, since=since),
        spellings=spellings(connection),
        counted_from=what_is_there(connection, now=now),
    )


def count(material: Material) -> Counted:
    """What it comes to. An alias counts as its tag; a tag that the catalogue does not know counts as it is."""
    outcomes = _spelled(material.outcomes, material.spellings)
    pairs = companions.companions_from(material.posted, material.spellings)
    if not outcomes:
        return Counted(PopulationLifts({}, {}, NOT_KNOWN), {}, None, pairs, material.counted_from)
    model = fit([outcomes[at] for at in even_sample(outcomes).tolist()])
    residuals = model.residuals(outcomes)
    population = tag_lifts(outcomes, residuals)
    earned = account_lifts(outcomes, residuals, population.lifts, population.variances)
    return Counted(population, _accounts(outcomes, earned), model, pairs, material.counted_from)


def keep(database: Database, counted: Counted, *, now: datetime) -> Mapping[str, int]:
    """
    Make what was counted what is known, writing only what changed. Blocks.

    Accounts come first, some in each transaction, so that other writers get their turn in between; then, in one, all that
    is over all accounts, and that it was counted. So a reader may see the new rows of an account beside the old lifts, and a
    count that fails on the way is due again.
    """
    with database.reading() as connection:
        changed = changed_accounts(connection, counted.accounts)
    for some in _in_chunks(changed):
        database.write_now(put_accounts, some, now=now)
    return database.write_now(_keep_population, counted, now=now)


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
    outcomes = _spelled(outcomes, resolve(connection, (tag for each in outcomes for tag in each.tags)))
    model, variances = last_model(connection)
    residuals = (model or fit(outcomes)).residuals(outcomes)
    population = lifts_of(connection, (tag for each in outcomes for tag in each.tags))
    earned = account_lifts(outcomes, residuals, population, variances)
    return _accounts(outcomes, earned)[account]


def what_is_there(connection: sa.Connection, *, now: datetime) -> str:
    """
    A text that changes every day, and when posts, what they say or earned, feedback or aliases come, go or change, or who is
    trusted does.
    """
    seen = [f"{now.astimezone(UTC):%Y-%m-%d}", *sorted(read_distrusted(connection))]
    for table in (engagements, feedback):
        row = connection.execute(sa.select(sa.func.count(), sa.func.max(table.c.received))).one()
        seen.append(f"{row[0]} {row[1]}")
    return "; ".join([*seen, _what_posts_say(connection), str(read_meta(connection, TAG_ALIASES_VERSION))])


def last_variances(connection: sa.Connection) -> Variances:
    """Those that the lifts of the last recount were made with."""
    return last_model(connection)[1]


def _keep_population(connection: sa.Connection, counted: Counted, *, now: datetime) -> Mapping[str, int]:
    tags = put_lifts(connection, counted.population.lifts, counted.population.accounts, now=now)
    pairs = put_companions(connection, counted.pairs, source=companions.POSTS)
    model = "null" if counted.model is None else counted.model.to_json()
    variances = json.dumps(asdict(counted.population.variances))
    write_meta(connection, LIFT_MODEL, f'{{"residuals": {model}, "variances": {variances}}}')
    write_meta(connection, COUNTED_FROM, counted.counted_from)
    posts = sum(each.posts for each in counted.accounts.values())
    return {"posts": posts, "tags": tags, "accounts": len(counted.accounts), "companions": pairs}


def _in_chunks(accounts: Mapping[Account, CountedAccount]) -> Iterator[Mapping[Account, CountedAccount]]:
    """Of about ``CHUNK_ROWS`` rows each."""
    chunk: dict[Account, CountedAccount] = {}
    rows = 0
    for account, counted in accounts.items():
        chunk[account] = counted
        rows += 1 + len(counted.tags)
        if rows >= CHUNK_ROWS:
            yield chunk
            chunk, rows = {}, 0
    if chunk:
        yield chunk


def _spelled(outcomes: Sequence[PostOutcome], spellings: Mapping[Tag, Tag]) -> list[PostOutcome]:
    """With each alias as its tag, and no tag twice."""
    return [
        replace(each, tags=tuple(dict.fromkeys(spellings.get(tag, tag) for tag in each.tags)))
        if any(spellings.get(tag, tag) != tag for tag in each.tags)
        else each
        for each in outcomes
    ]


def _what_posts_say(connection: sa.Connection) -> str:
    """A checksum of it: a correction changes neither how many there are nor when they came."""
    p = posts.c
    facts = (p.id, p.profile_id, p.platform, p.published, p.format, p.followers, p.tags, p.chosen, p.recommendation_id)
    text: sa.ColumnElement[str] = sa.literal("", sa.Text)
    for fact in facts:
        text = text + "|" + sa.func.coalesce(sa.cast(fact, sa.Text), "", type_=sa.Text)
    said = sa.select(text).order_by(p.id)
    found = 0
    for some in connection.scalars(said.execution_options(yield_per=_FETCHED_ROWS)).partitions():
        found = zlib.crc32("\n".join(some).encode(), found)
    return f"{found:08x}"


def last_model(connection: sa.Connection) -> tuple[ResidualModel | None, Variances]:
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
