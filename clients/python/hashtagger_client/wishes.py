"""What may be wished for, and the bodies of requests made of it; shared by both clients."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Literal, TypedDict, TypeVar

from hashtagger_client.errors import GenerationStopped
from hashtagger_client.generated import models
from hashtagger_client.generated.types import UNSET
from hashtagger_client.pictures import Picture, uploads

Pictures = Picture | Iterable[Picture]
Answer = TypeVar("Answer")


class RecommendationWishes(TypedDict, total=False):
    """The contract says more of each (``RecommendationIn``)."""

    text: str
    """The draft of the post."""
    platform: str
    limit: int
    mix: str
    seed_tags: list[str]
    exclude_tags: list[str]
    language: str
    region: str
    profile_id: str
    placement: Literal["end", "inline"]
    explore: bool
    timeout_s: float


class CaptionWishes(TypedDict, total=False):
    style: Literal["caption", "alt-text", "story"]
    language: str
    count: int
    prompt: str
    max_words: int
    sentences: int
    seed: int
    model: str
    timeout_s: float


class GenerationWishes(TypedDict, total=False):
    prompt: str
    negative_prompt: str
    replace: dict[str, str]
    instruction: str
    model: str
    width_px: int
    height_px: int
    seed: int
    steps: int
    guidance: float
    strength: float
    adapters: dict[str, float]
    """LoRA by name, with weight."""
    frames: int
    media_type: Literal["image/png", "image/jpeg", "image/webp", "video/mp4", "image/gif"]
    webhook_url: str
    webhook_secret: str


class TrendFilters(TypedDict, total=False):
    region: str
    language: str
    category: str
    platform: str
    window: Literal["1h", "24h", "7d"]
    kind: Literal["hashtag", "phrase"]
    order: Literal["burst", "volume", "growth"]
    limit: int
    cursor: str


Kind = Literal["text-to-image", "image-to-image", "image-text-image", "animate"]


def recommendation(
    images: Pictures, image_url: str | None, wishes: RecommendationWishes
) -> models.RecommendationForm | models.RecommendationIn:
    """Raises ``OSError`` for a path that cannot be read."""
    address = UNSET if image_url is None else image_url
    if files := uploads(images):
        return models.RecommendationForm(image=files, image_url=address, **wishes)
    return models.RecommendationIn(image_url=address, **wishes)


def caption(images: Pictures, image_url: str | None, wishes: CaptionWishes) -> models.CaptionForm | models.CaptionIn:
    """Raises as ``recommendation``."""
    address = UNSET if image_url is None else image_url
    if files := uploads(images):
        return models.CaptionForm(image=files, image_url=address, **wishes)
    return models.CaptionIn(image_url=address, **wishes)


def generation(
    kind: Kind, image: Picture | None, image_url: str | None, wishes: GenerationWishes
) -> models.GenerationForm | models.GenerationIn:
    """Raises as ``recommendation``."""
    adapters = wishes.get("adapters", {})
    given = {name: value for name, value in wishes.items() if name not in ("adapters", "replace")}
    if files := uploads(() if image is None else image):
        form = models.GenerationForm.from_dict({"kind": kind, **given})
        form.image = files
        if image_url is not None:
            form.image_url = image_url
        # As a form has them (see the contract).
        if "replace" in wishes:
            form.replace = json.dumps(wishes["replace"])
        if adapters:
            form.adapters = ", ".join(f"{name}:{weight}" for name, weight in adapters.items())
        return form
    body = models.GenerationIn.from_dict({"kind": kind, **given})
    if image_url is not None:
        body.image_url = image_url
    if "replace" in wishes:
        body.replace = models.GenerationInReplace.from_dict(wishes["replace"])
    if adapters:
        body.adapters = [models.AdapterIn(name=name, weight=weight) for name, weight in adapters.items()]
    return body


def feedback(
    kept: Iterable[str], removed: Iterable[str], added: Iterable[str], copied: bool, at: datetime | None
) -> models.FeedbackIn:
    """All at one moment, ``at`` (default: now), so that a retry tells the same."""
    moment = at or datetime.now(UTC)
    kinds: tuple[tuple[Literal["kept", "removed", "added"], Iterable[str]], ...] = (
        ("kept", kept),
        ("removed", removed),
        ("added", added),
    )
    events = [models.EventIn(kind=kind, tag=tag, at=moment) for kind, tags in kinds for tag in tags]
    if copied:
        events.append(models.EventIn(kind="copied", at=moment))
    return models.FeedbackIn(events=events)


def seconds_to_look_again(job: models.GenerationOut) -> float | None:
    """None when it is done. Raises ``GenerationStopped`` when it failed or was cancelled."""
    if job.state == "done":
        return None
    if job.state in ("failed", "cancelled"):
        why = job.error.detail if job.error is not None else f"the job was {job.state}"
        raise GenerationStopped(why, generation_id=job.generation_id, state=job.state)
    return min(max((job.seconds_left or 1.0) / 4, 0.5), 5.0)


def key_header(api_key: str | None) -> dict[str, str]:
    return {} if api_key is None else {"Authorization": f"Bearer {api_key}"}


def there(kind: type[Answer], parsed: object) -> Answer:
    """What was read of an answer; refusals were raised before."""
    if not isinstance(parsed, kind):
        raise TypeError(f"the server answered with something that is no {kind.__name__}")
    return parsed
