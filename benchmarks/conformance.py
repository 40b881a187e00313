"""Runs the hashtag cases of twitter-text's own suite against the X dialect.

    python -m benchmarks.conformance --data DIR [--quick]

DIR holds ``conformance/twitter-text_extract.yml``. The 68 cases are ``hashtags`` (65) and ``hashtags_from_astral`` (3);
the 8 cases with indices are run beside them. The last line is JSON.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from benchmarks.report import arguments, finish
from hashtagger.text.dialects import Dialect, tag_spans

COUNTED = ("hashtags", "hashtags_from_astral")
WITH_INDICES = "hashtags_with_indices"


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--data", type=Path, required=True)
    options = parser.parse_args()
    path = options.data / "conformance" / "twitter-text_extract.yml"
    suite: dict[str, list[dict[str, Any]]] = yaml.safe_load(path.read_text(encoding="utf-8"))["tests"]
    passed = {}
    for name in (*COUNTED, WITH_INDICES):
        failed = [case for case in suite[name] if answer(case["text"], name) != case["expected"]]
        passed[name] = len(suite[name]) - len(failed)
        print(f"{name}: {passed[name]} of {len(suite[name])}")
        for case in failed:
            print(f"  {case['description']}: {case['text']!r} gave {answer(case['text'], name)}")
    cases = sum(len(suite[name]) for name in COUNTED)
    right = sum(passed[name] for name in COUNTED)
    complete = right == cases and passed[WITH_INDICES] == len(suite[WITH_INDICES])
    figures = {"benchmark": "conformance", "cases": cases, "right": right, "with_indices": passed[WITH_INDICES]}
    finish(figures, bar={"right": cases}, passed=complete)


def answer(text: str, name: str) -> list[Any]:
    spans = list(tag_spans(text, Dialect.X))
    if name == WITH_INDICES:
        return [{"hashtag": text[start + 1 : end], "indices": [start, end]} for start, end in spans]
    return [text[start + 1 : end] for start, end in spans]


if __name__ == "__main__":
    main()
