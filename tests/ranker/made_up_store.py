"""Puts a made-up world into a database, as the service and its callers would have."""

from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa

from hashtagger.storage.ranking_logs import pack_exploration, pack_rows
from hashtagger.storage.ranking_tables import engagements, feedback, posts, ranking_logs
from hashtagger.storage.recommendations import RecommendedItem, StoredRecommendation, write_recommendation


def store(connection, answers):
    """Answers, their logs, what creators said, their posts and what these had earned two days later."""
    for answer in answers:
        write_recommendation(connection, _recommendation(answer))
    connection.execute(sa.insert(ranking_logs), [_log(answer) for answer in answers])
    told = [
        {"recommendation_id": a.recommendation_id, "kind": kind.value, "tag": tag, "at": a.created, "owner": "studio"}
        | {"api_key_id": a.api_key_id, "received": a.created}
        for a in answers
        for tag, kind in (a.feedback or {}).items()
    ]
    connection.execute(sa.insert(feedback), told)
    _put_posts(connection, answers)


def put_imported(connection, answers):
    """Their posts without the answers."""
    _put_posts(connection, [replace(answer, recommendation_id=None) for answer in answers])


def _put_posts(connection, answers):
    published = [a for a in answers if a.outcome is not None]
    connection.execute(sa.insert(posts), [_post(a) for a in published])
    connection.execute(sa.insert(engagements), [_engagement(a.outcome) for a in published])


def _recommendation(answer):
    return StoredRecommendation(
        id=answer.recommendation_id,
        created=answer.created,
        platform=answer.platform,
        owner=answer.account.owner,
        api_key_id=answer.api_key_id,
        profile_id=answer.account.profile_id or None,
        policy=answer.policy,
        candidates=[
            {"tag": tag, "score": score, "relevance": relevance, "evidence": {}}
            for tag, score, relevance in zip(
                answer.candidates, answer.scores.tolist(), answer.relevance.tolist(), strict=True
            )
        ],
        items=tuple(RecommendedItem(place, tag, 0.5, 0.5) for place, tag in enumerate(answer.shown, start=1)),
    )


def _log(answer):
    return {
        "recommendation_id": answer.recommendation_id,
        "schema": answer.schema,
        "rows": pack_rows(answer.rows),
        "situation": b"",
        "exploration": pack_exploration(answer.exploration),
        "shadow": answer.shadow,
        "shadow_shown": list(answer.shadow_shown),
        "baseline_shown": None if answer.baseline_shown is None else list(answer.baseline_shown),
        "experiment_id": answer.experiment_id,
    }


def _post(answer):
    outcome = answer.outcome
    return {
        "id": outcome.post_id,
        "owner": outcome.account.owner,
        "external_id": outcome.post_id,
        "profile_id": outcome.account.profile_id,
        "platform": outcome.platform,
        "published": outcome.published,
        "format": outcome.format.value,
        "tags": list(outcome.tags),
        "recommendation_id": answer.recommendation_id,
        "source": "feedback",
        "api_key_id": outcome.api_key_id,
        "created": answer.created,
    }


def _engagement(outcome):
    observed = outcome.published + timedelta(hours=48)
    return {
        "post_id": outcome.post_id,
        "observed_s": int(observed.timestamp()),
        "likes": int(outcome.interactions),
        "api_key_id": outcome.api_key_id,
        "received": observed,
    }
