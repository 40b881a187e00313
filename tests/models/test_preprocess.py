import json

import numpy as np
import pytest

from hashtagger.models import torchvision_shim
from hashtagger.models.runtimes.preprocess import Preprocess, from_openclip, from_transformers

SIZES = [(60, 40), (40, 60), (33, 33), (500, 20), (20, 500), (1, 1), (1, 90), (257, 255), (31, 30)]
ONE_LEVEL = 1.01 / (255 * 0.26)
"""Of a colour, in the units of a normalised picture."""


def pixels(width: int, height: int) -> np.ndarray:
    """Noise of a contrast at which no filter overshoots: where it does, the order in which the sides shrink matters."""
    return np.random.default_rng(width * 1000 + height).integers(80, 176, (height, width, 3), dtype=np.uint8)


@pytest.mark.parametrize("resize_mode", ["shortest", "longest", "squash"])
@pytest.mark.parametrize("interpolation", ["bicubic", "bilinear"])
def test_it_does_what_open_clip_does(resize_mode, interpolation):
    torchvision_shim.install()
    from open_clip.transform import PreprocessCfg, image_transform_v2
    from PIL import Image

    section = {"size": 32, "interpolation": interpolation, "resize_mode": resize_mode, "fill_color": 7}
    theirs = image_transform_v2(PreprocessCfg(**section), is_train=False)
    ours = from_openclip({"model_cfg": {"vision_cfg": {}}, "preprocess_cfg": section})
    for width, height in SIZES:
        if resize_mode == "longest" and (width, height) == (1, 90):
            continue  # open_clip fails on what becomes thinner than a pixel
        source = pixels(width, height)
        np.testing.assert_allclose(ours(source), theirs(Image.fromarray(source)).numpy(), atol=ONE_LEVEL)


def test_it_does_what_blips_own_processor_does(blip_dir):
    from transformers.models.blip.image_processing_pil_blip import BlipImageProcessorPil

    theirs = BlipImageProcessorPil.from_pretrained(blip_dir)
    ours = from_transformers(json.loads((blip_dir / "preprocessor_config.json").read_text()))
    for width, height in SIZES:
        source = pixels(width, height)
        expected = theirs(source, input_data_format="channels_last", return_tensors="np")["pixel_values"][0]
        np.testing.assert_allclose(ours(source), expected, atol=ONE_LEVEL)


@pytest.mark.parametrize("shape", [(1, 1_000_000, 3), (1_000_000, 1, 3)])
@pytest.mark.parametrize("resize_mode", ["shortest", "longest", "squash"])
def test_a_line_of_a_million_pixels_costs_no_memory(shape, resize_mode):
    assert Preprocess(32, 32, resize_mode=resize_mode)(np.zeros(shape, np.uint8)).shape == (3, 32, 32)


def test_the_size_comes_from_the_tower_when_the_preprocessing_does_not_say():
    found = from_openclip(
        {"model_cfg": {"vision_cfg": {"image_size": [48, 64]}}, "preprocess_cfg": {"mean": [0, 0, 0]}}
    )
    assert (found.height_px, found.width_px, found.mean) == (48, 64, (0, 0, 0))


def test_every_setting_is_part_of_the_description():
    base = Preprocess(32, 32)
    others = [Preprocess(64, 32), Preprocess(32, 32, resize_mode="squash"), Preprocess(32, 32, fill=1)]
    assert len({base.describe(), *(other.describe() for other in others)}) == 4


@pytest.mark.parametrize("size", [{"shortest_edge": 32}, 32])
def test_a_crop_after_scaling_the_shorter_side_is_understood(size):
    config = {"size": size, "do_center_crop": True, "crop_size": {"height": 24, "width": 24}}
    found = from_transformers(config | {"image_mean": [0.5] * 3, "image_std": [0.5] * 3})
    assert (found.resize_mode, found.height_px, found.width_px) == ("shortest", 24, 24)


def test_pictures_of_varying_size_are_refused():
    with pytest.raises(ValueError, match="varying"):
        from_transformers({"size": {"shortest_edge": 32}, "image_mean": [0.5] * 3, "image_std": [0.5] * 3})
