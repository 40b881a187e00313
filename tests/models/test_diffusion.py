import threading
from dataclasses import replace

import numpy as np
import pytest

from hashtagger.errors import BrokenModel, InvalidRequest, MissingComponent, NotAllowed, NotFound
from hashtagger.models.catalogue import find_row
from hashtagger.models.installed import Installed
from hashtagger.models.recipe import cost_of
from hashtagger.models.runtimes.base import Abandoned
from hashtagger.questions import Adapter
from hashtagger.settings import GenerateSettings, ModelSettings, Settings
from tests.models.conftest import DEVICE, a_picture
from tests.models.diffusion_wishes import CLIP, PICTURE, a_row, a_wish, made, picture

pytest.importorskip("diffusers")
from tests.models import diffusion_checkpoints as folders


@pytest.fixture(scope="module")
def where(tmp_path_factory):
    return tmp_path_factory.mktemp("diffusion")


@pytest.fixture(scope="module")
def settings(where):
    unchecked = GenerateSettings(safety_checker=False)
    return Settings(data_dir=where, models=ModelSettings(device=DEVICE), generate=unchecked, _env_file=None)


@pytest.fixture(scope="module")
def sd_dir(where):
    return folders.save_sd(where / "sd")


@pytest.fixture(scope="module")
def adapters(settings, sd_dir, where):
    """Two LoRAs for the small model, one for a wider one, one for SDXL and one that nobody pulled."""
    published = find_row("pixel-art-xl")
    rows = [published, replace(published, model_id="unpulled", base="sd15")]
    for name, width in (("soft-1.0", None), ("loud", None), ("alien", 64)):
        row = replace(published, model_id=name, base="sd15")
        file = folders.save_lora(sd_dir, where / name / published.files[0].name, width=width)
        folders.pretend_pulled(row, file.parent, settings)
        rows.append(row)
    return rows


@pytest.fixture(scope="module")
def sd(sd_dir, settings, adapters):
    from hashtagger.models.runtimes import diffusion

    return diffusion.load(Installed(a_row("sd-1.5"), sd_dir), settings, rows=adapters)


def test_a_text_becomes_a_picture_of_the_asked_size(sd):
    frame = picture(sd, width_px=48, height_px=24)
    assert frame.shape == (24, 48, 3)
    assert frame.dtype == np.uint8
    assert frame.std() > 1


def test_the_seed_decides_whatever_else_is_in_the_batch(sd):
    alone = [picture(sd, seed=seed, prompt=prompt) for seed, prompt in ((1, "a dog"), (2, "a cat"))]
    together = made(sd, a_wish(seed=1, prompt="a dog"), a_wish(seed=2, prompt="a cat"), a_wish(seed=3))
    for one, other in zip(alone, together, strict=False):
        np.testing.assert_allclose(one.astype(int), other.frames[0].astype(int), atol=1)
    assert np.abs(alone[0].astype(int) - alone[1].astype(int)).max() > 8
    assert [found.seed for found in together] == [1, 2, 3]


def test_a_negative_prompt_changes_the_picture(sd):
    assert not np.array_equal(picture(sd), picture(sd, negative_prompt="blurry"))


def test_progress_rises_with_every_step_and_ends_at_one(sd):
    told = []
    made(sd, a_wish(steps=5), pause=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert len(told) >= 6
    assert len(set(told)) >= 6


def test_an_abandoned_batch_stops_between_two_steps_and_the_next_one_is_as_ever(sd):
    before = picture(sd, steps=6)
    told = []

    def pause(done):
        told.append(done)
        if len(told) == 2:
            raise Abandoned

    with pytest.raises(Abandoned):
        made(sd, a_wish(steps=6), pause=pause)
    assert len(told) == 2
    np.testing.assert_array_equal(picture(sd, steps=6), before)


def test_a_picture_becomes_another_the_more_the_greater_the_strength(sd):
    start = a_picture(3, width=32, height=32)

    def distance(strength):
        frame = picture(sd, kind=PICTURE, image=start, steps=10, strength=strength)
        unchanged = picture(sd, kind=PICTURE, image=start, steps=10, strength=0.1)
        return np.abs(frame.astype(int) - unchanged.astype(int)).mean()

    assert distance(0.2) < distance(1.0)


def test_pictures_to_start_from_are_cropped_and_share_a_batch(sd):
    wide, tall = a_picture(1, width=90, height=30), a_picture(2, width=20, height=70)
    found = made(sd, a_wish(PICTURE, image=wide), a_wish(PICTURE, image=tall))
    assert [one.frames[0].shape for one in found] == [(32, 32, 3)] * 2


def test_only_wishes_with_the_same_steps_share_a_batch(sd):
    same = sd.prepare(a_wish()).key
    assert sd.prepare(a_wish(seed=9, prompt="b", negative_prompt="c")).key == same
    other = [{"steps": 4}, {"guidance": 2.0}, {"width_px": 40}, {"kind": PICTURE}]
    assert all(sd.prepare(a_wish(**change)).key != same for change in other)


def test_the_cost_grows_with_pixels_steps_and_guidance_from_the_recipes_own(sd):
    row = find_row("sd-1.5")
    assert cost_of(a_wish(width_px=512, height_px=512, steps=25, guidance=7.5), row.recipe) == 1.0
    cost = sd.prepare(a_wish()).cost
    assert sd.prepare(a_wish(width_px=64)).cost == 2 * cost
    assert sd.prepare(a_wish(steps=6)).cost == 2 * cost
    assert sd.prepare(a_wish(guidance=1.0)).cost == cost / 2


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"width_px": 33}, "invalid_size"),
        ({"height_px": 8}, "invalid_size"),
        ({"width_px": 72}, "invalid_size"),
        ({"steps": 0}, "invalid_steps"),
        ({"guidance": 99.0}, "invalid_guidance"),
        ({"guidance": float("nan")}, "invalid_guidance"),
        ({"guidance": 1.0, "negative_prompt": "x"}, "negative_prompt_unused"),
        ({"prompt": "a dog " * 40}, "prompt_too_long"),
        ({"negative_prompt": "a dog " * 40}, "prompt_too_long"),
        ({"frames": 4}, "invalid_frames"),
        ({"seed": -1}, "invalid_seed"),
        ({"kind": CLIP}, "unsupported_kind"),
        ({"image": a_picture()}, "invalid_image"),
        ({"kind": PICTURE, "image": None}, "invalid_image"),
        ({"kind": PICTURE, "strength": 0.0}, "invalid_strength"),
        ({"kind": PICTURE, "strength": 0.1}, "invalid_strength"),
    ],
)
def test_what_the_model_cannot_do_is_refused_by_name(sd, change, code):
    with pytest.raises(InvalidRequest) as caught:
        sd.prepare(a_wish(**change))
    assert caught.value.code == code


