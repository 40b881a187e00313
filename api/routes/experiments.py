"""Experiments of creators: split an account's coming posts by chance, and look any time at which half earns more."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Path, Query, Request, Response

from api.cursors import Cursor, page_of, place_in
from api.deps import ReadCaller, RecommendCaller, ServicesDep
from api.idempotency import Remember, create_once
from api.openapi import IDEMPOTENCY_KEY, responses
from api.path_ids import ULID
from api.problems import InvalidFields
from api.schemas.experiments import ExperimentIn, ExperimentOut, ExperimentPageOut
from api.schemas.recommendations import Text
from hashtagger.experiments import Arm, Experiment
from hashtagger.posts import Account
from hashtagger.storage.experiments import add_experiment, list_experiments, read_experiment, stop_experiment
from hashtagger.storage.ids import new_id
from ranker.artefacts import Shelf
from ranker.experiment_answers import as_answer, line_of
from ranker.experiments import judge, result_of, unusable_because

router = APIRouter(prefix="/v1/experiments", tags=["experiments"])

ExperimentId = Annotated[
    str,
    Path(pattern=ULID, examples=["01KAGZ1V0Q3Y7N8M2T4R6W9XZC"], description="Of an experiment."),
]


@router.post(
    "",
    operation_id="create_experiment",
    status_code=201,
    response_model=ExperimentOut,
    responses=responses(400, 409, 422),
    openapi_extra={"parameters": [IDEMPOTENCY_KEY]},
)
async def create(request: Request, wanted: ExperimentIn, services: ServicesDep, caller: RecommendCaller) -> Response:
    """
    From now on every post of the profile is drawn for one of the two arms, each with probability one half.

    Ask for recommendations as always, publish, and report what the posts earn; `GET` tells what came out. The same pictures
    (or draft) always get the same arm. One experiment of a profile runs at a time.
    """

    async def work(remember: Remember | None) -> dict[str, Any]:
        await asyncio.to_thread(_demand_policies, Shelf(services.settings.ranker_dir), wanted)
        now = services.clock.now()
        first, second = (Arm(arm.name, arm.policy, arm.tags) for arm in wanted.arms)
        account = Account(caller.owner, wanted.profile_id)
        experiment = Experiment(new_id(now), account, wanted.name, (first, second), now)
        answer = ExperimentOut.model_validate(as_answer(judge(experiment, {}, []))).model_dump(mode="json")

        def write(connection: sa.Connection) -> None:
            add_experiment(connection, experiment)
            if remember is not None:
                remember(connection, answer)

        await services.database.write(write)
        return answer

    return await create_once(
        request, services, caller, wanted, work, place_of=lambda answer: f"{router.prefix}/{answer['experiment_id']}"
    )


@router.get("", operation_id="list_experiments", responses=responses(422))
async def list_page(
    services: ServicesDep,
    caller: ReadCaller,
    profile_id: Annotated[Text | None, Query(max_length=100, description="Only those of this profile.")] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    cursor: Cursor = None,
) -> ExperimentPageOut:
    """Your own experiments, newest first."""
    found = await services.database.read(
        list_experiments, owner=caller.owner, limit=limit + 1, before=place_in(cursor), profile_id=profile_id
    )
    shown, following = page_of(found, limit, lambda each: each.id)
    lines = [line_of(each) for each in shown]
    return ExperimentPageOut.model_validate({"experiments": lines, "next": following})


@router.get("/{experiment_id}", operation_id="read_experiment", responses=responses(404, 422))
async def read(experiment_id: ExperimentId, services: ServicesDep, caller: ReadCaller) -> ExperimentOut:
    """What has come out so far: better, worse, or cannot tell yet and how many more posts it needs."""
    return await _judged(services, await services.database.read(read_experiment, experiment_id, owner=caller.owner))


@router.post("/{experiment_id}/stop", operation_id="stop_experiment", responses=responses(404, 422))
async def stop(experiment_id: ExperimentId, services: ServicesDep, caller: RecommendCaller) -> ExperimentOut:
    """No more posts are drawn; what was drawn still counts when its engagement arrives. Stopping twice changes nothing."""
    now = services.clock.now()
    stopped = await services.database.write(stop_experiment, experiment_id, owner=caller.owner, now=now)
    return await _judged(services, stopped)


def _demand_policies(shelf: Shelf, wanted: ExperimentIn) -> None:
    """Raises ``InvalidFields`` for the policies that cannot be had."""
    reasons = [unusable_because(shelf, arm.policy) for arm in wanted.arms]
    if wrong := [
        {"field": f"arms.{place}.policy", "message": reason}
        for place, reason in enumerate(reasons)
        if reason is not None
    ]:
        raise InvalidFields(wrong)


async def _judged(services: ServicesDep, experiment: Experiment) -> ExperimentOut:
    result = await services.database.read(result_of, experiment, now=services.clock.now())
    return ExperimentOut.model_validate(as_answer(result))
