"""A job as its owner sees it, over the API, in events and in webhooks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hashtagger.generate.links import Links
from hashtagger.storage.generations import StoredGeneration


def as_answer(job: StoredGeneration, links: Links) -> dict[str, Any]:
    """Plain JSON values; results with links that work as long as the results are kept."""
    return {
        "generation_id": job.id,
        "kind": job.kind,
        "state": job.state,
        "cancelling": job.cancelling and not job.ended,
        "progress": round(job.progress, 4),
        "seconds_left": None if job.seconds_left is None else round(job.seconds_left, 1),
        "attempt": job.attempt,
        "model": job.model,
        "request": {name: value for name, value in job.request.items() if name != "kind"},
        "stages": [dict(stage) for stage in job.stages],
        "results": _results(job, links),
        "error": dict(job.error) if job.error is not None and job.state == "failed" else None,
        "webhook": job.webhook_state if job.ended else ("waiting" if job.webhook_url else None),
        "created": job.created.isoformat(),
        "started": _moment(job.started),
        "finished": _moment(job.finished),
        "expires": _moment(job.expires),
    }


def _results(job: StoredGeneration, links: Links) -> list[dict[str, Any]]:
    if job.expires is None:
        return []
    return [
        {
            "url": links.link(job.id, number, expires=job.expires),
            "expires": job.expires.isoformat(),
            **{name: value for name, value in result.items() if name != "file"},
        }
        for number, result in enumerate(job.results)
    ]


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
