"""Questions about pictures, with a small checkpoint read back through the real loading path."""

import math
import shutil
from dataclasses import replace

import numpy as np
import pytest
import torch

from hashtagger.errors import BrokenModel, InvalidRequest
from hashtagger.models.catalogue import find_row
from hashtagger.models.installed import Installed
from hashtagger.models.runtimes.base import Abandoned
from hashtagger.models.runtimes.blip_vqa import load, ranked
from hashtagger.questions import AnswerQuestions
from hashtagger.settings import ModelSettings, Settings
from hashtagger.types import DecodedImage
from tests.models.conftest import DEVICE
from tests.models.vqa_checkpoints import save_blip_vqa

QUESTIONS = ("dog", "a cat in the park of two girls", "red ball on the water", "the street with three black bike")
CANDIDATES = ("dog", "two girls", "a red ball in the water")
# In float32, so that a batch may be compared with its parts.
ROW = replace(find_row("blip-vqa-base"), precision="float32")
SETTINGS = Settings(models=ModelSettings(device=DEVICE, threads=1), _env_file=None)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return save_blip_vqa(tmp_path_factory.mktemp("vqa"))


@pytest.fixture(scope="module")
def runtime(folder):
    return load(Installed(ROW, folder), SETTINGS)


def picture(seed: int, width: int = 60, height: int = 40) -> DecodedImage:
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    return DecodedImage(pixels, width, height, "PNG", f"picture-{seed}-{width}x{height}")


def asked(seed: int, *questions: str, candidates=None, **shape: int) -> AnswerQuestions:
    return AnswerQuestions(picture(seed, **shape), questions or QUESTIONS, candidates)


def answers(runtime, *questions, pause=lambda share: None):
    """As the pool does it: prepare each, run them together, finish each."""
    ready = [runtime.prepare(question) for question in questions]
    assert len({each.key for each in ready}) == 1
    results = runtime.run([each.payload for each in ready], pause)
    assert len(results) == len(questions)
    return [runtime.finish(question, result) for question, result in zip(questions, results, strict=True)]


def assert_same(left, right):
    assert [[each.text for each in found] for found in left] == [[each.text for each in found] for found in right]
    for one, other in zip(left, right, strict=True):
        assert [each.confidence for each in one] == pytest.approx([each.confidence for each in other], rel=1e-3)


@pytest.mark.parametrize("candidates", [None, CANDIDATES], ids=["written", "ranked"])
def test_a_batch_answers_like_single_pictures_and_questions_in_order(runtime, candidates):
    several = [asked(1, candidates=candidates), asked(2, "cat", candidates=candidates), asked(3, candidates=candidates)]
    together = answers(runtime, *several)
    assert [len(found) for found in together] == [4, 1, 4]
    assert_same(together, [answers(runtime, question)[0] for question in several])
    singly = [answers(runtime, asked(1, question, candidates=candidates))[0] for question in QUESTIONS]
    assert_same([together[0]], [[found[0] for found in singly]])


def test_the_answer_depends_on_picture_and_question(runtime):
    found = [answers(runtime, asked(seed))[0] for seed in range(4)]
    assert len({answer.confidence for answers_ in found for answer in answers_}) > 8


def test_several_questions_on_one_picture_look_at_it_once(runtime, monkeypatch):
    looks = []
    seeing = runtime._model.vision_model.forward

    def counted(*arguments, **named):
        looks.append(len(named["pixel_values"]))
        return seeing(*arguments, **named)

    monkeypatch.setattr(runtime._model.vision_model, "forward", counted)
    answers(runtime, asked(1), asked(2))
    answers(runtime, asked(1, candidates=CANDIDATES))
    assert looks == [2, 1]


def test_a_written_answer_is_as_sure_as_the_product_of_its_tokens(runtime, monkeypatch):
    generated = []
    generate = runtime._model.text_decoder.generate

    def seen(**options):
        generated.append(generate(**options))
        return generated[-1]

    monkeypatch.setattr(runtime._model.text_decoder, "generate", seen)
    (found,) = answers(runtime, asked(5, "a dog in the snow"))[0]
    tokens = generated[0].sequences[0, 1:].tolist()
    spoken = tokens[: tokens.index(3) + 1] if 3 in tokens else tokens
    assert found.ranked == ()
    assert math.log(found.confidence) == pytest.approx(likelihood(runtime, 5, "a dog in the snow", spoken), rel=1e-3)


def test_candidates_are_ranked_by_the_softmax_of_their_likelihoods(runtime):
    (found,) = answers(runtime, asked(6, "the park", candidates=CANDIDATES))[0]
    spoken = [[*runtime._tokenizer(text, add_special_tokens=False).input_ids, 3] for text in CANDIDATES]
    likelihoods = torch.tensor([likelihood(runtime, 6, "the park", tokens) for tokens in spoken])
    expected = dict(zip(CANDIDATES, likelihoods.softmax(dim=0).tolist(), strict=True))
    assert dict(found.ranked) == pytest.approx(expected, rel=1e-3)
    assert [text for text, _ in found.ranked] == sorted(CANDIDATES, key=lambda text: -expected[text])
    assert (found.text, found.confidence) == found.ranked[0]


