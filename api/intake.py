"""From the bytes of a request to verified pictures and wishes; multipart and JSON meet here."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import orjson
from fastapi import Request
from pydantic import BaseModel, ValidationError
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from api.problems import InvalidFields
from hashtagger.bootstrap import Services
from hashtagger.errors import InvalidRequest, UnsupportedFormat, UploadTooLarge
from hashtagger.media.images import TARGET_PX
from hashtagger.media.sniff import is_video
from hashtagger.settings import IntakeSettings
from hashtagger.types import Deadline, DecodedImage

Wire = TypeVar("Wire", bound=BaseModel)
LISTS = frozenset({"seed_tags", "exclude_tags"})
"""Fields of a form that hold several tags each."""
REPEATED = frozenset({"texts", "questions", "candidates"})
"""Fields that may come several times, once for each value."""
MAX_FIELD_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Asked(Generic[Wire]):
    """A request as it was sent: checked fields and undecoded uploads."""

    fields: Wire
    uploads: tuple[bytes, ...]

    def digest(self) -> str:
        """Equal for a retry of the same request, whatever its multipart boundary and its patience."""
        wishes = self.fields.model_dump(mode="json", exclude={"timeout_s"})
        parts = [orjson.dumps(wishes), *(hashlib.sha256(upload).digest() for upload in self.uploads)]
        return hashlib.sha256(b"\n".join(parts)).hexdigest()


async def read_request(
    request: Request, intake: IntakeSettings, model: type[Wire], *, max_images: int | None = None
) -> Asked[Wire]:
    """
    A multipart form (files named ``image``, fields by name) or a JSON object, as ``model``.

    ``max_images`` takes the place of the setting for an operation that has a limit of its own.
    Raises ``InvalidFields`` naming every wrong field, ``UnsupportedFormat``, ``UploadTooLarge``, ``InvalidRequest``.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        values, uploads = await _read_form(request, intake, max_images or intake.max_images)
    elif kind in ("application/json", ""):
        values, uploads = await _read_json(request), ()
    else:
        raise UnsupportedFormat(
            "the body is neither a form nor JSON",
            code="unsupported_body",
            advice="Send multipart/form-data with 'image' files, or application/json.",
        )
    return Asked(validated(model, values), uploads)


async def decode(
    uploads: Sequence[bytes],
    image_url: str | None,
    services: Services,
    deadline: Deadline,
    *,
    target_px: int = TARGET_PX,
) -> tuple[DecodedImage, ...]:
    """
    Every upload, then ``image_url``, decoded off the event loop; a clip gives a handful of frames.

    ``target_px`` is explained at ``Decoder.decode``.
    """
    most = services.settings.intake.max_images
    each = await decode_each(uploads, image_url, services, deadline, max_images=most, target_px=target_px)
    return tuple(image for frames in each for image in frames)


async def decode_each(
    uploads: Sequence[bytes],
    image_url: str | None,
    services: Services,
    deadline: Deadline,
    *,
    max_images: int,
    target_px: int = TARGET_PX,
) -> list[list[DecodedImage]]:
    """As ``decode``, but the pictures of each upload apart; ``image_url`` is the last."""
    if image_url is None:
        return await _decode_all(uploads, services, deadline, target_px)
    if len(uploads) >= max_images:
        raise _too_many_images(max_images)
    async with services.fetcher.fetched(image_url, deadline=deadline) as fetched:
        return await _decode_all((*uploads, fetched), services, deadline, target_px)


async def _decode_all(
    uploads: Sequence[bytes], services: Services, deadline: Deadline, target_px: int
) -> list[list[DecodedImage]]:
    decoder = services.decoder
    if len(uploads) == 1:
        return [await decoder.decode(uploads[0], deadline=deadline, target_px=target_px)]
    # No more than can be decoded at once, so that one request does not fill the queue in front of all others.
    turns = asyncio.Semaphore(services.settings.intake.decode_concurrency)

    async def in_turn(upload: bytes) -> list[DecodedImage]:
        async with turns:
            return await decoder.decode(upload, deadline=deadline, target_px=target_px)

    decoding = [asyncio.create_task(in_turn(upload)) for upload in uploads]
    try:
        return await asyncio.gather(*decoding)
    finally:
        # One bad picture refuses the request: the others need not be decoded any more.
        for task in decoding:
            task.cancel()


