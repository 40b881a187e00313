"""Which language, or honestly none."""

from __future__ import annotations

import subprocess
import sys

import pytest

from hashtagger.text.languages import detect_language


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("A dog runs through shallow water on the beach", "en"),
        ("Un perro corre por la playa con su dueño", "es"),
        ("Um cachorro corre na praia com o seu dono", "pt"),
        ("Ein Hund läuft mit seinem Ball am Strand entlang", "de"),
        ("Un chien court sur la plage avec son maître", "fr"),
        ("犬が海辺を走る", "ja"),
        ("すし", "ja"),
    ],
)
def test_a_sentence_tells_its_language(text: str, code: str) -> None:
    guess = detect_language(text)
    assert guess is not None
    assert guess.code == code
    assert 0.5 < guess.confidence <= 1.0


@pytest.mark.parametrize("text", ["", "ok", "golden hour", "🔥🔥🔥", "#beach #sunset #photography", "12345678901234"])
def test_a_text_too_short_to_tell_gives_none(text: str) -> None:
    assert detect_language(text) is None


@pytest.mark.parametrize(
    "text", ["Собака бежит по пляжу со своим хозяином", "Il cane corre sulla spiaggia", "海滩上的狗在水里奔跑玩耍着呢"]
)
def test_a_language_without_tags_gives_none(text: str) -> None:
    assert detect_language(text) is None


def test_importing_the_text_package_loads_no_model_and_no_word_list() -> None:
    code = (
        "import sys, hashtagger.text.languages, hashtagger.text.display, hashtagger.text.phrases\n"
        "from hashtagger.text.wordfile import shipped_words\n"
        "assert 'py3langid' not in sys.modules and 'torch' not in sys.modules\n"
        "assert shipped_words.cache_info().currsize == 0\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