def test_a_prompt_that_just_fits_is_read(sd):
    sd.prepare(a_wish(prompt="x " * 75))
    with pytest.raises(InvalidRequest, match=r"76 tokens .* reads 75"):
        sd.prepare(a_wish(prompt="x " * 76))


def test_a_longer_prompt_loses_words_of_its_spare_part_and_the_answer_says_so(sd):
    prompt = "a sign: " + "sale now " * 60 + "in ink"
    spare = ((8, len(prompt) - 7),)
    (found,) = made(sd, a_wish(prompt=prompt, spare=spare))
    assert found.prompt.startswith("a sign: sale now sale")
    assert found.prompt.endswith("in ink")
    np.testing.assert_array_equal(found.frames[0], picture(sd, prompt=found.prompt))
    with pytest.raises(InvalidRequest):
        sd.prepare(a_wish(prompt=found.prompt.replace("in ink", "sale now in ink")))


def test_a_prompt_that_fits_is_not_shortened(sd):
    (found,) = made(sd, a_wish(prompt="a dog", spare=((0, 5),)))
    assert found.prompt is None


def test_threads_may_prepare_while_a_batch_runs(sd):
    errors = []

    def prepare():
        try:
            for _ in range(30):
                sd.prepare(a_wish())
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=prepare) for _ in range(3)]
    for thread in threads:
        thread.start()
    made(sd, a_wish(steps=8))
    for thread in threads:
        thread.join()
    assert errors == []


def test_an_adapter_changes_the_picture_and_is_gone_afterwards(sd):
    plain = picture(sd)
    styled = picture(sd, adapters=(Adapter("soft-1.0"),))
    assert not np.array_equal(styled, plain)
    np.testing.assert_array_equal(picture(sd), plain)


def test_several_adapters_are_mixed_by_weight(sd):
    plain = picture(sd)
    both = (Adapter("soft-1.0", 0.7), Adapter("loud", 0.5))
    assert not np.array_equal(picture(sd, adapters=both), picture(sd, adapters=both[:1]))
    np.testing.assert_allclose(picture(sd, adapters=(Adapter("loud", 0.0),)).astype(int), plain.astype(int), atol=1)
    np.testing.assert_array_equal(picture(sd), plain)


def test_an_abandoned_batch_takes_its_adapters_off(sd):
    plain = picture(sd)

    def pause(done):
        raise Abandoned

    with pytest.raises(Abandoned):
        made(sd, a_wish(adapters=(Adapter("loud"),)), pause=pause)
    np.testing.assert_array_equal(picture(sd), plain)


def test_an_adapter_for_another_base_is_refused_before_anything_is_loaded(sd):
    with pytest.raises(InvalidRequest, match=r"made for sdxl, sd-1\.5 is sd15") as caught:
        sd.prepare(a_wish(adapters=(Adapter("pixel-art-xl"),)))
    assert caught.value.code == "adapter_mismatch"


def test_an_adapter_whose_file_does_not_fit_breaks_its_batch_only(sd):
    plain = picture(sd)
    with pytest.raises(BrokenModel, match=r"pixel-art-xl\.safetensors"):
        picture(sd, adapters=(Adapter("alien"),))
    np.testing.assert_array_equal(picture(sd), plain)


def test_an_adapter_whose_licence_was_not_consented_to_is_refused(sd_dir, settings, adapters):
    from hashtagger.models.runtimes import diffusion

    rows = [replace(row, restricted=row.model_id == "loud") for row in adapters]
    model = diffusion.load(Installed(a_row("sd-1.5"), sd_dir), settings, rows=rows)
    with pytest.raises(NotAllowed, match="loud"):
        model.prepare(a_wish(adapters=(Adapter("loud"),)))


def test_adapters_that_are_unknown_or_not_here_are_named(sd):
    with pytest.raises(NotFound, match=r"soft-1\.0"):
        sd.prepare(a_wish(adapters=(Adapter("nobody"),)))
    with pytest.raises(MissingComponent) as caught:
        sd.prepare(a_wish(adapters=(Adapter("unpulled"),)))
    assert caught.value.code == "model_not_installed"
    assert "hashtagger models pull unpulled" in caught.value.advice
    for wrong in ((Adapter("loud"), Adapter("loud")), (Adapter("loud", 9.0),)):
        with pytest.raises(InvalidRequest):
            sd.prepare(a_wish(adapters=wrong))
