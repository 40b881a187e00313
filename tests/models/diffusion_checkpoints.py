"""Folders in the shape of published diffusion pipelines, a few thousand random weights each."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import diffusers
import torch
import transformers

from hashtagger.models import torchvision_shim
from hashtagger.models.installed import Installed
from hashtagger.models.manifest import Manifest, write_manifest
from hashtagger.models.spec import ModelSpec
from hashtagger.settings import Settings

# Both libraries import their parts when these are first used, torchvision among them.
torchvision_shim.install()

NARROW = {"hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2}
VISION = {**NARROW, "image_size": 32, "patch_size": 16, "projection_dim": 16}
SEEN = {**VISION, "image_size": 224, "patch_size": 56}
"""Stable Video Diffusion scales pictures to 224 pixels whatever its tower says."""
LEVELS = {"block_out_channels": (8, 16), "layers_per_block": 1, "norm_num_groups": 4}


def save_sd(folder: Path) -> Path:
    """Stable Diffusion 1: a text tower, a U-Net, a decoder; two levels instead of four."""
    torch.manual_seed(0)
    tokenizer, text = _text_tower(folder)
    pipeline = diffusers.StableDiffusionPipeline(
        vae=_vae(),
        text_encoder=text,
        tokenizer=tokenizer,
        unet=_unet(),
        scheduler=diffusers.PNDMScheduler(
            beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", skip_prk_steps=True, steps_offset=1
        ),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )
    return _saved(pipeline, folder)


def save_sdxl(folder: Path) -> Path:
    tokenizer, text = _text_tower(folder)
    second = transformers.CLIPTextModelWithProjection(_text_config())
    unet = _unet(
        cross_attention_dim=32,
        addition_embed_type="text_time",
        addition_time_embed_dim=8,
        projection_class_embeddings_input_dim=6 * 8 + 16,
    )
    schedule = diffusers.EulerDiscreteScheduler(beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear")
    pipeline = diffusers.StableDiffusionXLPipeline(_vae(), text, second, tokenizer, tokenizer, unet, schedule)
    return _saved(pipeline, folder)


def save_svd(folder: Path) -> Path:
    tower = transformers.CLIPVisionModelWithProjection(transformers.CLIPVisionConfig(**SEEN))
    unet = diffusers.UNetSpatioTemporalConditionModel(
        block_out_channels=(32, 32),
        layers_per_block=1,
        sample_size=8,
        in_channels=8,
        out_channels=4,
        down_block_types=("CrossAttnDownBlockSpatioTemporal", "DownBlockSpatioTemporal"),
        up_block_types=("UpBlockSpatioTemporal", "CrossAttnUpBlockSpatioTemporal"),
        cross_attention_dim=16,
        num_attention_heads=2,
        projection_class_embeddings_input_dim=24,
        addition_time_embed_dim=8,
        num_frames=4,
    )
    vae = diffusers.AutoencoderKLTemporalDecoder(
        block_out_channels=(32, 32), down_block_types=("DownEncoderBlock2D",) * 2, latent_channels=4, layers_per_block=1
    )
    schedule = diffusers.EulerDiscreteScheduler(
        prediction_type="v_prediction",
        use_karras_sigmas=True,
        timestep_type="continuous",
        sigma_min=0.002,
        sigma_max=700,
    )
    processor = transformers.CLIPImageProcessor(crop_size=32, size=32)
    return _saved(diffusers.StableVideoDiffusionPipeline(vae, tower, unet, schedule, processor), folder)


def save_cascade(first: Path, second: Path) -> None:
    """DeepFloyd IF: two stages that paint pixels; the second one's folder has no text tower."""
    tokenizer = _t5_tokenizer()
    text = transformers.T5EncoderModel(
        transformers.T5Config(vocab_size=len(tokenizer), d_model=16, d_kv=8, d_ff=32, num_layers=1, num_heads=2)
    )
    schedule = diffusers.DDPMScheduler(variance_type="learned_range", beta_schedule="squaredcos_cap_v2")
    bare = {"safety_checker": None, "feature_extractor": None, "watermarker": None, "requires_safety_checker": False}
    small = _pixel_unet(sample_size=16, in_channels=3)
    _saved(diffusers.IFPipeline(tokenizer, text, small, schedule, **bare), first)
    large = _pixel_unet(sample_size=64, in_channels=6, class_embed_type="timestep")
    enlarge = diffusers.IFSuperResolutionPipeline(None, None, large, schedule, schedule, **bare)
    _saved(enlarge, second)


def save_fast_decoder(folder: Path) -> Path:
    decoder = diffusers.AutoencoderTiny(
        encoder_block_out_channels=(8, 8),
        decoder_block_out_channels=(8, 8),
        num_encoder_blocks=(1, 1),
        num_decoder_blocks=(1, 1),
    )
    decoder.save_pretrained(folder)
    return folder


def save_motion(folder: Path) -> Path:
    motion = diffusers.MotionAdapter(
        block_out_channels=(8, 16),
        motion_layers_per_block=1,
        motion_num_attention_heads=2,
        motion_norm_num_groups=4,
        motion_mid_block_layers_per_block=1,
    )
    motion.save_pretrained(folder)
    return folder


