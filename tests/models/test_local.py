import asyncio
import socket
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from hashtagger.errors import BrokenModel, MissingComponent, NotFound
from hashtagger.models.installed import active_models
from hashtagger.models.loading import LoadState
from hashtagger.models.local import LocalModels
from hashtagger.types import Deadline
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
from hashtagger.models.catalogue import CATALOGUE, Family
from hashtagger.models.local import LocalModels
from hashtagger.settings import Settings
where = {{Family.OPENCLIP: {str(tower_dir)!r}, Family.SHOW_ATTEND_TELL: {str(captioner_dir)!r}}}
rows = [row if row.shipped is None else replace(row, shipped=where[row.family]) for row in CATALOGUE]
models = LocalModels(Settings(data_dir=Path({str(tower_dir)!r}), _env_file=None), rows=rows)
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
            LocalModels(wanted, rows=starter_rows)
        assert "hashtagger models pull openclip-vit-b-32-256" in caught.value.advice
    with pytest.raises(NotFound, match="starter-clip-1"):
        LocalModels(choosing(settings, clip="resnet"), rows=starter_rows)


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
        assert [health.state for health in models.health()] == [LoadState.READY, LoadState.READY]


async def test_the_starter_captioner_shares_the_tower(starter_models):
    await starter_models.warm_up()
    captioner = await starter_models._captioner.get(soon())
    assert captioner._tower is await starter_models._clip.get(soon())


async def test_the_starter_captioner_brings_its_own_tower_beside_a_larger_model(settings, starter_rows, vit_dir):
    install("openclip-vit-b-32-256", vit_dir, settings)
    models = LocalModels(settings, rows=starter_rows)
    try:
        assert (await models.caption(a_picture(), deadline=soon()))[0].text
        assert models.health()[0].state is LoadState.COLD
    finally:
        await models.aclose()


async def test_concurrent_requests_share_batches(starter_models, monkeypatch):
    await starter_models.warm_up()
    runtime = await starter_models._clip.get(soon())
    sizes = []
    real = runtime.embed_images
    monkeypatch.setattr(starter_models._images, "_run", lambda items: sizes.append(len(items)) or list(real(items)))
    pictures = [a_picture(n) for n in range(12)]
    await asyncio.gather(*(starter_models.embed_images([picture], deadline=soon()) for picture in pictures))
    assert sum(sizes) == 12
    assert max(sizes) > 1


async def test_a_text_that_was_just_embedded_is_remembered(starter_models):
    first = await starter_models.embed_texts(["a dog"], deadline=soon())
    starter_models._texts._run = None
    np.testing.assert_array_equal(await starter_models.embed_texts(["a dog"], deadline=soon()), first)


async def test_a_broken_checkpoint_costs_its_task_only(settings, starter_rows, tmp_path, captioner_dir):
    broken = tmp_path / "broken"
    broken.mkdir()
    rows = [replace(row, shipped=str(broken)) if row.model_id == "starter-caption-1" else row for row in starter_rows]
    models = LocalModels(settings, rows=rows)
    try:
        with pytest.raises(BrokenModel):
            await models.caption(a_picture(), deadline=soon())
        assert (await models.embed_texts(["a dog"], deadline=soon())).shape == (1, 32)
        assert [health.healthy for health in models.health()] == [True, False]
        assert models.health()[1].detail
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
