"""
Counts one hour of tagged posts exactly, in bounded memory, so that what is deleted can be taken back.

What is kept is the list of posts that may count; every figure is computed from it when it is asked for (docs/adr/0011).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from sys import intern

from crawlers.streams.events import Post
from hashtagger.observations import ANY_LANGUAGE, SourceHour, TagHour
from hashtagger.trends.gates import AUTHORS_PER_TEXT, post_weight
from hashtagger.types import Tag


@dataclass(frozen=True, slots=True)
class Gates:
    """What counts, and how much is remembered; the spam rules of ``docs/trends.md``."""

    posts_per_author: int = 10
    """Of one author in one hour; further ones do not count."""
    authors_per_text: int = AUTHORS_PER_TEXT
    """Of those who post the same under one tag, so many count."""
    least_authors: int = 2
    """A tag that fewer ever used in the hour has no row: it is nobody's business but its author's."""
    max_uses: int = 400_000
    """Posts times tags that are remembered of one hour; beyond it every second author is left out (``thinned``)."""
    co_tag_authors: int = 5
    """A tag with fewer authors in the hour tells nothing of its company."""
    co_tags: int = 20
    """Other tags that are told for one tag."""


class Refusal(StrEnum):
    """Why a post does not count."""

    REPEATED = "repeated"
    """Delivered twice."""
    ADULT = "adult"
    STUFFED = "stuffed"
    """More than eight tags."""
    AUTHOR_LIMIT = "author_limit"
    NOT_SAMPLED = "not_sampled"


@dataclass(slots=True, eq=False)
class _Kept:
    author: int
    tags: tuple[Tag, ...]
    languages: tuple[str, ...]
    fingerprint: int
    is_gone: bool = False


@dataclass(slots=True)
class _Use:
    """What one tag has in one language."""

    ever: set[int] = field(default_factory=set)
    authors: set[int] = field(default_factory=set)
    by_text: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    posts: int = 0
    weight: float = 0.0


class HourCounter:
    """
    The posts of one hour (``hashtagger.observations.hour_of``), by any order of arrival.

    Authors and posts are told apart by 64-bit hashes of this process, so nothing here leads back to a person.
    """

    def __init__(self, hour: int, gates: Gates | None = None) -> None:
        self.hour = hour
        self.gates = gates or Gates()
        self._halvings = 0
        self._minutes = 0
        self._posts: dict[int, _Kept] = {}
        self._of_tag: dict[Tag, list[_Kept]] = {}
        self._of_author: dict[int, list[_Kept]] = {}
        self._heard: dict[str, dict[int, int]] = {ANY_LANGUAGE: {}}  # language → author → posts
        self._changed: dict[Tag, None] = {}
        self._uses = 0

    @property
    def thinned(self) -> int:
        """One author in so many is counted, and stands for so many: 1, or a power of two after a flood."""
        return 1 << self._halvings

    @property
    def uses(self) -> int:
        """Posts times tags that are remembered."""
        return self._uses

    @property
    def minutes(self) -> int:
        """Minutes of the hour in which anything was heard, 0..60."""
        return self._minutes.bit_count()

    def hear(self, time_us: int) -> None:
        """Note that the stream was alive at this moment of the hour."""
        self._minutes |= 1 << (time_us // 60_000_000 % 60)

    def has(self, author: str, rkey: str) -> bool:
        """Was this post counted, also if it is gone by now?"""
        return hash((author, rkey)) in self._posts

    def add(self, post: Post) -> Refusal | None:
        """Count ``post``, or say why not."""
        if post.is_adult:
            return Refusal.ADULT
        if not post_weight(len(post.tags)):
            return Refusal.STUFFED
        author, key = hash(post.author), hash((post.author, post.rkey))
        if not self._is_sampled(author):
            return Refusal.NOT_SAMPLED
        if key in self._posts:
            return Refusal.REPEATED
        own = self._of_author.setdefault(author, [])
        if len(own) >= self.gates.posts_per_author:
            return Refusal.AUTHOR_LIMIT
        self._keep(key, own, _Kept(author, post.tags, post.languages, post.fingerprint))
        while self._uses > self.gates.max_uses and self._halvings < 32:
            self._thin()
        return None

    def delete(self, author: str, rkey: str) -> bool:
        """Take a post back; was it counted here? It stays known, so that a second delivery does not bring it back."""
        kept = self._posts.get(hash((author, rkey)))
        if kept is None or kept.is_gone:
            return False
        self._forget([kept])
        return True

    def drop_account(self, author: str) -> int:
        """Take back all that an account posted in this hour; answers how many posts."""
        kept = [each for each in self._of_author.get(hash(author), ()) if not each.is_gone]
        self._forget(kept)
        return len(kept)

    def changed_tags(self) -> list[Tag]:
        """The tags whose rows may differ from those at the last call."""
        changed, self._changed = list(self._changed), {}
        return changed

    def rows(self, tags: Iterable[Tag] | None = None) -> Iterator[TagHour]:
        """Rows of ``tags``, or of all, in every language and in any; also those that sank to zero by deletions."""
        for tag in self._of_tag if tags is None else tags:
            posts = self._of_tag.get(tag, ())
            if len(posts) < self.gates.least_authors:  # most tags
                continue
            for language, use in self._uses_of(posts).items():
                if len(use.ever) >= self.gates.least_authors:
                    yield self._row(tag, language, use)

    def totals(self) -> list[SourceHour]:
        """What was heard in all: posts that count and their authors, in any language and in each."""
        observed, scale = self.minutes / 60, self.thinned
        return [
            SourceHour(self.hour, observed, len(posts) * scale, sum(posts.values()) * scale, intern(language))
            for language, posts in self._heard.items()
        ]

    def co_tags(self) -> Iterator[tuple[Tag, Tag, int]]:
        """
        ``(tag, other, authors)`` for the tags that enough authors used: how many used both in one post, the commonest
        others first, never only one author.
        """
        for tag, posts in self._of_tag.items():
            live = [kept for kept in posts if not kept.is_gone]
            if len({kept.author for kept in live}) < self.gates.co_tag_authors:
                continue
            together = Counter(other for _, other in {(k.author, o) for k in live for o in k.tags if o != tag})
            ranked = sorted(together.items(), key=lambda pair: (-pair[1], pair[0]))[: self.gates.co_tags]
            yield from ((tag, other, n * self.thinned) for other, n in ranked if n >= 2)

    def _keep(self, key: int, own: list[_Kept], kept: _Kept) -> None:
        self._posts[key] = kept
        own.append(kept)
        for tag in kept.tags:
            self._of_tag.setdefault(tag, []).append(kept)
            self._changed[tag] = None
        self._uses += len(kept.tags)
        if not kept.is_gone:
            for language in (ANY_LANGUAGE, *kept.languages):
                posts = self._heard.setdefault(language, {})
                posts[kept.author] = posts.get(kept.author, 0) + 1

    def _forget(self, gone: Iterable[_Kept]) -> None:
        for kept in gone:
            kept.is_gone = True
            for language in (ANY_LANGUAGE, *kept.languages):
                posts = self._heard[language]
                posts[kept.author] -= 1
                if not posts[kept.author]:
                    del posts[kept.author]
            self._changed.update(dict.fromkeys(kept.tags))

    def _uses_of(self, posts: Sequence[_Kept]) -> dict[str, _Use]:
        uses: defaultdict[str, _Use] = defaultdict(_Use)
        for kept in posts:
            for language in (ANY_LANGUAGE, *kept.languages):
                use = uses[language]
                use.ever.add(kept.author)
                if kept.is_gone:
                    continue
                same = use.by_text[kept.fingerprint]
                if kept.author in same or len(same) < max(1, self.gates.authors_per_text >> self._halvings):
                    same.add(kept.author)
                    use.authors.add(kept.author)
                    use.posts += 1
                    use.weight += post_weight(len(kept.tags))
        return uses

    def _row(self, tag: Tag, language: str, use: _Use) -> TagHour:
        scale = self.thinned
        return TagHour(
            tag, self.hour, len(use.authors) * scale, use.posts * scale, use.weight * scale, language=intern(language)
        )

    def _is_sampled(self, author: int) -> bool:
        return not author & (self.thinned - 1)

    def _thin(self) -> None:
        """Leave out every second author, with all posts; the sample stays fair, as hashes know nothing of tags."""
        self._halvings += 1
        kept = {key: each for key, each in self._posts.items() if self._is_sampled(each.author)}
        self._posts, self._of_tag, self._of_author = {}, {}, {}
        self._heard, self._uses = {ANY_LANGUAGE: {}}, 0
        for key, each in kept.items():
            self._keep(key, self._of_author.setdefault(each.author, []), each)
