"""What a ranker is told of a request beside its candidates: who posts, what its tags earned, what is used together."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from hashtagger.posts import Account, PostFormat
from hashtagger.ranking import AccountHistory, Situation, TagLift
from hashtagger.recommend.patience import in_time
from hashtagger.recommend.request import RecommendationRequest
from hashtagger.storage.account_categories import categories_of_account
from hashtagger.storage.accounts import read_account
from hashtagger.storage.catalogue_view import CatalogueView
from hashtagger.storage.database import Database
from hashtagger.text.hashtags import extract_tags
from hashtagger.types import PlatformRule, Tag


@dataclass(frozen=True, slots=True)
class Known:
    """What the database has to say for a ranking; ``late`` names what failed or did not come in time."""

    account: AccountHistory
    account_categories: Mapping[str, float]
    lifts: Mapping[Tag, TagLift]
    companions: Mapping[Tag, Mapping[Tag, float]]
    late: tuple[str, ...]


async def read_known(
    database: Database,
    catalogue: CatalogueView,
    request: RecommendationRequest,
    candidates: Sequence[Tag],
    *,
    limit_s: float,
) -> Known:
    """Everything at the same time, each as far as it comes in ``limit_s``."""

    async def account() -> tuple[AccountHistory, Mapping[str, float]]:
        if request.profile_id is None:
            return AccountHistory(), {}
        return await database.read(_account, Account(request.owner, request.profile_id), candidates)

    found, learned = await asyncio.gather(
        in_time("account", account(), limit_s=limit_s, deadline=request.deadline),
        in_time(
            "experience",
            catalogue.experience([*candidates, *seeds_of(request)]),
            limit_s=limit_s,
            deadline=request.deadline,
        ),
    )
    # Nobody is explored on who may have asked not to be.
    history, categories = (AccountHistory(explore=False), {}) if found is None else found
    late = tuple(what for what, got in (("account", found), ("experience", learned)) if got is None)
    lifts = {tag: each.lift for tag, each in (learned or {}).items() if each.lift is not None}
    companions = {tag: each.companions for tag, each in (learned or {}).items() if each.companions}
    return Known(history, categories, lifts, companions, late)


def situation_of(request: RecommendationRequest, rule: PlatformRule, known: Known, *, now: datetime) -> Situation:
    return Situation(
        now=now,
        platform=request.platform,
        format=format_of(request),
        images=len(request.images),
        text=request.text,
        max_tags=rule.max_tags,
        language=request.language,
        region=request.region,
        seeds=seeds_of(request),
        account=known.account,
        account_categories=known.account_categories,
        lifts=known.lifts,
        companions=known.companions,
    )


def seeds_of(request: RecommendationRequest) -> tuple[Tag, ...]:
    """The tags asked for, then those typed in the draft, each once."""
    typed = [found.tag for found in extract_tags(request.text, request.platform)]
    return tuple(dict.fromkeys([*request.seed_tags, *typed]))


def format_of(request: RecommendationRequest) -> PostFormat:
    if not request.images:
        return PostFormat.TEXT
    if any(image.media_format == "VIDEO" for image in request.images):
        return PostFormat.CLIP
    return PostFormat.PHOTO if len(request.images) == 1 else PostFormat.CAROUSEL


def _account(
    connection: sa.Connection, account: Account, candidates: Sequence[Tag]
) -> tuple[AccountHistory, Mapping[str, float]]:
    # An account may have used a thousand tags: only the candidates among them are fetched.
    history = read_account(connection, account, candidates)
    return history, categories_of_account(connection, account) if history.posts else {}
