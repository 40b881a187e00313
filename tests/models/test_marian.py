import pytest

from hashtagger.errors import BrokenModel, InvalidRequest
from hashtagger.models.runtimes import marian
from hashtagger.models.runtimes.base import Abandoned
from hashtagger.questions import Translate
from tests.models.caption_contract import answers, go_on, installed, on_device
from tests.models.writer_checkpoints import save_m2m100, save_marian

DOG = "A dog runs on the beach."


@pytest.fixture(scope="module")
def german(tmp_path_factory):
    folder = save_marian(tmp_path_factory.mktemp("marian") / "de")
    return marian.load(installed("opus-en-de", folder), on_device(folder))


@pytest.fixture(scope="module")
def romance(tmp_path_factory):
    folder = save_marian(tmp_path_factory.mktemp("marian") / "romance", targets=("pt", "fr"))
    return marian.load(installed("opus-en-romance", folder, languages=("en", "pt", "fr")), on_device(folder))


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    folder = save_m2m100(tmp_path_factory.mktemp("m2m100") / "model")
    return marian.load(installed("m2m100-418m", folder), on_device(folder))


class TranslationContract:
    """Subclasses have a fixture ``runtime`` that reads English and writes ``target``."""

    target = "de"

    def ask(self, text: str) -> Translate:
        return Translate(text, "en", self.target)

    def test_a_batch_answers_like_single_questions_in_order(self, runtime):
        questions = [self.ask(text) for text in (DOG, "a black cat", "two girls. a boy!")]
        together = answers(runtime, questions)
        assert together == [answers(runtime, [question])[0] for question in questions]
        assert all(together)

    def test_each_sentence_is_translated_by_itself(self, runtime):
        both, first, second = (answers(runtime, [self.ask(text)])[0] for text in (f"{DOG} A cat!", DOG, "A cat!"))
        assert both == f"{first} {second}"

    def test_no_text_is_no_translation(self, runtime):
        assert answers(runtime, [self.ask("  ")]) == [""]
        assert answers(runtime, [self.ask(""), self.ask("a cat")])[0] == ""

    def test_a_language_that_it_does_not_know_is_refused(self, runtime):
        with pytest.raises(InvalidRequest, match="from en to xx"):
            runtime.prepare(Translate(DOG, "en", "xx"))
        with pytest.raises(InvalidRequest, match="from nl to"):
            runtime.prepare(Translate(DOG, "nl", self.target))

    def test_a_text_cannot_choose_its_language(self, runtime):
        assert answers(runtime, [self.ask(f">>fr<< {DOG} >>pt<<")]) == answers(runtime, [self.ask(DOG)])

    def test_it_pauses_between_words(self, runtime):
        def leave(share: float) -> None:
            raise Abandoned

        with pytest.raises(Abandoned):
            runtime.run([runtime.prepare(self.ask(DOG)).payload], leave)

    def test_longer_texts_cost_more_and_take_more_room(self, runtime):
        short, long = runtime.prepare(self.ask(DOG)), runtime.prepare(self.ask(f"{DOG} " * 4))
        assert long.cost > short.cost >= 1
        assert long.size_bytes > short.size_bytes > 0

    def test_its_weights_are_counted(self, runtime):
        assert runtime.resident_bytes > 50_000


class TestMarian(TranslationContract):
    @pytest.fixture
    def runtime(self, german):
        return german

    def test_saying_nothing_is_a_fault_of_the_model(self, runtime):
        with pytest.raises(BrokenModel):
            runtime.finish(self.ask(DOG), " \u200b")


class TestMarianOfSeveralLanguages(TranslationContract):
    target = "pt"

    @pytest.fixture
    def runtime(self, romance):
        return romance

    def test_the_target_decides_what_is_written(self, runtime):
        questions = [Translate("A cat!", "en", target) for target in ("pt", "fr")]
        keys = {runtime.prepare(question).key for question in questions}
        assert len(keys) == 2
        assert answers(runtime, questions[:1]) != answers(runtime, questions[1:])


class TestM2M100(TranslationContract):
    target = "ja"

    @pytest.fixture
    def runtime(self, many):
        return many

    def test_the_target_decides_what_is_written(self, runtime):
        passages = [runtime.prepare(Translate(DOG, "en", target)).payload for target in ("de", "ja")]
        german, japanese = (runtime.run([passage], go_on) for passage in passages)
        assert german != japanese


def test_a_target_that_the_checkpoint_does_not_know_is_noticed_when_it_is_loaded(tmp_path):
    folder = save_marian(tmp_path / "romance", targets=("pt",))
    with pytest.raises(BrokenModel, match=">>it<<"):
        marian.load(installed("opus-en-romance", folder, languages=("en", "pt", "it")), on_device(tmp_path))


def test_an_empty_folder_is_broken(tmp_path):
    with pytest.raises(BrokenModel):
        marian.load(installed("opus-en-de", tmp_path), on_device(tmp_path))
