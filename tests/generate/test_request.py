"""A wish becomes a request with nothing left open."""

from dataclasses import replace

import pytest

from hashtagger.errors import InvalidRequest
from hashtagger.generate.request import MAX_SEED, GenerationRequest, JobKind, Wish, fitted, settled
from hashtagger.models.recipe import Recipe
from hashtagger.questions import Adapter, GenerationKind
from hashtagger.settings import GenerateSettings
from tests.generate.conftest import a_picture

FAST = Recipe(
    "latent",
    tuple(GenerationKind),
    "b",
    (512, 512),
    (256, 1024),
    4,
    (1, 80),
    1.0,
    (0.0, 2.0),
    frames=16,
    frames_range=(8, 32),
)
WIDE = replace(FAST, size_px=(1024, 576), multiple_px=64, max_pixels=589_824)
LIMITS = GenerateSettings(max_side_px=768, max_steps=50, max_frames=20)


def settle(kind, image=None, recipe=FAST, **wish):
    return settled(Wish(JobKind(kind), **wish), image, model_id="m", recipe=recipe, limits=LIMITS)


def test_what_is_not_said_comes_from_the_model():
    request = settle("text-to-image", prompt="a dog")
    assert (request.steps, request.guidance, request.width_px, request.height_px) == (4, 1.0, 512, 512)
    assert (request.frames, request.media_type) == (1, "image/png")


def test_what_the_model_would_like_is_cut_to_what_is_allowed():
    request = settle("animate", a_picture(), recipe=replace(WIDE, steps=60, frames=32))
    assert (request.steps, request.frames) == (50, 20)
    assert max(request.width_px, request.height_px) <= 768


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({"width_px": 1000}, "invalid_size"),
        ({"width_px": 128}, "invalid_size"),
        ({"width_px": 260}, "invalid_size"),
        ({"steps": 51}, "invalid_steps"),
        ({"guidance": 7.5}, "invalid_guidance"),
        ({"negative_prompt": "blur"}, "negative_prompt_unused"),
        ({"frames": 2}, "invalid_frames"),
        ({"media_type": "image/gif"}, "invalid_media_type"),
    ],
)
def test_what_the_server_or_the_model_cannot_do_is_refused(wish, code):
    with pytest.raises(InvalidRequest) as refused:
        settle("text-to-image", prompt="a dog", **wish)
    assert refused.value.code == code


def test_a_kind_that_the_model_does_not_know_is_refused():
    with pytest.raises(InvalidRequest) as refused:
        settle("animate", a_picture(), recipe=replace(FAST, kinds=(GenerationKind.TEXT_TO_IMAGE,)))
    assert refused.value.code == "unsupported_kind"


def test_seeds_differ_unless_they_are_given():
    seeds = {settle("text-to-image", prompt="a dog").seed for _ in range(8)}
    assert len(seeds) > 1
    assert all(0 <= seed <= MAX_SEED for seed in seeds)
    assert settle("text-to-image", prompt="a dog", seed=0).seed == 0


def test_one_side_alone_makes_a_square():
    request = settle("text-to-image", prompt="a dog", width_px=256)
    assert (request.width_px, request.height_px) == (256, 256)


@pytest.mark.parametrize("sides", [(4000, 3000), (3000, 4000), (10, 10), (1, 9000), (513, 511), (1600, 900)])
@pytest.mark.parametrize("recipe", [FAST, WIDE], ids=["fast", "wide"])
def test_the_size_that_a_picture_gets_is_one_that_the_model_can_make(sides, recipe):
    width, height = sides
    shaped = replace(a_picture(), width_px=width, height_px=height)
    request = settle("image-to-image", shaped, recipe=recipe, prompt="a cat")
    assert (request.width_px > request.height_px) <= (width > height)
    assert (request.width_px < request.height_px) <= (width < height)


def test_a_size_is_fitted_downwards():
    assert fitted(513, 511, area_px=512 * 512, sides_px=(64, 1024), multiple_px=64) == (512, 448)


def test_a_request_survives_its_written_form():
    request = settle("image-text-image", a_picture(), adapters=(Adapter("ink", 0.5),), replace={"dog": "cat"})
    assert GenerationRequest.from_json(request.as_json()) == request


def test_what_was_read_is_drawn_from_words_alone():
    picture = a_picture()
    question = settle("image-text-image", picture).question("a cat", picture)
    assert (question.kind, question.prompt, question.image) == (GenerationKind.TEXT_TO_IMAGE, "a cat", None)
    question = settle("image-to-image", picture, prompt="a cat").question("a cat", picture)
    assert (question.kind, question.image) == (GenerationKind.IMAGE_TO_IMAGE, picture)


def test_a_picture_where_none_is_used_is_refused():
    with pytest.raises(InvalidRequest) as refused:
        settle("text-to-image", a_picture(), prompt="a dog")
    assert refused.value.code == "invalid_image"


def test_a_model_of_one_step_forgets_the_picture_unless_it_is_told_otherwise():
    one_step = replace(FAST, steps=1)
    assert settle("image-to-image", a_picture(), recipe=one_step, prompt="a cat").strength == 1.0
    with pytest.raises(InvalidRequest, match="less than one step"):
        settle("image-to-image", a_picture(), recipe=one_step, prompt="a cat", strength=0.5)
