"""A small checkpoint that answers questions: random weights in the shape of the real one, saved by the library."""

from __future__ import annotations

from pathlib import Path

from hashtagger.models import torchvision_shim
from tests.models.checkpoints import WORDS


def save_blip_vqa(folder: Path) -> Path:
    """BLIP for questions, with two narrow layers in each of its three parts."""
    torchvision_shim.install()
    import torch
    from transformers import BertTokenizer, BlipConfig, BlipForQuestionAnswering
    from transformers.models.blip.image_processing_pil_blip import BlipImageProcessorPil

    torch.manual_seed(0)
    narrow = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 2}
    text = {
        "vocab_size": len(WORDS) + 2,
        "encoder_hidden_size": 32,
        "max_position_embeddings": 64,
        "bos_token_id": len(WORDS),
        "eos_token_id": 3,
        "sep_token_id": 3,
        "pad_token_id": 0,
    }
    vision = {"image_size": 64, "patch_size": 16}
    model = BlipForQuestionAnswering(
        BlipConfig(text_config=narrow | text, vision_config=narrow | vision, projection_dim=32)
    )
    # Random weights of the usual size say the same word to every question.
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.dim() > 1:
                parameter.mul_(8)
    folder.mkdir(parents=True, exist_ok=True)
    model.save_pretrained(folder)
    BertTokenizer(vocab={word: number for number, word in enumerate(WORDS)}).save_pretrained(folder)
    BlipImageProcessorPil(size={"height": 64, "width": 64}).save_pretrained(folder)
    return folder
