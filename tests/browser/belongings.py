"""What a visitor made on a served installation: one of each thing that has a page of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx

from tests.api.builders import photo

OWN_PAGES = ("answer", "reused", "watchlist", "report-mail", "experiment", "account")
"""Of what ``belongings`` makes, by name."""
TAGS = ["sunrise", "goldenhour", "travel"]


def belongings(address: str) -> dict[str, str]:
    """Make them through the API of an installation that needs no key; answers the page of each by its name."""
    with httpx.Client(base_url=address, timeout=60) as client:

        def make(path: str, **body: Any) -> Any:
            answer = client.post(path, json=body)
            assert answer.is_success, answer.text
            return answer.json()

        return _made(client, make)


def _made(client: httpx.Client, make: Callable[..., Any]) -> dict[str, str]:
    asked = {"text": "Morning light over the harbour", "profile_id": "my-cafe"}
    answer = client.post("/v1/recommendations", data=asked, files={"image": photo()}).json()["recommendation_id"]
    make(f"/v1/recommendations/{answer}/feedback", events=[{"kind": "added", "tag": "harbour"}])
    group = make("/v1/saved-groups", name="Mornings", tags=TAGS)["group_id"]
    rules = [{"kind": "enters_top", "value": 10}]
    watchlist = make("/v1/watchlists", name="Mornings", rules=rules, tags=TAGS, email="me@example.org")
    schedule = {"every": "week", "weekday": "monday", "hour": 8}
    mail = make("/v1/report-mails", name="Mondays", view="trends", email="me@example.org", schedule=schedule)
    arms = [{"name": "no tags", "tags": 0}, {"name": "five tags", "tags": 5}]
    experiment = make("/v1/experiments", profile_id="my-cafe", name="Do tags help?", arms=arms)
    _bring_posts(client)
    paths = {
        "answer": f"/history/{answer}",
        "reused": f"/?group={group}",
        "watchlist": f"/watchlists/{watchlist['watchlist_id']}",
        "report-mail": f"/report-mails/{mail['report_mail_id']}",
        "experiment": f"/experiments/{experiment['experiment_id']}",
        "account": "/accounts/my-cafe",
    }
    assert tuple(paths) == OWN_PAGES
    return paths


def _bring_posts(client: httpx.Client) -> None:
    """A month of posts with their likes, so that the account's page has something to tell."""
    rows = [f"post-{n},2026-06-{n:02d} 12:00,#sun #luck,{100 + 20 * (n % 5)}" for n in range(1, 29)]
    table = "\n".join(["post_id,published_at,text,likes", *rows]).encode()
    answer = client.post("/v1/accounts/my-cafe/posts", files={"file": ("mine.csv", table)})
    assert answer.is_success, answer.text
