import errno
import hashlib
import shutil
from collections import namedtuple
from dataclasses import replace

import pytest
from filelock import FileLock

from hashtagger.errors import BrokenModel, Conflict, MissingComponent, ModelUnavailable, NotAllowed, NotFound
from hashtagger.models import hub as hub_module
from hashtagger.models.catalogue import find_row
from hashtagger.models.installed import find_installed
from hashtagger.models.local import local_models
from hashtagger.models.manifest import problems, read_manifest
from hashtagger.models.pull import pull
from hashtagger.models.spec import Family, ModelFile, ModelSpec
from hashtagger.settings import ModelSettings, Settings
from hashtagger.types import Deadline, Task
from tests.models.conftest import a_picture
from tests.models.hub_server import serve_hub

COMMIT = "1" * 40
LATER = "2" * 40
WEIGHTS = bytes(range(256)) * 400
CONFIG = b'{"small": true}'
SPEC = ModelSpec(
    "small",
    Task.CLIP,
    Family.OPENCLIP,
    licence="MIT",
    size_bytes=len(WEIGHTS) + len(CONFIG),
    reserve_bytes=0,
    summary="for tests",
    preprocessing="none",
    repository="someone/small",
    revision=COMMIT,
    files=(
        ModelFile("config.json"),
        ModelFile("model.safetensors", len(WEIGHTS), hashlib.sha256(WEIGHTS).hexdigest()),
        ModelFile("extra.json", optional=True),
    ),
)


@pytest.fixture
def hub(monkeypatch):
    # The test run may be offline as a whole; this hub is on the loopback.
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
    # A transfer that breaks off is tried again after a second; nobody has to wait for that here.
    monkeypatch.setattr("huggingface_hub.file_download.time.sleep", lambda _: None)
    # What arrived is kept in pieces of this size: 10 MB in earnest, more than the small files here.
    monkeypatch.setattr("huggingface_hub.constants.DOWNLOAD_CHUNK_SIZE", 1000)
    with serve_hub() as hub:
        hub.add("someone/small", COMMIT, {"config.json": CONFIG, "model.safetensors": WEIGHTS, "README.md": b"hello"})
        yield hub


@pytest.fixture
def settings(tmp_path, hub):
    return Settings(data_dir=tmp_path, models=ModelSettings(hub_endpoint=hub.url, device="cpu"), _env_file=None)


def test_a_pull_fetches_only_the_files_of_the_row_and_writes_what_it_got(hub, settings):
    folder = pull(SPEC, settings).folder
    assert (folder / "model.safetensors").read_bytes() == WEIGHTS
    assert sorted(path.name for path in folder.iterdir()) == ["config.json", "manifest.json", "model.safetensors"]
    manifest = read_manifest(folder)
    assert (manifest.revision, manifest.licence, manifest.repository) == (COMMIT, "MIT", "someone/small")
    assert manifest.files["model.safetensors"].sha256 == hashlib.sha256(WEIGHTS).hexdigest()
    assert problems(folder) == []


def test_a_second_pull_asks_nobody(hub, settings):
    pull(SPEC, settings)
    hub.requests.clear()
    pull(SPEC, settings)
    assert hub.requests == []


def test_a_repository_that_moved_on_still_gives_the_pinned_commit(hub, settings):
    hub.add("someone/small", LATER, {"config.json": b"{}", "model.safetensors": b"other"})
    assert (pull(SPEC, settings).folder / "model.safetensors").read_bytes() == WEIGHTS


def test_after_a_broken_transfer_only_the_rest_is_fetched(hub, settings):
    hub.break_after["model.safetensors"] = 30_000
    with pytest.raises(ModelUnavailable, match="small"):
        pull(SPEC, settings)
    assert find_installed(SPEC, settings) is None
    hub.refuse = False
    hub.ranges.clear()
    folder = pull(SPEC, settings).folder
    assert hub.ranges == [("model.safetensors", "bytes=30000-")]
    assert (folder / "model.safetensors").read_bytes() == WEIGHTS


def test_a_partial_file_longer_than_the_real_one_is_fetched_anew(hub, settings):
    partial = settings.models_dir / ".partial" / f"small-{COMMIT[:12]}"
    partial.mkdir(parents=True)
    (partial / "model.safetensors.part").write_bytes(WEIGHTS + b"more")
    assert (pull(SPEC, settings).folder / "model.safetensors").read_bytes() == WEIGHTS


@pytest.mark.parametrize("name", ["model.safetensors", "config.json"])
def test_a_wrong_checksum_is_refused_and_the_file_removed(hub, settings, name):
    hub.corrupt.add(name)
    with pytest.raises(BrokenModel, match=name) as caught:
        pull(SPEC, settings)
    assert caught.value.code == "wrong_checksum"
    assert list(settings.models_dir.rglob(f"{name}*")) == []
    assert find_installed(SPEC, settings) is None
    hub.corrupt.clear()
    assert problems(pull(SPEC, settings).folder) == []


def test_a_file_that_the_catalogue_knows_otherwise_is_refused_even_when_the_hub_agrees_with_itself(hub, settings):
    files = (ModelFile("model.safetensors", sha256="0" * 64),)
    with pytest.raises(BrokenModel, match="instead of 0000"):
        pull(replace(SPEC, files=files), settings)


