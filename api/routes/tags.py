"""The catalogue: pages of it, search by meaning, and one tag with everything known about it."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Literal

import sqlalchemy as sa
from fastapi import APIRouter, Path, Query, Request, Response

from api.conditional import IF_NONE_MATCH, NOT_MODIFIED, conditional_json
from api.deps import ReadCaller, ServicesDep, deadline_of
from api.openapi import responses
from api.schemas.recommendations import ProfileId, Text
from api.schemas.suggestions import SuggestionsOut
from api.schemas.tags import FoundTagsOut, TagDetailOut, TagPageOut, flags_out, record_out
from hashtagger.bootstrap import Services
from hashtagger.errors import NotFound
from hashtagger.storage import companions, embeddings, tags
from hashtagger.storage.suggestions import Suggestion, suggest_tags
from hashtagger.text.hashtags import canonical_tag, typed_so_far
from hashtagger.types import Neighbour, Reach, Tag, TagRecord

router = APIRouter(prefix="/v1/tags", tags=["tags"])
RELATED = 10
SUGGESTED = 10
_USED = {Reach.BROAD: "widely used", Reach.MEDIUM: "used by many", Reach.NICHE: "used by few"}

Region = Annotated[Text | None, Query(max_length=8, description="ISO 3166 code: its statistics before the world's.")]


@router.get("", operation_id="list_tags", responses=responses(422))
async def list_tags(
    services: ServicesDep,
    caller: ReadCaller,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    after: Annotated[Text | None, Query(max_length=200, description="The 'next' of the page before.")] = None,
    language: Annotated[Text | None, Query(max_length=8, examples=["en"])] = None,
    category: Annotated[Text | None, Query(max_length=60, examples=["food"])] = None,
    reach: Annotated[Literal["niche", "medium", "broad"] | None, Query()] = None,
    prefix: Annotated[Text | None, Query(max_length=100, examples=["golden"])] = None,
    region: Region = None,
) -> TagPageOut:
    """A page of the catalogue in the order of the tags; every filter narrows."""
    found = await services.database.read(
        tags.list_tags,
        limit=limit + 1,  # one more tells whether there is a next page
        after=None if after is None else Tag(after),
        language=language,
        category=category,
        reach=None if reach is None else Reach(reach),
        prefix=prefix.casefold().removeprefix("#") if prefix else None,
        region=region or tags.WORLD,
    )
    more = len(found) > limit
    return TagPageOut.model_validate(
        {"tags": [record_out(r) for r in found[:limit]], "next": found[limit - 1].tag if more else None}
    )


@router.get("/search", operation_id="search_tags", responses=responses(422, 504))
async def search(
    request: Request,
    services: ServicesDep,
    caller: ReadCaller,
    q: Annotated[Text, Query(min_length=1, max_length=500, examples=["a walk on the beach at dusk"])],
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> FoundTagsOut:
    """The tags nearest in meaning to a phrase, nearest first; flagged ones are shown with their flags."""
    vectors = await services.models.embed_texts([q], deadline=deadline_of(request, services))
    found = (await asyncio.to_thread(services.index.search, vectors, limit=limit))[0]
    records = await services.database.read(tags.records, [near.tag for near in found])
    return FoundTagsOut.model_validate(
        {
            "tags": [
                {**record_out(records[near.tag]), "similarity": round(near.similarity, 4), "z": round(near.z, 2)}
                for near in found
                if near.tag in records
            ],
            "model": services.models.versions.clip,
        }
    )


@router.get(
    "/suggest",
    operation_id="suggest_tags",
    response_model=SuggestionsOut,
    responses=responses(422) | NOT_MODIFIED,
    openapi_extra={"parameters": [IF_NONE_MATCH]},
)
async def suggest(
    request: Request,
    services: ServicesDep,
    caller: ReadCaller,
    q: Annotated[Text, Query(min_length=1, max_length=100, examples=["gold"], description="What was typed so far.")],
    profile_id: Annotated[ProfileId | None, Query(description="Whose own tags come first.")] = None,
) -> Response:
    """
    Up to ten tags that go on from what was typed: the tag itself, another spelling or a word of it begins so.

    Nobody is led to what is blocked, adult, spam, bait for engagement or not reviewed yet; such a tag is told, with its flag,
    only when it was typed whole. Other flags are shown, behind the tags that have none. Of '#' alone come the profile's own.
    """
    found = await services.database.read(
        suggest_tags, typed_so_far(q), owner=caller.owner, profile_id=profile_id, limit=SUGGESTED
    )
    return conditional_json(request, {"suggestions": [_suggested(each) for each in found]})


@router.get("/{tag}", operation_id="read_tag", responses=responses(404, 422))
async def read(
    tag: Annotated[
        Text, Path(max_length=400, examples=["goldenhour"], description="With or without '#', any spelling.")
    ],
    services: ServicesDep,
    caller: ReadCaller,
    region: Region = None,
) -> TagDetailOut:
    """One tag with statistics, flags, other spellings and related tags; another spelling leads to the tag it stands for."""
    record = await services.database.read(_record, canonical_tag(tag), region=region or tags.WORLD)
    key = record.tag
    near = await _near(services, key)
    known = await services.database.read(tags.records, [each.tag for each in near])
    related = {
        "companions": [
            {"tag": other.tag, "strength": round(other.strength, 4)}
            for other in (await services.database.read(companions.companions_of, [key], limit=RELATED)).get(key, ())
        ],
        "near": [
            {"tag": n.tag, "display": f"#{known[n.tag].display}", "similarity": round(n.similarity, 4)}
            for n in near
            if n.tag in known
        ],
    }
    aliases = (await services.database.read(tags.aliases_of, [key])).get(key, ())
    return TagDetailOut.model_validate({**record_out(record), "aliases": aliases, "related": related})


def _record(connection: sa.Connection, tag: Tag, *, region: str) -> TagRecord:
    found = tags.resolve(connection, [tag]).get(tag)
    if found is None:
        raise NotFound(
            f"the catalogue has no tag {tag!r}",
            code="unknown_tag",
            advice="GET /v1/tags?prefix= lists tags; GET /v1/tags/search?q= finds some by meaning.",
        )
    return tags.records(connection, [found], region=region)[found]


def _suggested(found: Suggestion) -> dict[str, Any]:
    return {
        "tag": found.tag,
        "display": found.display,
        "reach": None if found.reach is None else found.reach.value,
        "posts_per_day": found.posts_per_day,
        "uses": found.uses,
        "flags": flags_out(found.flags),
        "why": _why(found),
    }


def _why(found: Suggestion) -> str:
    if found.uses is not None:
        times = "once" if found.uses == 1 else f"{found.uses:,} times"
        return f"you used it {times}" if found.uses else "you typed it before"
    if found.alias is not None:
        return f"also written #{found.alias}"
    if found.posts_per_day is not None and found.posts_per_day >= 1:
        return f"about {found.posts_per_day:,.0f} posts a day"
    return _USED[found.reach or Reach.NICHE]


async def _near(services: Services, tag: Tag) -> list[Neighbour]:
    found, vectors = await services.database.read(embeddings.embeddings_of, services.index.fingerprint, [tag])
    if not found:
        return []
    neighbours = (await asyncio.to_thread(services.index.search, vectors, limit=RELATED + 1))[0]
    return [near for near in neighbours if near.tag != tag][:RELATED]
