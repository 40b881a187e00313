import pytest
import torch

from hashtagger.errors import BrokenModel
from hashtagger.models.runtimes import vit_gpt2
from tests.models.caption_contract import CaptionRuntimeContract, a_question, captions, installed, on_device
from tests.models.writer_checkpoints import save_vit_gpt2


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return save_vit_gpt2(tmp_path_factory.mktemp("vit-gpt2") / "model")


@pytest.fixture(scope="module")
def runtime(folder):
    return vit_gpt2.load(installed("vit-gpt2", folder), on_device(folder))


class TestVitGpt2(CaptionRuntimeContract):
    pass


def test_the_first_word_is_looked_at_though_padding_is_the_same_token(runtime):
    # Greedy steps without any mask or cache, straight from the network, are what the search must agree with.
    (found,) = captions(runtime, seed=1, max_words=3)
    network = runtime._network
    sitting = runtime.prepare(a_question(max_words=3)).payload
    tokens = torch.tensor([network.begin("")])
    pictures = torch.from_numpy(sitting.picture)[None]
    with torch.inference_mode():
        best = network._model(pixel_values=pictures, decoder_input_ids=tokens).logits[0, -1]
        options = {
            "max_new_tokens": 1,
            "num_return_sequences": 1,
            "return_dict_in_generate": True,
            "output_logits": True,
        }
        first = network.generate(pictures, tokens, options).logits[0][0]
    torch.testing.assert_close(first, best, atol=1e-4, rtol=1e-4)
    assert found.text


def test_an_empty_folder_is_broken(tmp_path):
    with pytest.raises(BrokenModel):
        vit_gpt2.load(installed("vit-gpt2", tmp_path), on_device(tmp_path))
