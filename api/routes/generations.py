"""Ask for pictures and clips, follow the jobs that make them, fetch what they made."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Header, Path, Query, Request, Response
from fastapi.responses import FileResponse, StreamingResponse
from fastapi.sse import EventSourceResponse, format_sse_event

from api.deps import GenerateCaller, ServicesDep, deadline_of, state_of
from api.idempotency import Remember, answer_once
from api.intake import Asked, decode, read_request
from api.openapi import body_of, open_responses, responses, upload_responses
from api.path_ids import ULID
from api.routes.text_in_image import READING_PX
from api.schemas.generations import EXAMPLE, GenerationIn, GenerationOut, GenerationPageOut, GenerationWishes, State
from hashtagger.bootstrap import Services
from hashtagger.errors import InvalidRequest, Overloaded
from hashtagger.generate.editing import wants_text
from hashtagger.generate.making import SUFFIXES
from hashtagger.generate.request import JobKind, Wish
from hashtagger.media.images import TARGET_PX
from hashtagger.questions import Adapter
from hashtagger.storage.generations import StoredGeneration
from hashtagger.types import DecodedImage
from hashtagger.webhooks import Webhook

router = APIRouter(prefix="/v1/generations", tags=["generations"])
PING_S = 15.0
"""A silent stream gets a comment so often, so that nobody on the way takes the connection for dead."""
_PING = format_sse_event(comment="still here")

GenerationId = Annotated[str, Path(pattern=ULID, examples=["01KAGZ1V0Q3Y7N8M2T4R6W9XZC"], description="Of the job.")]


@router.post(
    "",
    operation_id="generate",
    status_code=202,
    response_model=GenerationOut,
    openapi_extra=body_of(
        GenerationWishes,
        GenerationIn,
        max_images=1,
        example={"kind": "image-text-image", "replace": '{"dog": "cat"}', "instruction": "as a watercolour"},
    ),
    responses=upload_responses(),
)
async def generate(request: Request, services: ServicesDep, caller: GenerateCaller) -> Response:
    """
    Queue a job that makes a picture (of animate: a clip). The answer comes at once; `Location` names the job.

    A model that is not installed is refused with 503 `model_not_installed` and the command that pulls it.
    """
    asked = await read_request(request, services.settings.intake, GenerationIn, max_images=1)
    wish, webhook = wish_of(asked.fields), webhook_of(asked.fields)
    services.generations.model_for(wish)

    async def work(remember: Remember | None) -> dict[str, Any]:
        if webhook is not None:
            await services.generations.check_webhook(webhook)
        job = await services.generations.submit(
            wish,
            await _picture(asked, request, services),
            owner=caller.owner,
            api_key_id=caller.api_key_id,
            webhook=webhook,
            also_write=remember,
        )
        return services.generations.answer(job)

    return await answer_once(
        request, services, caller, asked.digest(), work, status=202, headers_of=lambda job: {"Location": _place(job)}
    )


@router.get("", operation_id="list_generations", responses=responses(422))
async def list_generations(
    services: ServicesDep,
    caller: GenerateCaller,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    before: Annotated[str | None, Query(pattern=ULID, description="The 'next' of the page before.")] = None,
    state: Annotated[State | None, Query()] = None,
) -> GenerationPageOut:
    """Your own jobs, newest first."""
    # One more tells whether there is a next page.
    found = await services.generations.page(owner=caller.owner, limit=limit + 1, before=before, state=state)
    page = [services.generations.answer(job) for job in found[:limit]]
    return GenerationPageOut.model_validate(
        {"generations": page, "next": page[-1]["generation_id"] if len(found) > limit else None}
    )


@router.get("/{generation_id}", operation_id="read_generation", responses=responses(404, 422))
async def read(generation_id: GenerationId, services: ServicesDep, caller: GenerateCaller) -> GenerationOut:
    """A job as it is now: its state, progress, the texts on its way, and links to what it made."""
    job = await services.generations.read(generation_id, owner=caller.owner)
    return GenerationOut.model_validate(services.generations.answer(job))


@router.delete(
    "/{generation_id}",
    operation_id="cancel_generation",
    response_model=GenerationOut,
    responses=responses(404, 422) | {204: {"description": "It had ended; it and what it made were deleted."}},
)
async def give_up(generation_id: GenerationId, services: ServicesDep, caller: GenerateCaller) -> Any:
    """
    Cancel a job that waits or runs: it stops between two steps. One that has ended is deleted with everything it made.
    """
    job = await services.generations.give_up(generation_id, owner=caller.owner)
    return Response(status_code=204) if job is None else services.generations.answer(job)


@router.get(
    "/{generation_id}/events",
    operation_id="follow_generation",
    response_class=StreamingResponse,
    responses=responses(404, 422)
    | {
        200: {
            "description": "Server-sent events named 'generation', the last one when the job has ended",
            "content": {
                "text/event-stream": {
                    "schema": {"type": "string"},
                    "example": f"event: generation\ndata: {orjson.dumps(EXAMPLE).decode()}\nid: 12\n\n",
                }
            },
        },
        204: {"description": "There is nothing after Last-Event-ID: the job has ended. Do not ask again."},
    },
)
async def follow(
    request: Request,
    generation_id: GenerationId,
    services: ServicesDep,
    caller: GenerateCaller,
    last_event_id: Annotated[
        str | None, Header(max_length=40, examples=["12"], description="The id of the last event that you saw.")
    ] = None,
) -> Response:
    """
    The job now and after every change, as server-sent events, until it has ended.

    Each event is the whole job, so one who was away misses nothing that still matters.
    """
    job = await services.generations.read(generation_id, owner=caller.owner)
    after = int(last_event_id) if last_event_id is not None and last_event_id.isdecimal() else 0
    if job.ended and job.revision <= after:
        return Response(status_code=204)
    if services.generations.followers >= services.settings.generate.max_streams:
        raise Overloaded("Too many listen at the moment.", retry_after_s=5.0, code="too_many_streams")
    health = state_of(request)["health"]

    async def events() -> AsyncIterator[bytes]:
        # A server that stops ends its streams: whoever listens comes back with Last-Event-ID.
        seen = services.generations.follow(generation_id, after=after, idle_s=PING_S, stop=lambda: health.draining)
        async with contextlib.aclosing(seen):
            async for now in seen:
                yield _PING if now is None else _event(services, now)

    return EventSourceResponse(events(), headers={"X-Accel-Buffering": "no"})


@router.get(
    "/{generation_id}/results/{number}",
    operation_id="fetch_result",
    response_class=Response,
    openapi_extra={"security": []},
    responses=open_responses(403, 404, 422, 429, 500, 503)
    | {
        200: {
            "description": "The file, as a download",
            "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in SUFFIXES},
        },
        206: {"description": "The part of the file that Range asked for"},
        416: {"description": "Range asked for a part that the file does not have"},
    },
)
async def fetch(
    generation_id: GenerationId,
    number: Annotated[int, Path(ge=0, le=999, examples=[0])],
    expires: Annotated[int, Query(ge=0, le=2**40, description="As in the link.", examples=[1795341600])],
    signature: Annotated[str, Query(max_length=100, description="As in the link.", examples=["dGhpcyBp"])],
    services: ServicesDep,
) -> Response:
    """What a job made. The link comes from the job and is enough; no key is needed until it expires."""
    path, media_type = await services.generations.result(generation_id, number, expires=expires, signature=signature)
    name = f"{generation_id}-{number}.{SUFFIXES[media_type]}"
    return FileResponse(path, media_type=media_type, filename=name)


def wish_of(fields: GenerationIn) -> Wish:
    """What the core is asked for."""
    given = fields.model_dump(exclude={"kind", "adapters", "image_url", "webhook_url", "webhook_secret"})
    adapters = tuple(Adapter(each.name, each.weight) for each in fields.adapters)
    return Wish(kind=JobKind(fields.kind), adapters=adapters, **given)


def webhook_of(fields: GenerationIn) -> Webhook | None:
    """Raises ``InvalidRequest`` (code ``webhook_without_secret``) when one of its two fields is missing."""
    if (fields.webhook_url is None) != (fields.webhook_secret is None):
        raise InvalidRequest(
            "webhook_url and webhook_secret belong together",
            code="webhook_without_secret",
            advice="Send both, so that the receiver can tell our messages from others.",
        )
    if fields.webhook_url is None or fields.webhook_secret is None:
        return None
    return Webhook(fields.webhook_url, fields.webhook_secret)


async def _picture(asked: Asked[GenerationIn], request: Request, services: Services) -> DecodedImage | None:
    if len(asked.uploads) + (asked.fields.image_url is not None) > 1:
        raise InvalidRequest(
            "there are two pictures", code="one_picture", advice="Send one 'image' or one 'image_url'."
        )
    if not asked.uploads and asked.fields.image_url is None:
        return None
    deadline = deadline_of(request, services)
    # Captioners look at little; a picture that is drawn over keeps as many pixels as the new one may have.
    target_px = services.settings.generate.max_side_px
    if asked.fields.kind == "image-text-image":
        target_px = READING_PX if wants_text(asked.fields.prompt) else TARGET_PX
    return (await decode(asked.uploads, asked.fields.image_url, services, deadline, target_px=target_px))[0]


def _event(services: Services, job: StoredGeneration) -> bytes:
    data = orjson.dumps(services.generations.answer(job)).decode()
    return format_sse_event(data_str=data, event="generation", id=str(job.revision))


def _place(job: dict[str, Any]) -> str:
    return f"{router.prefix}/{job['generation_id']}"
