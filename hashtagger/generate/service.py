"""What callers do with generation jobs: ask for one, look at it, follow it, fetch what it made, give it up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from hashtagger.errors import InvalidRequest, MissingComponent, NotFound
from hashtagger.generate.answer import as_answer
from hashtagger.generate.editing import wants_caption, wants_text
from hashtagger.generate.files import GenerationFiles
from hashtagger.generate.links import Links
from hashtagger.generate.request import USUAL, JobKind, Wish, settled
from hashtagger.media.fetch import Fetcher
from hashtagger.models.catalogue import CATALOGUE
from hashtagger.models.recipe import TEXT_TO_IMAGE, Recipe
from hashtagger.ports import Clock, VisionModels
from hashtagger.settings import GenerateSettings
from hashtagger.storage.database import Database
from hashtagger.storage.generations import (
    StoredGeneration,
    add_generation,
    cancel_generation,
    delete_generations,
    list_generations,
    read_generation,
    revision_of,
)
from hashtagger.storage.ids import new_id
from hashtagger.types import Deadline, DecodedImage, Task
from hashtagger.webhooks import Webhook

AlsoWrite = Callable[[sa.Connection, dict[str, Any]], None]
"""Writes more in the transaction that queues a job; gets the answer that its caller will get."""
WATCH_S = 0.5
"""How often a job is looked at for those who follow it."""
_CHECK_S = 5.0


class Generations:
    """One per process. ``changed`` is set when a job was queued or ended here, so that nobody need wait for his next look."""

    def __init__(
        self,
        *,
        database: Database,
        models: VisionModels,
        files: GenerationFiles,
        links: Links,
        fetcher: Fetcher,
        clock: Clock,
        limits: GenerateSettings,
    ) -> None:
        self.database = database
        self.models = models
        self.files = files
        self.links = links
        self.clock = clock
        self.limits = limits
        self.changed = asyncio.Event()
        self.followers = 0
        self._fetcher = fetcher

    def model_for(self, wish: Wish) -> str:
        """
        The row that would make it, when every model that it takes is there.

        Raises ``MissingComponent`` (code ``model_not_installed``) with the command that pulls the model, or ``NotFound``.
        """
        row = self._generator_for(wish)
        for adapter in wish.adapters:
            self.models.row_for(Task.ADAPTER, model=adapter.name)
        if wish.kind is JobKind.IMAGE_TEXT_IMAGE and wants_caption(wish.prompt):
            self.models.row_for(Task.CAPTION)
        if wish.kind is JobKind.IMAGE_TEXT_IMAGE and wants_text(wish.prompt):
            self.models.row_for(Task.READ_TEXT)
        return row

    async def check_webhook(self, webhook: Webhook) -> None:
        """Raises ``RefusedUrl`` for an address that would not be called, ``InvalidRequest`` where webhooks are off."""
        if not self.limits.webhooks:
            raise InvalidRequest(
                "Webhooks are switched off here.",
                code="webhooks_disabled",
                advice="Leave 'webhook_url' out and follow GET /v1/generations/ID/events.",
            )
        await self._fetcher.check(webhook.url, deadline=Deadline.after(_CHECK_S))

    async def submit(
        self,
        wish: Wish,
        image: DecodedImage | None = None,
        *,
        owner: str,
        api_key_id: str | None = None,
        webhook: Webhook | None = None,
        also_write: AlsoWrite | None = None,
    ) -> StoredGeneration:
        """
        Queue a job; when this returns, no crash loses it.

        Raises what ``model_for`` raises, ``InvalidRequest`` for a wish that cannot be, and ``Overloaded`` when the key has
        as many jobs as it may.
        """
        model = self.model_for(wish)
        request = settled(wish, image, model_id=model, recipe=recipe_of(model), limits=self.limits)
        now = self.clock.now()
        id = new_id(now)
        described = None if image is None else await asyncio.to_thread(self.files.save_image, id, image)
        job = StoredGeneration(
            id=id,
            created=now,
            owner=owner,
            kind=wish.kind.value,
            model=model,
            due=now,
            request=request.as_json(),
            api_key_id=api_key_id,
            image=described,
            webhook_url=webhook.url if webhook else None,
            webhook_secret=webhook.secret if webhook else None,
        )
        try:
            await self.database.write(self._add, job, also_write)
        except Exception:
            # Nobody knows of it. After a cancellation the row may have been written, so then the picture stays.
            await asyncio.to_thread(self.files.keep_only, id, ())
            raise
        self.changed.set()
        return job

    async def read(self, id: str, *, owner: str) -> StoredGeneration:
        """Raises ``NotFound`` for an id that is not there, or is somebody else's."""
        return await self.database.read(read_generation, id, owner=owner)

    async def page(
        self, *, owner: str, limit: int, before: str | None = None, state: str | None = None
    ) -> list[StoredGeneration]:
        """Jobs of ``owner``, newest first, beginning behind ``before``."""
        return await self.database.read(list_generations, owner=owner, limit=limit, before=before, state=state)

    async def give_up(self, id: str, *, owner: str) -> StoredGeneration | None:
        """
        Cancel a job that waits or runs (between two steps; it may still be running when this returns), or delete one that
        has ended with everything it made: then None. Raises ``NotFound`` as reading does.
        """
        if (await self.read(id, owner=owner)).ended:
            await asyncio.to_thread(self.files.keep_only, id, ())
            await self.database.write(delete_generations, [id])
            return None
        now = self.clock.now()
        job = await self.database.write(cancel_generation, id, owner=owner, now=now, expires=self.expires())
        if job.ended and job.state == "cancelled":
            await asyncio.to_thread(self.files.keep_only, id, ())
        return job

    async def follow(
        self, id: str, *, after: int = 0, idle_s: float = 15.0, stop: Callable[[], bool] = lambda: False
    ) -> AsyncGenerator[StoredGeneration | None, None]:
        """
        The job as it is now unless that is revision ``after`` or older, then after every change, until it has ended.

        None when nothing happened for ``idle_s``. Ends also when the job is deleted, and soon after ``stop`` says so.
        """
        self.followers += 1
        quiet_s = 0.0
        try:
            while not stop():
                if await self.database.read(revision_of, id) > after:
                    job = await self.database.read(read_generation, id)
                    after, quiet_s = job.revision, 0.0
                    yield job
                    if job.ended:
                        return
                elif quiet_s >= idle_s:
                    quiet_s = 0.0
                    yield None
                await asyncio.sleep(WATCH_S)
                quiet_s += WATCH_S
        except NotFound:
            return
        finally:
            self.followers -= 1

    async def result(self, id: str, number: int, *, expires: int, signature: str) -> tuple[Path, str]:
        """
        The file of a result and its media type, for whoever has a link.

        Raises ``NotAllowed`` for a link that is not good, ``NotFound`` when there is no such result any more.
        """
        self.links.check(id, number, expires=expires, signature=signature, now=self.clock.now())
        job = await self.database.read(read_generation, id)
        if number >= len(job.results):
            raise NotFound(f"The generation '{id}' has no result {number}.")
        result = job.results[number]
        return await asyncio.to_thread(self.files.result, id, result["file"]), result["media_type"]

    def answer(self, job: StoredGeneration) -> dict[str, Any]:
        """See ``hashtagger.generate.answer``."""
        return as_answer(job, self.links)

    def expires(self) -> datetime:
        """When a job that ends now is deleted."""
        return self.clock.now() + timedelta(hours=self.limits.retention_hours)

    def _generator_for(self, wish: Wish) -> str:
        """The named one; else the active one, or where that cannot do it the first installed one that can."""
        if wish.model is not None:
            return self.models.row_for(Task.GENERATE, model=wish.model)
        kind = wish.kind.asked
        able = [row.model_id for row in CATALOGUE if row.recipe is not None and kind in row.recipe.kinds]
        try:
            active = self.models.row_for(Task.GENERATE)
            if kind in recipe_of(active).kinds:
                return active
        except MissingComponent:
            if kind is TEXT_TO_IMAGE or not able:
                raise
        return self._first_installed(able)

    def _first_installed(self, able: Sequence[str]) -> str:
        missing: MissingComponent | None = None
        for model in able:
            try:
                return self.models.row_for(Task.GENERATE, model=model)
            except MissingComponent as error:
                missing = missing or error
        raise missing or InvalidRequest("no model of the catalogue can do that", code="unsupported_kind")

    def _add(self, connection: sa.Connection, job: StoredGeneration, also_write: AlsoWrite | None) -> None:
        add_generation(connection, job, max_unfinished=self.limits.max_queued_per_key)
        if also_write is not None:
            also_write(connection, self.answer(job))


def recipe_of(model_id: str) -> Recipe:
    """What the model can do, as far as its row says."""
    return next((row.recipe for row in CATALOGUE if row.model_id == model_id and row.recipe is not None), USUAL)
