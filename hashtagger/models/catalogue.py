"""Which models there are, in one tuple; ``hashtagger/models/rows`` has a file for each kind of work."""

from __future__ import annotations

from collections.abc import Sequence

from hashtagger.errors import NotFound
from hashtagger.models.rows import answer, caption, clip, generate, language, read_text
from hashtagger.models.spec import ModelSpec

CATALOGUE: tuple[ModelSpec, ...] = (
    *clip.ROWS,
    *caption.ROWS,
    *language.ROWS,
    *answer.ROWS,
    *read_text.ROWS,
    *generate.ROWS,
)
"""Within a task the shipped row is first and the default of the full profile next."""


def find_row(model_id: str, rows: Sequence[ModelSpec] = CATALOGUE) -> ModelSpec:
    """The row of that name; raises NotFound with the names there are."""
    for row in rows:
        if row.model_id == model_id:
            return row
    known = ", ".join(row.model_id for row in rows)
    raise NotFound(f"no model is called {model_id!r}; there are {known}", code="unknown_model", advice=_SEE_LIST)


_SEE_LIST = "Run 'hashtagger models list'."
