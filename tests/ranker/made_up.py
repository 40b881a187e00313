"""A small made-up world of answers and posts: what a tag earns is hidden behind ``tag_lift``, which tells it with an error."""

from datetime import UTC, datetime, timedelta

import numpy as np

from hashtagger.posts import Account, FeedbackKind, PostFormat, PostOutcome
from hashtagger.ranking import Exploration
from hashtagger.recommend.exploration import draw, slate
from hashtagger.types import Tag
from ranker.features import NAMES, SCHEMA
from ranker.logged import LoggedAnswer

BEGIN = datetime(2026, 9, 1, tzinfo=UTC)
DAYS = 60
LIFT, RELEVANCE, VOLUME = (NAMES.index(name) for name in ("tag_lift", "relevance", "volume"))


def world(posts, *, effect=1.0, accounts=30, candidates=30, tags=200, seed=0, removal=0.1, rate=0.25):
    """
    ``posts`` logged answers, oldest first; a tag's hidden worth is normal with a standard deviation of 0.2 log units of
    interactions, times ``effect``.
    """
    rng = np.random.default_rng(seed)
    worth = rng.normal(0.0, 0.2, tags)
    levels = rng.normal(4.0, 1.0, accounts)
    names = np.array([f"tag{number}" for number in range(tags)])
    answers = []
    for number in range(posts):
        account = int(rng.integers(accounts))
        chosen = rng.choice(tags, candidates, replace=False)
        relevance = np.sort(rng.uniform(0.2, 1.0, candidates))[::-1]
        rows = np.full((candidates, len(NAMES)), np.nan, np.float32)
        rows[:, LIFT] = worth[chosen] + rng.normal(0.0, 0.1, candidates)
        rows[:, RELEVANCE] = relevance
        rows[:, VOLUME] = rng.uniform(0, 10, candidates)
        at = BEGIN + timedelta(days=DAYS * number / posts)
        answer_id = f"ANSWER{seed:03}{number:08}"
        exploration = draw(_exploration(names[chosen], rate), answer_id)
        shown = slate(exploration)
        chances = (removal(place, tag) if callable(removal) else removal for place, tag in enumerate(shown))
        gone = {tag for tag, chance in zip(shown, chances, strict=True) if rng.random() < chance}
        used = tuple(tag for tag in shown if tag not in gone)
        hidden = {tag: worth[place] for tag, place in zip(names[chosen], chosen, strict=True)}
        level = levels[account] + effect * sum(hidden[tag] for tag in used) + rng.normal(0.0, 0.6)
        who = Account("studio", f"account{account}")
        outcome = PostOutcome(
            post_id=f"post{answer_id}",
            account=who,
            platform="instagram",
            published=at,
            format=PostFormat.PHOTO,
            tags=used,
            interactions=float(np.round(np.exp(level))),
            age_h=48.0,
            recommendation_id=answer_id,
            api_key_id=f"key{account % 3}",
            heard=at,
        )
        answers.append(
            LoggedAnswer(
                recommendation_id=answer_id,
                account=who,
                created=at,
                platform="instagram",
                policy="baseline-1",
                schema=SCHEMA,
                candidates=tuple(Tag(str(tag)) for tag in names[chosen]),
                scores=relevance.copy(),
                relevance=relevance,
                rows=rows,
                shown=shown,
                exploration=exploration,
                feedback={tag: FeedbackKind.REMOVED if tag in gone else FeedbackKind.KEPT for tag in shown},
                outcome=outcome,
                api_key_id=outcome.api_key_id,
            )
        )
    return answers


def _exploration(names, rate):
    """The five most relevant, with the next five for a pool."""
    greedy, pool = (tuple(Tag(str(tag)) for tag in part) for part in (names[:5], names[5:10]))
    return Exploration(rate, greedy, (), tuple((tag, 0.2) for tag in pool))
