"""A world's tags as a catalogue that the real service loads, and drafts that lead it to the tags of a cluster."""

from __future__ import annotations

from dataclasses import replace

from benchmarks.creator_world.world import Random, World
from hashtagger.catalogue.entries import Catalogue, CatalogueTag
from hashtagger.types import Reach, Tag

TOPICS = 6
"""Of each cluster: tags that creators type, never those that are recommended."""
GROUP = 12
GROUPS_PER_TOPIC = 8
NAMED = 2
"""Topics in one draft."""


def catalogue_of(world: World, shipped: Catalogue, rng: Random) -> Catalogue:
    """
    ``shipped`` with the world's tags in place of its own, and with posts from which the service learns which tags go with which
    topic, the same cluster's more or less often. The fingerprint stays, so a service that opens finds nothing to load.
    """
    category = shipped.categories[0].category
    names = [*world.names, *(topic for cluster in range(len(world.cluster_tags)) for topic in topics(cluster))]
    related = []
    for cluster, members in enumerate(world.cluster_tags):
        for topic in topics(cluster):
            likes = rng.dirichlet([1.0] * len(members))
            for _ in range(GROUPS_PER_TOPIC):
                drawn = rng.choice(members, size=GROUP, replace=False, p=likes)
                related.append((Tag(topic), *(Tag(world.names[tag]) for tag in drawn)))
    return replace(
        shipped,
        tags=tuple(_entry(name, category) for name in names),
        related=tuple(related),
        contradictions=(),
        flag_rules=(),
    )


def topics(cluster: int) -> list[str]:
    return [f"topic{cluster:02d}{letter}" for letter in "abcdefghij"[:TOPICS]]


def draft(cluster: int, rng: Random) -> str:
    """The text of a post of a cluster before any of our tags."""
    named = rng.choice(topics(cluster), size=NAMED, replace=False)
    return "New post " + " ".join(f"#{name}" for name in named)


def _entry(name: str, category: str) -> CatalogueTag:
    return CatalogueTag(
        tag=Tag(name),
        display=name,
        words=(name,),
        reach=Reach.MEDIUM,
        meaning="",
        aliases=(),
        language="",
        categories=(category,),
        visual=False,
        where="world",
    )
