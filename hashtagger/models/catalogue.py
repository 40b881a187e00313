"""Which models there are: where each comes from, at which commit, under which licence, and what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from hashtagger.errors import NotFound

MB = 1_000_000


class Task(StrEnum):
    """What a model is asked for."""

    CLIP = "clip"
    CAPTION = "caption"


class Family(StrEnum):
    """Which runtime can load it (``hashtagger/models/runtimes``)."""

    OPENCLIP = "openclip"
    BLIP = "blip"
    SHOW_ATTEND_TELL = "show_attend_tell"


@dataclass(frozen=True, slots=True)
class ModelFile:
    """
    One file of a model's repository.

    ``sha256`` is given where it was published beside the pinned commit. Where it is None the hub's own checksum (sha256
    of large files, git's blob hash of small ones) is what a download is checked against.
    """

    name: str
    size_bytes: int | None = None
    sha256: str | None = None
    optional: bool = False
    """Fetched when the repository has it."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A published measure of quality, in per cent unless its name says otherwise."""

    name: str
    value: float
    source: str


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """One row of the catalogue. Either ``shipped`` names a folder of ``models/starter``, or ``repository`` a hub one."""

    model_id: str
    task: Task
    family: Family
    licence: str
    size_bytes: int
    """Of all files, before the first download."""
    reserve_bytes: int
    """Memory that weights and one batch take."""
    summary: str
    preprocessing: str
    shipped: str | None = None
    repository: str | None = None
    revision: str | None = None
    """Commit of the repository; what the repository became since then is never fetched."""
    restricted: bool = False
    """The licence forbids some uses (research only, non-commercial); such weights are not pulled without consent."""
    precision: Literal["float32", "auto"] = "auto"
    """auto: bfloat16 weights where the processor has instructions for them."""
    cpu_batch: int = 16
    """Pictures of one batch on a CPU; while it runs, everybody else waits."""
    files: tuple[ModelFile, ...] = ()
    figures: tuple[Figure, ...] = ()


_OPENCLIP_TABLE = "open_clip docs/openclip_results.csv and openclip_retrieval_results.csv"
_SIGLIP2_TABLE = "big_vision README_siglip2.md; SigLIP 2, arXiv 2502.14786"
_GEMMA_TOKENIZER = ModelFile(
    "tokenizer.json", 34_362_885, "220c63d496e0c14e63eb656c91e0215e926202e4c74b1f089e09f1920d779b04"
)
_BERT_TOKENIZER = (
    ModelFile("tokenizer.json", 711_396, "d241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66"),
    ModelFile("tokenizer_config.json"),
    ModelFile("special_tokens_map.json", 125, "b6d346be366a7d1d48332dbc9fdf3bf8960b5d879522b7799ddba59e76237ee3"),
    ModelFile("vocab.txt", 231_508, "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"),
)

CATALOGUE: tuple[ModelSpec, ...] = (
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
    ),
    ModelSpec(
        "starter-caption-1",
        Task.CAPTION,
        Family.SHOW_ATTEND_TELL,
        licence="Apache-2.0 (weights trained on photos for research use, see the card)",
        size_bytes=10 * MB,
        reserve_bytes=100 * MB,
        summary="Ships with the package: Show, Attend and Tell over the feature map of starter-clip-1.",
        preprocessing="as starter-clip-1",
        shipped="caption",
        precision="float32",
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
    ModelSpec(
        "blip-base",
        Task.CAPTION,
        Family.BLIP,
        licence="BSD-3-Clause",
        size_bytes=990_769_234,
        reserve_bytes=1_500 * MB,
        summary="The default captioner of the full profile: BLIP with a ViT-B/16, fine-tuned on COCO captions. English.",
        preprocessing="384 x 384 px, squashed, bicubic, CLIP mean and deviation",
        repository="Salesforce/blip-image-captioning-base",
        revision="82a37760796d32b1411fe092ab5d4e227313294b",
        cpu_batch=2,
        files=(
            ModelFile("config.json", 4_563, "f7846f82f4e2c4a2ccbab9ae8b0e44873540a271a76a1288effd078180c13a82"),
            ModelFile(
                "preprocessor_config.json", 287, "065c10ec97edc5081fbd9655b3d9d25e2647ea6d5dab873325e88eed12d80a7d"
            ),
            # The only PyTorch weights at this commit are a pickle; it is read with weights_only, after its checksum.
            ModelFile(
                "pytorch_model.bin", 989_820_849, "d6638651a5526cc2ede56f2b5104d6851b0755816d220e5e046870430180c767"
            ),
            *_BERT_TOKENIZER,
        ),
    ),
    ModelSpec(
        "blip-large",
        Task.CAPTION,
        Family.BLIP,
        licence="BSD-3-Clause",
        size_bytes=1_880 * MB,
        reserve_bytes=2_800 * MB,
        summary="BLIP with a ViT-L/16: slightly better captions for twice the size and three times the work.",
        preprocessing="384 x 384 px, squashed, bicubic, CLIP mean and deviation",
        repository="Salesforce/blip-image-captioning-large",
        revision="353689b859fcf0523410b1806dace5fb46ecdf41",
        cpu_batch=1,
        files=(
            ModelFile("config.json"),
            ModelFile("preprocessor_config.json"),
            ModelFile("model.safetensors", 1_879_014_680),
            *_BERT_TOKENIZER,
        ),
    ),
)
"""Within a task the shipped row is first and the default of the full profile next."""


def find_row(model_id: str, rows: Sequence[ModelSpec] = CATALOGUE) -> ModelSpec:
    """The row of that name; raises NotFound with the names there are."""
    for row in rows:
        if row.model_id == model_id:
            return row
    known = ", ".join(row.model_id for row in rows)
    raise NotFound(f"no model is called {model_id!r}; there are {known}", code="unknown_model", advice=_SEE_LIST)


_SEE_LIST = "Run 'hashtagger models list'."
