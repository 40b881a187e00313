"""The whole way: small checkpoints, pulled, loaded and run by the pool."""

import pytest

from hashtagger.describe.service import Style, Wish, crew_for, describe
from hashtagger.errors import MissingComponent
from hashtagger.models.local import local_models
from hashtagger.settings import ModelSettings, Settings
from hashtagger.types import Deadline
from tests.models import writer_checkpoints
from tests.models.conftest import a_picture, install


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pulled")
    settings = Settings(
        data_dir=folder, models=ModelSettings(device="cpu", threads=1, caption="vit-gpt2"), _env_file=None
    )
    install("vit-gpt2", writer_checkpoints.save_vit_gpt2(folder / "vit-gpt2"), settings)
    install("opus-en-de", writer_checkpoints.save_marian(folder / "opus"), settings)
    install("smollm2-360m", writer_checkpoints.save_story_writer(folder / "smollm2"), settings)
    return settings


@pytest.fixture
async def models(settings):
    models = local_models(settings)
    yield models
    await models.aclose()


async def test_an_alt_text_in_german_takes_captioner_and_translator(models):
    wish = Wish(style=Style.ALT_TEXT, language="de", count=2)
    crew = crew_for(models, wish)
    assert (crew.caption, crew.story, crew.translate, crew.source) == ("vit-gpt2", None, "opus-en-de", "en")
    found = await describe(models, [a_picture()], wish, crew, deadline=Deadline.after(60))
    assert found.texts
    assert all(each.text.endswith(".") and len(each.text) <= 125 for each in found.texts)


async def test_a_story_takes_captioner_and_writer(models):
    wish = Wish(style=Style.STORY, sentences=1)
    crew = crew_for(models, wish)
    assert (crew.caption, crew.story, crew.translate) == ("vit-gpt2", "smollm2-360m", None)
    first, again = [
        await describe(models, [a_picture(1), a_picture(2)], wish, crew, deadline=Deadline.after(60)) for _ in range(2)
    ]
    assert first == again
    assert first.texts[0].text


def test_a_language_whose_model_was_not_pulled_names_the_smallest_that_writes_it(models):
    for language, row in (("pt", "opus-en-romance"), ("ja", "m2m100-418m")):
        with pytest.raises(MissingComponent, match=row) as missing:
            crew_for(models, Wish(language=language))
        assert missing.value.code == "model_not_installed"
        assert f"hashtagger models pull {row}" in missing.value.advice
