"""Make the rows of a logged answer again, by the code that makes them for every answer."""

from __future__ import annotations

import sqlalchemy as sa

from hashtagger.errors import NotFound
from hashtagger.ranking import Rows
from hashtagger.recommend.ingredients import from_ingredients
from hashtagger.storage.ranking_logs import read_log
from hashtagger.storage.recommendations import read_recommendation
from hashtagger.storage.tables import recommendations
from ranker.features import build_rows


def replay(connection: sa.Connection, recommendation_id: str) -> Rows:
    """
    The rows of a logged answer, out of what it was made of and not out of the logged rows; equal to these bit for bit as
    long as the schema is the same. Raises ``NotFound`` for a recommendation that is not there or has no log.
    """
    owner = connection.scalar(sa.select(recommendations.c.owner).where(recommendations.c.id == recommendation_id))
    if owner is None:
        raise NotFound(f"There is no recommendation '{recommendation_id}'.")
    kept = read_recommendation(connection, recommendation_id, owner=owner)
    return build_rows(*from_ingredients(kept, read_log(connection, recommendation_id).situation))
