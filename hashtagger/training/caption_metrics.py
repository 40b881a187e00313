"""Say how good captions are: BLEU-4, ROUGE-L and CIDEr by their standard implementation, and CIDEr-D as a fast reward."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_TOKEN = re.compile(r"'(?:s|re|ve|ll|d|m)\b|n't\b|[^\W_]+(?:[-.'][^\W_]+)*|[#&$%]")
_CONTRACTION = re.compile(r"('(?:s|re|ve|ll|d|m)|n't)\b")
_MAX_NGRAM = 4
_LENGTH_SIGMA = 6.0

NGram = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CaptionScores:
    """Corpus figures; the scales of pycocoevalcap: BLEU and ROUGE 0..1, CIDEr 0..10."""

    bleu4: float
    rouge_l: float
    cider: float


def tokenise(caption: str) -> list[str]:
    """
    Cut a caption into lower-case words the way the Penn Treebank tokeniser of the COCO evaluation does, without Java.

    Punctuation goes, hyphenated words stay whole, "'s" and "n't" are words of their own.

    >>> tokenise("A boy's T-shirt isn't red .")
    ['a', 'boy', "'s", 't-shirt', 'is', "n't", 'red']
    """
    return _TOKEN.findall(_CONTRACTION.sub(r" \1", caption.lower()))


def score_captions(hypotheses: Mapping[str, str], references: Mapping[str, Sequence[str]]) -> CaptionScores:
    """
    Score one caption a picture against its references with pycocoevalcap's scorers.

    Both mappings go from picture to text and need the same keys. CIDEr weighs n-grams by how rare they are among
    ``references``, so a figure stands only for its whole test set. Raises ValueError when the keys differ.
    """
    from pycocoevalcap.bleu.bleu import Bleu
    from pycocoevalcap.cider.cider import Cider
    from pycocoevalcap.rouge.rouge import Rouge

    if hypotheses.keys() != references.keys():
        raise ValueError("every picture needs a caption and references")
    said = {key: [" ".join(tokenise(text))] for key, text in hypotheses.items()}
    truth = {key: [" ".join(tokenise(text)) for text in references[key]] for key in said}
    bleu, _ = Bleu(_MAX_NGRAM).compute_score(truth, said, verbose=0)
    rouge, _ = Rouge().compute_score(truth, said)
    cider, _ = Cider().compute_score(truth, said)
    return CaptionScores(bleu4=float(bleu[-1]), rouge_l=float(rouge), cider=float(cider))


class CiderReward:
    """
    CIDEr-D of single captions with fixed document frequencies: the reward of self-critical training.

    Vedantam et al. 2015 (arXiv 1411.5726) as in pycocoevalcap, except that rarity comes from the given references for
    good, so that one caption can be scored at a time. References are prepared once; a call costs about 0.1 ms.
    """

    def __init__(self, references: Mapping[str, Sequence[Sequence[str]]]) -> None:
        """``references``: tokenised captions of every picture."""
        counted = {key: [_ngrams(words) for words in captions] for key, captions in references.items()}
        document_counts = Counter(ngram for captions in counted.values() for ngram in set().union(*captions))
        self._log_pictures = math.log(len(counted))
        self._log_document_counts = {ngram: math.log(count) for ngram, count in document_counts.items()}
        self._references = {
            key: [(self._weigh(counts), _length(counts)) for counts in captions] for key, captions in counted.items()
        }

    def __call__(self, key: str, words: Sequence[str]) -> float:
        """CIDEr-D (0..10) of one tokenised caption of the picture ``key``."""
        counts = _ngrams(words)
        weights, length = self._weigh(counts), _length(counts)
        captions = self._references[key]
        total = sum(
            _cosines(weights, theirs) * math.exp(-((length - their_length) ** 2) / (2 * _LENGTH_SIGMA**2))
            for theirs, their_length in captions
        )
        return 10.0 * total / len(captions)

    def _weigh(self, counts: Counter[NGram]) -> _Weights:
        """tf-idf of each n-gram with the norm of each order."""
        weights = [dict[NGram, float]() for _ in range(_MAX_NGRAM)]
        for ngram, count in counts.items():
            rarity = self._log_pictures - self._log_document_counts.get(ngram, 0.0)
            weights[len(ngram) - 1][ngram] = count * rarity
        return weights, [math.sqrt(sum(w * w for w in order.values())) for order in weights]


_Weights = tuple[list[dict[NGram, float]], list[float]]


def _ngrams(words: Sequence[str]) -> Counter[NGram]:
    """All n-grams of one to four words with their counts."""
    return Counter(
        tuple(words[start : start + n]) for n in range(1, _MAX_NGRAM + 1) for start in range(len(words) - n + 1)
    )


def _length(counts: Counter[NGram]) -> int:
    """The length of a caption as CIDEr-D counts it: its bigrams."""
    return sum(count for ngram, count in counts.items() if len(ngram) == 2)


def _cosines(ours: _Weights, theirs: _Weights) -> float:
    """Mean over the n-gram orders of the clipped cosine between two weighted captions."""
    total = 0.0
    for order, (mine, other) in enumerate(zip(ours[0], theirs[0], strict=True)):
        norm = ours[1][order] * theirs[1][order]
        if norm > 0.0:
            total += sum(min(w, other[g]) * other[g] for g, w in mine.items() if g in other) / norm
    return total / _MAX_NGRAM
