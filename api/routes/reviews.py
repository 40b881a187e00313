"""The queue of tags that administrators should look at, and their decisions."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Path, Query

from api.cursors import MAX_CHARS, cursor_of, read_cursor
from api.deps import AdminCaller, ServicesDep
from api.openapi import responses
from api.schemas.recommendations import Text
from api.schemas.reviews import DecisionIn, ReviewOut, ReviewPageOut, ReviewWord
from hashtagger.storage.tag_reviews import ReviewState, TagReview, list_reviews, reviews_of
from hashtagger.text.hashtags import canonical_tag
from hashtagger.trends.entering import approve, refuse
from hashtagger.types import Tag

router = APIRouter(prefix="/v1/reviews", tags=["reviews"])


@router.get("", operation_id="list_reviews", responses=responses(422))
async def list_page(
    services: ServicesDep,
    caller: AdminCaller,
    state: Annotated[ReviewWord, Query()] = "new",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    cursor: Annotated[Text | None, Query(max_length=MAX_CHARS, description="The 'next' of the page before.")] = None,
) -> ReviewPageOut:
    """Tags that wait for a look, with what is known of them; or those that were approved or refused."""
    after = None if cursor is None else Tag(read_cursor(cursor, str)[0])
    # One more tells whether there is a next page.
    found = await services.database.read(list_reviews, ReviewState(state), limit=limit + 1, after=after)
    page = [asdict(review) for review in found[:limit]]
    following = cursor_of(found[limit - 1].tag) if len(found) > limit else None
    return ReviewPageOut.model_validate({"reviews": page, "next": following})


@router.post("/{tag}", operation_id="decide_review", responses=responses(400, 404, 422))
async def decide(
    tag: Annotated[Text, Path(max_length=400, examples=["lunareclipse"])],
    decision: DecisionIn,
    services: ServicesDep,
    caller: AdminCaller,
) -> ReviewOut:
    """Approve or refuse a tag, whatever was decided before; the same decision again changes nothing else."""

    def write(connection: sa.Connection, key: Tag) -> TagReview:
        act = approve if decision.decision == "approve" else refuse
        act(connection, key, by=caller.owner, now=services.clock.now(), reason=decision.reason)
        return reviews_of(connection, [key])[key]

    found: dict[str, Any] = asdict(await services.database.write(write, canonical_tag(tag)))
    return ReviewOut.model_validate(found)
