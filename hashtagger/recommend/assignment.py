"""Lets an experiment decide how a request is answered."""

from __future__ import annotations

import re
from dataclasses import replace

from hashtagger.experiments import Experiment
from hashtagger.posts import Account
from hashtagger.recommend.patience import in_time
from hashtagger.recommend.request import RecommendationRequest
from hashtagger.storage.database import Database
from hashtagger.storage.experiments import running_experiment

LATE = ("experiment",)
"""What a degraded answer says when nobody knows whether it should have been drawn for an arm."""


async def by_experiment(
    database: Database, request: RecommendationRequest, *, limit_s: float
) -> tuple[RecommendationRequest, tuple[str, ...]]:
    """The request as the running experiment of its profile wants it, if there is one; and ``LATE`` when that is not known."""
    if request.profile_id is None:
        return request, ()
    account = Account(request.owner, request.profile_id)

    async def running() -> tuple[Experiment | None]:
        return (await database.read(running_experiment, account),)

    found = await in_time("experiment", running(), limit_s=limit_s, deadline=request.deadline)
    if found is None:
        return request, LATE
    (experiment,) = found
    return (request if experiment is None else assigned(request, experiment)), ()


def assigned(request: RecommendationRequest, experiment: Experiment) -> RecommendationRequest:
    """The request as the arm of its content wants it; chance has no other say in it."""
    arm = experiment.draw(content_of(request))
    return replace(
        request,
        policy=arm.policy,
        limit=request.limit if arm.tags is None else arm.tags,
        explore=False,
        experiment=(experiment.id, arm.name),
    )


def content_of(request: RecommendationRequest) -> str:
    """
    What makes a post the same one when it is asked about again: its pictures (their bytes), or the letters of its draft.

    Of a draft without letters (emoji) it is the draft; without any, the seed tags.
    """
    if request.images:
        return " ".join(sorted(image.fingerprint for image in request.images))
    letters = " ".join(re.findall(r"\w+", request.text.casefold()))
    return letters or " ".join(request.text.split()) or " ".join(sorted(request.seed_tags))
