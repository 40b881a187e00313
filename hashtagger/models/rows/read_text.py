"""Engines that read what is written in a picture."""

from __future__ import annotations

from hashtagger.models.spec import MB, Family, ModelFile, ModelSpec
from hashtagger.types import Task

# As each package's own table has them; Serbian in Latin letters.
# fmt: off
_PPOCR = (
    "en", "zh", "ja", "af", "az", "bs", "ca", "cs", "cy", "da", "de", "es", "et", "eu", "fi", "fr", "ga", "gl",
    "hr", "hu", "id", "is", "it", "ku", "la", "lb", "lt", "lv", "mi", "ms", "mt", "nl", "no", "oc", "pl", "pt",
    "qu", "rm", "ro", "sk", "sl", "sq", "sr", "sv", "sw", "tl", "tr", "uz", "vi",
)
_EASYOCR_LATIN = (
    "en", "af", "az", "bs", "cs", "cy", "da", "de", "es", "et", "fr", "ga", "hr", "hu", "id", "is", "it", "ku",
    "la", "lt", "lv", "mi", "ms", "mt", "nl", "no", "oc", "pl", "pt", "ro", "sk", "sl", "sq", "sv", "sw", "tl",
    "tr", "uz", "vi",
)
# fmt: on

ROWS: tuple[ModelSpec, ...] = (
    ModelSpec(
        "ppocr-v6-small",
        Task.READ_TEXT,
        Family.OCR,
        licence="Apache-2.0",
        size_bytes=32 * MB,
        reserve_bytes=330 * MB,
        summary="PP-OCRv6 small through RapidOCR: finds and reads lines in Latin script, Chinese and Japanese.",
        preprocessing="at most 2,000 px a side; the shorter one at least 736 px for the detector",
        shipped="models",
        package="rapidocr",
        extra="ocr",
        precision="float32",
        working_bytes=700 * MB,
        cpu_batch=1,
        gpu_batch=1,
        idle_ttl_s=600.0,
        languages=_PPOCR,
    ),
    ModelSpec(
        "easyocr-latin",
        Task.READ_TEXT,
        Family.OCR,
        licence="Apache-2.0",
        size_bytes=99 * MB,
        reserve_bytes=200 * MB,
        summary="EasyOCR for Latin script, for those who know it: CRAFT and a recurrent reader, on a CPU or a GPU.",
        preprocessing="at most 2,000 px a side",
        package="easyocr",
        extra="easyocr",
        # A copy of the files that the project publishes as archives; the package knows their checksums as well.
        repository="xiaoyao9184/easyocr",
        revision="17cdb173ef73b32eb6e9d1270f33b30154b03908",
        precision="float32",
        working_bytes=1_000 * MB,
        cpu_batch=1,
        gpu_batch=1,
        idle_ttl_s=600.0,
        languages=_EASYOCR_LATIN,
        files=(
            ModelFile(
                "craft_mlt_25k.pth", 83_152_330, "4a5efbfb48b4081100544e75e1e2b57f8de3d84f213004b14b85fd4b3748db17"
            ),
            ModelFile("latin_g2.pth", sha256="aaa95be1c4a9cb3496879bed7c520886ce1164f89e026f0c54488394e74e8c55"),
        ),
    ),
)
"""The weights of the first come inside its package (docs/adr/0008)."""
