"""What an alert says: as data for a webhook, as words for a mail."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from hashtagger.alerts.rules import News, RuleKind
from hashtagger.observations import start_of
from hashtagger.storage.watchlists import Watchlist
from hashtagger.trend_answer import as_answer

_MOST_CHARS = 120


def alert_message(watchlist: Watchlist, each: News, *, floor: int) -> dict[str, Any]:
    """The body of a webhook: the kind of event, the hour it is about, and the trend as the API shows it."""
    return {
        "type": "trend.alert",
        "timestamp": start_of(each.trend.hour).isoformat(),
        "data": {
            "watchlist": {"watchlist_id": watchlist.id, "name": watchlist.name},
            "rule": {"kind": each.rule.kind.value, "value": each.rule.value},
            "place": each.place,
            "trend": as_answer(each.trend, floor=floor),
        },
    }


def trial_message(watchlist: Watchlist, now: datetime) -> dict[str, Any]:
    """The body of a test: of a type of its own, so that nobody takes it for news."""
    return {
        "type": "trend.test",
        "timestamp": now.isoformat(),
        "data": {"watchlist": {"watchlist_id": watchlist.id, "name": watchlist.name}},
    }


def subject_of(name: str, messages: Sequence[Mapping[str, Any]]) -> str:
    """One line without controls, whatever a source or an owner wrote."""
    trends = [message["data"]["trend"]["display"] for message in messages if "trend" in message["data"]]
    if not trends:
        return one_line(f"Test of your watchlist {name}")
    shown = ", ".join(list(dict.fromkeys(trends))[:3])
    return one_line(f"{name}: {shown}" + (" and more" if len(set(trends)) > 3 else ""))


def text_of(name: str, messages: Sequence[Mapping[str, Any]]) -> str:
    """Plain text, a paragraph for each trend."""
    paragraphs = [_paragraph(message) for message in messages if "trend" in message["data"]]
    if not paragraphs:
        paragraphs = ["This is a test. Alerts of this watchlist will come to this address."]
    closing = f'You get this because of the watchlist "{one_line(name)}" in Hashtagger. Delete or change it there.'
    return "\n\n".join(["Hello,", *paragraphs, "-- \n" + closing]) + "\n"


def one_line(text: str, *, most_chars: int = _MOST_CHARS) -> str:
    """``text`` without controls, line ends and directions (which could forge a header or turn a line around), cut short."""
    kept = "".join(c if unicodedata.category(c) not in _UNSEEN else " " for c in text)
    line = " ".join(kept.split())
    return line if len(line) <= most_chars else line[: most_chars - 1] + "…"


_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def _paragraph(message: Mapping[str, Any]) -> str:
    data = message["data"]
    trend = data["trend"]
    lines = [f"{one_line(trend['display'])} {_what(data)}."]
    lines += [f"  {label}: {value}" for label, value in _facts(data) if value is not None]
    return "\n".join(lines)


def _what(data: Mapping[str, Any]) -> str:
    value = data["rule"]["value"]
    match data["rule"]["kind"]:
        case RuleKind.ENTERS_TOP:
            return f"has entered the top {value:g}, at place {data['place']}"
        case RuleKind.Z_ABOVE:
            return f"is used far more than usual (z above {value:g})"
        case _:
            return f"is rising fast (velocity above {value:g})"


def _facts(data: Mapping[str, Any]) -> list[tuple[str, object]]:
    trend = data["trend"]
    confidence = {"sure": "sure", "thin": "thin: few people or little history", "stale": "stale: a source is late"}
    return [
        ("Hour (UTC)", trend["hour"][:16].replace("T", " ")),
        ("Score", trend["score"]),
        ("z", trend["z"]),
        ("Authors in that hour", trend["authors"]),
        ("Sources", one_line(", ".join(trend["sources"]))),
        ("Confidence", confidence.get(trend["confidence"], trend["confidence"])),
    ]
