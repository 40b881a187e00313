import shutil

import pytest
import torch

from hashtagger.errors import BrokenModel
from hashtagger.models.runtimes import blip as blip_runtime
from hashtagger.models.runtimes.blip import load
from tests.models.caption_contract import CaptionRuntimeContract, a_question, answers, captions, installed, on_device


@pytest.fixture(scope="module")
def blip(blip_dir):
    return load(installed("blip-base", blip_dir), on_device(blip_dir))


class TestBlip(CaptionRuntimeContract):
    @pytest.fixture
    def runtime(self, blip):
        return blip


def test_the_score_is_the_mean_log_probability_of_the_words(blip, monkeypatch):
    monkeypatch.setattr("hashtagger.models.runtimes.captions._TOKENS_PER_WORD", 1.0)  # so that no token is cut off
    (found,) = captions(blip, max_words=6)
    model, tokenizer = blip._network._model, blip._network._tokenizer
    tokens = tokenizer(found.text, add_special_tokens=False).input_ids
    config = model.config.text_config
    chosen = tokens if len(tokens) == 6 else [*tokens, config.sep_token_id]
    ids = torch.tensor([[config.bos_token_id, *tokens]])
    picture = torch.from_numpy(blip.prepare(a_question()).payload.picture)[None]
    with torch.inference_mode():
        chances = model(picture, ids).logits.log_softmax(dim=-1)[0]
    spoken = [float(chances[place, token]) for place, token in enumerate(chosen)]
    assert found.score == pytest.approx(sum(spoken) / len(spoken), abs=1e-3)


def test_weights_as_a_pickle_are_read_too(blip_dir, blip, tmp_path):
    from safetensors.torch import load_file

    shutil.copytree(blip_dir, tmp_path / "pickled", ignore=shutil.ignore_patterns("*.safetensors"))
    torch.save(load_file(blip_dir / "model.safetensors"), tmp_path / "pickled" / "pytorch_model.bin")
    other = load(installed("blip-base", tmp_path / "pickled"), on_device(tmp_path))
    assert captions(other, count=2) == captions(blip, count=2)


def test_a_pickle_that_would_run_code_is_refused(blip_dir, tmp_path):
    import pickle

    class Harm:
        def __reduce__(self):
            return (tmp_path.joinpath("harm").write_text, ("done",))

    shutil.copytree(blip_dir, tmp_path / "bad", ignore=shutil.ignore_patterns("*.safetensors"))
    (tmp_path / "bad" / "pytorch_model.bin").write_bytes(pickle.dumps({"weight": Harm()}, protocol=2))
    with pytest.raises(BrokenModel):
        load(installed("blip-base", tmp_path / "bad"), on_device(tmp_path))
    assert not (tmp_path / "harm").exists()


def test_an_empty_folder_is_broken(tmp_path):
    with pytest.raises(BrokenModel):
        load(installed("blip-base", tmp_path), on_device(tmp_path))


def test_in_bfloat16_it_writes_too(blip_dir, monkeypatch):
    monkeypatch.setattr("hashtagger.models.precision.processor_has_bfloat16", lambda: True)
    runtime = load(installed("blip-base", blip_dir, precision="auto"), on_device(blip_dir))
    assert runtime._network.module.dtype is torch.bfloat16
    (found,) = answers(runtime, [a_question(count=2)])
    assert found[0].text
    assert blip_runtime.CaptionRuntime is type(runtime)


def test_a_closed_captioner_lets_go_of_its_network(blip_dir):
    runtime = load(installed("blip-base", blip_dir), on_device(blip_dir))
    runtime.close()
    with pytest.raises(AttributeError):
        captions(runtime)