def likelihood(runtime, seed, question, spoken):
    """Log-probability of these tokens by the library's own forward, one picture and one question at a time."""
    pixels = torch.from_numpy(runtime._preprocess(picture(seed).pixels))[None]
    tokens = runtime._tokenizer(question, return_tensors="pt")
    begin = torch.tensor([[runtime._start, *spoken[:-1]]])
    model = runtime._model
    with torch.inference_mode():
        seen = model.vision_model(pixel_values=pixels)[0]
        heard = model.text_encoder(
            input_ids=tokens.input_ids, attention_mask=tokens.attention_mask, encoder_hidden_states=seen
        )[0]
        logits = model.text_decoder(input_ids=begin, encoder_hidden_states=heard, is_decoder=True).logits
    chances = logits.log_softmax(dim=-1)[0]
    return sum(float(chances[place, token]) for place, token in enumerate(spoken))


def test_more_candidates_than_fit_into_one_pass_are_all_ranked(runtime):
    candidates = tuple(
        f"{colour} {thing}" for colour in ("red", "blue", "green") for thing in ("dog", "cat", "ball") * 4
    )
    (found,) = answers(runtime, asked(1, "a", candidates=candidates))[0]
    assert len(found.ranked) == 36
    assert sum(share for _, share in found.ranked) == pytest.approx(1)


def test_equal_candidates_keep_their_order():
    assert ranked(["one", "two"], [-1.0, -1.0]).ranked == (("one", 0.5), ("two", 0.5))


@pytest.mark.parametrize(("width", "height"), [(1, 1), (1, 300), (300, 1), (33, 17)])
def test_odd_shapes_are_answered(runtime, width, height):
    (found,) = answers(runtime, asked(1, "dog", width=width, height=height))
    assert 0 <= found[0].confidence <= 1


def test_no_questions_get_no_answers(runtime):
    empty = AnswerQuestions(picture(1), ())
    assert answers(runtime, empty) == [()]
    assert answers(runtime, empty, asked(2, "dog"))[0] == ()


def test_written_and_ranked_answers_do_not_share_a_batch(runtime):
    assert runtime.prepare(asked(1)).key != runtime.prepare(asked(1, candidates=CANDIDATES)).key


def test_more_questions_and_candidates_cost_more(runtime):
    costs = [
        runtime.prepare(question).cost
        for question in (
            asked(1, "dog"),
            asked(1),
            asked(1, candidates=CANDIDATES),
            asked(1, candidates=CANDIDATES * 9),
        )
    ]
    assert costs == sorted(costs)
    assert costs[0] == 1.0


@pytest.mark.parametrize(("question", "candidates"), [("\u200b", None), ("dog", ("cat", "\u202e"))])
def test_invisible_text_is_refused(runtime, question, candidates):
    with pytest.raises(InvalidRequest):
        runtime.prepare(asked(1, question, candidates=candidates))


def test_a_question_longer_than_the_model_reads_is_cut(runtime):
    assert answers(runtime, asked(1, "dog " * 200))[0][0].confidence >= 0


@pytest.mark.parametrize("candidates", [None, CANDIDATES], ids=["written", "ranked"])
def test_work_that_nobody_waits_for_is_given_up(runtime, candidates):
    def nobody_waits(share):
        if share > 0.5:
            raise Abandoned

    with pytest.raises(Abandoned):
        answers(runtime, asked(1, candidates=candidates), pause=nobody_waits)


def test_weights_of_another_model_are_broken(folder, tmp_path):
    shutil.copytree(folder, tmp_path / "bad", ignore=shutil.ignore_patterns("*.safetensors"))
    (tmp_path / "bad" / "model.safetensors").write_bytes(b"not weights")
    with pytest.raises(BrokenModel):
        load(Installed(ROW, tmp_path / "bad"), SETTINGS)


def test_in_bfloat16_it_answers_and_takes_half_the_memory(folder, runtime, monkeypatch):
    monkeypatch.setattr("hashtagger.models.precision.processor_has_bfloat16", lambda: True)
    small = load(Installed(replace(ROW, precision="auto"), folder), SETTINGS)
    assert all(0 <= each.confidence <= 1 for each in answers(small, asked(1), asked(2, "cat"))[0])
    (found,) = answers(small, asked(1, "dog", candidates=CANDIDATES))[0]
    assert sum(share for _, share in found.ranked) == pytest.approx(1)
    assert small.resident_bytes == pytest.approx(runtime.resident_bytes / 2, rel=0.05)
