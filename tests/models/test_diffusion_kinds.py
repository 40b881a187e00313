import asyncio
import shutil
from dataclasses import replace

import numpy as np
import pytest

from hashtagger.errors import BrokenModel, InvalidRequest, MissingComponent
from hashtagger.models.catalogue import find_row
from hashtagger.models.installed import Installed
from hashtagger.models.local import open_pool
from hashtagger.settings import GenerateSettings, ModelSettings, Settings
from hashtagger.types import Deadline
from tests.models.conftest import DEVICE, a_picture
from tests.models.diffusion_wishes import CLIP, PICTURE, a_row, a_wish, made, picture

pytest.importorskip("diffusers")
from tests.models import diffusion_checkpoints as folders


@pytest.fixture(scope="module")
def where(tmp_path_factory):
    return tmp_path_factory.mktemp("kinds")


def with_settings(where, **generate):
    generate.setdefault("safety_checker", False)
    generation = GenerateSettings(**generate)
    return Settings(data_dir=where, models=ModelSettings(device=DEVICE), generate=generation, _env_file=None)


@pytest.fixture(scope="module")
def sd_dir(where):
    return folders.save_sd(where / "sd")


@pytest.fixture(scope="module")
def decoder(where):
    return Installed(find_row("taesd"), folders.save_fast_decoder(where / "taesd"))


def load(where, name, folder, *parts, settings=None, precision="float32", **recipe):
    from hashtagger.models.runtimes import diffusion

    row = replace(a_row(name, **recipe), precision=precision)
    return diffusion.load(Installed(row, folder, parts), settings or with_settings(where))


def test_sdxl_paints_from_text_and_from_a_picture(where):
    sdxl = load(where, "sdxl", folders.save_sdxl(where / "sdxl"))
    assert picture(sdxl).shape == (32, 32, 3)
    start = picture(sdxl, kind=PICTURE, steps=4, negative_prompt="blurry")
    assert start.shape == (32, 32, 3)


def test_a_few_step_row_merges_its_lora_into_its_base(where, sd_dir):
    base = Installed(a_row("sd-1.5"), sd_dir)
    lora = folders.save_lora(sd_dir, where / "lcm" / "pytorch_lora_weights.safetensors", scale=2.0)
    lcm = load(where, "lcm-sd15", lora.parent, base, steps_range=(1, 12))
    plain = load(where, "sd-1.5", sd_dir)
    frame = picture(lcm, steps=2, guidance=1.0)
    assert not np.array_equal(frame, picture(plain, steps=2, guidance=1.0))
    assert lcm.resident_bytes == plain.resident_bytes
    again = made(lcm, a_wish(steps=2, guidance=1.0, seed=5), a_wish(steps=2, guidance=1.0))
    np.testing.assert_allclose(again[1].frames[0].astype(int), frame.astype(int), atol=1)


def test_the_fast_decoder_is_used_on_a_cpu_unless_it_is_turned_off(where, sd_dir, decoder):
    own = load(where, "sd-1.5", sd_dir, decoder, settings=with_settings(where, fast_decoder=False))
    fast = load(where, "sd-1.5", sd_dir, decoder)
    assert fast.resident_bytes < own.resident_bytes
    assert picture(fast, width_px=40).shape == picture(own, width_px=40).shape == (32, 40, 3)
    assert picture(fast, kind=PICTURE, steps=4).shape == (32, 32, 3)


def test_weights_of_half_the_size_are_found_by_their_names(where, sd_dir):
    halves = where / "halves"
    shutil.copytree(sd_dir, halves)
    for path in halves.rglob("*.safetensors"):
        path.rename(path.with_name(path.name.replace(".safetensors", ".fp16.safetensors")))
    np.testing.assert_array_equal(picture(load(where, "sd-1.5", halves)), picture(load(where, "sd-1.5", sd_dir)))


def test_bfloat16_weights_paint_without_autocast(where, sd_dir, decoder, monkeypatch):
    monkeypatch.setattr("hashtagger.models.precision.processor_has_bfloat16", lambda: True)
    half = load(where, "sd-1.5", sd_dir, decoder, precision="auto")
    whole = load(where, "sd-1.5", sd_dir, decoder)
    assert half.resident_bytes < 0.51 * whole.resident_bytes
    assert picture(half).shape == (32, 32, 3)
    assert picture(half, kind=PICTURE, steps=4).shape == (32, 32, 3)


def test_the_cascade_paints_small_then_large(where):
    folders.save_cascade(where / "if-1", where / "if-2")
    second = Installed(find_row("deepfloyd-if-2"), where / "if-2")
    cascade = load(where, "deepfloyd-if", where / "if-1", second, sides_px=(64, 64))
    told = []
    wishes = [a_wish(width_px=64, height_px=64, seed=seed, negative_prompt="a beach") for seed in (1, 2)]
    first, other = made(cascade, *wishes, pause=told.append)
    assert first.frames[0].shape == (64, 64, 3)
    assert told == sorted(told)
    assert len(set(told)) >= 7
    np.testing.assert_allclose(made(cascade, wishes[1])[0].frames[0].astype(int), other.frames[0].astype(int), atol=1)


