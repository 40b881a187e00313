"""Ids that stand in a path."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path

ULID = r"^[0-9A-HJKMNP-TV-Z]{26}$"

RecommendationId = Annotated[
    str, Path(pattern=ULID, examples=["01KAGZ1V0Q3Y7N8M2T4R6W9XZC"], description="Of an answer.")
]