def must_be_one_picture(asked: Asked[Any]) -> None:
    """Raises ``InvalidRequest`` (code ``one_picture``)."""
    given = len(asked.uploads) + (asked.fields.image_url is not None)
    if given != 1:
        raise InvalidRequest(
            f"there are {given} pictures",
            code="one_picture",
            advice="Send exactly one 'image' file or one 'image_url'.",
        )


def validated(model: type[Wire], values: Any) -> Wire:
    """``values`` as ``model``. Raises ``InvalidFields`` that never echoes what was sent."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise InvalidFields.of(error.errors(include_input=False, include_url=False, include_context=False)) from None


async def _read_json(request: Request) -> Any:
    body = await request.body()
    try:
        values = orjson.loads(body or b"{}")
    except orjson.JSONDecodeError as error:
        raise InvalidRequest(
            f"the body is not JSON: {error.msg} at position {error.pos}",
            code="invalid_json",
            advice="Send one JSON object in UTF-8.",
        ) from None
    if not isinstance(values, dict):
        raise InvalidRequest("the body is JSON, but no object", code="invalid_json", advice="Send one JSON object.")
    return values


async def _read_form(
    request: Request, intake: IntakeSettings, max_images: int
) -> tuple[dict[str, Any], tuple[bytes, ...]]:
    parser = MultiPartParser(
        request.headers,
        request.stream(),
        max_files=max_images + 1,
        max_fields=300,
        max_part_size=MAX_FIELD_BYTES,
    )
    # Uploads carry EXIF and GPS, which must not reach a disk, so nothing spills into temporary files: the body's size is
    # bounded before it gets here.
    parser.spool_max_size = intake.max_request_bytes + 1
    try:
        form = await parser.parse()
    except MultiPartException as error:
        raise InvalidRequest(
            f"the form cannot be read: {error.message}",
            code="invalid_form",
            advice=f"Send at most {max_images} files named 'image' and each text field once.",
        ) from None
    except ValueError:
        # A charset parameter may name a codec that cannot decode at all ('undefined', 'punycode').
        raise InvalidRequest(
            "the form is not in a charset that can be read", code="invalid_form", advice="Send the form in UTF-8."
        ) from None
    values: dict[str, Any] = {}
    uploads: list[bytes] = []
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            uploads.append(await _read_upload(name, value, intake))
            await value.close()
        elif name in LISTS:
            values.setdefault(name, []).extend(split_tags(value))
        elif name in REPEATED:
            values.setdefault(name, []).append(value)
        elif name in values:
            raise InvalidRequest("a field came twice", code="invalid_form", advice="Send each text field once.")
        elif value or name == "text":  # an empty input of a form means: nothing wished
            values[name] = value
    if len(uploads) > max_images:
        raise _too_many_images(max_images)
    return values, tuple(uploads)


def _too_many_images(most: int) -> InvalidRequest:
    return InvalidRequest(f"more than {most} images", code="too_many_images", advice=f"Send at most {most}.")


async def _read_upload(name: str, file: UploadFile, intake: IntakeSettings) -> bytes:
    if name not in ("image", "image[]", "images"):
        raise InvalidRequest(
            "a file field is not named 'image'", code="invalid_form", advice="Name every file field 'image'."
        )
    data = await file.read()
    most = intake.max_video_bytes if is_video(data) else intake.max_image_bytes
    if len(data) > most:
        raise UploadTooLarge(f"the file has {len(data):,} bytes; at most {most:,} are accepted")
    return data


def split_tags(text: str) -> Sequence[str]:
    """
    Tags in one form field, separated by commas or spaces.

    >>> split_tags("#dog, beach  run")
    ['#dog', 'beach', 'run']
    """
    return [part for part in re.split(r"[,\s]+", text) if part]
