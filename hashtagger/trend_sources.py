"""What everybody knows about each source: its name, how often it is asked, whether it runs and why not, what may be passed on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from hashtagger.observations import SourceState
from hashtagger.settings import TrendSettings

_HOUR_S = 3600
_PATIENCE_H = 3.0
"""A source may always be silent for this long; a slower one for two of its periods."""
_STREAM_PATIENCE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class SourceNote:
    """One source; how it is asked is known to the crawlers."""

    title: str
    every_s: int
    """Between two runs; 0 of a stream, which is listened to all the time."""
    terms: str
    """What may be done with its data."""
    needs: tuple[str, ...] = ()
    """Fields of ``settings.trends`` beside ``contact``."""
    share_only: bool = False
    """Its numbers must not be passed on: a reader gets its share of the score and nothing else."""
    daily: bool = False
    """It publishes whole days."""


class Health(StrEnum):
    """How a source does."""

    OK = "ok"
    LATE = "late"
    """It has not succeeded for two of its periods."""
    FAILING = "failing"
    """Its last runs failed."""
    NEVER_RAN = "never_ran"
    OFF = "off"


_SCORE_ONLY = "Passing on is restricted: its share of a score is told, its own numbers are not."

SOURCES: Mapping[str, SourceNote] = {
    "mastodon": SourceNote("Mastodon trending tags", _HOUR_S, "Counts only are kept; no posts, no accounts."),
    "wikipedia": SourceNote("Wikipedia most viewed pages", 6 * _HOUR_S, "CC0 1.0: may be passed on.", daily=True),
    "bluesky": SourceNote("Bluesky posts (Jetstream)", 0, "Counts only are kept; no posts, no accounts."),
    "bluesky_topics": SourceNote("Bluesky trending topics", _HOUR_S, _SCORE_ONLY, share_only=True),
    "google_trends": SourceNote("Google Trends daily feed", _HOUR_S, _SCORE_ONLY, share_only=True),
    "x": SourceNote("X trends by place", _HOUR_S, _SCORE_ONLY, ("x_bearer_token",), share_only=True),
    "youtube": SourceNote(
        "YouTube most popular videos",
        3 * _HOUR_S,
        "Stored answers must be refreshed or deleted within 30 days; tags and counts only are kept.",
        ("youtube_key",),
    ),
    "pinterest": SourceNote(
        "Pinterest trending keywords", 24 * _HOUR_S, _SCORE_ONLY, ("pinterest_token",), share_only=True
    ),
    "instagram": SourceNote(
        "Instagram hashtag search", 24 * _HOUR_S, _SCORE_ONLY, ("instagram_token", "instagram_user_id"), share_only=True
    ),
}


def note_of(name: str) -> SourceNote:
    """What is known of ``name``; a source that a user described has its name for a title."""
    return SOURCES.get(name) or SourceNote(
        name, _HOUR_S, "A source of your own; its terms are in the file that names it."
    )


def why_off(name: str, settings: TrendSettings) -> str | None:
    """None when ``name`` runs; else why not, naming the variable that changes it."""
    if name not in SOURCES and settings.custom_sources is None:
        return "described by no file; name one in HASHTAGGER_TRENDS__CUSTOM_SOURCES"
    if name in SOURCES and name not in settings.sources:
        return f"switched off; add {name!r} to HASHTAGGER_TRENDS__SOURCES"
    missing = [need for need in ("contact", *note_of(name).needs) if not getattr(settings, need)]
    return "needs " + " and ".join(f"HASHTAGGER_TRENDS__{need.upper()}" for need in missing) if missing else None


def health_of(state: SourceState, settings: TrendSettings, *, now: datetime) -> Health:
    if why_off(state.name, settings) is not None:
        return Health.OFF
    if state.failures > 0:
        return Health.FAILING
    if state.last_success is None:
        return Health.NEVER_RAN
    return Health.LATE if now - state.last_success > patience(state.name) else Health.OK


def patience(name: str) -> timedelta:
    """How long after its last success a source is not yet late."""
    every_s = note_of(name).every_s
    return timedelta(hours=max(_PATIENCE_H, 2 * every_s / _HOUR_S)) if every_s else _STREAM_PATIENCE


def next_run(state: SourceState, settings: TrendSettings, *, now: datetime) -> datetime | None:
    """When it is expected to be asked again, never in the past; None for a stream and for a source that does not run."""
    note = note_of(state.name)
    if not note.every_s or why_off(state.name, settings) is not None:
        return None
    due = now if state.last_attempt is None else state.last_attempt + timedelta(seconds=note.every_s)
    return max(due, now, state.paused_until or now)
