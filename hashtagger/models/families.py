"""Which module loads which family of models; it is imported on the loader thread, and torch with it."""

from __future__ import annotations

from importlib import import_module

from hashtagger.errors import BrokenModel, MissingComponent
from hashtagger.models.installed import Installed, package_missing, runs_on_openvino
from hashtagger.models.runtimes.base import Runtime
from hashtagger.models.spec import Family
from hashtagger.settings import Settings

_RUNTIMES = "hashtagger.models.runtimes"
LOADERS: dict[Family, str] = {
    Family.OPENCLIP: "openclip",
    Family.SHOW_ATTEND_TELL: "starter_caption",
    Family.BLIP: "blip",
    Family.GIT: "git",
    Family.VIT_GPT2: "vit_gpt2",
    Family.COCA: "coca",
    Family.MARIAN: "marian",
    Family.STORY_WRITER: "story_writer",
    Family.BLIP_VQA: "blip_vqa",
    Family.OCR: "ocr",
    Family.DIFFUSION: "diffusion",
}
"""Each module of ``runtimes`` has a ``load(model: Installed, settings: Settings) -> Runtime``. Adapters are parts of others."""

CONCURRENT = frozenset({Family.OPENCLIP, Family.SHOW_ATTEND_TELL})
"""``run`` may be called on several threads at once, and the memory that it works in grows with the cost of its batch."""


def load_runtime(model: Installed, settings: Settings) -> Runtime:
    """
    Blocks for seconds. Loader thread only; nothing is fetched.

    Raises BrokenModel when the files do not make a model, MissingComponent when a library for it is not installed.
    """
    by_openvino = runs_on_openvino(model.spec, settings)
    name = "openvino_clip" if by_openvino else LOADERS.get(model.spec.family)
    if name is None:
        raise BrokenModel(
            f"{model.spec.model_id} is of the family {model.spec.family}, which answers no questions itself"
        )
    try:
        module = import_module(f"{_RUNTIMES}.{name}")
    except ModuleNotFoundError as error:
        if model.spec.package is not None:
            raise package_missing(model.spec) from error
        message = f"{model.spec.model_id} needs the package {error.name}"
        raise MissingComponent(message, advice="Install hashtagger again.") from error
    runtime: Runtime = module.load(model, settings)
    return runtime