def save_checker(folder: Path, *, flags_everything: bool) -> Path:
    """Thresholds on both sides of every cosine; the weights under the names of the published file."""
    from diffusers.pipelines.stable_diffusion.safety_checker import StableDiffusionSafetyChecker
    from safetensors.torch import load_file, save_file

    checker = StableDiffusionSafetyChecker(
        transformers.CLIPConfig(vision_config=VISION, text_config=NARROW, projection_dim=16)
    )
    with torch.no_grad():
        checker.concept_embeds_weights.fill_(-2.0 if flags_everything else 2.0)
        checker.special_care_embeds_weights.fill_(2.0)
    checker.save_pretrained(folder / "safety_checker")
    path = folder / "safety_checker" / "model.safetensors"
    weights = load_file(path)
    named = {name.replace("vision_model.", "vision_model.vision_model.", 1): weights[name] for name in weights}
    save_file(named, path.with_name("model.fp16.safetensors"), metadata={"format": "pt"})
    path.unlink()
    transformers.CLIPImageProcessor(crop_size=32, size=32).save_pretrained(folder / "feature_extractor")
    return folder


def save_lora(sd_folder: Path, file: Path, *, width: int | None = None, scale: float = 8.0) -> Path:
    """A LoRA for the U-Net in ``sd_folder``, strong enough to be seen; with ``width`` for another, wider one."""
    from peft import LoraConfig
    from peft.utils import get_peft_model_state_dict

    unet = (
        _unet(cross_attention_dim=width)
        if width
        else diffusers.UNet2DConditionModel.from_pretrained(sd_folder / "unet")
    )
    torch.manual_seed(len(file.parent.name))
    unet.add_adapter(LoraConfig(r=2, target_modules=["to_q", "to_k", "to_v", "to_out.0"], init_lora_weights=False))
    layers = {name: scale * value for name, value in get_peft_model_state_dict(unet).items()}
    file.parent.mkdir(parents=True, exist_ok=True)
    diffusers.StableDiffusionPipeline.save_lora_weights(
        file.parent, unet_lora_layers=layers, weight_name=file.name, safe_serialization=True
    )
    return file


def pretend_pulled(row: ModelSpec, folder: Path, settings: Settings) -> Installed:
    """As if the row's files, which are in ``folder``, had been pulled."""
    settings.models_dir.mkdir(parents=True, exist_ok=True)
    (settings.models_dir / row.model_id).symlink_to(folder)
    assert row.repository is not None
    assert row.revision is not None
    write_manifest(folder, Manifest(row.model_id, row.repository, row.revision, row.licence, "2026-11-21", {}))
    return Installed(row, folder)


def _unet(**more: Any) -> Any:
    shape = {
        **LEVELS,
        "sample_size": 8,
        "down_block_types": ("CrossAttnDownBlock2D", "DownBlock2D"),
        "up_block_types": ("UpBlock2D", "CrossAttnUpBlock2D"),
        "cross_attention_dim": 16,
        "attention_head_dim": 2,
    }
    return diffusers.UNet2DConditionModel(**{**shape, **more})


def _pixel_unet(**more: Any) -> Any:
    return diffusers.UNet2DConditionModel(
        **LEVELS,
        out_channels=6,
        down_block_types=("ResnetDownsampleBlock2D", "SimpleCrossAttnDownBlock2D"),
        mid_block_type="UNetMidBlock2DSimpleCrossAttn",
        up_block_types=("SimpleCrossAttnUpBlock2D", "ResnetUpsampleBlock2D"),
        cross_attention_dim=16,
        encoder_hid_dim=16,
        attention_head_dim=4,
        resnet_time_scale_shift="scale_shift",
        **more,
    )


def _vae() -> Any:
    return diffusers.AutoencoderKL(
        block_out_channels=(8, 8),
        down_block_types=("DownEncoderBlock2D",) * 2,
        up_block_types=("UpDecoderBlock2D",) * 2,
        latent_channels=4,
        norm_num_groups=4,
        sample_size=16,
    )


def _text_config() -> transformers.CLIPTextConfig:
    ends = {"bos_token_id": 94, "eos_token_id": 95, "pad_token_id": 95}
    return transformers.CLIPTextConfig(**NARROW, vocab_size=96, max_position_embeddings=77, projection_dim=16, **ends)


def _text_tower(folder: Path) -> tuple[Any, Any]:
    """CLIP's own files, ``vocab.json`` and ``merges.txt``, with a vocabulary of single letters."""
    letters = [chr(code) for code in range(ord("a"), ord("z") + 1)]
    words = [*letters, *(f"{letter}</w>" for letter in letters)]
    words += [f"<unused{n}>" for n in range(94 - len(words))] + ["<|startoftext|>", "<|endoftext|>"]
    plain = folder / "words"
    plain.mkdir(parents=True, exist_ok=True)
    (plain / "vocab.json").write_text(json.dumps({word: number for number, word in enumerate(words)}))
    (plain / "merges.txt").write_text("#version: 0.2\n")
    tokenizer = transformers.CLIPTokenizer.from_pretrained(plain, model_max_length=77)
    return tokenizer, transformers.CLIPTextModel(_text_config())


def _t5_tokenizer() -> Any:
    from tokenizers import Tokenizer, models, pre_tokenizers

    words = ["<pad>", "</s>", "<unk>", "a", "dog", "on", "beach"]
    inner = Tokenizer(models.WordLevel({word: number for number, word in enumerate(words)}, unk_token="<unk>"))
    inner.pre_tokenizer = pre_tokenizers.Whitespace()
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=inner, pad_token="<pad>", eos_token="</s>", unk_token="<unk>"
    )


def _saved(pipeline: Any, folder: Path) -> Path:
    pipeline.save_pretrained(folder)
    return folder
