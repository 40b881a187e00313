"""Models that make pictures and clips, and the adapters that change their style."""

from __future__ import annotations

from hashtagger.models.recipe import ANIMATE, IMAGE_TO_IMAGE, TEXT_TO_IMAGE, Recipe
from hashtagger.models.rows import generate_parts as parts
from hashtagger.models.rows.generate_parts import FAST_DECODER, FAST_DECODER_XL, SAFETY_CHECKER, SECOND_STAGE
from hashtagger.models.spec import MB, Family, ModelFile, ModelSpec
from hashtagger.types import Task

_STABILITY = "Stability AI Non-Commercial Community License (commercial use needs a membership)"
_FROM_IMAGE = "the start picture is cropped to the asked shape and resized"
_BOTH = (TEXT_TO_IMAGE, IMAGE_TO_IMAGE)
_LORA_FILE = "pytorch_lora_weights.safetensors"
_HALF_UNET, _HALF_TEXT = "unet/diffusion_pytorch_model.fp16.safetensors", "model.fp16.safetensors"
_HALF_VAE = "vae/diffusion_pytorch_model.fp16.safetensors"


def _network_files(unet_bytes: int | None, text_bytes: int | None, vae_bytes: int | None) -> tuple[ModelFile, ...]:
    """A Stable Diffusion folder with weights as float16: half the download, cast once while loading."""
    return (
        ModelFile("model_index.json"),
        ModelFile("scheduler/scheduler_config.json"),
        ModelFile("text_encoder/config.json"),
        ModelFile(f"text_encoder/{_HALF_TEXT}", text_bytes),
        *_tokenizer_files("tokenizer"),
        ModelFile("unet/config.json"),
        ModelFile(_HALF_UNET, unet_bytes),
        ModelFile("vae/config.json"),
        ModelFile(_HALF_VAE, vae_bytes),
    )


def _tokenizer_files(folder: str) -> tuple[ModelFile, ...]:
    names = ("merges.txt", "special_tokens_map.json", "tokenizer_config.json", "vocab.json")
    return tuple(ModelFile(f"{folder}/{name}") for name in names)


def _second_text_encoder(size_bytes: int | None) -> tuple[ModelFile, ...]:
    return (
        ModelFile("text_encoder_2/config.json"),
        ModelFile(f"text_encoder_2/{_HALF_TEXT}", size_bytes),
        *_tokenizer_files("tokenizer_2"),
    )


