"""Deletes what generation jobs left behind when their time is over, and files that no row names."""

from __future__ import annotations

import asyncio
from datetime import datetime

from hashtagger.generate.files import GenerationFiles
from hashtagger.storage.database import Database
from hashtagger.storage.generations import delete_generations, expired_generations, find_generations

BATCH = 200
STRAY_AFTER_S = 3_600.0
"""A folder without a row may belong to a job that is being queued right now; after this time it does not."""


async def purge_generations(database: Database, files: GenerationFiles, *, now: datetime) -> int:
    """
    Delete jobs that have expired, files first, so that a crash leaves a row that the next run deletes; answers how many.

    Then the strays: folders without a job, and of jobs that have ended everything but their results.
    """
    deleted = 0
    while ids := await database.read(expired_generations, now=now, limit=BATCH):
        for id in ids:
            await asyncio.to_thread(files.keep_only, id, ())
        deleted += await database.write(delete_generations, ids)
    await _sweep(database, files)
    return deleted


async def _sweep(database: Database, files: GenerationFiles) -> None:
    folders = await asyncio.to_thread(files.folders, older_than_s=STRAY_AFTER_S)
    jobs = await database.read(find_generations, folders)
    for folder in folders:
        job = jobs.get(folder)
        if job is None or job.ended:
            names = [] if job is None else [result["file"] for result in job.results]
            await asyncio.to_thread(files.keep_only, folder, names)
