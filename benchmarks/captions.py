"""What captions cost: every captioner, translator and story writer at its real size with random weights; nothing is fetched.

    python -m benchmarks.captions [--quick]

Each model runs in a process of its own, through its runtime and on one thread: processor seconds of one question alone (which
other work on the machine does not change) and of an item of a batch of four, the size of the weights, and the memory that the
batch of four took beside them. Random weights never end a sentence, so every caption has the most tokens it may have (30, for
20 words) and a story all of its 160; trained ones stop earlier. The bar: GIT, whose library looks at a picture once for every
beam, is faster with one look. The last line is JSON.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from hashtagger.models.threads import configure_torch, set_thread_environment

set_thread_environment()

import numpy as np  # noqa: E402 - after the thread environment

from benchmarks.report import arguments, finish, table  # noqa: E402

BATCH = 4
GIT = "git-base-coco"
QUICK = (GIT,)


def main() -> None:
    options = arguments(__doc__).parse_args()
    names, repeats = (QUICK, 1) if options.quick else (tuple(_BUILDERS), 2)
    rows, looks = [], 0.0
    for name in names:
        # A fresh process, so that what one model leaves behind is not counted for the next.
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            rows.append(pool.apply(measured, (name, repeats)))
            if name == GIT:
                looks = pool.apply(looking_for_every_beam, (repeats,))
        print(rows[-1], flush=True)
    table(rows)
    git = next(row for row in rows if row["model"] == GIT)
    gain = looks / git["CPU s alone"]
    bar = {"GIT, one look: times faster": 1.0}
    finish({"GIT, one look: times faster": round(gain, 2), "rows": rows}, bar=bar, passed=gain > 1.0)


def measured(name: str, repeats: int) -> dict[str, Any]:
    """One row of the table."""
    configure_torch(1)
    runtime, question = _BUILDERS[name]()
    ready = [runtime.prepare(question(place)) for place in range(BATCH)]
    alone = _seconds(lambda: runtime.run([ready[0].payload], _go_on), repeats)
    before = _forget_peak()
    together = _seconds(lambda: runtime.run([each.payload for each in ready], _go_on), repeats)
    return {
        "model": name,
        "CPU s alone": round(alone, 3),
        "CPU s an item of four": round(together / BATCH, 3),
        "weights MB": round(runtime.resident_bytes / 1e6),
        "beside them MB": round((_memory("VmHWM") - before) / 1e6),
    }


def looking_for_every_beam(repeats: int) -> float:
    """Seconds of one GIT caption as the library does it."""
    configure_torch(1)
    runtime, question = _git()
    network = runtime._network
    network._model.git.image_encoder = network._eyes.encoder
    ready = runtime.prepare(question(0))
    return _seconds(lambda: runtime.run([ready.payload], _go_on), repeats)


def _seconds(work: Callable[[], Any], repeats: int) -> float:
    """Of the processor, the least of several runs after one that is not counted."""
    work()
    times = []
    for _ in range(repeats):
        started = time.process_time()
        work()
        times.append(time.process_time() - started)
    return min(times)


def _forget_peak() -> int:
    """Resident bytes now, from which the peak starts anew (Linux)."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return _memory("VmRSS")


