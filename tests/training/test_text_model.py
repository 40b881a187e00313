"""The small text tower: its vocabulary, its shortcut for short texts, and that it learns."""

from pathlib import Path

import torch
from torch.nn import functional as F

from hashtagger.training import text_model, text_run
from hashtagger.training.text_model import END_ID, PAD_ID, TextShape

TEXTS = ["a dog runs on the beach", "two dogs play in the snow", "a child swims in a pool", "sunset at the sea"] * 4
SHAPE = TextShape(vocab_size=120, context_length=12, width=64, heads=2, layers=2)


def test_every_text_ends_with_the_end_token_even_when_cut() -> None:
    tokenizer = text_model.train_tokenizer(TEXTS, vocab_size=120)

    short, long = text_model.encode(tokenizer, ["A dog!", "dog " * 50], context_length=12)

    assert short[-1] == END_ID
    assert len(long) == 12
    assert long[-1] == END_ID
    assert long.count(END_ID) == 1


def test_short_rows_give_what_fully_padded_rows_give() -> None:
    tower = text_model.text_tower(SHAPE).eval()
    rows = [[5, 6, 7, END_ID], [9, END_ID]]
    full = torch.tensor([[*row, *([PAD_ID] * (12 - len(row)))] for row in rows])

    with torch.inference_mode():
        trimmed = text_model.embed_tokens(tower, text_model.padded(rows))
        whole = F.normalize(tower(full), dim=-1)

    assert torch.allclose(trimmed, whole, atol=1e-5)


def test_distilling_approaches_the_teacher_and_a_resumed_run_ends_the_same(tmp_path: Path) -> None:
    tokenizer = text_model.train_tokenizer(TEXTS, vocab_size=120)
    rows = text_model.encode(tokenizer, TEXTS, context_length=12)
    vectors = F.normalize(torch.randn(4, 384, generator=torch.Generator().manual_seed(1)), dim=-1).repeat(4, 1)
    texts = text_run.Texts(rows, vectors)

    def distilled(folder: Path, *stops: int) -> tuple[float, float, torch.Tensor]:
        for epochs in stops:
            torch.manual_seed(2)
            tower = text_model.text_tower(SHAPE)
            before = text_run.agreement(tower, texts)
            text_run.distil(tower, texts, texts, epochs=max(stops), last=epochs, seed=3, folder=folder)
        return before, text_run.agreement(tower, texts), tower.state_dict()["token_embedding.weight"]

    before, after, weights = distilled(tmp_path / "whole", 20)
    _, _, resumed = distilled(tmp_path / "parts", 8, 20)

    assert after > before + 0.3
    assert torch.equal(weights, resumed)
