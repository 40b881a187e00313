"""Models that embed pictures and texts into one space."""

from __future__ import annotations

from hashtagger.models.spec import MB, Family, Figure, ModelFile, ModelSpec
from hashtagger.types import Task

_OPENCLIP_TABLE = "open_clip docs/openclip_results.csv and openclip_retrieval_results.csv"
_SIGLIP2_TABLE = "big_vision README_siglip2.md; SigLIP 2, arXiv 2502.14786"
_GEMMA_TOKENIZER = ModelFile(
    "tokenizer.json", 34_362_885, "220c63d496e0c14e63eb656c91e0215e926202e4c74b1f089e09f1920d779b04"
)

ROWS: tuple[ModelSpec, ...] = (
    ModelSpec(
        "starter-clip-1",
        Task.CLIP,
        Family.OPENCLIP,
        licence="Apache-2.0 (weights trained on photos for research use, see the card)",
        size_bytes=14 * MB,
        reserve_bytes=200 * MB,
        summary="Ships with the package: a small tower trained on 5,996 everyday photos; used until a larger one is pulled.",
        preprocessing="128 x 128 px, squashed; the folder's open_clip_config.json decides",
        shipped="clip",
        precision="float32",
        threads=1,
    ),
    ModelSpec(
        "openclip-vit-b-32-256",
        Task.CLIP,
        Family.OPENCLIP,
        licence="MIT",
        size_bytes=607_500_000,
        reserve_bytes=1_200 * MB,
        summary="The default of the full profile: OpenCLIP ViT-B/32 at 256 px, datacomp_s34b_b86k. English.",
        preprocessing="256 px, shortest side and centre crop, bicubic, CLIP mean and deviation",
        repository="laion/CLIP-ViT-B-32-256x256-DataComp-s34B-b86K",
        revision="4afec35ffe57a943d569ff7ee888061830164da8",
        files=(
            ModelFile("open_clip_config.json"),
            ModelFile(
                "open_clip_model.safetensors",
                605_189_364,
                "92c26d60d3200ed5ed040dff31a8d19f8140648da8007216c25744c478deef27",
            ),
            ModelFile("tokenizer.json", optional=True),
            ModelFile("tokenizer_config.json", optional=True),
            ModelFile("special_tokens_map.json", optional=True),
        ),
        figures=(
            Figure("ImageNet zero-shot top-1", 72.8, _OPENCLIP_TABLE),
            Figure("COCO text to image R@1", 39.9, _OPENCLIP_TABLE),
            Figure("COCO image to text R@1", 57.9, _OPENCLIP_TABLE),
        ),
    ),
    ModelSpec(
        "siglip2-vit-b-32-256",
        Task.CLIP,
        Family.OPENCLIP,
        licence="Apache-2.0",
        size_bytes=1_542 * MB,
        reserve_bytes=2_000 * MB,
        summary="SigLIP 2 ViT-B/32 at 256 px: understands drafts and tags in over 100 languages; a large vocabulary.",
        preprocessing="256 x 256 px, squashed, mean and deviation 0.5",
        repository="timm/ViT-B-32-SigLIP2-256",
        revision="cd1efb47643f2794413dd79ef24397c175032780",
        files=(
            ModelFile("open_clip_config.json"),
            ModelFile(
                "open_clip_model.safetensors",
                sha256="7cdccf256ee0e4a9908c365f8e1c88d5db171980a3350c214f5221d50f8d9927",
            ),
            _GEMMA_TOKENIZER,
            ModelFile("tokenizer_config.json"),
            ModelFile("special_tokens_map.json"),
        ),
        figures=(
            Figure("ImageNet zero-shot top-1", 74.0, _SIGLIP2_TABLE),
            Figure("COCO text to image R@1", 47.2, _SIGLIP2_TABLE),
            Figure("COCO image to text R@1", 63.7, _SIGLIP2_TABLE),
        ),
    ),
    ModelSpec(
        "siglip2-vit-b-16",
        Task.CLIP,
        Family.OPENCLIP,
        licence="Apache-2.0",
        size_bytes=1_535_197_374,
        reserve_bytes=2_000 * MB,
        summary="SigLIP 2 ViT-B/16 at 224 px: the best of these, three times the work per picture; for a GPU.",
        preprocessing="224 x 224 px, squashed, mean and deviation 0.5",
        repository="timm/ViT-B-16-SigLIP2",
        revision="eee10eff6dd8cabae2d7f379d4e8cfcd352030aa",
        cpu_batch=8,
        files=(
            ModelFile("open_clip_config.json", 944, "d0b2ac6d4524cb95287138b9e5fa345211be7242e5da7eb55be894614be33987"),
            ModelFile(
                "open_clip_model.safetensors",
                1_500_786_832,
                "d0a51069d2fa6c95b371b3bffd2a2c765c1815004798ee99f075290dbca73041",
            ),
            _GEMMA_TOKENIZER,
            ModelFile(
                "tokenizer_config.json", 46_382, "513e778583a9ac0b74ae47784216f9d654d5132eee62d777597f5e842701323c"
            ),
            ModelFile(
                "special_tokens_map.json", 327, "d4671afd8f9b1ccd170443bd5478c0cc40fdbddc9343034caf6984ffd388b2c4"
            ),
        ),
        figures=(
            Figure("ImageNet zero-shot top-1", 78.2, _SIGLIP2_TABLE),
            Figure("COCO text to image R@1", 52.1, _SIGLIP2_TABLE),
            Figure("COCO image to text R@1", 68.9, _SIGLIP2_TABLE),
        ),
    ),
)
"""The shipped row is first, the default of the full profile next."""
