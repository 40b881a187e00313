from dataclasses import replace

import pytest

from hashtagger.errors import MissingComponent, NotAllowed, NotFound
from hashtagger.models.catalogue import find_row
from hashtagger.models.installed import choose, require_installed
from hashtagger.models.manifest import Manifest, write_manifest
from hashtagger.types import Task
from tests.models.stand_ins import a_row

COMMIT = "1" * 40


def a_hub_row(model_id, task, **changes):
    return replace(a_row(model_id, 1), task=task, repository=f"someone/{model_id}", revision=COMMIT, **changes)


ROWS = (
    a_hub_row("to-german", Task.TRANSLATE, languages=("en", "de")),
    a_hub_row("to-romance", Task.TRANSLATE, languages=("en", "fr", "es")),
    a_hub_row("vqa", Task.ANSWER),
    a_hub_row("vqa-large", Task.ANSWER),
)


def pull(settings, *names):
    for name in names:
        folder = settings.models_dir / name
        folder.mkdir(parents=True)
        write_manifest(folder, Manifest(name, f"someone/{name}", COMMIT, "none", "2026-11-21", {}))


def chosen(settings, task, **options):
    return choose(task, settings, ROWS, **options).spec.model_id


def test_what_was_not_pulled_is_named_with_the_command(settings):
    with pytest.raises(MissingComponent) as caught:
        chosen(settings, Task.ANSWER)
    assert caught.value.code == "model_not_installed"
    assert "hashtagger models pull vqa'" in caught.value.advice
    with pytest.raises(MissingComponent, match="vqa-large"):
        chosen(settings, Task.ANSWER, model="vqa-large")


def test_the_first_that_was_pulled_answers_unless_another_is_named(settings):
    pull(settings, "vqa-large")
    assert chosen(settings, Task.ANSWER) == "vqa-large"
    pull(settings, "vqa")
    assert chosen(settings, Task.ANSWER) == "vqa"
    assert chosen(settings, Task.ANSWER, model="vqa-large") == "vqa-large"
    named = settings.model_copy(update={"models": settings.models.model_copy(update={"answer": "vqa-large"})})
    assert chosen(named, Task.ANSWER) == "vqa-large"


def test_a_row_of_another_task_or_for_another_language_is_not_found(settings):
    pull(settings, "vqa", "to-german")
    with pytest.raises(NotFound):
        chosen(settings, Task.ANSWER, model="to-german")
    with pytest.raises(NotFound, match="'ja'"):
        chosen(settings, Task.TRANSLATE, language="ja")
    with pytest.raises(NotFound):
        chosen(settings, Task.STORY)


def test_a_translation_is_chosen_by_its_target_language(settings):
    pull(settings, "to-german", "to-romance")
    assert chosen(settings, Task.TRANSLATE, language="es") == "to-romance"
    assert chosen(settings, Task.TRANSLATE, language="de") == "to-german"


RESTRICTED_ROWS = (
    a_hub_row("fast", Task.GENERATE, restricted=True),
    a_hub_row("free", Task.GENERATE),
    a_hub_row("upscaler", Task.PART, restricted=True),
    a_hub_row("cascade", Task.GENERATE, needs=("upscaler",)),
)


@pytest.mark.parametrize("name", ["fast", "cascade"])
def test_a_restricted_row_is_not_loaded_without_consent_although_its_files_are_here(settings, name):
    pull(settings, "fast", "cascade", "upscaler")
    row = find_row(name, RESTRICTED_ROWS)
    with pytest.raises(NotAllowed, match="forbids some uses") as caught:
        require_installed(row, settings, RESTRICTED_ROWS)
    assert caught.value.code == "restricted_licence"
    assert "HASHTAGGER_MODELS__ALLOW_RESTRICTED_LICENCES=true" in caught.value.advice
    consent = settings.models.model_copy(update={"allow_restricted_licences": True})
    allowed = settings.model_copy(update={"models": consent})
    assert require_installed(row, allowed, RESTRICTED_ROWS).spec is row


def test_a_restricted_row_is_not_the_one_that_answers_by_itself(settings):
    pull(settings, "fast", "free")
    assert choose(Task.GENERATE, settings, RESTRICTED_ROWS).spec.model_id == "free"
    with pytest.raises(NotAllowed):
        choose(Task.GENERATE, settings, RESTRICTED_ROWS, model="fast")
