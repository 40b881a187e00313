"""A models process that really is one: killed, restarted, stopped, orphaned."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from hashtagger import supervisor
from hashtagger.errors import MissingComponent, ModelUnavailable
from hashtagger.models.remote import launch
from hashtagger.models.remote.client import RESTART_S, RemoteBackend
from hashtagger.models.remote.launch import models_process, open_remote
from hashtagger.questions import EmbedText
from hashtagger.settings import DatabaseSettings, GenerateSettings, ModelSettings, Settings
from hashtagger.supervisor import Supervisor
from hashtagger.types import Deadline
from tests.models import answering

COMMAND = (sys.executable, "-m", answering.__name__, "--supervised")
ROOT = Path(__file__).parents[2]


def soon() -> Deadline:
    return Deadline.after(60)


@pytest.fixture(autouse=True)
def short_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(supervisor, "FIRST_PAUSE_S", 0.01)


@pytest.fixture
async def remote(settings: Settings) -> AsyncIterator[RemoteBackend]:
    async with open_remote(settings, command=COMMAND) as backend:
        yield backend


async def pid_of(remote: RemoteBackend) -> int:
    return int((await remote.ask("m", EmbedText("pid"), deadline=soon()))[0])


async def test_it_answers_from_another_process(remote: RemoteBackend):
    assert await pid_of(remote) not in (0, os.getpid())


async def test_kill_9_fails_what_is_under_way_at_once_and_the_next_process_answers(remote: RemoteBackend):
    first = await pid_of(remote)
    waiting = [asyncio.create_task(remote.ask("m", EmbedText("wait"), deadline=soon())) for _ in range(3)]
    dying = asyncio.create_task(remote.ask("m", EmbedText("die"), deadline=soon()))
    failures = await asyncio.wait_for(asyncio.gather(*waiting, dying, return_exceptions=True), 30)
    assert [type(failure) for failure in failures] == [ModelUnavailable] * 4
    with pytest.raises(ModelUnavailable) as error:
        await remote.ask("m", EmbedText("x"), deadline=soon())
    assert error.value.retry_after_s == RESTART_S
    assert await _answering_again(remote) != first


async def test_it_stops_with_its_context_and_leaves_nothing_behind(settings: Settings):
    async with models_process(settings, command=COMMAND) as (running, path):
        process = psutil.Process(running.pid)
        remote = RemoteBackend(path)
        under_way = asyncio.create_task(remote.ask("m", EmbedText("wait"), deadline=soon()))
        await remote.status()
    assert (await under_way)[0] == 4  # it drained
    assert not process.is_running()
    assert not path.parent.exists()


async def test_a_process_that_cannot_start_is_said_at_once(settings: Settings):
    broken = settings.model_copy(update={"models": ModelSettings(clip="broken")})
    with pytest.raises(MissingComponent, match="ended with status 3 before it was ready"):
        async with open_remote(broken, command=COMMAND):
            pass


async def test_a_program_that_is_not_there_is_said_at_once(settings: Settings):
    with pytest.raises(MissingComponent, match="cannot be run"):
        async with asyncio.timeout(30), open_remote(settings, command=("/no/such/program",)):
            pass


async def test_it_is_told_how_to_generate_and_no_password(settings: Settings, monkeypatch: pytest.MonkeyPatch):
    told: list[Settings] = []

    class Noted(Supervisor):
        def __init__(self, *args: Any, settings: Settings, **more: Any) -> None:
            told.append(settings)
            super().__init__(*args, settings=settings, **more)

    monkeypatch.setenv("HASHTAGGER_DATABASE__URL", "postgresql+psycopg://u:secret@h/d")
    monkeypatch.setattr(launch, "Supervisor", Noted)
    wished = settings.model_copy(update={"generate": GenerateSettings(safety_checker=False, fast_decoder=True)})
    async with models_process(wished, command=COMMAND):
        assert told[0].generate == wished.generate
        assert told[0].database == DatabaseSettings()


async def test_it_ends_when_its_parent_is_killed(settings: Settings, tmp_path: Path):
    script = tmp_path / "parent.py"
    script.write_text(f"""
import asyncio, sys
sys.path.insert(0, {str(ROOT)!r})
from hashtagger.models.remote.launch import models_process
from hashtagger.settings import Settings
from hashtagger.telemetry import configure_logs

settings = Settings(_env_file=None)
configure_logs(settings)

async def main():
    async with models_process(settings, command={COMMAND!r}) as (running, path):
        print(running.pid, flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
""")
    parent = await asyncio.create_subprocess_exec(sys.executable, str(script), stdout=asyncio.subprocess.PIPE)
    assert parent.stdout is not None
    child = psutil.Process(int(await asyncio.wait_for(parent.stdout.readline(), 60)))
    parent.kill()
    await parent.wait()
    with contextlib.suppress(psutil.NoSuchProcess):
        await asyncio.to_thread(child.wait, 30)
    assert not child.is_running()


async def test_several_clients_share_one_process(settings: Settings):
    async with models_process(settings, command=COMMAND) as (running, path):
        shared = settings.model_copy(update={"models": ModelSettings(socket=path)})
        async with open_remote(shared) as one, open_remote(shared) as another:
            assert {await pid_of(one), await pid_of(another)} == {running.pid}
        assert running.deaths == 0


async def test_deaths_are_counted_and_the_pause_before_a_restart_grows(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    pauses: list[float] = []
    sleep = asyncio.sleep

    async def noted(seconds: float) -> None:
        pauses.append(seconds)
        await sleep(0)

    async with models_process(settings, command=COMMAND) as (running, _):
        monkeypatch.setattr(supervisor.asyncio, "sleep", noted)
        for deaths in (1, 2):
            assert running.pid is not None
            os.kill(running.pid, signal.SIGKILL)
            while running.deaths < deaths or not running.ready:
                await sleep(0.01)
    assert [round(pause, 3) for pause in pauses if pause] == [0.01, 0.02]


def test_settings_cross_with_their_secrets_and_nothing_is_added_from_outside(monkeypatch: pytest.MonkeyPatch):
    told = Settings(data_dir=Path("somewhere"), database=DatabaseSettings(url="postgresql+psycopg://u:secret@h/d"))
    line = supervisor.as_line(told)
    monkeypatch.setenv("HASHTAGGER_MODELS__CLIP", "another")
    monkeypatch.setenv("HASHTAGGER_SERVE__PORT", "1")
    assert supervisor.from_line(line) == told


async def _answering_again(remote: RemoteBackend) -> int:
    async with asyncio.timeout(60):
        while True:
            with contextlib.suppress(ModelUnavailable):
                return await pid_of(remote)
            await asyncio.sleep(0.02)