@pytest.fixture(scope="module")
def moving(where, sd_dir, decoder):
    """AnimateDiff's layers over the small model."""
    base = Installed(a_row("sd-1.5"), sd_dir)
    return load(where, "animatediff", folders.save_motion(where / "motion"), base, decoder, frames_range=(1, 8))


def test_a_picture_is_animated_into_the_asked_number_of_frames(moving):
    wish = a_wish(CLIP, image=a_picture(4), frames=4, steps=4)
    (clip,) = made(moving, wish)
    assert [frame.shape for frame in clip.frames] == [(32, 32, 3)] * 4
    assert not np.array_equal(clip.frames[0], clip.frames[3])
    np.testing.assert_array_equal(made(moving, wish)[0].frames[3], clip.frames[3])


def test_a_clip_of_too_many_frames_is_refused(moving):
    with pytest.raises(InvalidRequest, match="frames"):
        moving.prepare(a_wish(CLIP, frames=99))


def test_stable_video_diffusion_reads_no_text(where):
    video = load(where, "svd-xt", folders.save_svd(where / "svd"), frames_range=(1, 8))
    told = []
    wishes = [a_wish(CLIP, prompt="", frames=4, steps=2, seed=seed, image=a_picture(seed)) for seed in (1, 2)]
    clips = made(video, *wishes, pause=told.append)
    assert [len(clip.frames) for clip in clips] == [4, 4]
    assert clips[0].frames[0].shape == (32, 32, 3)
    assert told == sorted(told)
    with pytest.raises(InvalidRequest, match="reads no text"):
        video.prepare(a_wish(CLIP, frames=4))


@pytest.mark.parametrize("flags", [True, False])
def test_what_the_safety_checker_flags_is_black_and_says_so(where, sd_dir, tmp_path, flags):
    folder = folders.save_checker(tmp_path, flags_everything=flags)
    checker = Installed(find_row("safety-checker"), folder)
    sd = load(where, "sd-1.5", sd_dir, checker, settings=with_settings(where, safety_checker=True))
    (found,) = made(sd, a_wish())
    assert found.withheld is flags
    assert bool(found.frames[0].any()) is not flags


def test_a_clip_with_an_unsafe_frame_is_withheld_whole(moving, monkeypatch):
    class Checker:
        batch = 2

        def unsafe(self, frames):
            return [False] * (len(frames) - 1) + [True]

    monkeypatch.setattr(moving, "_checker", Checker())
    (clip,) = made(moving, a_wish(CLIP, frames=3, steps=4))
    assert clip.withheld
    assert all(frame.max() == 0 for frame in clip.frames)


def test_without_a_checker_nothing_is_loaded_and_the_command_is_named(where, sd_dir):
    with pytest.raises(MissingComponent) as caught:
        load(where, "sd-1.5", sd_dir, settings=with_settings(where, safety_checker=True))
    assert caught.value.code == "model_not_installed"
    assert "hashtagger models pull safety-checker" in caught.value.advice


def test_a_checker_with_missing_weights_is_broken_not_blind(where, sd_dir, tmp_path):
    from safetensors.torch import load_file, save_file

    folder = folders.save_checker(tmp_path, flags_everything=True)
    path = folder / "safety_checker" / "model.fp16.safetensors"
    kept = {name: value for name, value in load_file(path).items() if name != "concept_embeds_weights"}
    save_file(kept, path, metadata={"format": "pt"})
    checker = Installed(find_row("safety-checker"), folder)
    with pytest.raises(BrokenModel, match="concept_embeds_weights"):
        load(where, "sd-1.5", sd_dir, checker, settings=with_settings(where, safety_checker=True))


def test_a_folder_without_a_model_is_broken(where, tmp_path):
    with pytest.raises(BrokenModel):
        load(where, "sd-1.5", tmp_path)
    folders.save_cascade(tmp_path / "1", tmp_path / "2")
    with pytest.raises(BrokenModel, match="deepfloyd-if-2"):
        load(where, "deepfloyd-if", tmp_path / "1")


async def test_in_the_pool_a_caller_who_leaves_stops_the_steps_and_the_next_one_is_served(where, sd_dir):
    settings = with_settings(where)
    row = replace(a_row("sd-1.5"), needs=(), reserve_bytes=10**6, working_bytes=10**6)
    folders.pretend_pulled(row, sd_dir, settings)
    pool = open_pool(settings, (row,))
    told, begun = [], asyncio.Event()

    def on_progress(done):
        told.append(done)
        begun.set()

    def ask(**more):
        return pool.ask("sd-1.5", a_wish(**more), deadline=Deadline.after(60), on_progress=on_progress)

    try:
        leaving = asyncio.create_task(ask(steps=20))
        await begun.wait()
        leaving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leaving
        after = len(told)
        (frame,) = (await ask(steps=2)).frames
        assert frame.shape == (32, 32, 3)
        assert max(told[:after]) < 0.9
        assert told[-1] == 1.0
    finally:
        await pool.aclose()
