"""What models that generate are made of: the safety checker, small decoders, second stages; and adapters that change style."""

from __future__ import annotations

from hashtagger.models.spec import MB, Family, ModelFile, ModelSpec
from hashtagger.types import Task

SD15_REPOSITORY = "stable-diffusion-v1-5/stable-diffusion-v1-5"
SD15_REVISION = "451f4fe16113bff5a5d2269ed5ad43b0592e9a14"
OPENRAIL_M = "CreativeML OpenRAIL-M (commercial use allowed; lists harmful uses that are not)"
OPENRAIL_PP = "CreativeML OpenRAIL++-M (commercial use allowed; lists harmful uses that are not)"
DEEPFLOYD = "DeepFloyd IF License (research only, non-commercial)"

SAFETY_CHECKER = "safety-checker"
FAST_DECODER, FAST_DECODER_XL = "taesd", "taesdxl"
SECOND_STAGE = "deepfloyd-if-2"

ROWS: tuple[ModelSpec, ...] = (
    ModelSpec(
        SAFETY_CHECKER,
        Task.PART,
        Family.ADAPTER,
        licence=OPENRAIL_M,
        size_bytes=610 * MB,
        reserve_bytes=1_220 * MB,
        summary="Compares a picture with 20 concepts that must not be shown (CLIP ViT-L/14, Rando et al. 2022, "
        "arXiv 2210.04610); every model that generates needs it.",
        preprocessing="224 px, shortest side and centre crop, bicubic, CLIP mean and deviation",
        repository=SD15_REPOSITORY,
        revision=SD15_REVISION,
        precision="float32",
        files=(
            ModelFile("safety_checker/config.json"),
            ModelFile("safety_checker/model.fp16.safetensors"),
            ModelFile("feature_extractor/preprocessor_config.json"),
        ),
    ),
    ModelSpec(
        FAST_DECODER,
        Task.PART,
        Family.ADAPTER,
        licence="MIT",
        size_bytes=9_794_000,
        reserve_bytes=10 * MB,
        summary="TAESD: latents of Stable Diffusion 1 and 2 to pixels in a fraction of the time, with softer detail.",
        preprocessing="none",
        repository="madebyollin/taesd",
        revision="614f76814bbe30edbe2e627ace1c2234c81a2c0e",
        files=(
            ModelFile("config.json"),
            ModelFile(
                "diffusion_pytorch_model.safetensors",
                9_793_292,
                "db169d69145ec4ff064e49d99c95fa05d3eb04ee453de35824a6d0f325513549",
            ),
        ),
    ),
    ModelSpec(
        FAST_DECODER_XL,
        Task.PART,
        Family.ADAPTER,
        licence="MIT",
        size_bytes=9_794_000,
        reserve_bytes=10 * MB,
        summary="TAESDXL: the same for latents of SDXL.",
        preprocessing="none",
        repository="madebyollin/taesdxl",
        revision="b20258aaef75ef61e659c1e0f14f251cf0ad153e",
        files=(
            ModelFile("config.json"),
            ModelFile(
                "diffusion_pytorch_model.safetensors",
                9_793_292,
                "ff4824aca94dd6111e0340fa749347fb74101060d9712cb5ef1ca8f1cf17502f",
            ),
        ),
    ),
    ModelSpec(
        SECOND_STAGE,
        Task.PART,
        Family.ADAPTER,
        licence=DEEPFLOYD,
        size_bytes=2_500 * MB,
        reserve_bytes=2_500 * MB,
        summary="DeepFloyd IF-II-L: from 64 to 256 pixels.",
        preprocessing="none",
        repository="DeepFloyd/IF-II-L-v1.0",
        revision="609476ce702b2d94aff7d1f944dcc54d4f972901",
        restricted=True,
        files=(
            ModelFile("model_index.json"),
            ModelFile("scheduler/scheduler_config.json"),
            ModelFile("image_noising_scheduler/scheduler_config.json"),
            ModelFile("unet/config.json"),
            ModelFile("unet/diffusion_pytorch_model.fp16.safetensors"),
        ),
    ),
    ModelSpec(
        "pixel-art-xl",
        Task.ADAPTER,
        Family.ADAPTER,
        licence=OPENRAIL_M,
        size_bytes=170_543_052,
        reserve_bytes=171 * MB,
        summary="Pixel art, for sdxl, lcm-sdxl and sdxl-turbo; weights from 0.8 to 1.2 do well.",
        preprocessing="none",
        repository="nerijs/pixel-art-xl",
        revision="8bf4a4d9ea283e00a51fafda8e0539f8248ea037",
        base="sdxl",
        files=(
            ModelFile(
                "pixel-art-xl.safetensors",
                170_543_052,
                "4234637cb80c998f41e348e6a6cb6bc20d8d038b2b0f256b6129b3b5e353eef7",
            ),
        ),
    ),
)