def test_a_disk_without_room_is_noticed_before_anything_is_fetched(hub, settings, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**9, 10**9 - 5_000_000, 5_000_000))
    with pytest.raises(MissingComponent, match=r"needs 67 MB .* has 5 MB free") as caught:
        pull(SPEC, settings)
    assert caught.value.code == "disk_full"
    assert hub.ranges == []


def test_a_disk_that_fills_up_keeps_what_arrived(hub, settings, monkeypatch):
    def full(url, target, **_):
        target.write(WEIGHTS[:1000] if "safetensors" in url else CONFIG)
        if "safetensors" in url:
            raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(hub_module, "http_get", full)
        with pytest.raises(MissingComponent, match="full") as caught:
            pull(SPEC, settings)
    assert caught.value.code == "disk_full"
    pull(SPEC, settings)
    assert hub.ranges == [("model.safetensors", "bytes=1000-")]


def test_offline_says_which_command_would_help(hub, settings, monkeypatch):
    offline = settings.model_copy(update={"models": settings.models.model_copy(update={"offline": True})})
    with pytest.raises(MissingComponent) as caught:
        pull(SPEC, offline)
    assert "hashtagger models pull small" in caught.value.advice
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(MissingComponent):
        pull(SPEC, settings)
    assert hub.requests == []


@pytest.mark.parametrize("gone", [{"repository": "someone/else"}, {"revision": LATER}])
def test_a_commit_that_the_hub_does_not_have_is_not_replaced_by_another(hub, settings, gone):
    with pytest.raises(NotFound, match="the hub has no"):
        pull(replace(SPEC, **gone), settings)


def test_a_missing_file_of_the_row_is_named(hub, settings):
    with pytest.raises(BrokenModel, match=r"vocab\.txt"):
        pull(replace(SPEC, files=(*SPEC.files, ModelFile("vocab.txt"))), settings)


def test_a_hub_that_does_not_answer_is_worth_another_try(settings, hub):
    hub.refuse = True
    with pytest.raises(ModelUnavailable) as caught:
        pull(SPEC, settings)
    assert "continues where it stopped" in caught.value.advice


def test_restricted_licences_need_consent(hub, settings):
    restricted = replace(SPEC, restricted=True, licence="research only")
    with pytest.raises(NotAllowed, match="research only"):
        pull(restricted, settings)
    assert hub.requests == []
    consent = settings.models.model_copy(update={"allow_restricted_licences": True})
    assert pull(restricted, settings.model_copy(update={"models": consent})).folder.is_dir()


def test_two_processes_do_not_pull_the_same_model_at_once(hub, settings):
    partial = settings.models_dir / ".partial" / f"small-{COMMIT[:12]}"
    partial.mkdir(parents=True)
    with FileLock(f"{partial}.lock"), pytest.raises(Conflict):
        pull(SPEC, settings)


def test_verify_finds_changed_and_lost_files(hub, settings):
    folder = pull(SPEC, settings).folder
    (folder / "model.safetensors").write_bytes(b"x" * len(WEIGHTS))
    (folder / "config.json").unlink()
    assert problems(folder) == [
        "config.json is missing",
        "model.safetensors has another checksum than when it was pulled",
    ]


def test_another_revision_in_the_folder_does_not_count_and_is_replaced(hub, settings):
    pull(SPEC, settings)
    hub.add("someone/small", LATER, {"config.json": b"{ }", "model.safetensors": WEIGHTS})
    moved = replace(SPEC, revision=LATER)
    assert find_installed(moved, settings) is None
    assert (pull(moved, settings).folder / "config.json").read_bytes() == b"{ }"


async def test_pulled_checkpoints_load_and_answer(hub, settings, vit_dir, blip_dir):
    rows = []
    for model_id, folder in (("openclip-vit-b-32-256", vit_dir), ("blip-base", blip_dir)):
        real = find_row(model_id)
        hub.add_folder(real.repository, COMMIT, folder)
        names = [ModelFile(path.name) for path in folder.iterdir()]
        rows.append(replace(real, revision=COMMIT, files=tuple(names)))
        pull(rows[-1], settings)
    models = local_models(settings, rows=rows)
    try:
        assert (await models.embed_texts(["a dog"], deadline=Deadline.after(60))).shape == (1, 32)
        assert (await models.caption(a_picture(), max_words=5, deadline=Deadline.after(60)))[0].text
    finally:
        await models.aclose()


def test_what_a_row_needs_is_pulled_with_it_and_it_is_not_here_without_it(hub, settings):
    part = replace(SPEC, model_id="part", repository="someone/part")
    whole = replace(SPEC, needs=("part",))
    rows = (whole, part)
    hub.add(part.repository, COMMIT, {"config.json": CONFIG, "model.safetensors": WEIGHTS})
    hub.add(whole.repository, COMMIT, {"config.json": CONFIG, "model.safetensors": WEIGHTS})
    pulled = pull(whole, settings, rows=rows)
    assert [each.spec.model_id for each in pulled.parts] == ["part"]
    (settings.models_dir / "part" / "manifest.json").unlink()
    assert find_installed(whole, settings, rows) is None
