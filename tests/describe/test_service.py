import asyncio

import numpy as np
import pytest

from hashtagger.describe.service import Style, Wish, crew_for, describe
from hashtagger.errors import InvalidRequest, MissingComponent, ModelUnavailable, NotFound
from hashtagger.models.fake import FakeModels
from hashtagger.types import Caption, Deadline, DecodedImage, Task


def shown(name: str) -> DecodedImage:
    return DecodedImage(np.zeros((4, 4, 3), np.uint8), 4, 4, "PNG", name)


def pictures(*names: str) -> list[DecodedImage]:
    return [shown(name) for name in names]


@pytest.fixture
def models() -> FakeModels:
    return FakeModels({"dog": "a dog on the beach", "cat": "a black cat", "sea": "the sea"})


async def told(models: FakeModels, wish: Wish, *names: str) -> list[str]:
    found = await describe(models, pictures(*names), wish, crew_for(models, wish), deadline=Deadline.after(60))
    return [each.text for each in found.texts]


async def test_captions_come_as_the_captioner_wrote_them(models):
    wish = Wish(count=3)
    crew = crew_for(models, wish)
    found = await describe(models, pictures("dog"), wish, crew, deadline=Deadline.after(60))
    assert list(found.texts) == await models.caption(shown("dog"), count=3, deadline=Deadline.after(60))
    assert (found.crew.caption, found.crew.story, found.crew.translate) == ("fake-caption", None, None)


async def test_prompt_and_length_reach_the_captioner(models):
    assert await told(models, Wish(prompt="look,", max_words=3), "dog") == ["look, a dog"]


async def test_an_alt_text_is_a_plain_sentence(models):
    assert await told(models, Wish(style=Style.ALT_TEXT), "dog") == ["A dog on the beach."]


async def test_alt_texts_that_become_the_same_are_one(models):
    # The fake's second and third caption only add "a photo of" and "a picture of".
    assert await told(models, Wish(style=Style.ALT_TEXT, count=3), "dog") == ["A dog on the beach."]


async def test_another_language_is_translated(models):
    wish = Wish(language="de")
    assert await told(models, wish, "dog") == ["[de] a dog on the beach"]
    assert crew_for(models, wish).translate == "fake-translate"


async def test_an_alt_text_loses_its_opening_before_and_gets_its_stop_after_the_translation(models):
    models.describes["dog"] = "a photo of a dog"
    assert await told(models, Wish(style=Style.ALT_TEXT, language="de"), "dog") == ["[de] a dog."]


async def test_the_models_own_language_is_not_translated(models):
    await told(models, Wish(language="en"), "dog")
    assert "translate" not in models.calls


async def test_a_story_is_told_over_all_pictures_in_their_order(models):
    wish = Wish(style=Style.STORY, sentences=3)
    assert await told(models, wish, "dog", "cat", "sea") == ["A dog on the beach. A black cat. The sea."]
    assert models.calls["caption"] == 3


async def test_pictures_that_show_the_same_are_told_once(models):
    assert await told(models, Wish(style=Style.STORY, sentences=2), "dog", "dog", "cat") == [
        "A dog on the beach. A black cat."
    ]


async def test_the_score_of_a_story_is_the_mean_of_its_captions(models):
    wish = Wish(style=Style.STORY)
    found = await describe(models, pictures("dog", "cat"), wish, crew_for(models, wish), deadline=Deadline.after(60))
    assert [each.score for each in found.texts] == [-0.5]


async def test_a_story_in_another_language_is_translated_as_a_whole(models):
    assert await told(models, Wish(style=Style.STORY, sentences=2, language="fr"), "dog", "cat") == [
        "[fr] A dog on the beach. A black cat."
    ]


async def test_only_the_first_picture_gets_a_caption(models):
    assert await told(models, Wish(), "dog", "cat") == ["a dog on the beach"]
    assert models.calls["caption"] == 1


@pytest.mark.parametrize(
    ("row", "wish"),
    [
        ("fake-translate", Wish(language="de")),
        ("fake-story", Wish(style=Style.STORY)),
        ("fake-translate", Wish(style=Style.STORY, language="de")),
        ("other", Wish(model="other")),
    ],
)
def test_what_is_not_installed_is_told_before_anything_runs(models, row, wish):
    models.not_pulled.add(row)
    with pytest.raises(MissingComponent) as missing:
        crew_for(models, wish)
    assert missing.value.code == "model_not_installed"
    assert f"hashtagger models pull {row}" in missing.value.advice
    assert models.calls == {}


def test_a_language_that_no_model_writes_is_refused(models, monkeypatch):
    def row_for(task: Task, *, model: str | None = None, language: str | None = None) -> str:
        if task is Task.TRANSLATE:
            raise NotFound("no row")
        return "fake-caption"

    monkeypatch.setattr(models, "row_for", row_for)
    with pytest.raises(InvalidRequest) as refused:
        crew_for(models, Wish(language="xx"))
    assert refused.value.code == "unknown_language"


def test_more_than_one_story_is_refused(models):
    with pytest.raises(InvalidRequest, match="one text"):
        crew_for(models, Wish(style=Style.STORY, count=2))


def test_a_prompt_that_leaves_no_room_is_refused(models):
    with pytest.raises(InvalidRequest, match="no room"):
        crew_for(models, Wish(prompt="one two three", max_words=3))


async def test_when_one_picture_of_a_story_fails_the_others_are_withdrawn(models, monkeypatch):
    begun, withdrawn = asyncio.Event(), asyncio.Event()

    async def caption(image: DecodedImage, **_: object) -> list[Caption]:
        if image.fingerprint == "dog":
            await begun.wait()
            raise ModelUnavailable("it broke", retry_after_s=1.0)
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            withdrawn.set()
        return []

    monkeypatch.setattr(models, "caption", caption)
    wish = Wish(style=Style.STORY)
    with pytest.raises(ModelUnavailable):
        await describe(models, pictures("dog", "cat"), wish, crew_for(models, wish), deadline=Deadline.after(60))
    async with asyncio.timeout(30):
        await withdrawn.wait()
