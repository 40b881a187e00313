"""
Which engine reads text on photos best: error rates by condition and script, seconds a picture, memory.

    python -m benchmarks.ocr [--engines rapidocr tesseract easyocr]
    python -m benchmarks.ocr --quick      (RapidOCR alone)

Each engine runs in a process of its own on the same pictures (``benchmarks/ocr_pictures.py``). The character error rate is
the edit distance between what is written and what was read, both without blanks, over the length of what is written, at
most 1 for each picture. Line errors are kinder: each line that is written is compared with the most similar one that was
read, whatever else was read. A word is right when it was read exactly. Seconds are of the processor, both threads together,
because the machine may be busy. Engines that are not installed are left out. EasyOCR needs its weights pulled
('hashtagger models pull easyocr-latin') and is then asked about Latin script only.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import resource
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import psutil
from PIL import Image

from benchmarks.ocr_pictures import CONDITIONS, Sample, empty_photos, has_cjk_font, samples
from benchmarks.report import finish, table
from hashtagger.models.runtimes.ocr import MIN_CONFIDENCE

Read = Callable[[np.ndarray], list[str]]
THREADS = 2
BAR = {"rapidocr CER": 0.25, "rapidocr CER, plain": 0.1, "below tesseract": True}
_TESSERACT = {"en": "eng", "de": "deu", "fr": "fra", "es": "spa", "zh": "chi_sim", "ja": "jpn"}


def main() -> None:
    options = _options()
    if options.engine:
        print(json.dumps(_measure(options.engine, options.each)))
        return
    each = 1 if options.quick else 12
    engines = options.engines or (["rapidocr"] if options.quick else list(_ENGINES))
    found = {name: _in_own_process(name, each) for name in engines if _is_installed(name)}
    table([{"engine": name, **_summary(figures)} for name, figures in found.items()])
    print()
    table(
        [
            {
                "CER by condition": condition,
                **{name: figures["by_condition"][condition] for name, figures in found.items()},
            }
            for condition in CONDITIONS
        ]
    )
    print()
    languages = sorted({language for figures in found.values() for language in figures["by_language"]})
    table(
        [
            {
                "CER by language": each_,
                **{name: figures["by_language"].get(each_, "-") for name, figures in found.items()},
            }
            for each_ in languages
        ]
    )
    ours, theirs = found["rapidocr"], found.get("tesseract")
    passed = (
        ours["cer"] <= BAR["rapidocr CER"]
        and ours["by_condition"]["plain"] <= BAR["rapidocr CER, plain"]
        and (theirs is None or ours["cer"] < theirs["cer"])
    )
    finish({"pictures": each * len(CONDITIONS), "threads": THREADS, "engines": found}, bar=BAR, passed=passed)


def _options() -> argparse.Namespace:
    from benchmarks.report import arguments

    parser = arguments(__doc__)
    parser.add_argument("--engines", nargs="+", choices=_ENGINES)
    parser.add_argument("--engine", help=argparse.SUPPRESS)
    parser.add_argument("--each", type=int, default=3, help=argparse.SUPPRESS)
    return parser.parse_args()


def _is_installed(engine: str) -> bool:
    if engine == "tesseract":
        return shutil.which("tesseract") is not None
    from hashtagger.models.catalogue import find_row
    from hashtagger.models.installed import find_installed
    from hashtagger.settings import Settings

    return find_installed(find_row(_ROWS[engine]), Settings()) is not None


_ROWS = {"rapidocr": "ppocr-v6-small", "easyocr": "easyocr-latin"}


def _in_own_process(engine: str, each: int) -> dict[str, Any]:
    words = [sys.executable, "-m", "benchmarks.ocr", "--engine", engine, "--each", str(each)]
    environment = os.environ | {"OMP_NUM_THREADS": str(THREADS), "OMP_THREAD_LIMIT": str(THREADS)}
    done = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True, env=environment)
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def _measure(engine: str, each: int) -> dict[str, Any]:
    languages = ("en", "de", "fr", "es", *(("zh", "ja") if has_cjk_font() else ()))
    if engine == "easyocr":
        languages = tuple(language for language in languages if language not in ("zh", "ja"))
    if engine == "tesseract":
        languages = tuple(language for language in languages if _TESSERACT[language] in _tesseract_languages())
    pictures = list(samples(each, languages=languages))
    before = psutil.Process().memory_info().rss
    read_for = _ENGINES[engine]()
    for picture in pictures[:2]:
        read_for(picture)(picture.pixels)
    after = psutil.Process().memory_info().rss
    seconds, answers = [], []
    for picture in pictures:
        start = _cpu_s()
        answers.append(read_for(picture)(picture.pixels))
        seconds.append(_cpu_s() - start)
    near = [line_errors(picture.truth, lines) for picture, lines in zip(pictures, answers, strict=True)]
    errors = [character_errors(picture.truth, lines) for picture, lines in zip(pictures, answers, strict=True)]
    words = [words_right(picture.truth, lines) for picture, lines in zip(pictures, answers, strict=True)]
    spaced = [share for picture, share in zip(pictures, words, strict=True) if picture.language not in ("zh", "ja")]
    peak = max(resource.getrusage(who).ru_maxrss * 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {
        "cer": round(float(np.mean(errors)), 3),
        "line_errors": round(float(np.mean(near)), 3),
        "words_right": round(float(np.mean(spaced)), 3),
        "cpu_seconds": round(float(np.median(seconds)), 2),
        "resident_mb": round((after - before) / 1e6),
        "peak_mb": round(peak / 1e6),
        "by_condition": _means(errors, [picture.condition for picture in pictures]),
        "by_language": _means(errors, [picture.language for picture in pictures]),
        "read_where_nothing_is": sum(len(read_for(photo)(photo.pixels)) for photo in empty_photos()),
    }


def _means(errors: Sequence[float], groups: Sequence[str]) -> dict[str, float]:
    return {
        group: round(float(np.mean([error for error, own in zip(errors, groups, strict=True) if own == group])), 3)
        for group in dict.fromkeys(groups)
    }


def _summary(figures: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in figures.items() if not isinstance(value, dict)}


def _through_runtime(model_id: str) -> Callable[[Sample], Read]:
    from hashtagger.models.catalogue import find_row
    from hashtagger.models.families import load_runtime
    from hashtagger.models.installed import require_installed
    from hashtagger.questions import ReadText
    from hashtagger.settings import ModelSettings, Settings
    from hashtagger.types import DecodedImage

    settings = Settings(models=ModelSettings(threads=THREADS, device="cpu"))
    runtime = load_runtime(require_installed(find_row(model_id), settings), settings)

    def read(pixels: np.ndarray) -> list[str]:
        question = ReadText(DecodedImage(pixels, pixels.shape[1], pixels.shape[0], "PNG", ""))
        (result,) = runtime.run([runtime.prepare(question).payload], lambda share: None)
        return [box.text for box in runtime.finish(question, result)]

    return lambda sample: read


def _tesseract() -> Callable[[Sample], Read]:
    def reader(sample: Sample) -> Read:
        language = _TESSERACT.get(sample.language, "eng")

        def read(pixels: np.ndarray) -> list[str]:
            # Told the language, which the others have to find out; 11 is its mode for text scattered over a picture.
            words = ["tesseract", "stdin", "stdout", "-l", language, "--psm", "11", "tsv"]
            picture = io.BytesIO()
            Image.fromarray(pixels).save(picture, "BMP")
            done = subprocess.run(words, input=picture.getvalue(), capture_output=True, check=True)
            return _sure_lines(done.stdout.decode())

        return read

    return reader


def _sure_lines(tsv: str) -> list[str]:
    """Words of at least the confidence that our own runtime asks for, line by line."""
    lines: dict[tuple[str, ...], list[str]] = {}
    for row in csv.DictReader(tsv.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        if row["text"] and row["text"].strip() and float(row["conf"]) >= 100 * MIN_CONFIDENCE:
            lines.setdefault((row["block_num"], row["par_num"], row["line_num"]), []).append(row["text"])
    return [" ".join(words) for words in lines.values()]


def _cpu_s() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def _tesseract_languages() -> set[str]:
    return set(subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=True).stdout.split())


_ENGINES: dict[str, Callable[[], Callable[[Sample], Read]]] = {
    "rapidocr": lambda: _through_runtime(_ROWS["rapidocr"]),
    "easyocr": lambda: _through_runtime(_ROWS["easyocr"]),
    "tesseract": _tesseract,
}


def character_errors(truth: Sequence[str], lines: Sequence[str]) -> float:
    """
    >>> character_errors(["ab cd"], ["abcd"]), character_errors(["abcd"], ["abxd"]), character_errors(["ab"], [])
    (0.0, 0.25, 1.0)
    """
    wanted, read = (_letters("".join(each)) for each in (truth, lines))
    return min(1.0, edit_distance(wanted, read) / len(wanted))


def line_errors(truth: Sequence[str], lines: Sequence[str]) -> float:
    """
    >>> line_errors(["ab", "cd"], ["xx", "ab", "c"])
    0.25
    """
    read = [_letters(line) for line in lines]
    shares = []
    for line in map(_letters, truth):
        nearest = min((edit_distance(line, other) for other in read), default=len(line))
        shares.append(min(1.0, nearest / len(line)))
    return sum(shares) / len(shares)


def words_right(truth: Sequence[str], lines: Sequence[str]) -> float:
    """Share of the words that were read exactly.

    >>> words_right(["no parking", "here"], ["no parkinq", "here"])
    0.6666666666666666
    """
    wanted = " ".join(truth).split()
    read = " ".join(lines).split()
    return sum(word in read for word in wanted) / len(wanted)


def edit_distance(one: str, other: str) -> int:
    """
    >>> edit_distance("kitten", "sitting")
    3
    """
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, start=1):
        diagonal, row[0] = row[0], place
        for column, against in enumerate(other, start=1):
            diagonal, row[column] = (
                row[column],
                min(row[column] + 1, row[column - 1] + 1, diagonal + (letter != against)),
            )
    return row[-1]


def _letters(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


if __name__ == "__main__":
    main()
