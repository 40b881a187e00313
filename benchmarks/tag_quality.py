"""
Tag check: the tags we recommend for captioned photos against what five people said of each photo.

    python -m benchmarks.tag_quality --data DIR [--mode service|tower] [--clip DIR] [--split test] [--quick]

A content word (stop words and words like "day" are none) is confirmed when it stands in one of the photo's captions in any
form, or a synonym listed in ``synonyms.tsv`` does. A tag is right when all its content words are confirmed; the figures for
"any of them" are printed beside it. Tags that are right for the same training photos count as one, a meaning; the
vocabulary is the meanings of English catalogue tags that are right for at least ten training photos. A tag outside it is
never right. A third slice asks about tags of one content word alone, where "any" and "all" are the same question; its lists
are the five best of those. ``gain@5`` weighs a right tag by -log of the share of training photos that have it and divides by
the best five. ``tower`` ranks meanings by the similarity of picture and tag alone; ``service`` asks the whole recommender.
The last line is JSON.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from benchmarks import report
from benchmarks.tag_answers import Answers, ask_service, ask_tower, meaning_lists, meaning_scores
from benchmarks.tag_figures import (
    TAGS,
    best_lists,
    list_figures,
    mean_average_precision,
    oracle_lists,
    weights,
)
from hashtagger.catalogue.files import read_catalogue
from hashtagger.training.tag_truth import (
    LEAST_POSITIVES,
    Meaning,
    Rule,
    content_words,
    forms_of,
    meanings_of,
    read_synonyms,
    truth,
)

GAIN_BAR = 1.7
"""times the gain of popularity"""
MAP_BAR = 4.5
"""times prevalence"""
QUICK_PHOTOS = 150


@dataclass(frozen=True, slots=True)
class Photos:
    """Captioned photos of one split: ``pixels`` uint8 [n, 3, 128, 128], ``said`` the word forms of each photo's captions."""

    pixels: NDArray[np.uint8]
    said: Sequence[frozenset[str]]


