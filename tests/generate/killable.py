"""Queues a job and works on it until it is killed: python -m tests.generate.killable DATABASE_URL FOLDER POINT."""

import asyncio
import os
import signal
import sys
from pathlib import Path

from hashtagger.generate.files import GenerationFiles
from hashtagger.generate.request import JobKind
from hashtagger.settings import Settings
from hashtagger.storage.database import open_database
from hashtagger.telemetry import configure_logs
from tests.generate.conftest import a_house, a_picture, reached


def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)


async def run(url, folder, point):
    with open_database(url) as database:
        house = a_house(database, folder)
        if point == "the picture was written, the row was not":
            house.generations._add = die
        if point == "the result was written, the row was not":
            save = GenerationFiles.save_result
            GenerationFiles.save_result = lambda *arguments: die(save(*arguments))
        if point == "in the middle of the steps":
            house.models.hold("generate")
        job = await house.queue(a_picture(), kind=JobKind.IMAGE_TO_IMAGE)
        print(job.id, flush=True)
        if point == "it was only queued":
            die()
        working = asyncio.create_task(house.worker().work_one())
        await reached(house.models, "generate")
        print("generating", flush=True)  # whoever reads this kills us
        await working
        await asyncio.Event().wait()


if __name__ == "__main__":
    configure_logs(Settings())
    asyncio.run(run(sys.argv[1], Path(sys.argv[2]), sys.argv[3]))
