"""OpenCLIP models from a folder: the starter model and the pulled ones alike."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from hashtagger.errors import BrokenModel
from hashtagger.models import torchvision_shim
from hashtagger.models.devices import choose_device as choose_device
from hashtagger.models.devices import give_back_unused, weights_bytes
from hashtagger.models.installed import Installed
from hashtagger.models.precision import precision_for
from hashtagger.models.runtimes.attention import lay_out_for_batches
from hashtagger.models.runtimes.base import Pause, Ready
from hashtagger.models.runtimes.clip_card import ClipCard, read_clip_card
from hashtagger.models.runtimes.preprocess import Prepared
from hashtagger.questions import EmbedImage, EmbedText, Vector
from hashtagger.settings import Settings
from hashtagger.types import DecodedImage, Vectors

_PRECISIONS = {"float32": "fp32", "bfloat16": "pure_bf16"}
_DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16}


TEXT_COST = 0.25
"""Of a short text, where a picture costs 1."""


class OpenClipRuntime:
    """
    Implements ``Runtime`` for ``EmbedImage`` and ``EmbedText``.

    Weights are cast once: autocast on a CPU is several times slower than either format.
    """

    def __init__(self, card: ClipCard, model: Any, tokenizer: Any, device: torch.device) -> None:
        self.card = card
        self._model, self._tokenizer, self._device = model, tokenizer, device
        self._dtype = _DTYPES[card.precision]
        # Tokenizers keep their settings in themselves while they work.
        self._tokenizing = threading.Lock()
        self._reading = threading.Lock()

    @property
    def resident_bytes(self) -> int:
        return weights_bytes(self._model)

    def prepare(self, question: EmbedImage | EmbedText) -> Ready:
        """See ``Runtime.prepare``: pixels float32 [3, h, w] or tokens int64 [context]."""
        if isinstance(question, EmbedImage):
            pixels = self.preprocess(question.image)
            return Ready(pixels, key=EmbedImage, size_bytes=pixels.nbytes)
        tokens = self._tokens([question.text])[0]
        return Ready(tokens, key=EmbedText, cost=TEXT_COST, size_bytes=tokens.nbytes)

    def run(self, payloads: Sequence[Any], pause: Pause) -> Sequence[Any]:
        """See ``Runtime.run``: unit vectors, float32 [d] each."""
        if isinstance(payloads[0], Tensor):
            return list(self._embed_tokens(torch.stack(list(payloads))))
        return list(self.embed_images(payloads))

    def finish(self, question: EmbedImage | EmbedText, result: Vector) -> Vector:
        # Its own memory: a view would keep the whole batch alive for as long as somebody remembers one vector.
        return result.copy()

    def close(self) -> None:
        self._model = None
        give_back_unused()

    def preprocess(self, image: DecodedImage) -> Prepared:
        return self.card.preprocess(image.pixels)

    @torch.inference_mode()
    def embed_images(self, prepared: Sequence[Prepared]) -> Vectors:
        return self._unit(self._model.encode_image(self._pictures(prepared)))

    def embed_texts(self, texts: Sequence[str]) -> Vectors:
        return self._embed_tokens(self._tokens(texts))

    @torch.inference_mode()
    def feature_maps(self, prepared: Sequence[Prepared]) -> tuple[NDArray[np.float32], Vectors]:
        """The last feature maps, float32 [n, c, h, w], and the embeddings, from one pass through a timm tower."""
        tower = self._model.visual
        maps = tower.trunk.forward_features(self._pictures(prepared))
        embeddings = tower.head(tower.trunk.forward_head(maps))
        return maps.float().contiguous().cpu().numpy(), self._unit(embeddings)

    def _tokens(self, texts: Sequence[str]) -> Tensor:
        with self._tokenizing:
            tokens: Tensor = self._tokenizer(list(texts))
        return tokens

    @torch.inference_mode()
    def _embed_tokens(self, tokens: Tensor) -> Vectors:
        length = needed_length(self._model.text, tokens)
        # One after the other, because the tower is changed meanwhile; pictures are not held up.
        with self._reading, shortened(self._model.text, length):
            return self._unit(self._model.encode_text(tokens[:, :length].to(self._device)))

    def _pictures(self, prepared: Sequence[Prepared]) -> Tensor:
        pictures = torch.from_numpy(np.stack(prepared))
        return pictures.to(self._device, self._dtype, memory_format=torch.channels_last)

    def _unit(self, vectors: Tensor) -> Vectors:
        found = F.normalize(vectors.float(), dim=-1).cpu().numpy()
        if found.shape[1] != self.card.dim or not np.isfinite(found).all():
            raise BrokenModel(f"{self.card.model_id} gave vectors that are not {self.card.dim} finite numbers")
        return found


def load(model: Installed, settings: Settings) -> OpenClipRuntime:
    """See ``Runtime``."""
    device = settings.models.device
    return load_openclip(read_clip_card(model, precision_for(model.spec, device)), device=device)


def load_openclip(card: ClipCard, *, device: str = "auto") -> OpenClipRuntime:
    """
    Build the model from its folder; nothing is fetched. Loader thread only: it patches torch's globals.

    Raises BrokenModel when the files do not make a model.
    """
    torchvision_shim.install()
    import open_clip

    where = choose_device(device)
    name = f"local-dir:{card.folder}"
    try:
        model = open_clip.create_model(
            name,
            precision=_PRECISIONS[card.precision],
            device=where,
            # The text tower as a module of its own, whichever class the checkpoint was saved from.
            force_custom_text=True,
            require_pretrained=True,
        )
        tokenizer = open_clip.get_tokenizer(name)
    except (OSError, ValueError, KeyError, TypeError, RuntimeError) as error:
        raise BrokenModel(f"{card.model_id} in {card.folder} cannot be loaded: {error}") from error
    model.eval().requires_grad_(False).to(memory_format=torch.channels_last)
    lay_out_for_batches(model.text)
    return OpenClipRuntime(card, model, tokenizer, where)


def needed_length(tower: Any, tokens: Tensor) -> int:
    """
    How many columns of int64 ``tokens`` [n, context] decide the embeddings; leaving out the rest changes nothing.

    A causal tower that reads its answer at the end token never looks behind it. A tower that masks its padding never
    looks at columns that are padding in every row. Others (SigLIP) were trained to look at all columns.
    """
    context = tokens.shape[1]
    answers = _answer_places(tower, tokens)
    if answers is not None:
        return int(answers.max()) + 1
    padding = _masked_padding(tower)
    if padding is None:
        return context
    used = (tokens != padding).any(dim=0).nonzero()
    return int(used.max()) + 1 if len(used) else 1


@contextmanager
def shortened(tower: Any, length: int) -> Iterator[None]:
    """Cut the causal mask to ``length`` columns meanwhile; not for two threads at once."""
    mask = getattr(tower, "attn_mask", None)
    if mask is None or mask.shape[0] == length:
        yield
        return
    tower.attn_mask = mask[:length, :length]
    try:
        yield
    finally:
        tower.attn_mask = mask


def _answer_places(tower: Any, tokens: Tensor) -> Tensor | None:
    """The column at which a causal tower reads its answer in each row, as open_clip's pooling finds it; else None."""
    if getattr(tower, "attn_mask", None) is None or tower.cls_emb is not None:
        return None
    if tower.pool_type == "argmax":
        return tokens.argmax(dim=-1)
    if tower.pool_type == "eos":
        ends: Tensor = tokens == tower.eos_id
        return ends.int().argmax(dim=-1)
    return None


def _masked_padding(tower: Any) -> int | None:
    """The token that the tower ignores, or None when it ignores none."""
    if getattr(tower, "use_pad_mask", False) and tower.pool_type != "last" and tower.cls_emb is None:
        return int(tower.pad_id)
    config = getattr(tower, "config", None)
    padding = getattr(config, "pad_token_id", None)
    return None if padding is None else int(padding)
