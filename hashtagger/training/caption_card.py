"""Write the model card of the starter captioner."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from hashtagger.training.caption_learning import Recipe
from hashtagger.training.caption_metrics import CaptionScores

_TEXT = """# Starter captioner

Show, Attend and Tell (Xu et al. 2015, arXiv 1502.03044) over the last feature map of the starter image tower: a recurrent
decoder (LSTM, {width} wide, word vectors of {word_dim}, shared with the output) with soft attention over the cells of the map
and the picture's embedding. It works with one tower only; `captioner.json` names it by the sha256 of its weights.

**Made** {date}, from random weights, by `python -m hashtagger.training.captioner --data DIR --clip DIR --out DIR`.
**Data**: the train split of Flickr8k (Hodosh et al. 2013), 5,996 photos with five English captions each; licensed for research
and education only. No photo and no caption ships with the weights. Epochs were chosen on dev.
**Recipe**: {recipe}.

| split | BLEU-4 | ROUGE-L | CIDEr |
|---|---|---|---|
{rows}

One caption a photo (beam of five), scored with pycocoevalcap 1.2 against five references. Words are cut by
`hashtagger.training.caption_metrics.tokenise`, which gives the words of the evaluation's Java tokeniser for 99.9 % of the
captions. Repeat with `python -m hashtagger.training.captioner evaluate --data DIR --split test`.

**What it can and cannot do.** It knows the everyday scenes of Flickr8k (dogs, children, sport, water, snow, streets) and says
something of that kind about every other picture too, often wrongly: colours, counts and objects are guesses. Treat its captions
as a hint for tags, not as a description. Words about people's origin and body are not in its vocabulary.
"""


def write_card(out: Path, recipe: Recipe, *, scores: dict[str, CaptionScores]) -> None:
    """Write ``MODEL_CARD.md`` with the figures of each split in ``scores``."""
    rows = [f"| {split} | {s.bleu4:.3f} | {s.rouge_l:.3f} | {s.cider:.3f} |" for split, s in scores.items()]
    said = ", ".join(f"{name} {value}" for name, value in asdict(recipe).items())
    text = _TEXT.format(
        width=recipe.width, word_dim=recipe.word_dim, date=datetime.now(UTC).date(), recipe=said, rows="\n".join(rows)
    )
    (out / "MODEL_CARD.md").write_text(text, encoding="utf-8")
