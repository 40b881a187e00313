"""Photos with text on them whose wording is known: signs, menus and captions in several scripts, made harder in one way each."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont

SIZE_PX = (1280, 960)
PHOTOS = ("astronaut.jpg", "coffee.jpg", "rocket.jpg")
LATIN_FONTS = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSerif.ttf", "DejaVuSansCondensed-Oblique.ttf")
CJK_FONT = "NotoSansCJK-Regular.ttc"

LINES = {
    "en": [
        "Fresh bread daily",
        "No parking 8-18 h",
        "Happy birthday, Anna!",
        "Sale: 50% off",
        "Route 66 Diner",
        "Keep calm & read",
    ],
    "de": ["Frische Brötchen", "Bitte nicht stören", "Größe 42, Preis 19,90 €", "Straße gesperrt", "Grüße aus Köln"],
    "fr": ["Défense d'entrer", "Pâtisserie fraîche", "À bientôt, Élise", "Crème brûlée 7,50 €", "Où est la gare ?"],
    "es": ["Mañana es sábado", "Prohibido el paso", "Café con leche 2,10 €", "Señal de tráfico", "Feliz cumpleaños"],
    "zh": ["今日特价", "小心地滑", "北京欢迎你", "新鲜水果", "请勿拍照"],
    "ja": ["営業中", "立入禁止", "本日のおすすめ", "ラーメン大盛り", "東京タワー"],
}
CONDITIONS = (
    "plain",
    "small",
    "faint",
    "blurred",
    "noisy",
    "rotated",
    "perspective",
    "curved",
    "compressed",
)
"""plain: 44-72 px letters with an outline. small: 15-19 px. faint: half-transparent, no outline. blurred: Gaussian, 2.5 px.
noisy: deviation 25. rotated: 8-25 degrees. perspective: one side up to 45 % shorter. curved: on an arc. compressed: JPEG
quality 12."""


@dataclass(frozen=True, slots=True)
class Sample:
    """``truth``: the lines from top to bottom."""

    pixels: np.ndarray
    truth: tuple[str, ...]
    language: str
    condition: str


def samples(each: int, *, languages: tuple[str, ...]) -> Iterator[Sample]:
    """``each`` pictures of every condition, the languages in turn; the same for the same arguments."""
    for number, condition in enumerate(CONDITIONS):
        rng = np.random.default_rng([7, number])
        for place in range(each):
            language = languages[(place + number) % len(languages)]
            yield _sample(condition, language, rng)


def empty_photos() -> Iterator[Sample]:
    """The photos as they are; there is no writing in them that a reader could make out, but for the rocket's hull."""
    for name in PHOTOS:
        yield Sample(np.asarray(_photo(name)), (), "", "no text")


def has_cjk_font() -> bool:
    try:
        _font(CJK_FONT, 20)
    except OSError:
        return False
    return True


def _sample(condition: str, language: str, rng: np.random.Generator) -> Sample:
    photo = _photo(PHOTOS[int(rng.integers(len(PHOTOS)))]).copy()
    truth = tuple(str(line) for line in rng.choice(LINES[language], size=2, replace=False))
    name = CJK_FONT if language in ("zh", "ja") else str(rng.choice(LATIN_FONTS))
    height = int(rng.integers(15, 20) if condition == "small" else rng.integers(44, 73))
    layer = _written(truth, _font(name, height), condition, rng)
    layer = _bent(layer, condition, rng)
    left = int(rng.integers(20, max(21, SIZE_PX[0] - layer.width - 20)))
    top = int(rng.integers(20, max(21, SIZE_PX[1] - layer.height - 20)))
    photo.paste(layer, (left, top), layer)
    return Sample(np.asarray(_worn(photo, condition, rng)), truth, language, condition)


def _written(
    lines: tuple[str, ...], font: ImageFont.FreeTypeFont, condition: str, rng: np.random.Generator
) -> Image.Image:
    gap = int(font.size * 1.6)
    width = max(int(font.getlength(line)) for line in lines) + 40
    layer = Image.new("RGBA", (width, gap * len(lines) + 40), (0, 0, 0, 0))
    draw = ImageDraw.Draw(layer)
    light = bool(rng.integers(2))
    ink, edge = ((250, 250, 240), (20, 20, 30)) if light else ((25, 20, 30), (245, 245, 235))
    faint = condition == "faint"
    for place, line in enumerate(lines):
        draw.text(
            (20, 20 + gap * place),
            line,
            font=font,
            fill=(*ink, 120 if faint else 255),
            stroke_width=0 if faint else max(1, int(font.size / 20)),
            stroke_fill=(*edge, 255),
        )
    return layer


def _bent(layer: Image.Image, condition: str, rng: np.random.Generator) -> Image.Image:
    if condition == "rotated":
        degrees = float(rng.uniform(8, 25) * rng.choice([-1, 1]))
        return layer.rotate(degrees, Image.Resampling.BICUBIC, expand=True)
    if condition == "perspective":
        return _tilted(layer, float(rng.uniform(0.25, 0.45)))
    if condition == "curved":
        return _arched(layer, 0.12 * layer.width)
    return layer


def _tilted(layer: Image.Image, share: float) -> Image.Image:
    """The right side becomes shorter by ``share``."""
    width, height = layer.size
    cut = share * height / 2
    target = [(0, 0), (width, cut), (width, height - cut), (0, height)]
    source = [(0, 0), (width, 0), (width, height), (0, height)]
    rows, values = [], []
    for (x, y), (u, v) in zip(target, source, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    found = np.linalg.solve(np.array(rows, float), np.array(values, float))
    return layer.transform(layer.size, Image.Transform.PERSPECTIVE, tuple(found), Image.Resampling.BICUBIC)


def _arched(layer: Image.Image, rise: float) -> Image.Image:
    pixels = np.asarray(layer)
    height, width = pixels.shape[:2]
    arched = np.zeros((height + int(rise) + 1, width, 4), np.uint8)
    for x in range(width):
        down = int(rise * (1 - np.sin(np.pi * x / width)))
        arched[down : down + height, x] = pixels[:, x]
    return Image.fromarray(arched, "RGBA")


def _worn(photo: Image.Image, condition: str, rng: np.random.Generator) -> Image.Image:
    if condition == "blurred":
        return photo.filter(ImageFilter.GaussianBlur(2.5))
    if condition == "noisy":
        noise = rng.normal(0, 25, (*SIZE_PX[::-1], 3))
        return Image.fromarray(np.clip(np.asarray(photo) + noise, 0, 255).astype(np.uint8))
    if condition == "compressed":
        buffer = io.BytesIO()
        photo.save(buffer, "JPEG", quality=12)
        return Image.open(buffer).convert("RGB")
    return photo


@cache
def _photo(name: str) -> Image.Image:
    with files("hashtagger.samples").joinpath(name).open("rb") as stream:
        photo = Image.open(stream).convert("RGB").resize(SIZE_PX, Image.Resampling.BICUBIC)
    return ImageEnhance.Sharpness(photo).enhance(1.5)


@cache
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(name, size)
