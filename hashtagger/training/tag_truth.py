"""Decide which tags are right for a captioned photo: what the tag map learns from, and the tag check judges by."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from hashtagger.text.lemmas import singular, verb
from hashtagger.text.stopwords import is_stop_word

SYNONYMS = Path(__file__).with_name("synonyms.tsv")
LEAST_POSITIVES = 10
"""Tags that are right for fewer training photos are not in the evaluation vocabulary."""

WEAK_WORDS = frozenset(
    """
    black white red blue green yellow brown pink orange purple grey gray silver gold golden colour color colorful dark bright
    big small little large tiny young old long short high low new two three four five six
    day daily time life world love lover good great best first one today weekend moment goal inspiration vibe mood style
    instagram insta gram ig photo photography photooftheday picture image pic post community shot shooter
    look wear stand sit hold show take face side front hand head group air light line set
    """.split()  # noqa: SIM905
)
"""Words that captions say of nearly everything; a tag is not right because of them."""

_WORD = re.compile(r"[^\W_]+")


Rule = Literal["any", "all"]
"""Is a tag right when any of its content words is confirmed, or only when all are?"""


@dataclass(frozen=True, slots=True)
class Meaning:
    """Tags that cannot be told apart by captions, as one: all are right for the same photos."""

    needs: frozenset[frozenset[str]]
    """A photo must have been said to show one word of each of these sets."""
    tags: tuple[str, ...]
    """Canonical keys, the plainest tag first."""

    def is_right(self, said: frozenset[str]) -> bool:
        """``said``: the word forms of a photo's captions, as ``forms_of`` gives them."""
        return not any(need.isdisjoint(said) for need in self.needs)


@cache
def forms(word: str) -> frozenset[str]:
    """
    An English word with the base forms it may have; two words are one when they share a form.

    >>> sorted(forms("riding")), sorted(forms("children"))
    (['rid', 'ride', 'riding'], ['child', 'children'])
    """
    found = {word, singular(word), verb(word) or word}
    for ending in ("ing", "ed"):
        root = word.removesuffix(ending)
        if root != word and len(root) > 2 and re.search("[aeiouy]", root):
            found |= {root, root + "e"}
            if root[-1] == root[-2]:
                found.add(root[:-1])
    return frozenset(found)


def forms_of(texts: Iterable[str]) -> frozenset[str]:
    """The forms of every word of the texts; of a hyphenated word, those of its parts."""
    words = {word for text in texts for word in _WORD.findall(text.lower())}
    return frozenset().union(*map(forms, words))


def content_words(words: Sequence[str]) -> list[str]:
    """The words of a tag that a caption can confirm: no stop words, no weak words."""
    return [word for word in words if not is_stop_word(word) and not {word, singular(word)} & WEAK_WORDS]


def read_synonyms(path: Path = SYNONYMS) -> dict[str, frozenset[str]]:
    """A tag's word → forms of the caption words that confirm it as well."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["word"]: frozenset(row["also"].split()) for row in csv.DictReader(file, delimiter="\t")}


def meanings_of(
    tags: Mapping[str, Sequence[str]], known: frozenset[str], synonyms: Mapping[str, frozenset[str]], rule: Rule = "any"
) -> list[Meaning]:
    """
    Group tags (canonical key → words) by what makes them right.

    Only forms among ``known`` (those that training captions use often enough) count. Tags that captions cannot confirm by
    a word of their own are left out; by the rule "all", so are those with one content word that they cannot confirm.
    """
    groups: dict[frozenset[frozenset[str]], list[str]] = {}
    for tag, words in tags.items():
        content = [forms(word) for word in content_words(words)]
        sure = [found & known for found in content]
        if not any(sure) or (rule == "all" and not all(sure)):
            continue
        needs = [
            mine | (frozenset(also for form in found for also in synonyms.get(form, ())) & known)
            for found, mine in zip(content, sure, strict=True)
            if mine
        ]
        key = frozenset(needs) if rule == "all" else frozenset([frozenset().union(*needs)])
        groups.setdefault(key, []).append(tag)
    return [
        Meaning(needs, tuple(sorted(members, key=lambda tag: (len(tags[tag]), len(tag), tag))))
        for needs, members in groups.items()
    ]


def truth(meanings: Sequence[Meaning], photos: Sequence[frozenset[str]]) -> NDArray[np.bool_]:
    """bool [photos, meanings]: is the meaning right for the photo with these caption forms?"""
    right = [[meaning.is_right(said) for meaning in meanings] for said in photos]
    return np.array(right, dtype=bool).reshape(len(photos), len(meanings))
