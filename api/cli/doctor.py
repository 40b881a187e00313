"""``hashtagger doctor``: says what is missing or broken, and the command that mends it."""

from __future__ import annotations

import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import typer

from api.cli.setup import console, setup_of
from hashtagger.errors import HashtaggerError, TryLater
from hashtagger.settings import Settings

ROOM_BYTES = 1_000_000_000
"""Less free disk than this is worth a word: an index build writes beside the old one."""


class Verdict(StrEnum):
    OK = "ok"
    NOTE = "note"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found. ``mend`` is what to do about it, empty when all is well."""

    what: str
    verdict: Verdict
    detail: str
    mend: str = ""


def doctor(context: typer.Context) -> None:
    """Check this installation; exit code 1 when something is broken."""
    out = console()
    colours = {Verdict.OK: "green", Verdict.NOTE: "yellow", Verdict.BROKEN: "red"}
    broken = False
    setup = setup_of(context)
    setup.quiet_logs()
    for found in findings(setup.settings):
        broken |= found.verdict is Verdict.BROKEN
        out.print(f"[{colours[found.verdict]}]{found.verdict.value:>6}[/]  {found.what}: ", end="")
        out.print(found.detail, markup=False, soft_wrap=True)
        if found.mend:
            out.print(f"        → {found.mend}", markup=False, soft_wrap=True)
    raise typer.Exit(1 if broken else 0)


def findings(settings: Settings) -> Iterator[Finding]:
    """Every check, one after the other; changes nothing."""
    for check in CHECKS:
        try:
            yield check(settings)
        except HashtaggerError as error:
            yield Finding(check.__name__.removeprefix("check_"), Verdict.BROKEN, str(error), error.advice)
        except Exception as error:
            what, detail = check.__name__.removeprefix("check_"), f"{type(error).__name__}: {error}"
            yield Finding(what, Verdict.BROKEN, detail, "Run 'make install'; if it stays, report this line.")


def check_python(settings: Settings) -> Finding:
    return Finding("python", Verdict.OK, ".".join(map(str, sys.version_info[:3])))


def check_packages(settings: Settings) -> Finding:
    from importlib import metadata

    from packaging.requirements import Requirement

    wrong: list[str] = []
    try:
        wanted = [Requirement(line) for line in metadata.requires("hashtagger") or ()]
    except metadata.PackageNotFoundError:
        return Finding("packages", Verdict.BROKEN, "hashtagger itself is not installed", "Run 'make install'.")
    needed = [each for each in wanted if each.marker is None or each.marker.evaluate({"extra": ""})]
    for each in needed:
        try:
            version = metadata.version(each.name)
        except metadata.PackageNotFoundError:
            wrong.append(f"{each.name} is missing")
            continue
        if not each.specifier.contains(version, prereleases=True):
            wrong.append(f"{each.name} is {version}, needed {each.specifier}")
    if wrong:
        return Finding("packages", Verdict.BROKEN, "; ".join(wrong), "Run 'make install'.")
    return Finding("packages", Verdict.OK, f"all {len(needed)} are here")


def check_torch(settings: Settings) -> Finding:
    import torch

    from hashtagger.models import torchvision_shim

    replaced = torchvision_shim.install()
    import torchvision

    device = "CUDA" if torch.cuda.is_available() else "CPU"
    detail = f"torch {torch.__version__} on {device}, torchvision {torchvision.__version__}"
    if replaced:
        detail += " (built for another torch; what is needed of it works)"
    return Finding("torch", Verdict.OK, detail)


def check_models(settings: Settings) -> Finding:
    from hashtagger.models.installed import active_models

    active = active_models(settings)
    detail = f"{active.clip.spec.model_id} and {active.caption.spec.model_id}"
    if active.clip.spec.shipped is None and active.caption.spec.shipped is None:
        return Finding("models", Verdict.OK, detail)
    more = "Run 'hashtagger models pull' for the full models, which see much better."
    return Finding("models", Verdict.NOTE, f"{detail} (starter models)", more)


def check_database(settings: Settings) -> Finding:
    from hashtagger.storage import migrate
    from hashtagger.storage.database import open_database
    from hashtagger.storage.tags import count_tags

    if _is_not_made_yet(settings):
        return Finding("database", Verdict.NOTE, "not made yet; the first command that needs it makes it")
    try:
        with (
            open_database(settings.database_url, busy_timeout_s=5.0, pool_size=2) as database,
            database.reading() as connection,
        ):
            revision = migrate.current(connection)
            size = count_tags(connection) if revision == migrate.newest() else 0
    except TryLater as error:
        mend = "See that it runs, and that HASHTAGGER_DATABASE__URL names it."
        return Finding("database", Verdict.BROKEN, str(error), mend)
    if revision != migrate.newest():
        detail = f"its schema is {revision or 'missing'}, this program needs {migrate.newest()}"
        return Finding("database", Verdict.BROKEN, detail, "Run 'hashtagger index build', which migrates first.")
    return Finding("database", Verdict.OK, f"reachable and migrated, {size:,} tags")


def check_index(settings: Settings) -> Finding:
    from hashtagger.index.generations import read_current
    from hashtagger.index.prompts import vectors_fingerprint
    from hashtagger.models.local import local_models

    if not any(settings.index_dir.glob("gen-*")):
        return Finding("index", Verdict.NOTE, "not built yet; the first start builds it")
    found = read_current(settings.index_dir, vectors_fingerprint(local_models(settings).embedding_fingerprint))
    if found is None:
        detail = "no generation on disk is whole and made with the models in use"
        return Finding("index", Verdict.BROKEN, detail, "Run 'hashtagger index build'.")
    return Finding("index", Verdict.OK, f"whole, {found.size:,} tags")


def check_ranker(settings: Settings) -> Finding:
    from ranker import baseline
    from ranker.live import LiveRanker

    if not settings.ranker.enabled:
        return Finding("ranker", Verdict.NOTE, f"off; {baseline.VERSION} orders answers")
    status = LiveRanker(settings).status
    if status.trouble:
        mend = "Run 'hashtagger ranker rollback'; until then answers are ordered without what was learned."
        return Finding("ranker", Verdict.BROKEN, status.trouble, mend)
    if status.shadow_trouble:
        mend = "Run 'hashtagger ranker shadow none'."
        return Finding("ranker", Verdict.NOTE, f"{status.version}; its shadow: {status.shadow_trouble}", mend)
    shadow = f", {status.shadow} is the shadow" if status.shadow else ""
    return Finding("ranker", Verdict.OK, f"{status.version}{shadow}")


def check_disk(settings: Settings) -> Finding:
    folder = settings.data_dir.absolute()
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    detail = f"{free / 1e9:,.1f} GB free for {settings.data_dir}"
    if free < ROOM_BYTES:
        return Finding("disk", Verdict.NOTE, detail, "Make room, or set HASHTAGGER_DATA_DIR to a larger disk.")
    return Finding("disk", Verdict.OK, detail)


def check_port(settings: Settings) -> Finding:
    from api.auth import keys_required

    keys = "API keys are required" if keys_required(settings) else "no API keys needed on this machine"
    host, port = settings.serve.host, settings.serve.port
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            detail = f"{host}:{port}: {error.strerror}"
            return Finding("port", Verdict.NOTE, detail, "If that is not this server: hashtagger serve --port 8001")
    return Finding("port", Verdict.OK, f"{host}:{port} is free; {keys}")


CHECKS: tuple[Callable[[Settings], Finding], ...] = (
    check_python,
    check_packages,
    check_torch,
    check_models,
    check_database,
    check_index,
    check_ranker,
    check_disk,
    check_port,
)


def _is_not_made_yet(settings: Settings) -> bool:
    from sqlalchemy.engine import make_url

    url = make_url(settings.database_url)
    return url.get_backend_name() == "sqlite" and not Path(url.database or "").exists()
