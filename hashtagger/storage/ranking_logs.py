"""What each answer's ranking was made of, packed small, in the transaction that writes the answer."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import orjson
import sqlalchemy as sa
from numpy.typing import NDArray

from hashtagger.errors import NotFound
from hashtagger.ranking import Exploration, Rows
from hashtagger.storage.ranking_tables import ranking_logs
from hashtagger.storage.tables import recommendations
from hashtagger.storage.upserts import insert_new
from hashtagger.types import Tag

LEVEL = 1
"""Of zlib: the higher ones take ten times as long to save another tenth."""


@dataclass(frozen=True, slots=True, eq=False)
class RankingLog:
    """Beside the recommendation, whose ``candidates`` are in the order of ``rows``."""

    schema: str
    """Hash of the definition of ``rows``."""
    rows: Rows
    exploration: Exploration
    situation: Mapping[str, Any] = field(default_factory=dict)
    """From ``recommend/ingredients.py``."""
    shadow: str | None = None
    shadow_scores: NDArray[np.float64] | None = None
    """float64 [candidates]"""
    shadow_shown: tuple[Tag, ...] = ()
    baseline_shown: tuple[Tag, ...] | None = None
    """None: the baseline ordered the answer."""
    experiment_id: str | None = None
    arm: str | None = None


def write_log(connection: sa.Connection, recommendation_id: str, log: RankingLog) -> None:
    """A second write for the same recommendation changes nothing."""
    row = {
        "recommendation_id": recommendation_id,
        "schema": log.schema,
        "rows": pack_rows(log.rows),
        "exploration": pack_exploration(log.exploration),
        "situation": zlib.compress(orjson.dumps(log.situation), LEVEL),
        "shadow": log.shadow,
        "shadow_scores": None if log.shadow_scores is None else log.shadow_scores.astype("<f8").tobytes(),
        "shadow_shown": list(log.shadow_shown) if log.shadow is not None else None,
        "baseline_shown": None if log.baseline_shown is None else list(log.baseline_shown),
        "experiment_id": log.experiment_id,
        "arm": log.arm,
    }
    insert_new(connection, ranking_logs, row)


def read_log(connection: sa.Connection, recommendation_id: str) -> RankingLog:
    """Raises ``NotFound`` for a recommendation without a log."""
    query = sa.select(ranking_logs, recommendations.c.candidates).join(recommendations)
    row = connection.execute(query.where(ranking_logs.c.recommendation_id == recommendation_id)).first()
    if row is None:
        raise NotFound(f"There is no log of a recommendation '{recommendation_id}'.")
    return RankingLog(
        schema=row.schema,
        rows=unpack_rows(row.rows, candidates=len(row.candidates)),
        exploration=unpack_exploration(row.exploration),
        situation=orjson.loads(zlib.decompress(row.situation)),
        shadow=row.shadow,
        shadow_scores=None if row.shadow_scores is None else unpack_scores(row.shadow_scores),
        shadow_shown=tuple(Tag(tag) for tag in row.shadow_shown or ()),
        baseline_shown=None if row.baseline_shown is None else tuple(Tag(tag) for tag in row.baseline_shown),
        experiment_id=row.experiment_id,
        arm=row.arm,
    )


def pack_rows(rows: Rows) -> bytes:
    """float32, little endian, column by column: a column's values are alike, a row's are not."""
    return zlib.compress(rows.T.astype("<f4").tobytes(), LEVEL)


def unpack_rows(packed: bytes, *, candidates: int) -> Rows:
    """float32 [candidates, features of the time], writable; [0, 0] without candidates."""
    values = np.frombuffer(zlib.decompress(packed), dtype="<f4").astype(np.float32)
    return np.ascontiguousarray(values.reshape(-1, candidates).T) if candidates else np.empty((0, 0), np.float32)


def unpack_scores(packed: bytes) -> NDArray[np.float64]:
    return np.frombuffer(packed, dtype="<f8").astype(np.float64)


def pack_exploration(exploration: Exploration) -> dict[str, Any]:
    """As JSON values."""
    return {
        "rate": exploration.rate,
        "greedy": list(exploration.greedy),
        "fixed": list(exploration.fixed),
        "pool": [[tag, probability] for tag, probability in exploration.pool],
        "position": exploration.position,
        "tag": exploration.tag,
        "seed": exploration.seed,
    }


def unpack_exploration(packed: Mapping[str, Any]) -> Exploration:
    return Exploration(
        rate=packed["rate"],
        greedy=tuple(Tag(tag) for tag in packed["greedy"]),
        fixed=tuple(Tag(tag) for tag in packed["fixed"]),
        pool=tuple((Tag(tag), probability) for tag, probability in packed["pool"]),
        position=packed["position"],
        tag=None if packed["tag"] is None else Tag(packed["tag"]),
        seed=packed["seed"],
    )
