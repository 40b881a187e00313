"""The card of a learned model: what it was learned from, what it is worth beside others, what it is not for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np

from ranker.bootstrap import Interval
from ranker.features import SCHEMA
from ranker.gate import Verdict, difference, measured
from ranker.labels import CLIP, NEUTRALS, Group
from ranker.training import LEARNED, Collected, Held, Training
from ranker.weights import ACCOUNT_SHARE, OWNER_SHARE, Shares, effective_size, established, weigh

NOT_FOR = (
    "Judging people: it orders tags, and says nothing of the worth of an account or a picture.",
    "Promising engagement: a difference between orders was measured on posts of the past, most of it is not the tags' doing.",
    "Deciding whether a tag fits or is allowed: relevance and flags do that before it, and it is never asked about others.",
    "Another installation: it knows the accounts, platforms and habits of this one.",
)
DECILES = 10
KEPT = "kept_ndcg@5"


def facts_of(
    training: Training, collected: Collected, shares: Shares, verdict: Verdict, *, since: datetime, until: datetime
) -> dict[str, Any]:
    """
    The card as JSON values, for the manifest.

    ``shares``: of all posts, as the gate saw them; of them the card tells what newcomers have. Its other weights are of the
    posts that were learned from.
    """
    learned, held = training.learned, training.held
    taught, _ = established(collected.groups, collected.outcomes)
    weights = {**clipping(taught), **weigh(taught)[1].as_json(), "new_owners": shares.as_json()["new_owners"]}
    return {
        "schema": SCHEMA,
        "window": {"since": since.isoformat(), "until": until.isoformat()},
        "cuts": {"train": training.cuts.train.isoformat(), "valid": training.cuts.valid.isoformat()},
        "sizes": training.sizes,
        "posts": {"ranked": len(collected.groups), "learned_from": len(taught), "known": len(collected.outcomes)},
        "answers": collected.counts,
        "trees": learned.trees,
        "metrics": metrics_of(held),
        "importances": learned.importances,
        "calibration": calibration(held),
        "weights": {**weights, "account_cap": ACCOUNT_SHARE, "owner_cap": OWNER_SHARE},
        "neutral_candidates": NEUTRALS,
        "gate": verdict.as_json(),
        "not_for": list(NOT_FOR),
    }


def metrics_of(held: Held) -> dict[str, Any]:
    """Name of a measure → name of an order → estimate with its interval, and the learned order's difference to it."""
    return {
        measure: {
            name: {"value": _json(measured(held, name, of=of))}
            | ({} if name == LEARNED else {"difference": _json(difference(held, name, of=of))})
            for name in held.agreement
        }
        for measure, of in (("agreement@5", "agreement"), (KEPT, "kept"))
    } | {"judged_posts": len(held.accounts), "judged_accounts": len(set(held.accounts))}


def calibration(held: Held) -> list[dict[str, float]]:
    """Mean residual engagement of the posts, by tenths of the used tags in the learned order: it should rise."""
    if not len(held.scores):
        return []
    parts = np.array_split(np.argsort(held.scores, kind="stable"), DECILES)
    return [
        {
            "score": round(float(held.scores[part].mean()), 4),
            "residual": round(float(held.residuals[part].mean()), 4),
            "tags": len(part),
        }
        for part in parts
        if len(part)
    ]


def clipping(groups: Sequence[Group]) -> dict[str, float]:
    """What inverse propensities were made of."""
    weights = np.concatenate([group.weights[group.use != 0] for group in groups] or [np.empty(0)])
    clipped = sum(group.clipped for group in groups)
    return {
        "clip": CLIP,
        "clipped_share": round(clipped / max(len(weights), 1), 4),
        "judged_tags": len(weights),
        "effective_tags": round(effective_size(weights), 1),
    }


def as_markdown(facts: Mapping[str, Any], version: str = "") -> str:
    """The same, to read."""
    window, metrics, weights = facts["window"], facts["metrics"], facts["weights"]
    lines = [
        f"# Ranker {version}".rstrip(),
        "",
        f"{facts['gate']['outcome'].capitalize()}: {facts['gate']['why']}.",
        "",
        *([f"Dismissed: {facts['gate']['dismissed']}.", ""] if facts["gate"]["dismissed"] else []),
        f"Learned from {window['since'][:10]} to {window['until'][:10]}, rows of schema {facts['schema']}, "
        f"{facts['trees']} trees.",
        "",
        "| slice | posts | accounts | rows |",
        "|---|---|---|---|",
        *(f"| {name} | {s['posts']} | {s['accounts']} | {s['rows']} |" for name, s in facts["sizes"].items()),
        "",
        f"Judged on {metrics['judged_posts']} posts of {metrics['judged_accounts']} accounts, by models that saw neither the "
        "account nor the time. Intervals: 95 %, accounts drawn.",
        "",
        "| order | agreement@5 | learned less it | kept ndcg@5 | learned less it |",
        "|---|---|---|---|---|",
        *(_line(name, metrics) for name in metrics["agreement@5"]),
        "",
        "## What it looks at",
        "",
        *(f"- {name}: {share:.1%} of the gain" for name, share in list(facts["importances"].items())[:15]),
        "",
        "## Calibration",
        "",
        "Mean residual engagement (log units) of the posts of used tags, by tenths of the score:",
        "",
        ", ".join(f"{tenth['residual']:+.3f}" for tenth in facts["calibration"]) or "nothing to say it by",
        "",
        "## Weights",
        "",
        f"Inverse propensities above {weights['clip']:g} are cut: {weights['clipped_share']:.1%} of "
        f"{weights['judged_tags']} tags; "
        f"they tell as much as {weights['effective_tags']:.0f} equal ones. The largest account weighs "
        f"{weights['largest_account']:.1%}, the largest of {weights['owners']:.0f} owners {weights['largest_owner']:.1%}, "
        f"newcomers would {weights['new_owners']:.1%} and taught nothing; caps took {weights['cut']:.1%} away.",
        "",
        "Answers: " + ", ".join(f"{count} {_plain(why)}" for why, count in facts["answers"].items()),
        "",
        "## Not for",
        "",
        *(f"- {each}" for each in facts["not_for"]),
        "",
    ]
    return "\n".join(lines)


def _plain(why: str) -> str:
    return why.removeprefix("answers_").replace("_", " ")


def _line(name: str, metrics: Mapping[str, Any]) -> str:
    cells = []
    for measure in ("agreement@5", KEPT):
        of = metrics[measure][name]
        cells += [_cell(of["value"]), _cell(of.get("difference"))]
    return f"| {name} | {' | '.join(cells)} |"


def _cell(found: Mapping[str, float] | None) -> str:
    if found is None:
        return "-"
    return f"{found['estimate']:+.4f} ({found['low']:+.4f} to {found['high']:+.4f})"


def _json(interval: Interval | None) -> dict[str, float] | None:
    return None if interval is None else {name: round(value, 5) for name, value in interval.to_json().items()}
