"""What the command of ``text_tower.py`` does: gather texts, ask the teacher, train a vocabulary and the tower, write both."""

from __future__ import annotations

import json
import math
import random
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from tqdm import tqdm

from hashtagger.training import data as datasets
from hashtagger.training import objectives, text_corpus, text_model
from hashtagger.training.cache import save, sentence_vectors
from hashtagger.training.text_model import TextShape

_BATCH = 256
_PEAK_RATE = 2e-3
_WEIGHTS_NAME = "text_tower.safetensors"


@dataclass(frozen=True, slots=True)
class Texts:
    """What is learnt: token rows and the teacher's unit vectors float32 [n, 384] of the same texts."""

    rows: list[list[int]]
    vectors: Tensor


def train(data: Path, out: Path, *, epochs: int, seed: int, threads: int, cache: Path) -> None:
    """Train to the end, or go on from ``out/checkpoint.pt``; weights, tokenizer, shape and log go to ``out``."""
    torch.set_num_threads(threads)
    out.mkdir(parents=True, exist_ok=True)
    captions = datasets.read_captions(data, "train")
    public = text_corpus.public_texts(data)
    catalogue = text_corpus.catalogue_texts(text_corpus.catalogue_folder())
    words = text_corpus.frequent_words([*captions, *public], at_least=3)
    others = sorted({*public, *words, *text_corpus.phrases(captions, 25_000, seed=seed)})
    # Apart from the others, so that a change of the catalogue asks the teacher only about the catalogue.
    tags = sorted(set(catalogue))
    shape = TextShape()
    # Tag words stand once in the catalogue but must stay whole; captions fill the rest of the vocabulary.
    tokenizer = text_model.train_tokenizer([*captions, *public, *(catalogue * 3)], vocab_size=shape.vocab_size)
    shape = TextShape(vocab_size=tokenizer.get_vocab_size())
    text_model.save_tokenizer(tokenizer, out, context_length=shape.context_length)
    (out / "shape.json").write_text(json.dumps(asdict(shape), indent=1) + "\n", encoding="utf-8")

    vectors = torch.cat([sentence_vectors(texts, cache=cache) for texts in (captions, others, tags)])
    rows = text_model.encode(tokenizer, [*captions, *others, *tags], context_length=shape.context_length)
    dev = datasets.read_captions(data, "dev")
    held_out = Texts(
        text_model.encode(tokenizer, dev, context_length=shape.context_length),
        sentence_vectors(dev, cache=cache),
    )
    alone = [token.removeprefix("##") for token, _ in sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])]
    torch.manual_seed(seed)
    tower = text_model.text_tower(shape)
    text_model.start_from_words(tower, sentence_vectors(alone, cache=cache))
    print(f"{len(rows)} texts, {shape.vocab_size} word pieces", flush=True)
    _report(out, {"epoch": 0, "dev_cosine": agreement(tower, held_out)})
    distil(tower, Texts(rows, vectors), held_out, epochs=epochs, seed=seed, folder=out)
    save({name: value.half() for name, value in tower.state_dict().items()}, out / _WEIGHTS_NAME)


def distil(
    tower: Any, texts: Texts, held_out: Texts, *, epochs: int, seed: int, folder: Path, last: int | None = None
) -> None:
    """
    Train ``tower`` in place towards the teacher's vectors; a checkpoint and a log line follow each epoch.

    ``epochs`` sets the learning rate's course; with ``last`` the run stops earlier, to be resumed.
    """
    decayed = [p for p in tower.parameters() if p.ndim > 1]
    free = [p for p in tower.parameters() if p.ndim <= 1]
    optimizer = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": 0.01}, {"params": free, "weight_decay": 0.0}],
        lr=_PEAK_RATE,
        fused=True,
    )
    started_at = _resume(tower, optimizer, folder / "checkpoint.pt")
    for epoch in range(started_at, epochs if last is None else last):
        started = time.monotonic()
        batches = _batches(texts.rows, seed=seed * 1009 + epoch)
        tower.train()
        total = 0.0
        for number, numbers in enumerate(tqdm(batches, f"epoch {epoch + 1}", leave=False, disable=None)):
            for group in optimizer.param_groups:
                group["lr"] = _rate((epoch + number / len(batches)) / epochs)
            wanted = texts.vectors[numbers]
            with torch.autocast("cpu", torch.bfloat16):
                given = text_model.embed_tokens(tower, text_model.padded([texts.rows[n] for n in numbers]))
            loss = objectives.away(given, wanted) * 10 + objectives.same_order(given, wanted, wanted)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(tower.parameters(), 1.0)
            optimizer.step()
            total += float(loss.detach())
        _checkpoint(tower, optimizer, epoch + 1, folder / "checkpoint.pt")
        row = {
            "epoch": epoch + 1,
            "loss": round(total / len(batches), 4),
            "dev_cosine": agreement(tower, held_out),
            "wall_s": round(time.monotonic() - started),
        }
        _report(folder, row)


def agreement(tower: Any, texts: Texts) -> float:
    """Mean cosine of the tower's and the teacher's vectors."""
    return round(float((text_model.embed_rows(tower, texts.rows) * texts.vectors).sum(1).mean()), 4)


def _batches(rows: Sequence[Sequence[int]], *, seed: int) -> list[list[int]]:
    """Batches of texts of about equal length, in random order: little padding, and neighbours change every epoch."""
    chance = random.Random(seed)
    order = sorted(range(len(rows)), key=lambda number: len(rows[number]) + chance.random() * 2)
    batches = [order[start : start + _BATCH] for start in range(0, len(order), _BATCH)]
    chance.shuffle(batches)
    return batches


def _rate(progress: float) -> float:
    warm_up = 0.05
    if progress < warm_up:
        return _PEAK_RATE * max(progress / warm_up, 0.01)
    return _PEAK_RATE * 0.5 * (1 + math.cos(math.pi * (progress - warm_up) / (1 - warm_up)))


def _checkpoint(tower: Any, optimizer: torch.optim.Optimizer, epoch: int, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    torch.save({"tower": tower.state_dict(), "optimizer": optimizer.state_dict(), "epoch": epoch}, partial)
    partial.replace(path)


def _resume(tower: Any, optimizer: torch.optim.Optimizer, path: Path) -> int:
    if not path.is_file():
        return 0
    state = torch.load(path, map_location="cpu", weights_only=True)
    tower.load_state_dict(state["tower"])
    optimizer.load_state_dict(state["optimizer"])
    return int(state["epoch"])


def _report(folder: Path, row: dict[str, Any]) -> None:
    line = json.dumps(row)
    with (folder / "log.jsonl").open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    print(line, flush=True)