def main() -> None:
    parser = report.arguments(__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder that has flickr8k_128")
    parser.add_argument("--mode", choices=("service", "tower"), default="service")
    parser.add_argument("--clip", type=Path, help="folder of an OpenCLIP model (default: the shipped one)")
    parser.add_argument(
        "--split", choices=("dev", "test"), default="test", help="dev is for choosing, test for reporting"
    )
    options = parser.parse_args()
    training = read_photos(options.data, "train", pixels=False)
    judged = read_photos(options.data, options.split, limit=QUICK_PHOTOS if options.quick else None)
    tags = english_tags()
    ask = ask_tower if options.mode == "tower" else ask_service
    answers = ask(judged.pixels, list(tags), clip=options.clip)
    photos = f"{len(judged.said)} {options.split} photos"
    found: dict[str, dict[str, Any]] = {}
    for rule in get_args(Rule):
        vocabulary = vocabulary_of(tags, training.said, rule)
        print(f"\nright when {rule} of the content words are confirmed; {described(vocabulary)}; {photos}")
        found[rule] = judge(answers, vocabulary, training.said, judged.said)
    vocabulary = vocabulary_of(of_one_word(tags), training.said, "all")
    print(f"\ntags of one content word among themselves; {described(vocabulary)}; {photos}")
    found["one"] = judge(Answers(answers.tags, answers.scores), vocabulary, training.said, judged.said)
    gain, lift = found["all"]["gain_over_popularity"], found["all"]["map_over_prevalence"]
    report.finish(
        {"benchmark": "tag_quality", "mode": options.mode, "split": options.split, **found},
        bar={"gain_over_popularity": GAIN_BAR, "map_over_prevalence": MAP_BAR},
        passed=gain >= GAIN_BAR and lift >= MAP_BAR,
    )


def described(vocabulary: Sequence[Meaning]) -> str:
    return (
        f"vocabulary: {len(vocabulary)} meanings of {sum(len(m.tags) for m in vocabulary)} English catalogue tags with at "
        f"least {LEAST_POSITIVES} training photos each"
    )


def of_one_word(tags: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """Those with a single content word: #Dog and #DogLife, not #BeachDog."""
    return {tag: words for tag, words in tags.items() if len(content_words(words)) == 1}


def read_photos(data: Path, split: str, *, limit: int | None = None, pixels: bool = True) -> Photos:
    """One split of Flickr8k; without ``pixels`` only what was said."""
    import csv

    from hashtagger.training.data import read_pixels

    folder = data / "flickr8k_128"
    captions: dict[str, list[str]] = {}
    with (folder / "captions.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["split"] == split:
                captions.setdefault(row["image"], []).append(row["caption"])
    names = sorted(captions)[:limit]
    shown = (
        read_pixels([folder / "images" / name for name in names]) if pixels else np.zeros((0, 3, 128, 128), np.uint8)
    )
    return Photos(shown, [forms_of(captions[name]) for name in names])


def english_tags() -> dict[str, tuple[str, ...]]:
    """Canonical key → words of the shipped English tags."""
    return {str(tag.tag): tag.words for tag in read_catalogue().tags if tag.language == "en"}


def vocabulary_of(
    tags: Mapping[str, Sequence[str]], training: Sequence[frozenset[str]], rule: Rule = "any"
) -> list[Meaning]:
    """The meanings of ``tags`` that are right for enough training photos."""
    said = Counter(word for photo in training for word in photo)
    known = frozenset(word for word, photos in said.items() if photos >= LEAST_POSITIVES)
    return merged(meanings_of(tags, known, read_synonyms(), rule), training)


def merged(meanings: Sequence[Meaning], training: Sequence[frozenset[str]]) -> list[Meaning]:
    """Those that are right for enough training photos; meanings that are right for the very same photos become one."""
    columns = truth(meanings, training).T
    same: dict[bytes, list[Meaning]] = {}
    for meaning, column in zip(meanings, columns, strict=True):
        if column.sum() >= LEAST_POSITIVES:
            same.setdefault(column.tobytes(), []).append(meaning)
    return [Meaning(group[0].needs, tuple(tag for each in group for tag in each.tags)) for group in same.values()]


def right_by_relevance(
    relevance: Sequence[Sequence[float]], lists: Sequence[Sequence[int]], right: NDArray[np.bool_]
) -> list[dict[str, Any]]:
    """How many of the shown tags were right, by tenths of the relevance they were shown with; empty without relevance."""
    hits: dict[int, list[bool]] = {}
    for row, (said, listed) in enumerate(zip(relevance, lists, strict=False)):
        for value, column in zip(said, listed, strict=True):
            hits.setdefault(int(value * 10), []).append(column >= 0 and bool(right[row, column]))
    return [
        {"relevance from": tenth / 10, "shown": len(found), "right": sum(found) / len(found)}
        for tenth, found in sorted(hits.items())
    ]


def judge(
    answers: Answers,
    vocabulary: Sequence[Meaning],
    training: Sequence[frozenset[str]],
    judged: Sequence[frozenset[str]],
) -> dict[str, Any]:
    """Print the table; give the figures."""
    right = truth(vocabulary, judged)
    in_training = truth(vocabulary, training)
    worth = weights(in_training)
    popular = best_lists(in_training.mean(axis=0)[None])[0]
    rows = {
        "ours": list_figures(meaning_lists(answers, vocabulary), right, worth),
        "popularity": list_figures([popular] * len(judged), right, worth),
        "oracle": list_figures(oracle_lists(right, worth), right, worth),
    }
    report.table([{"tags from": name, **asdict(figures)} for name, figures in rows.items()])
    report.table(right_by_relevance(answers.relevance, meaning_lists(answers, vocabulary), right))
    precision, prevalence, columns = mean_average_precision(meaning_scores(answers, vocabulary), right)
    print(f"mAP {precision:.3f} over {columns} meanings with enough positives; prevalence {prevalence:.3f}")
    print("popularity says: " + " ".join("#" + vocabulary[column].tags[0] for column in popular))
    gain = rows["ours"].gain_at_5 / max(rows["popularity"].gain_at_5, 1e-9)
    lift = precision / max(prevalence, 1e-9)
    print(f"gain@{TAGS} {gain:.2f} x popularity (bar {GAIN_BAR}); mAP {lift:.2f} x prevalence (bar {MAP_BAR})")
    return {
        "meanings": len(vocabulary),
        **{name: {key: round(value, 4) for key, value in asdict(row).items()} for name, row in rows.items()},
        "map": round(precision, 4),
        "prevalence": round(prevalence, 4),
        "map_meanings": columns,
        "gain_over_popularity": round(gain, 3),
        "map_over_prevalence": round(lift, 3),
    }


if __name__ == "__main__":
    main()
