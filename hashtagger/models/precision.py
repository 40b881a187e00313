"""Decides, without loading torch, in which number format a model's weights are kept."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from hashtagger.models.spec import ModelSpec

Precision = Literal["float32", "bfloat16"]
_INSTRUCTIONS = frozenset({"avx512_bf16", "amx_bf16"})


def precision_for(spec: ModelSpec, device: str) -> Precision:
    """
    bfloat16 halves the time of a transformer at a cosine of at least 0.999 to float32, where the hardware has it.

    A processor without such instructions emulates it slowly. With device ``auto`` the processor decides, so that the
    answer, and with it the fingerprint of the vectors, does not depend on whether a GPU was found at start.
    """
    if spec.precision == "float32":
        return "float32"
    return "bfloat16" if device.startswith("cuda") or processor_has_bfloat16() else "float32"


@cache
def processor_has_bfloat16() -> bool:
    try:
        description = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    flags = next((line for line in description.splitlines() if line.startswith("flags")), "")
    return not _INSTRUCTIONS.isdisjoint(flags.split())
