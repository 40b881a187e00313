import shutil

import pytest
import torch

from hashtagger.errors import BrokenModel
from hashtagger.models.runtimes.blip import load_blip
from tests.models.conftest import a_picture


@pytest.fixture(scope="module")
def blip(blip_dir):
    return load_blip(blip_dir, precision="float32", device="cpu")


@pytest.fixture(scope="module")
def prepared(blip):
    return blip.prepare(a_picture(7))


def test_the_score_is_the_mean_log_probability_of_the_words(blip, prepared, monkeypatch):
    monkeypatch.setattr("hashtagger.models.runtimes.blip._TOKENS_PER_WORD", 1.0)  # so that no token is cut off
    (found,) = blip.caption([prepared], count=1, prompt=None, max_words=6)[0]
    tokens = blip._tokenizer(found.text, add_special_tokens=False).input_ids
    config = blip._model.config.text_config
    chosen = tokens if len(tokens) == 6 else [*tokens, config.sep_token_id]
    ids = torch.tensor([[config.bos_token_id, *tokens]])
    with torch.inference_mode():
        chances = blip._model(torch.from_numpy(prepared)[None], ids).logits.log_softmax(dim=-1)[0]
    spoken = [float(chances[place, token]) for place, token in enumerate(chosen)]
    assert found.score == pytest.approx(sum(spoken) / len(spoken), abs=1e-3)


def test_a_prompt_with_a_blank_or_a_control_character_in_it_is_cleaned(blip, prepared):
    (found,) = blip.caption([prepared], count=1, prompt="  a\x00 photo\u202e of ", max_words=8)[0]
    assert found.text.startswith("a photo of ")


def test_weights_as_a_pickle_are_read_too(blip_dir, blip, prepared, tmp_path):
    from safetensors.torch import load_file

    shutil.copytree(blip_dir, tmp_path / "pickled", ignore=shutil.ignore_patterns("*.safetensors"))
    torch.save(load_file(blip_dir / "model.safetensors"), tmp_path / "pickled" / "pytorch_model.bin")
    other = load_blip(tmp_path / "pickled", precision="float32", device="cpu")
    wish = {"count": 2, "prompt": None, "max_words": 6}
    assert other.caption([prepared], **wish) == blip.caption([prepared], **wish)


def test_a_pickle_that_would_run_code_is_refused(blip_dir, tmp_path):
    import pickle

    class Harm:
        def __reduce__(self):
            return (tmp_path.joinpath("harm").write_text, ("done",))

    shutil.copytree(blip_dir, tmp_path / "bad", ignore=shutil.ignore_patterns("*.safetensors"))
    (tmp_path / "bad" / "pytorch_model.bin").write_bytes(pickle.dumps({"weight": Harm()}, protocol=2))
    with pytest.raises((BrokenModel, pickle.UnpicklingError)):
        load_blip(tmp_path / "bad", precision="float32", device="cpu")
    assert not (tmp_path / "harm").exists()


def test_an_empty_folder_is_broken(tmp_path):
    with pytest.raises(BrokenModel):
        load_blip(tmp_path, precision="float32", device="cpu")