def _memory(field: str) -> int:
    """A field of this process's status, in bytes."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return 1024 * next(int(line.split()[1]) for line in status.splitlines() if line.startswith(field))


def _go_on(share: float) -> None:
    """Nobody else waits."""


class _Numbers:
    """A tokenizer whose words are numbers."""

    eos_token_id = pad_token_id = eot_token_id = 2
    sot_token_id = 1
    supported_language_codes: Sequence[str] = ()
    chat_template = "yes"

    def __call__(self, texts: str | list[str], **_: Any) -> Any:
        import torch

        if isinstance(texts, str):
            return SimpleNamespace(input_ids=[5] * len(texts.split()))
        ids = torch.full((len(texts), 16), 5)
        return SimpleNamespace(input_ids=ids, attention_mask=torch.ones_like(ids))

    def decode(self, tokens: Any, **_: Any) -> str:
        return " ".join(map(str, tokens))

    def encode(self, text: str) -> list[int]:
        return [5] * len(text.split())

    def batch_decode(self, rows: Any, **_: Any) -> list[str]:
        return [self.decode(row.tolist()) for row in rows]

    def apply_chat_template(self, messages: Any, **_: Any) -> str:
        return " ".join(message["content"] for message in messages)


def _place() -> Any:
    import torch

    from hashtagger.models import torchvision_shim
    from hashtagger.models.precision import processor_has_bfloat16
    from hashtagger.models.runtimes.checkpoint import Place

    torchvision_shim.install()
    torch.manual_seed(0)
    return Place(torch.device("cpu"), torch.bfloat16 if processor_has_bfloat16() else torch.float32)


def _captioner(network: Any, side_px: int, place: Any) -> tuple[Any, Callable[[int], Any]]:
    from hashtagger.models.runtimes.captions import CaptionRuntime
    from hashtagger.models.runtimes.preprocess import Preprocess
    from hashtagger.questions import WriteCaptions
    from hashtagger.types import DecodedImage

    def question(number: int) -> WriteCaptions:
        pixels = np.random.default_rng(number).integers(0, 256, (384, 512, 3), dtype=np.uint8)
        return WriteCaptions(DecodedImage(pixels, 512, 384, "PNG", str(number)))

    return CaptionRuntime(network, Preprocess(side_px, side_px), place), question


def _blip(**vision: Any) -> tuple[Any, Callable[[int], Any]]:
    place = _place()
    from transformers import BlipConfig, BlipForConditionalGeneration

    from hashtagger.models.runtimes.blip import Blip
    from hashtagger.models.runtimes.checkpoint import served

    text = {"bos_token_id": 30522, "sep_token_id": 102, "encoder_hidden_size": vision.get("hidden_size", 768)}
    config = BlipConfig(text_config=text | {"vocab_size": 30524}, vision_config={"image_size": 384} | vision)
    return _captioner(Blip(served(BlipForConditionalGeneration(config), place), _Numbers()), 384, place)


def _blip_large() -> tuple[Any, Callable[[int], Any]]:
    return _blip(hidden_size=1024, intermediate_size=4096, num_hidden_layers=24, num_attention_heads=16)


def _git() -> tuple[Any, Callable[[int], Any]]:
    place = _place()
    from transformers import GitConfig, GitForCausalLM

    from hashtagger.models.runtimes.checkpoint import served
    from hashtagger.models.runtimes.git import Git

    return _captioner(Git(served(GitForCausalLM(GitConfig()), place), _Numbers()), 224, place)


def _vit_gpt2() -> tuple[Any, Callable[[int], Any]]:
    place = _place()
    from transformers import GPT2Config, VisionEncoderDecoderConfig, VisionEncoderDecoderModel, ViTConfig

    from hashtagger.models.runtimes.checkpoint import served
    from hashtagger.models.runtimes.vit_gpt2 import VitGpt2

    decoder = GPT2Config(add_cross_attention=True)
    config = VisionEncoderDecoderConfig.from_encoder_decoder_configs(ViTConfig(), decoder)
    config.decoder_start_token_id = config.pad_token_id = decoder.eos_token_id
    return _captioner(VitGpt2(served(VisionEncoderDecoderModel(config), place), _Numbers()), 224, place)


def _coca() -> tuple[Any, Callable[[int], Any]]:
    place = _place()
    import open_clip

    from hashtagger.models.runtimes.checkpoint import served
    from hashtagger.models.runtimes.coca import Coca, build

    model = build(open_clip.get_model_config("coca_ViT-B-32"))
    model.text_decoder.text_projection.data.normal_(std=0.02)
    return _captioner(Coca(served(model, place), _Numbers()), 224, place)


def _opus() -> tuple[Any, Callable[[int], Any]]:
    place = _place()
    from transformers import MarianConfig, MarianMTModel

    from hashtagger.models.runtimes.checkpoint import served
    from hashtagger.models.runtimes.marian import TranslationRuntime
    from hashtagger.questions import Translate

    config = MarianConfig(
        vocab_size=58101,
        d_model=512,
        encoder_layers=6,
        decoder_layers=6,
        encoder_attention_heads=8,
        decoder_attention_heads=8,
        encoder_ffn_dim=2048,
        decoder_ffn_dim=2048,
    )
    runtime = TranslationRuntime(served(MarianMTModel(config), place), _Numbers(), ("en", "de"), place)
    return runtime, lambda number: Translate(f"a dog runs over the beach with ball {number}.", "en", "de")


def _smollm2() -> tuple[Any, Callable[[int], Any]]:
    place = _place()
    from transformers import LlamaConfig, LlamaForCausalLM

    from hashtagger.models.runtimes.checkpoint import served
    from hashtagger.models.runtimes.story_writer import StoryRuntime
    from hashtagger.questions import TellStory

    config = LlamaConfig(
        vocab_size=49152,
        hidden_size=960,
        intermediate_size=2560,
        num_hidden_layers=32,
        num_attention_heads=15,
        num_key_value_heads=5,
        tie_word_embeddings=True,
    )
    runtime = StoryRuntime(served(LlamaForCausalLM(config), place), _Numbers(), place)
    return runtime, lambda number: TellStory(("a dog runs over the beach", "a black cat sleeps"), 4, number)


_BUILDERS: dict[str, Callable[[], tuple[Any, Callable[[int], Any]]]] = {
    "blip-base": _blip,
    "git-base-coco": _git,
    "vit-gpt2": _vit_gpt2,
    "coca-base": _coca,
    "opus-en-de": _opus,
    "smollm2-360m": _smollm2,
    "blip-large": _blip_large,
}


if __name__ == "__main__":
    main()
