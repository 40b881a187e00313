"""Gathers the short English texts on which the small text tower learns to agree with the sentence teacher."""

from __future__ import annotations

import csv
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import hashtagger

# Sentences in which the words of a tag are learnt too; the tag index embeds tags in the first of them.
PROMPTS = ("a photo of {}", "{} in the picture")
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_NOT_TEXT = re.compile(r"https?://\S+|[@#]\S+|[^\x20-\x7e]+")


def catalogue_folder() -> Path:
    """Where the shipped tags are."""
    return Path(hashtagger.__file__).parent / "catalogue"


def catalogue_texts(folder: Path) -> list[str]:
    """Words, spelling and meaning of every tag of ``folder/tags``, and the prompts filled with them."""
    texts: list[str] = []
    for path in sorted((folder / "tags").rglob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                english = path.parent.name == "en"
                names = [row.get("meaning") or ""]
                if english:
                    names += [row.get("words") or "", (row.get("display") or "").lower()]
                names = [name.strip() for name in names if name and name.strip()]
                texts += names
                texts += [prompt.format(name) for name in names[:2] for prompt in PROMPTS]
    return texts


def phrases(captions: Sequence[str], count: int, *, seed: int) -> list[str]:
    """``count`` runs of one to five words out of the captions."""
    chance = random.Random(seed)
    found = []
    for caption in chance.choices(captions, k=count):
        words = _WORD.findall(caption.lower())
        if words:
            start = chance.randrange(len(words))
            found.append(" ".join(words[start : start + chance.randint(1, 5)]))
    return found


def frequent_words(texts: Iterable[str], *, at_least: int) -> list[str]:
    """Words that stand in ``texts`` at least so often, most frequent first."""
    counts = Counter(word for text in texts for word in _WORD.findall(text.lower()))
    return [word for word, count in counts.most_common() if count >= at_least]


def public_texts(data: Path) -> list[str]:
    """Questions and answers of Visual7W, tag lists, and what people wrote under photos; cleaned, no names or links."""
    texts = list(_visual7w(data / "visual7w_128"))
    texts += [line.split()[0] for line in _lines(data / "harrison" / "vocab_index.txt")]
    tags = " ".join(_lines(data / "tags" / "instagram_top_10000_2017.txt")).split()
    texts += [tag for tag in tags if tag.isascii() and tag.isalpha()]
    texts += list(_posts(data / "ig_posts_2017.csv"))
    return texts


def _visual7w(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("v7w.*Images.txt")):
        for line in _lines(path):
            _, question, choices = line.rstrip("\n").split("\t")[:3]
            answer = choices.split(" | ")[0]
            yield question
            yield answer
            yield f"{question} {answer}"


def _posts(path: Path) -> Iterator[str]:
    if not path.is_file():
        return
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            text = " ".join(_NOT_TEXT.sub(" ", row["caption"]).split())
            # Short captions are mostly one English sentence; the sentence teacher knows no other language well.
            if 10 <= len(text) <= 110 and len(_WORD.findall(text.lower())) >= 3:
                yield text


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
