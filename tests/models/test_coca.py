import json

import numpy as np
import pytest
import torch

from hashtagger.errors import BrokenModel
from hashtagger.models.runtimes import coca
from tests.models.caption_contract import CaptionRuntimeContract, a_question, installed, on_device
from tests.models.writer_checkpoints import save_coca


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return save_coca(tmp_path_factory.mktemp("coca") / "coca")


@pytest.fixture(scope="module")
def runtime(folder):
    return coca.load(installed("coca-base", folder), on_device(folder))


class TestCoca(CaptionRuntimeContract):
    pass


def test_each_step_sees_what_the_whole_network_says_after_those_words(runtime):
    network = runtime._network
    picture = torch.from_numpy(runtime.prepare(a_question()).payload.picture)[None]
    words = torch.tensor([network.begin("a dog on the")])
    with torch.inference_mode():
        expected = network.module(picture, words, output_labels=False)["logits"][0, -1]
        options = {
            "max_new_tokens": 1,
            "num_return_sequences": 1,
            "return_dict_in_generate": True,
            "output_logits": True,
        }
        seen = network.generate(picture, words, options).logits[0][0]
    torch.testing.assert_close(seen, expected, atol=1e-4, rtol=1e-4)


def test_beams_that_share_a_picture_see_what_each_would_see_alone(runtime):
    network, decoder = runtime._network.module, runtime._network.module.text_decoder
    pictures = torch.from_numpy(np.stack([runtime.prepare(a_question(n)).payload.picture for n in (1, 2)]))
    words = torch.randint(1, 49406, (6, 5), generator=torch.Generator().manual_seed(0))
    with torch.inference_mode():
        _, seen = network.visual(pictures)
        _, read = network.text(words)
        alone = decoder(seen.repeat_interleave(3, dim=0), read)[:, -1]
        torch.testing.assert_close(coca._next_word(decoder, seen, read), alone, atol=1e-4, rtol=1e-4)


def test_an_exclamation_mark_is_a_word_and_not_padding(runtime):
    network = runtime._network
    assert network.text(network.begin("wow!")[1:]).strip() == "wow !"


def test_a_vocabulary_other_than_the_tokenizers_is_refused(folder, tmp_path):
    config = json.loads((folder / "open_clip_config.json").read_text())
    config["model_cfg"]["text_cfg"]["vocab_size"] = 1000
    (tmp_path / "open_clip_config.json").write_text(json.dumps(config))
    with pytest.raises(BrokenModel, match="vocabulary"):
        coca.load(installed("coca-base", tmp_path), on_device(tmp_path))


def test_a_folder_without_weights_is_broken(folder, tmp_path):
    (tmp_path / "open_clip_config.json").write_bytes((folder / "open_clip_config.json").read_bytes())
    with pytest.raises(BrokenModel, match="there is none of"):
        coca.load(installed("coca-base", tmp_path), on_device(tmp_path))
