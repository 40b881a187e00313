import shutil
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch

from hashtagger.errors import BrokenModel
from hashtagger.models.catalogue import CATALOGUE
from hashtagger.models.installed import Installed
from hashtagger.models.runtimes.clip_card import read_clip_card
from hashtagger.models.runtimes.openclip import load_openclip, needed_length, shortened
from tests.models.conftest import a_picture

PROMPTS = ["a dog", "a photo of two girls who run along the beach with a red ball", ""]


def card_of(folder, precision="float32"):
    return read_clip_card(Installed(CATALOGUE[0], folder), precision)


@pytest.fixture(scope="module")
def vit(vit_dir):
    return load_openclip(card_of(vit_dir), device="cpu")


@pytest.fixture(scope="module")
def tower(tower_dir):
    return load_openclip(card_of(tower_dir), device="cpu")


def test_vectors_are_those_of_open_clip_itself(vit, vit_dir):
    import open_clip
    from PIL import Image

    model, _, transform = open_clip.create_model_and_transforms(f"local-dir:{vit_dir}")
    tokens = open_clip.get_tokenizer(f"local-dir:{vit_dir}")(PROMPTS)
    picture = a_picture(5)
    with torch.inference_mode():
        texts = model.eval().encode_text(tokens, normalize=True).numpy()
        images = model.encode_image(transform(Image.fromarray(picture.pixels))[None], normalize=True).numpy()
    np.testing.assert_allclose(vit.embed_texts(PROMPTS), texts, atol=1e-5)
    # Noise is the worst that can happen to a resize that rounds differently.
    np.testing.assert_allclose(vit.embed_images([vit.preprocess(picture)]), images, atol=5e-4)


def test_pictures_and_texts_may_be_embedded_on_several_threads_at_once(vit):
    prepared = [vit.preprocess(a_picture(seed)) for seed in range(4)]
    pictures, texts = vit.embed_images(prepared), [vit.embed_texts([prompt]) for prompt in PROMPTS]
    with ThreadPoolExecutor(4) as threads:
        seen = [threads.submit(vit.embed_images, prepared) for _ in range(8)]
        read = [(number % 3, threads.submit(vit.embed_texts, [PROMPTS[number % 3]])) for number in range(24)]
        for each in seen:
            np.testing.assert_allclose(each.result(), pictures, atol=1e-6)
        for number, one in read:
            np.testing.assert_allclose(one.result(), texts[number], atol=1e-6)


def test_leaving_out_the_columns_behind_the_longest_prompt_changes_nothing(vit):
    tokens = vit._tokenizer(PROMPTS)
    length = needed_length(vit._model.text, tokens)
    assert length < 77
    with torch.inference_mode(), shortened(vit._model.text, length):
        short = vit._model.encode_text(tokens[:, :length])
    with torch.inference_mode():
        whole = vit._model.encode_text(tokens)
    torch.testing.assert_close(short, whole, atol=1e-6, rtol=1e-6)


def test_the_causal_mask_is_whole_again_after_a_failure(vit):
    whole = vit._model.text.attn_mask
    with pytest.raises(RuntimeError), shortened(vit._model.text, 3):
        raise RuntimeError
    assert vit._model.text.attn_mask is whole


class Tower:
    """The attributes of a text tower that decide about shortening."""

    attn_mask = None
    cls_emb = None
    use_pad_mask = False
    pool_type = "last"
    pad_id = 0


@pytest.mark.parametrize("pool_type", ["argmax", "eos"])
def test_a_causal_tower_is_exact_when_shortened_to_its_last_end_token(pool_type):
    from open_clip.transformer import TextTransformer

    torch.manual_seed(1)
    tower = TextTransformer(20, 100, 32, 2, 2, output_dim=16, pool_type=pool_type, eos_id=99).eval()
    tokens = torch.zeros((3, 20), dtype=torch.int64)
    tokens[0, :3] = torch.tensor([4, 5, 99])
    tokens[1, :6] = torch.tensor([7, 8, 9, 10, 11, 99])
    tokens[2, :1] = 99
    assert needed_length(tower, tokens) == 6
    with torch.inference_mode(), shortened(tower, 6):
        short = tower(tokens[:, :6])
    with torch.inference_mode():
        torch.testing.assert_close(short, tower(tokens), atol=1e-6, rtol=1e-6)


def test_a_tower_that_looks_at_its_padding_is_never_shortened():
    assert needed_length(Tower(), torch.tensor([[5, 6, 0, 0]])) == 4


def test_a_tower_that_masks_its_padding_is_shortened_to_the_longest_text():
    tower = Tower()
    tower.use_pad_mask, tower.pool_type = True, "first"
    assert needed_length(tower, torch.tensor([[5, 0, 0, 0], [5, 6, 7, 0]])) == 3
    assert needed_length(tower, torch.zeros((1, 4), dtype=torch.int64)) == 1


def test_bfloat16_weights_give_nearly_the_same_vectors(vit, vit_dir):
    half = load_openclip(card_of(vit_dir, "bfloat16"), device="cpu")
    pictures = [vit.preprocess(a_picture(n)) for n in range(4)]
    assert (half.embed_images(pictures) * vit.embed_images(pictures)).sum(axis=1).min() > 0.999
    assert (half.embed_texts(PROMPTS) * vit.embed_texts(PROMPTS)).sum(axis=1).min() > 0.999
    assert half.card.fingerprint != vit.card.fingerprint


def test_a_timm_tower_gives_its_feature_map_and_the_same_embedding_in_one_pass(tower):
    pictures = [tower.preprocess(a_picture(n)) for n in range(3)]
    maps, embeddings = tower.feature_maps(pictures)
    assert maps.shape[0] == 3
    assert maps.ndim == 4
    assert maps.dtype == np.float32
    np.testing.assert_allclose(embeddings, tower.embed_images(pictures), atol=1e-6)


def test_vectors_that_are_not_numbers_are_reported(vit_dir):
    runtime = load_openclip(card_of(vit_dir), device="cpu")
    with torch.no_grad():
        runtime._model.text.text_projection.fill_(float("nan"))
    with pytest.raises(BrokenModel, match="finite"):
        runtime.embed_texts(["a dog"])


def test_a_folder_whose_weights_do_not_fit_is_broken(vit_dir, tower_dir, tmp_path):
    shutil.copytree(vit_dir, tmp_path / "mixed")
    shutil.copy(tower_dir / "open_clip_config.json", tmp_path / "mixed")
    with pytest.raises(BrokenModel, match="cannot be loaded"):
        load_openclip(card_of(tmp_path / "mixed"), device="cpu")
