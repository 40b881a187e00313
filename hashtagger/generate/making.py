"""Makes one picture or clip: read the picture, edit the prompt, ask the model, write the file."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from hashtagger.errors import InvalidRequest
from hashtagger.generate.editing import Prompt, edited, wants_caption, wants_text
from hashtagger.generate.files import GenerationFiles
from hashtagger.generate.marking import encode
from hashtagger.generate.request import GenerationRequest, JobKind
from hashtagger.ports import VisionModels
from hashtagger.questions import Generated, OnProgress, Priority
from hashtagger.storage.generations import Hold, StoredGeneration
from hashtagger.types import Deadline, DecodedImage, Task

SUFFIXES: Mapping[str, str] = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
    "image/gif": "gif",
    "video/mp4": "mp4",
}
Stage = Mapping[str, Any]
NoteStages = Callable[[Sequence[Stage]], Awaitable[None]]


async def make(
    job: StoredGeneration,
    hold: Hold,
    *,
    models: VisionModels,
    files: GenerationFiles,
    deadline: Deadline,
    on_progress: OnProgress,
    note_stages: NoteStages,
) -> list[dict[str, Any]]:
    """
    What the row keeps of each result, with its file on the disk already.

    Stages that an earlier attempt finished are not done again. Raises what the models raise, ``NotFound`` when the picture is
    gone, and ``InvalidRequest`` (code ``empty_prompt``) when nothing could be read from it.
    """
    request = GenerationRequest.from_json(job.request)
    image = None if job.image is None else await asyncio.to_thread(files.load_image, job.id, job.image)
    stages = list(job.stages)
    prompt = Prompt(request.prompt)
    if request.kind is JobKind.IMAGE_TEXT_IMAGE and image is not None:
        if not any(stage["stage"] == "prompt" for stage in stages):
            stages = await _read(image, request, models, deadline)
            await note_stages(stages)
        prompt = _prompt(stages, request)
    question = request.question(prompt.text, image, spare=prompt.spare)
    generated = await models.generate(question, model=job.model, deadline=deadline, on_progress=on_progress)
    if generated.prompt is not None:
        earlier = [stage for stage in stages if stage["stage"] != "shortened"]
        await note_stages([*earlier, {"stage": "shortened", "text": generated.prompt, "model": job.model}])
    data = await asyncio.to_thread(encode, generated, model_id=job.model, media_type=request.media_type)
    # The name is the claim's own: a rival that took the job over, or was taken over from, writes another file.
    name = f"{hold.claim}.{SUFFIXES[request.media_type]}"
    await asyncio.to_thread(files.save_result, job.id, name, data)
    return [{"file": name, **_described(generated, data, request.media_type)}]


async def _read(
    image: DecodedImage, request: GenerationRequest, models: VisionModels, deadline: Deadline
) -> list[Stage]:
    """Caption, text and prompt: each stage that there was, the prompt last."""
    stages: list[Stage] = []
    if wants_caption(request.prompt):
        caption = (await models.caption(image, deadline=deadline, priority=Priority.BULK))[0].text
        stages.append({"stage": "caption", "text": caption, "model": models.row_for(Task.CAPTION)})
    if wants_text(request.prompt):
        text = " ".join(box.text for box in await models.read_text(image, deadline=deadline, priority=Priority.BULK))
        stages.append({"stage": "text", "text": text, "model": models.row_for(Task.READ_TEXT)})
    prompt = _prompt(stages, request).text
    if not prompt:
        raise InvalidRequest(
            "Nothing could be read from the picture, so there is no prompt.",
            code="empty_prompt",
            advice="Write words around {text}, or use {caption}.",
        )
    return [*stages, {"stage": "prompt", "text": prompt, "model": None}]


def _prompt(stages: Sequence[Stage], request: GenerationRequest) -> Prompt:
    """Of what was read."""
    found = {stage["stage"]: str(stage["text"]) for stage in stages}
    return edited(
        request.prompt,
        caption=found.get("caption", ""),
        text=found.get("text", ""),
        replace=request.replace,
        instruction=request.instruction,
    )


def _described(generated: Generated, data: bytes, media_type: str) -> dict[str, Any]:
    height, width, _ = generated.frames[0].shape
    return {
        "media_type": media_type,
        "width_px": int(width),
        "height_px": int(height),
        "frames": len(generated.frames),
        "size_bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "seed": generated.seed,
        "withheld": generated.withheld,
    }
