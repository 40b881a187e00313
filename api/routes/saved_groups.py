"""Saved groups: tags that a user keeps under a name, to add them all at once."""

from __future__ import annotations

from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Path, Query, Request, Response

from api.cursors import Cursor, page_of, place_in
from api.deps import ReadCaller, RecommendCaller, ServicesDep
from api.idempotency import Remember, create_once
from api.openapi import IDEMPOTENCY_KEY, responses
from api.path_ids import ULID
from api.schemas.saved_groups import SavedGroupIn, SavedGroupOut, SavedGroupPageOut
from hashtagger.storage.ids import new_id
from hashtagger.storage.saved_groups import (
    SavedGroup,
    add_saved_group,
    delete_saved_group,
    list_saved_groups,
    read_saved_group,
    replace_saved_group,
)
from hashtagger.text.hashtags import canonical_tag

router = APIRouter(prefix="/v1/saved-groups", tags=["saved groups"])

GroupId = Annotated[
    str,
    Path(pattern=ULID, examples=["01KAGZ1V0Q3Y7N8M2T4R6W9XZC"], description="Of a saved group."),
]


@router.post(
    "",
    operation_id="create_saved_group",
    status_code=201,
    response_model=SavedGroupOut,
    responses=responses(400, 409, 422),
    openapi_extra={"parameters": [IDEMPOTENCY_KEY]},
)
async def create(request: Request, wanted: SavedGroupIn, services: ServicesDep, caller: RecommendCaller) -> Response:
    """Save 1 to 30 tags under a name. An owner has 200 saved groups at most; two may have the same name."""

    async def work(remember: Remember | None) -> dict[str, Any]:
        now = services.clock.now()
        group = SavedGroup(new_id(now), caller.owner, wanted.name, wanted.tags, created=now, updated=now)
        answer = _told(group).model_dump(mode="json")

        def write(connection: sa.Connection) -> None:
            add_saved_group(connection, group)
            if remember is not None:
                remember(connection, answer)

        await services.database.write(write)
        return answer

    return await create_once(
        request, services, caller, wanted, work, place_of=lambda answer: f"{router.prefix}/{answer['group_id']}"
    )


@router.get("", operation_id="list_saved_groups", responses=responses(422))
async def list_page(
    services: ServicesDep,
    caller: ReadCaller,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Cursor = None,
) -> SavedGroupPageOut:
    """Your own saved groups, newest first."""
    found = await services.database.read(
        list_saved_groups, owner=caller.owner, limit=limit + 1, before=place_in(cursor)
    )
    shown, following = page_of(found, limit, lambda each: each.id)
    return SavedGroupPageOut(groups=[_told(each) for each in shown], next=following)


@router.get("/{group_id}", operation_id="read_saved_group", responses=responses(404, 422))
async def read(group_id: GroupId, services: ServicesDep, caller: ReadCaller) -> SavedGroupOut:
    """One saved group."""
    return _told(await services.database.read(read_saved_group, group_id, owner=caller.owner))


@router.put("/{group_id}", operation_id="replace_saved_group", responses=responses(400, 404, 422))
async def replace(
    group_id: GroupId, wanted: SavedGroupIn, services: ServicesDep, caller: RecommendCaller
) -> SavedGroupOut:
    """Give a saved group this name and these tags, instead of those it had."""
    group = await services.database.write(
        replace_saved_group,
        group_id,
        owner=caller.owner,
        name=wanted.name,
        tags=wanted.tags,
        now=services.clock.now(),
    )
    return _told(group)


@router.delete(
    "/{group_id}",
    operation_id="delete_saved_group",
    status_code=204,
    response_class=Response,
    responses=responses(404, 422),
)
async def delete(group_id: GroupId, services: ServicesDep, caller: RecommendCaller) -> None:
    """Forget a saved group."""
    await services.database.write(delete_saved_group, group_id, owner=caller.owner)


def _told(group: SavedGroup) -> SavedGroupOut:
    return SavedGroupOut.model_validate(
        {
            "group_id": group.id,
            "name": group.name,
            "tags": [{"tag": canonical_tag(tag), "display": f"#{tag}"} for tag in group.tags],
            "created": group.created,
            "updated": group.updated,
        }
    )
