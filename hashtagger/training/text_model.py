"""The small text tower: its own vocabulary, a short causal transformer, and the form in which OpenCLIP loads it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from hashtagger.models import torchvision_shim
from hashtagger.training.teacher import SENTENCE_DIM

PAD, UNKNOWN, END = "[PAD]", "[UNK]", "[EOS]"
PAD_ID, END_ID = 0, 2


@dataclass(frozen=True, slots=True)
class TextShape:
    """Size of the tower, in OpenCLIP's words."""

    vocab_size: int = 10_000
    context_length: int = 32
    width: int = 256
    heads: int = 4
    layers: int = 3
    mlp_ratio: float = 2.0

    def as_text_cfg(self) -> dict[str, Any]:
        """The ``text_cfg`` of an OpenCLIP model."""
        return {
            "context_length": self.context_length,
            "vocab_size": self.vocab_size,
            # Any name makes OpenCLIP read the tokenizer of its own folder.
            "hf_tokenizer_name": "local-dir",
            "width": self.width,
            "heads": self.heads,
            "layers": self.layers,
            "mlp_ratio": self.mlp_ratio,
            "pad_id": PAD_ID,
            "eos_id": END_ID,
            "pool_type": "eos",
            "proj_bias": True,
        }


def train_tokenizer(texts: Iterable[str], *, vocab_size: int) -> Any:
    """A WordPiece ``tokenizers.Tokenizer`` of ``texts``: lower case, no accents, the end token behind every text."""
    from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

    tokenizer = Tokenizer(models.WordPiece(unk_token=UNKNOWN, max_input_chars_per_word=60))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True, strip_accents=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    trainer = trainers.WordPieceTrainer(
        vocab_size=vocab_size,
        special_tokens=[PAD, UNKNOWN, END],
        initial_alphabet=list("abcdefghijklmnopqrstuvwxyz0123456789"),
        limit_alphabet=100,
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(single=f"$A {END}", special_tokens=[(END, END_ID)])
    return tokenizer


def save_tokenizer(tokenizer: Any, folder: Path, *, context_length: int) -> None:
    """Write the files by which transformers' AutoTokenizer, and so OpenCLIP, knows it."""
    torchvision_shim.install()
    from transformers import PreTrainedTokenizerFast

    wrapped: Any = cast(Any, PreTrainedTokenizerFast)(
        tokenizer_object=tokenizer,
        pad_token=PAD,
        unk_token=UNKNOWN,
        eos_token=END,
        model_max_length=context_length,
    )
    wrapped.save_pretrained(folder)


def encode(tokenizer: Any, texts: Sequence[str], *, context_length: int) -> list[list[int]]:
    """Token ids of each text without padding, the end token last."""
    encoded = [found.ids for found in tokenizer.encode_batch(list(texts))]
    return [ids if len(ids) <= context_length else [*ids[: context_length - 1], END_ID] for ids in encoded]


def padded(rows: Sequence[Sequence[int]]) -> Tensor:
    """Int64 [n, longest]."""
    longest = max(len(row) for row in rows)
    return torch.tensor([[*row, *([PAD_ID] * (longest - len(row)))] for row in rows])


def text_tower(shape: TextShape) -> Any:
    """An ``open_clip.transformer.TextTransformer`` with random weights."""
    torchvision_shim.install()
    from open_clip.model import _build_text_tower

    return _build_text_tower(SENTENCE_DIM, shape.as_text_cfg())


def embed_tokens(tower: Any, tokens: Tensor) -> Tensor:
    """
    Unit vectors [n, 384] of int64 [n, length], any length up to the context.

    Equals ``tower(tokens)`` on fully padded rows: attention looks only backwards, so nothing depends on what stands
    behind the end token, and the work shrinks with the longest text.
    """
    length = tokens.shape[1]
    x = tower.token_embedding(tokens) + tower.positional_embedding[:length]
    x = tower.ln_final(tower.transformer(x, attn_mask=tower.attn_mask[:length, :length]))
    ends = (tokens == END_ID).int().argmax(1)
    return F.normalize(cast(Tensor, tower.text_projection(x[torch.arange(len(x)), ends])).float(), dim=-1)


@torch.inference_mode()
def embed_rows(tower: Any, rows: Sequence[Sequence[int]], *, batch: int = 256) -> Tensor:
    """Unit vectors float32 [n, 384] of token rows, shortest first inside to save work."""
    tower.eval()
    order = sorted(range(len(rows)), key=lambda number: len(rows[number]))
    vectors = torch.empty(len(rows), SENTENCE_DIM)
    for start in range(0, len(order), batch):
        numbers = order[start : start + batch]
        vectors[numbers] = embed_tokens(tower, padded([rows[number] for number in numbers]))
    return vectors


@torch.no_grad()
def start_from_words(tower: Any, word_vectors: Tensor) -> None:
    """
    Start as a bag of words: ``word_vectors`` [vocabulary, 384] is the teacher's answer to each token alone.

    Token embeddings become their leading principal components, the projection leads back, and the first layer hands
    the end token the average of what stands before it. Training then starts at the quality of averaged word vectors.
    """
    width = tower.width
    mean = word_vectors.mean(0)
    _, _, basis = torch.linalg.svd(word_vectors - mean, full_matrices=False)
    components = (word_vectors - mean) @ basis[:width].T
    tower.token_embedding.weight.copy_(components / components.std() * 0.5)
    tower.token_embedding.weight[[PAD_ID, END_ID]] = 0.0
    tower.text_projection.weight.copy_(basis[:width].T * 0.2)
    tower.text_projection.bias.copy_(mean)
    attention: nn.MultiheadAttention = tower.transformer.resblocks[0].attn
    # Queries and keys near zero look at all words alike; values pass through.
    attention.in_proj_weight[: 2 * width].mul_(0.1)
    attention.in_proj_weight[2 * width :].copy_(torch.eye(width))
    attention.out_proj.weight.copy_(torch.eye(width))