MODELS: tuple[ModelSpec, ...] = (
    ModelSpec(
        "lcm-sd15",
        Task.GENERATE,
        Family.DIFFUSION,
        package="diffusers",
        extra="generate",
        licence=f"{parts.OPENRAIL_PP}; its base sd-1.5: {parts.OPENRAIL_M}",
        size_bytes=134_621_556,
        reserve_bytes=3_500 * MB,
        summary="The default: Stable Diffusion 1.5 in four steps (LCM-LoRA); the one to use on a CPU.",
        preprocessing=_FROM_IMAGE,
        repository="latent-consistency/lcm-lora-sdv1-5",
        revision="cf2fced511dbe7e26c8d1d397e728fbab875db4b",
        working_bytes=2_500 * MB,
        cpu_batch=1,
        gpu_batch=8,
        needs=("sd-1.5", FAST_DECODER, SAFETY_CHECKER),
        recipe=Recipe(
            "latent",
            _BOTH,
            "sd15",
            (512, 512),
            (256, 1024),
            4,
            (1, 12),
            1.0,
            (0.0, 2.0),
            few_steps=True,
            max_pixels=786_432,
        ),
        files=(ModelFile(_LORA_FILE, 134_621_556, "8f90d840e075ff588a58e22c6586e2ae9a6f7922996ee6649a7f01072333afe4"),),
    ),
    ModelSpec(
        "sd-1.5",
        Task.GENERATE,
        Family.DIFFUSION,
        package="diffusers",
        extra="generate",
        licence=parts.OPENRAIL_M,
        size_bytes=2_135 * MB,
        reserve_bytes=3_500 * MB,
        summary="Stable Diffusion 1.5: 512 px in some 25 steps, guidance and negative prompts.",
        preprocessing=_FROM_IMAGE,
        repository=parts.SD15_REPOSITORY,
        revision=parts.SD15_REVISION,
        working_bytes=2_500 * MB,
        cpu_batch=1,
        gpu_batch=4,
        needs=(FAST_DECODER, SAFETY_CHECKER),
        recipe=Recipe(
            "latent", _BOTH, "sd15", (512, 512), (256, 1024), 25, (10, 100), 7.5, (1.0, 20.0), max_pixels=786_432
        ),
        files=_network_files(1_719_125_304, 246_144_864, 167_335_342),
    ),
    ModelSpec(
        "lcm-sdxl",
        Task.GENERATE,
        Family.DIFFUSION,
        package="diffusers",
        extra="generate",
        licence=parts.OPENRAIL_PP,
        size_bytes=394 * MB,
        reserve_bytes=8_300 * MB,
        summary="SDXL in four steps (LCM-LoRA): the best open one for a GPU.",
        preprocessing=_FROM_IMAGE,
        repository="latent-consistency/lcm-lora-sdxl",
        revision="a18548dd4956b174ec5b0d78d340c8dae0a129cd",
        working_bytes=6_000 * MB,
        cpu_batch=1,
        gpu_batch=4,
        needs=("sdxl", FAST_DECODER_XL, SAFETY_CHECKER),
        recipe=Recipe(
            "latent-xl",
            _BOTH,
            "sdxl",
            (1024, 1024),
            (512, 1536),
            4,
            (1, 12),
            1.0,
            (0.0, 2.0),
            True,
            max_pixels=1_048_576,
        ),
        files=(ModelFile(_LORA_FILE),),
    ),
    ModelSpec(
        "sdxl",
        Task.GENERATE,
        Family.DIFFUSION,
        package="diffusers",
        extra="generate",
        licence=parts.OPENRAIL_PP,
        size_bytes=6_942 * MB,
        reserve_bytes=8_300 * MB,
        summary="SDXL base 1.0: 1024 px in some 30 steps; for a GPU.",
        preprocessing=_FROM_IMAGE,
        repository="stabilityai/stable-diffusion-xl-base-1.0",
        revision="462165984030d82259a11f4367a4eed129e94a7b",
        working_bytes=6_000 * MB,
        cpu_batch=1,
        gpu_batch=2,
        needs=(FAST_DECODER_XL, SAFETY_CHECKER),
        recipe=Recipe(
            "latent-xl", _BOTH, "sdxl", (1024, 1024), (512, 1536), 30, (10, 100), 5.0, (1.0, 20.0), max_pixels=1_048_576
        ),
        files=(*_network_files(5_135_149_760, 246_144_152, 167_335_342), *_second_text_encoder(1_389_382_176)),
    ),
    ModelSpec(
        "sd-turbo",
        Task.GENERATE,
        Family.DIFFUSION,
        package="diffusers",
        extra="generate",
        licence=_STABILITY,
        size_bytes=2_600 * MB,
        reserve_bytes=3_800 * MB,
        summary="SD-Turbo: 512 px in one to four steps.",
        preprocessing=_FROM_IMAGE,
        repository="stabilityai/sd-turbo",
        revision="b261bac6fd2cf515557d5d0707481eafa0485ec2",
        restricted=True,
        working_bytes=2_500 * MB,
        cpu_batch=1,
        gpu_batch=8,
        needs=(FAST_DECODER, SAFETY_CHECKER),
        recipe=Recipe("latent", _BOTH, "sd21", (512, 512), (256, 1024), 2, (1, 8), 0.0, (0.0, 1.0), max_pixels=786_432),
        files=_network_files(None, None, None),
    ),
    ModelSpec(
        "sdxl-turbo",
        Task.GENERATE,
        Family.DIFFUSION,
        package="diffusers",
        extra="generate",
        licence=_STABILITY,
        size_bytes=6_942 * MB,
        reserve_bytes=8_300 * MB,
        summary="SDXL-Turbo: 512 px in one to four steps.",
        preprocessing=_FROM_IMAGE,
        repository="stabilityai/sdxl-turbo",
        revision="71153311d3dbb46851df1931d3ca6e939de83304",
        restricted=True,
        working_bytes=4_000 * MB,
        cpu_batch=1,
        gpu_batch=8,
        needs=(FAST_DECODER_XL, SAFETY_CHECKER),
        recipe=Recipe(
            "latent-xl", _BOTH, "sdxl", (512, 512), (256, 1024), 2, (1, 8), 0.0, (0.0, 1.0), max_pixels=786_432
        ),
        files=(*_network_files(None, None, None), *_second_text_encoder(None)),
    ),
    ModelSpec(
        "deepfloyd-if",
        Task.GENERATE,
        Family.DIFFUSION,
        package="diffusers",
        extra="generate",
        licence=parts.DEEPFLOYD,
        size_bytes=20_000 * MB,
        reserve_bytes=23_000 * MB,
        summary="DeepFloyd IF (XL, then L): pixels at 64, then 256, from a T5 text encoder, as Imagen does; for a large GPU. "
        "The hub asks for consent: set HF_TOKEN.",
        preprocessing="none",
        repository="DeepFloyd/IF-I-XL-v1.0",
        revision="c03d510e9b75bce9f9db5bb85148c1402ad7e694",
        restricted=True,
        working_bytes=3_000 * MB,
        cpu_batch=1,
        gpu_batch=4,
        needs=(SECOND_STAGE, SAFETY_CHECKER),
        recipe=Recipe(
            "cascade", (TEXT_TO_IMAGE,), "if", (256, 256), (256, 256), 50, (10, 100), 7.0, (1.0, 15.0), multiple_px=64
        ),
        files=(
            ModelFile("model_index.json"),
            ModelFile("scheduler/scheduler_config.json"),
            ModelFile("text_encoder/config.json"),
            ModelFile("text_encoder/model.fp16-00001-of-00002.safetensors"),
            ModelFile("text_encoder/model.fp16-00002-of-00002.safetensors"),
            ModelFile("text_encoder/model.safetensors.index.fp16.json"),
            ModelFile("tokenizer/special_tokens_map.json"),
            ModelFile("tokenizer/spiece.model"),
            ModelFile("tokenizer/tokenizer_config.json"),
            ModelFile("unet/config.json"),
            ModelFile(_HALF_UNET),
        ),
    ),
    ModelSpec(
        "animatediff",
        Task.GENERATE,
        Family.DIFFUSION,
        package="diffusers",
        extra="generate",
        licence=f"Apache-2.0; its base sd-1.5: {parts.OPENRAIL_M}",
        size_bytes=1_820 * MB,
        reserve_bytes=4_500 * MB,
        summary="Moves a picture: Stable Diffusion 1.5 with AnimateDiff's motion layers (v1.5.2), 16 frames, a prompt.",
        preprocessing=_FROM_IMAGE,
        repository="guoyww/animatediff-motion-adapter-v1-5-2",
        revision="6167b88ffe39b4441fdf2113e77b99a6f56b7906",
        working_bytes=6_000 * MB,
        cpu_batch=1,
        gpu_batch=1,
        needs=("sd-1.5", FAST_DECODER, SAFETY_CHECKER),
        recipe=Recipe(
            "motion",
            (ANIMATE,),
            "sd15",
            (512, 512),
            (256, 768),
            25,
            (4, 50),
            7.5,
            (1.0, 15.0),
            multiple_px=64,
            frames=16,
            frames_range=(8, 32),
            max_pixels=393_216,
        ),
        files=(ModelFile("config.json"), ModelFile("diffusion_pytorch_model.safetensors")),
    ),
    ModelSpec(
        "svd-xt",
        Task.GENERATE,
        Family.DIFFUSION,
        package="diffusers",
        extra="generate",
        licence=_STABILITY,
        size_bytes=4_510 * MB,
        reserve_bytes=5_800 * MB,
        summary="Moves a picture: Stable Video Diffusion XT, up to 25 frames, no prompt; for a GPU. "
        "The hub asks for consent: set HF_TOKEN.",
        preprocessing=_FROM_IMAGE,
        repository="stabilityai/stable-video-diffusion-img2vid-xt",
        revision="9e43909513c6714f1bc78bcb44d96e733cd242aa",
        restricted=True,
        working_bytes=12_000 * MB,
        cpu_batch=1,
        gpu_batch=1,
        needs=(SAFETY_CHECKER,),
        recipe=Recipe(
            "video",
            (ANIMATE,),
            "svd",
            (1024, 576),
            (256, 1024),
            25,
            (4, 50),
            3.0,
            (1.0, 5.0),
            multiple_px=64,
            frames=25,
            frames_range=(8, 25),
            prompt_tokens=None,
            max_pixels=589_824,
        ),
        files=(
            ModelFile("model_index.json"),
            ModelFile("feature_extractor/preprocessor_config.json"),
            ModelFile("image_encoder/config.json"),
            ModelFile(f"image_encoder/{_HALF_TEXT}"),
            ModelFile("scheduler/scheduler_config.json"),
            ModelFile("unet/config.json"),
            ModelFile(_HALF_UNET),
            ModelFile("vae/config.json"),
            ModelFile(_HALF_VAE),
        ),
    ),
)
"""The first is the default of the full profile; of those that animate, the first."""

ROWS: tuple[ModelSpec, ...] = (*MODELS, *parts.ROWS)
