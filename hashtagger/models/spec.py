"""What the catalogue knows of one model: its files, commit, licence, quality and cost."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from hashtagger.models.recipe import Recipe
from hashtagger.types import Task

MB = 1_000_000


class Family(StrEnum):
    """Which runtime can load it (``hashtagger/models/runtimes``)."""

    OPENCLIP = "openclip"
    BLIP = "blip"
    SHOW_ATTEND_TELL = "show_attend_tell"
    GIT = "git"
    VIT_GPT2 = "vit_gpt2"
    COCA = "coca"
    MARIAN = "marian"
    STORY_WRITER = "story_writer"
    BLIP_VQA = "blip_vqa"
    OCR = "ocr"
    DIFFUSION = "diffusion"
    ADAPTER = "adapter"


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
    """
    One row of the catalogue.

    Either ``shipped`` names a folder of ``models/starter`` (or of ``package``), or ``repository`` a hub one.
    """

    model_id: str
    task: Task
    family: Family
    licence: str
    size_bytes: int
    """Of all files, before the first download."""
    reserve_bytes: int
    """Memory of the loaded weights, until it is measured."""
    summary: str
    preprocessing: str
    shipped: str | None = None
    package: str | None = None
    """What it runs on, by the name it is imported by, where that is no base dependency; a ``shipped`` folder is then its."""
    extra: str = ""
    """``pip install 'hashtagger[EXTRA]'`` brings the package."""
    repository: str | None = None
    revision: str | None = None
    """Commit of the repository; what the repository became since then is never fetched."""
    restricted: bool = False
    """The licence forbids some uses (research only, non-commercial); such weights are not pulled without consent."""
    precision: Literal["float32", "auto"] = "auto"
    """auto: bfloat16 weights where the processor has instructions for them."""
    working_bytes: int = 0
    """Memory of one batch beside the weights."""
    cpu_batch: int = 16
    """Items of one batch on a CPU; while it runs, everybody else waits."""
    gpu_batch: int = 32
    threads: int | None = None
    """Torch threads on a CPU; None: all cores. A small model is slower with two than with one."""
    pinned: bool = False
    """Never evicted once it is loaded."""
    idle_ttl_s: float | None = None
    """Evicted when it was not used for this long; None: only when others need its room."""
    languages: tuple[str, ...] = ("en",)
    """ISO 639-1 codes that it reads or writes; a translation row: source, then target."""
    needs: tuple[str, ...] = ()
    """Other rows whose files it loads as well; they are pulled with it."""
    recipe: Recipe | None = None
    """Of models that generate: their defaults and limits."""
    base: str = ""
    """Of an adapter: which networks it was made for (``Recipe.base``)."""
    files: tuple[ModelFile, ...] = ()
    figures: tuple[Figure, ...] = ()
