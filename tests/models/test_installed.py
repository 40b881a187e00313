from dataclasses import replace

import pytest

from hashtagger.errors import MissingComponent, NotFound
from hashtagger.models.installed import choose
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
