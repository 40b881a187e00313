"""Whether the two layouts of the random weights are the same model."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from benchmarks.peers.agreement import compare
from benchmarks.peers.weights import to_openclip
from hashtagger.models import torchvision_shim


@pytest.fixture(scope="module")
def both():
    """A two-layer transformers CLIP, and OpenCLIP's with its converted numbers."""
    torchvision_shim.install()
    import open_clip
    from transformers import CLIPConfig, CLIPModel

    torch.manual_seed(0)
    tower = {"hidden_size": 64, "intermediate_size": 256, "num_hidden_layers": 2, "num_attention_heads": 1}
    text = {**tower, "hidden_act": "gelu", "eos_token_id": 49407, "bos_token_id": 49406}
    vision = {**tower, "hidden_act": "gelu", "image_size": 32, "patch_size": 16}
    theirs = CLIPModel(CLIPConfig(text_config=text, vision_config=vision, projection_dim=32)).eval()
    ours = open_clip.CLIP(
        embed_dim=32,
        vision_cfg={"image_size": 32, "layers": 2, "width": 64, "head_width": 64, "patch_size": 16},
        text_cfg={"context_length": 77, "vocab_size": 49408, "width": 64, "heads": 1, "layers": 2},
    ).eval()
    ours.load_state_dict(to_openclip(theirs.state_dict()))
    return theirs, ours


@torch.inference_mode()
def test_pictures_get_the_same_vectors(both):
    theirs, ours = both
    pixels = torch.randn(3, 3, 32, 32)
    torch.testing.assert_close(ours.encode_image(pixels), theirs.get_image_features(pixel_values=pixels).pooler_output)


@torch.inference_mode()
def test_texts_get_the_same_vectors(both):
    theirs, ours = both
    tokens = torch.full((2, 77), 0)
    tokens[:, :4] = torch.tensor([[49406, 320, 1125, 49407], [49406, 3424, 536, 49407]])
    torch.testing.assert_close(ours.encode_text(tokens), theirs.get_text_features(input_ids=tokens).pooler_output)


def test_swapped_pictures_do_not_agree():
    vectors = np.eye(3, dtype=np.float32)
    (same,) = compare([("ours", vectors), ("theirs", vectors)])
    (swapped,) = compare([("ours", vectors), ("theirs", vectors[[1, 0, 2]])])
    assert (same.cosine, same.own_nearest) == (1.0, 1.0)
    assert swapped.cosine == 0.0
    assert swapped.own_nearest == pytest.approx(1 / 3)
