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
from hashtagger.media.sniff import is_video
from hashtagger.settings import IntakeSettings
from hashtagger.types import Deadline, DecodedImage

Wire = TypeVar("Wire", bound=BaseModel)
LISTS = frozenset({"seed_tags", "exclude_tags"})
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


async def read_request(request: Request, intake: IntakeSettings, model: type[Wire]) -> Asked[Wire]:
    """
    A multipart form (files named ``image``, fields by name) or a JSON object, as ``model``.

    Raises ``InvalidFields`` naming every wrong field, ``UnsupportedFormat``, ``UploadTooLarge``, ``InvalidRequest``.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        values, uploads = await _read_form(request, intake)
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
    uploads: Sequence[bytes], image_url: str | None, services: Services, deadline: Deadline
) -> tuple[DecodedImage, ...]:
    """Every upload, then ``image_url``, decoded off the event loop; a clip gives a handful of frames."""
    if image_url is None:
        return await _decode_all(uploads, services, deadline)
    if len(uploads) >= services.settings.intake.max_images:
        raise _too_many_images(services.settings.intake)
    async with services.fetcher.fetched(image_url, deadline=deadline) as fetched:
        return await _decode_all((*uploads, fetched), services, deadline)


async def _decode_all(uploads: Sequence[bytes], services: Services, deadline: Deadline) -> tuple[DecodedImage, ...]:
    decoding = [asyncio.create_task(services.decoder.decode(upload, deadline=deadline)) for upload in uploads]
    try:
        return tuple(image for images in await asyncio.gather(*decoding) for image in images)
    finally:
        # One bad picture refuses the request: the others need not be decoded any more.
        for task in decoding:
            task.cancel()


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


async def _read_form(request: Request, intake: IntakeSettings) -> tuple[dict[str, Any], tuple[bytes, ...]]:
    parser = MultiPartParser(
        request.headers,
        request.stream(),
        max_files=intake.max_images + 1,
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
            advice=f"Send at most {intake.max_images} files named 'image' and each text field once.",
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
        elif name in values:
            raise InvalidRequest("a field came twice", code="invalid_form", advice="Send each text field once.")
        elif value or name == "text":  # an empty input of a form means: nothing wished
            values[name] = value
    if len(uploads) > intake.max_images:
        raise _too_many_images(intake)
    return values, tuple(uploads)


def _too_many_images(intake: IntakeSettings) -> InvalidRequest:
    return InvalidRequest(
        f"more than {intake.max_images} images", code="too_many_images", advice=f"Send at most {intake.max_images}."
    )


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
