"""
Reads the events of a Jetstream: posts with their tags, deletions, accounts that are gone.

Shapes: the wire of ``/subscribe`` (github.com/bluesky-social/jetstream), the lexicons ``app.bsky.feed.post``,
``app.bsky.richtext.facet`` and ``com.atproto.label.defs``. A tag is what a facet or ``record.tags`` says it is; where it
stands in the text (byte offsets) decides about nothing here and is not looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import msgspec

from crawlers.streams.copies import fingerprint
from hashtagger.errors import InvalidTag
from hashtagger.text.hashtags import canonical_tag
from hashtagger.types import Tag

POSTS = "app.bsky.feed.post"
TAGS_READ = 9
"""Different tags of one post that are read: one more than may count, so that stuffing shows."""
LANGUAGES_READ = 3
"""As many as the app lets an author choose."""
ADULT_LABELS = frozenset({"porn", "sexual", "nudity", "graphic-media"})
"""What authors say of their own posts; the names of com.atproto.label.defs."""

_GONE = frozenset({"deleted", "takendown", "suspended", "deactivated"})
_FEATURES_READ = 64


class Malformed(ValueError):
    """Not an event of a Jetstream. It costs only itself."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something was heard; by itself it only says that the stream is alive."""

    time_us: int
    """Microseconds since 1970 by the server's clock: the only clock that counts."""


@dataclass(frozen=True, slots=True)
class Post(Event):
    """A new post with tags."""

    author: str
    """DID."""
    rkey: str
    tags: tuple[Tag, ...]
    """Canonical, different, in order; at most ``TAGS_READ``, never none."""
    languages: tuple[str, ...]
    """ISO 639 codes without regions, different, as the author said."""
    fingerprint: int
    """The same for posts that say the same; see ``copies``."""
    is_adult: bool


@dataclass(frozen=True, slots=True)
class Deletion(Event):
    """A post is gone."""

    author: str
    rkey: str


@dataclass(frozen=True, slots=True)
class AccountGone(Event):
    """Everything of this account is gone: deleted, deactivated, suspended or taken down."""

    author: str


def parse_event(frame: bytes) -> Event:
    """The event in one text frame. Raises ``Malformed``."""
    try:
        wire = _DECODER.decode(frame)
    except (msgspec.DecodeError, RecursionError) as error:
        raise Malformed(str(error)) from None
    if not 0 < wire.time_us < 1 << 62:
        raise Malformed("an event without a time")
    commit = wire.commit
    if commit is not None and commit.collection == POSTS:
        return _post_event(wire, commit)
    account = wire.account
    if account is not None and not account.active and account.status in _GONE:
        return AccountGone(wire.time_us, wire.did)
    return Event(wire.time_us)


def _post_event(wire: _Wire, commit: _Commit) -> Event:
    if commit.operation == "delete":
        return Deletion(wire.time_us, wire.did, commit.rkey)
    record = commit.record
    # An update is not followed: tags that are put into an old post are not use of a tag.
    if commit.operation != "create" or record is None or not (record.facets or record.tags):
        return Event(wire.time_us)
    tags = _tags(record)
    if not tags:
        return Event(wire.time_us)
    return Post(
        time_us=wire.time_us,
        author=wire.did,
        rkey=commit.rkey,
        tags=tags,
        languages=_languages(tuple(record.langs[:LANGUAGES_READ])) if record.langs else (),
        fingerprint=fingerprint(record.text, bytes(record.embed)),
        is_adult=record.labels is not None and any(each.val in ADULT_LABELS for each in record.labels.values),
    )


def _tags(record: _Record) -> tuple[Tag, ...]:
    found: dict[Tag, None] = {}
    named = [feature.tag for facet in (record.facets or ())[:_FEATURES_READ] for feature in facet.features]
    for name in (*named[:_FEATURES_READ], *(record.tags or ())[:_FEATURES_READ]):
        tag = None if name is None else _canonical(name)
        if tag is not None:
            found[tag] = None
            if len(found) == TAGS_READ:
                break
    return tuple(found)


@lru_cache(maxsize=65_536)
def _canonical(name: str) -> Tag | None:
    """None for what is no hashtag: an empty one, a cashtag ('$AAPL'), one that no platform could carry."""
    if name.lstrip("#＃ ")[:1] in ("$", "＄", ""):
        return None
    try:
        return canonical_tag(name)
    except InvalidTag:
        return None


@lru_cache(maxsize=4096)
def _languages(tags: tuple[str, ...]) -> tuple[str, ...]:
    """
    The primary subtags of BCP 47 tags, different, without those that are none.

    >>> _languages(("pt-BR", "en", "pt"))
    ('pt', 'en')
    """
    codes = (tag.replace("_", "-").partition("-")[0].lower() for tag in tags)
    return tuple(dict.fromkeys(code for code in codes if code.isascii() and code.isalpha() and len(code) in (2, 3)))


# What is read of the wire; everything else is skipped without being built.


class _Feature(msgspec.Struct, gc=False):
    tag: str | None = None


class _Facet(msgspec.Struct, gc=False):
    features: list[_Feature] = []


class _Label(msgspec.Struct, gc=False):
    val: str = ""


class _SelfLabels(msgspec.Struct, gc=False):
    values: list[_Label] = []


class _Record(msgspec.Struct, gc=False):
    text: str = ""
    langs: list[str] | None = None
    tags: list[str] | None = None
    facets: list[_Facet] | None = None
    labels: _SelfLabels | None = None
    embed: msgspec.Raw = msgspec.Raw(b"")


class _Commit(msgspec.Struct, gc=False):
    operation: str
    collection: str
    rkey: str
    record: _Record | None = None


class _Account(msgspec.Struct, gc=False):
    active: bool = True
    status: str = ""


class _Wire(msgspec.Struct, gc=False):
    did: str
    time_us: int
    commit: _Commit | None = None
    account: _Account | None = None


_DECODER = msgspec.json.Decoder(_Wire)
