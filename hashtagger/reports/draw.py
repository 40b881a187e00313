"""
``python -m hashtagger.reports.draw``: an order as JSON on the standard input, a picture or document on the standard output.

A program of its own, because a JavaScript engine and a typesetter must neither grow nor break the process that serves. It
loads nothing but files of this package and what stands in the order, and it ends by itself when it takes too long or wants too
much memory.
"""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FONTS = Path(__file__).parent / "fonts"
TEMPLATE = Path(__file__).parent / "report.typ"
PNG_SCALE = 2.0
MOST_BYTES = 2 * 1024**3
"""A large report takes a tenth of it; the JavaScript engine does not start with a quarter."""
VL_VERSION = "6.4"
_LOADING = frozenset({"url", "href"})


def main() -> int:
    bound_memory()
    order = json.loads(sys.stdin.buffer.read())
    if hasattr(signal, "alarm"):  # should whoever started us be gone: nobody else would end us
        signal.alarm(int(order["limit_s"]) + 2)
    sys.stdout.buffer.write(draw(order))
    return 0


def bound_memory() -> None:
    """Let this process have ``MOST_BYTES`` of its own: one that wants more dies, and not what else runs on the machine."""
    try:
        import resource
    except ImportError:  # Windows
        return
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    most = MOST_BYTES if hard == resource.RLIM_INFINITY else min(MOST_BYTES, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (most, hard))


def draw(order: Mapping[str, Any]) -> bytes:
    """``order``: format "svg" or "png" with a ``spec``, or "pdf" with a ``document`` and the ``specs`` of its charts."""
    match order["format"]:
        case "svg":
            return svg_of(order["spec"]).encode()
        case "png":
            return png_of(order["spec"])
        case "pdf":
            # The document sets the titles itself: there they can be broken, searched and read out.
            untitled = [{**spec, "title": None, "padding": 2} for spec in order["specs"]]
            return pdf_of(order["document"], [svg_of(spec) for spec in untitled])
    raise ValueError(f"no format {order['format']!r}")


def svg_of(spec: Mapping[str, Any]) -> str:
    demand_inline(spec)
    svg: str = _engine().vegalite_to_svg(dict(spec), vl_version=VL_VERSION, allowed_base_urls=[])
    return svg


def png_of(spec: Mapping[str, Any]) -> bytes:
    demand_inline(spec)
    png: bytes = _engine().vegalite_to_png(dict(spec), vl_version=VL_VERSION, allowed_base_urls=[], scale=PNG_SCALE)
    return png


def pdf_of(document: Mapping[str, Any], svgs: list[str]) -> bytes:
    """The document set by ``report.typ``; every text in it is data there."""
    import typst

    told = json.dumps({**document, "svgs": svgs})
    pdf: bytes = typst.compile(
        str(TEMPLATE), root=str(TEMPLATE.parent), font_paths=[str(FONTS)], sys_inputs={"report": told}
    )
    return pdf


def demand_inline(part: Any) -> None:
    """
    Raises ``ValueError`` for a specification that names an address anywhere.

    ``allowed_base_urls`` keeps the engine from loading data, but not pictures: those it fetches while it paints.
    """
    if isinstance(part, Mapping):
        if found := _LOADING & part.keys():
            raise ValueError(f"a chart brings its data along; {sorted(found)[0]!r} is not drawn")
        for each in part.values():
            demand_inline(each)
    elif isinstance(part, list):
        for each in part:
            demand_inline(each)


def _engine() -> Any:
    import vl_convert

    vl_convert.register_font_directory(str(FONTS))
    return vl_convert


if __name__ == "__main__":
    sys.exit(main())
