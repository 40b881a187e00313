"""Which addresses are pages, so that the door and refusals know whom they speak to."""

from __future__ import annotations

STATIC = "/static/"
_FOR_PROGRAMS = frozenset({"/v1", "/livez", "/readyz", "/metrics", "/openapi.json"})


def is_page(path: str) -> bool:
    """
    Whether a person in front of a browser asks for ``path``, not a program.

    >>> is_page("/trends"), is_page("/v1/trends"), is_page("/readyz")
    (True, False, False)
    """
    return path not in _FOR_PROGRAMS and not path.startswith("/v1/")


def is_static(path: str) -> bool:
    return path.startswith(STATIC)


def place_after_sign_in(wanted: str) -> str:
    """
    ``wanted`` where it is a place on this server, else the first page: a link to us must not lead elsewhere.

    >>> place_after_sign_in("/trends?region=DE"), place_after_sign_in("//other.example"), place_after_sign_in("https://other.example")
    ('/trends?region=DE', '/', '/')
    """
    if (
        not wanted.startswith("/")
        or wanted.startswith("//")
        or any(c in wanted for c in "\\\r\n\t")
        or not wanted.isprintable()
    ):
        return "/"
    return wanted
