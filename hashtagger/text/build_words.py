"""Builds ``words/words.txt`` and ``words/pairs.txt``: ``python -m hashtagger.text.build_words`` (needs wordninja 2)."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

from hashtagger.errors import MissingComponent
from hashtagger.text.wordfile import PAIRS_FILE, WORDS_FILE

OWN_WORDS = Path(__file__).with_name("words") / "own_words.txt"
OWN_PAIRS = Path(__file__).with_name("words") / "own_pairs.txt"
CATALOGUE = Path(__file__).parents[1] / "catalogue" / "tags"
CATALOGUE_RANK = 9_000
FOREIGN_RANK = 40_000
SHORTEST_FOREIGN_CHARS = 4

HEADER = """\
# English words, most frequent first; a word's cost comes from its line number. Built by hashtagger.text.build_words.
# Order and most words: wordninja 2.0.0, (c) 2017 Derek Anderson, MIT licence, from English Wikipedia unigram counts.
# Added: own_words.txt and the words of the tag catalogue.
"""


def main() -> None:
    words = merged(wikipedia_words(), added_words())
    WORDS_FILE.write_text(HEADER + "\n".join(words) + "\n", encoding="utf-8")
    pairs = sorted({pair for _, row in catalogue_words() for pair in pairwise(row)} | own_pairs())
    text = "# Words that stand together in tags (catalogue, own_pairs.txt). Built by hashtagger.text.build_words.\n"
    PAIRS_FILE.write_text(text + "".join(f"{a}_{b}\n" for a, b in pairs), encoding="utf-8")


def merged(ordered: list[str], added: dict[str, int]) -> list[str]:
    """``ordered`` with each added word at its rank, unless it already stands earlier; every word once."""
    rank_of = {word: rank for rank, word in reversed(list(enumerate(ordered)))}
    for word, rank in added.items():
        rank_of[word] = min(rank, rank_of.get(word, rank))
    return sorted(rank_of, key=lambda word: (rank_of[word], word))


def wikipedia_words() -> list[str]:
    """wordninja's list, lower case, without apostrophes. Raises MissingComponent."""
    spec = find_spec("wordninja")
    if spec is None or spec.origin is None:
        raise MissingComponent("wordninja is not installed", advice="pip install wordninja==2.0.0")
    packed = Path(spec.origin).parent / "wordninja" / "wordninja_words.txt.gz"
    lines = gzip.decompress(packed.read_bytes()).decode("utf-8").lower().split()
    bare = (line.replace("'", "") for line in lines)
    return [word for word in dict.fromkeys(bare) if word.isalpha()]


def added_words() -> dict[str, int]:
    """word → rank it should have at least."""
    added: dict[str, int] = {}
    for language, row in catalogue_words():
        for word in row:
            if word.isdigit() or (language != "en" and len(word) < SHORTEST_FOREIGN_CHARS):
                continue
            rank = CATALOGUE_RANK if language == "en" and len(word) > 2 else FOREIGN_RANK
            added[word] = min(rank, added.get(word, rank))
    for own_rank, own in _own_lines(OWN_WORDS):
        for word in own:
            added[word] = min(int(own_rank), added.get(word, int(own_rank)))
    return added


def own_pairs() -> set[tuple[str, str]]:
    """The hand-written pairs."""
    return {(first, word) for first, following in _own_lines(OWN_PAIRS) for word in following}


def _own_lines(path: Path) -> Iterator[tuple[str, list[str]]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            first, _, rest = line.partition(":")
            yield first, rest.split()


def catalogue_words() -> Iterator[tuple[str, list[str]]]:
    """(language, words) of each catalogue tag in a script with spaces between its words."""
    for path in sorted(CATALOGUE.glob("*/*.tsv")):
        if path.parent.name == "ja":
            continue
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                yield path.parent.name, (row["words"] or "").casefold().split()


if __name__ == "__main__":
    main()
