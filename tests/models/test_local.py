import socket
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from hashtagger.errors import BrokenModel, MissingComponent, NotFound
from hashtagger.models.installed import active_models
from hashtagger.models.local import local_models
from hashtagger.types import Deadline, LoadState
from tests.models.conftest import a_picture, install


def soon() -> Deadline:
    return Deadline.after(60)


def choosing(settings, **changes):
    return settings.model_copy(update={"models": settings.models.model_copy(update=changes)})


def names(settings, rows):
    active = active_models(settings, rows)
    return active.clip.spec.model_id, active.caption.spec.model_id


def test_knowing_the_models_needs_no_torch(tower_dir, captioner_dir):
    program = f"""
import sys
from dataclasses import replace
from pathlib import Path
from hashtagger.models.catalogue import CATALOGUE
from hashtagger.models.spec import Family
from hashtagger.models.local import local_models
from hashtagger.settings import Settings
where = {{Family.OPENCLIP: {str(tower_dir)!r}, Family.SHOW_ATTEND_TELL: {str(captioner_dir)!r}}}
rows = [replace(row, shipped=where[row.family]) if row.shipped and row.family in where else row for row in CATALOGUE]
models = local_models(Settings(data_dir=Path({str(tower_dir)!r}), _env_file=None), rows=rows)
print(models.embedding_dim, len(models.embedding_fingerprint), models.versions.clip, models.tag_map)
print(sorted({{"torch", "open_clip", "transformers", "timm", "torchvision"}} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["32 64 starter-clip-1 None", "[]"]


def test_auto_takes_each_larger_model_as_soon_as_it_was_pulled(settings, starter_rows, vit_dir, blip_dir):
    assert names(settings, starter_rows) == ("starter-clip-1", "starter-caption-1")
    install("siglip2-vit-b-32-256", vit_dir, settings)
    assert names(settings, starter_rows) == ("siglip2-vit-b-32-256", "starter-caption-1")
    install("openclip-vit-b-32-256", vit_dir, settings)
    install("blip-base", blip_dir, settings)
    assert names(settings, starter_rows) == ("openclip-vit-b-32-256", "blip-base")
    assert names(choosing(settings, profile="starter"), starter_rows) == ("starter-clip-1", "starter-caption-1")
    chosen = choosing(settings, clip="siglip2-vit-b-32-256", caption="starter-caption-1")
    assert names(chosen, starter_rows) == ("siglip2-vit-b-32-256", "starter-caption-1")


def test_a_model_that_was_not_pulled_is_named_with_the_command_that_helps(settings, starter_rows):
    for wanted in (choosing(settings, profile="full"), choosing(settings, clip="openclip-vit-b-32-256")):
        with pytest.raises(MissingComponent) as caught:
            local_models(wanted, rows=starter_rows)
        assert "hashtagger models pull openclip-vit-b-32-256" in caught.value.advice
    with pytest.raises(NotFound, match="starter-clip-1"):
        local_models(choosing(settings, clip="resnet"), rows=starter_rows)


def test_half_a_pull_is_no_model(settings, starter_rows, vit_dir):
    install("openclip-vit-b-32-256", vit_dir, settings)
    (settings.models_dir / "openclip-vit-b-32-256" / "manifest.json").write_text("{")
    assert names(settings, starter_rows)[0] == "starter-clip-1"


async def test_nothing_reaches_the_network_at_request_time(starter_models, full_models, monkeypatch):
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a model opened a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    for models in (starter_models, full_models):
        await models.warm_up()
        assert [each.state for each in await models.status()] == [LoadState.READY, LoadState.READY]


async def test_the_starter_captioner_brings_its_own_tower_beside_a_larger_model(settings, starter_rows, vit_dir):
    install("openclip-vit-b-32-256", vit_dir, settings)
    models = local_models(settings, rows=starter_rows)
    try:
        assert (await models.caption(a_picture(), deadline=soon()))[0].text
        assert [each.model_id for each in await models.status()] == ["starter-caption-1"]
    finally:
        await models.aclose()


async def test_a_text_that_was_just_embedded_is_remembered(settings, starter_rows):
    models = local_models(settings, rows=starter_rows)
    first = await models.embed_texts(["a dog"], deadline=soon())
    await models.aclose()
    np.testing.assert_array_equal(await models.embed_texts(["a dog"], deadline=soon()), first)


async def test_a_broken_checkpoint_costs_its_task_only(settings, starter_rows, tmp_path, captioner_dir):
    broken = tmp_path / "broken"
    broken.mkdir()
    rows = [replace(row, shipped=str(broken)) if row.model_id == "starter-caption-1" else row for row in starter_rows]
    models = local_models(settings, rows=rows)
    try:
        with pytest.raises(BrokenModel):
            await models.caption(a_picture(), deadline=soon())
        assert (await models.embed_texts(["a dog"], deadline=soon())).shape == (1, 32)
        failed, fine = await models.status()
        assert (failed.state, failed.healthy, fine.state, fine.healthy) == (
            LoadState.FAILED,
            False,
            LoadState.READY,
            True,
        )
        assert failed.detail
    finally:
        await models.aclose()


def test_the_fingerprint_follows_weights_preprocessing_and_number_format(settings, starter_rows, tower_dir, tmp_path):
    import shutil

    from hashtagger.models.installed import Installed
    from hashtagger.models.runtimes.clip_card import read_clip_card

    def fingerprint(folder, precision="float32"):
        return read_clip_card(Installed(starter_rows[0], folder), precision).fingerprint

    same, other_weights, other_sizes = (tmp_path / name for name in ("same", "weights", "sizes"))
    for folder in (same, other_weights, other_sizes):
        shutil.copytree(tower_dir, folder)
    with (other_weights / "open_clip_model.safetensors").open("ab") as file:
        file.write(b"\0")
    config = other_sizes / "open_clip_config.json"
    config.write_text(config.read_text().replace("squash", "shortest"))
    assert fingerprint(same) == fingerprint(tower_dir)
    assert len({fingerprint(f) for f in (same, other_weights, other_sizes)} | {fingerprint(same, "bfloat16")}) == 4


def test_a_mean_photo_beside_the_weights_becomes_a_tag_map(tower_dir, tmp_path, starter_rows):
    import shutil

    from safetensors.numpy import save_file

    from hashtagger.models.installed import Installed
    from hashtagger.models.runtimes.clip_card import read_clip_card

    folder = shutil.copytree(tower_dir, tmp_path / "tower")
    model = Installed(starter_rows[0], folder)
    save_file({"background": np.arange(32, dtype=np.float32)}, folder / "background.safetensors")
    tag_map = read_clip_card(model, "float32").tag_map
    assert tag_map.shape == (33, 32)
    assert (np.ones(32) @ tag_map[:-1] + tag_map[-1] == 1 - np.arange(32)).all()
    save_file({"background": np.arange(31, dtype=np.float32)}, folder / "background.safetensors")
    with pytest.raises(BrokenModel, match="1 x 32 numbers"):
        read_clip_card(model, "float32")
