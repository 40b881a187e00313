"""Wishes for the small pipelines of ``diffusion_checkpoints``, and rows that allow their sizes."""

from dataclasses import replace

from hashtagger.models.catalogue import find_row
from hashtagger.questions import Generate, GenerationKind
from tests.models.conftest import a_picture

TEXT, PICTURE, CLIP = GenerationKind
SMALL = {"sides_px": (16, 64), "steps_range": (1, 20), "multiple_px": 8, "max_pixels": None}


def a_row(name, **recipe):
    row = find_row(name)
    return replace(row, precision="float32", recipe=replace(row.recipe, **{**SMALL, **recipe}))


def a_wish(kind=TEXT, **more):
    fields = {"prompt": "a dog", "width_px": 32, "height_px": 32, "seed": 1, "steps": 3, "guidance": 3.0, **more}
    if kind is not TEXT:
        fields.setdefault("image", a_picture(3))
    return Generate(kind, **fields)


def made(runtime, *wishes, pause=lambda done: None):
    ready = [runtime.prepare(wish) for wish in wishes]
    assert len({item.key for item in ready}) == 1
    results = runtime.run([item.payload for item in ready], pause)
    return [runtime.finish(wish, result) for wish, result in zip(wishes, results, strict=True)]


def picture(runtime, **more):
    (found,) = made(runtime, a_wish(**more))
    (frame,) = found.frames
    return frame
