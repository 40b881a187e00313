"""The page of rankers: which version orders answers, the card of each, promotion and the way back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.web.asking import Refused
from api.web.flash import Said, lead_to, render_said
from api.web.forms import OwnForm
from api.web.visiting import VisitorApi

router = APIRouter(prefix="/admin/rankers", include_in_schema=False)

MOST_FEATURES = 10
_REFUSALS = frozenset({"promotion_refused", "broken_artefact", "another_is_current", "nothing_to_roll_back"})
"""Codes that the page has words for."""
_BASELINE = "baseline"


@router.get("")
async def rankers_page(request: Request, api: VisitorApi) -> Response:
    told = await api.get("/v1/rankers")
    versions = [{**each, "card": card_of(each["facts"])} for each in told["rankers"]]
    return render_said(request, "admin/rankers.html", told=told, versions=versions)


@router.post("/rollback")
async def roll_back(request: Request, form: OwnForm, api: VisitorApi) -> Response:
    """``instead_of``: the version that the form was made for, so that a form sent twice goes back once."""
    try:
        told = await api.send("POST", "/v1/rankers/rollback", instead_of=form.get("instead_of", ""))
    except Refused as refused:
        return _said_why(request, refused)
    return lead_to(request, "/admin/rankers", Said("rolled_back", told["current"] or _BASELINE))


@router.post("/{version}/promote")
async def promote(request: Request, version: str, form: OwnForm, api: VisitorApi) -> Response:
    """``force`` is a box that somebody ticked."""
    force = "true" if "force" in form else None
    try:
        await api.send("POST", f"/v1/rankers/{quote(version, safe='')}/promote", force=force)
    except Refused as refused:
        return _said_why(request, refused)
    return lead_to(request, "/admin/rankers", Said("promoted", version))


def card_of(facts: Mapping[str, Any]) -> dict[str, Any]:
    """
    What the page shows of a version's card (``ranker/card.py``), whatever of it is there.

    ``measures``: name → rows of an order's name, its value and how much better the learned order is, each
    ``{estimate, low, high}`` or None.
    """
    # The manifest keeps names in the order of the alphabet: what weighs most comes first again here.
    metrics = _mapping(facts.get("metrics"))
    measures = {name: _orders(orders) for name, orders in metrics.items() if isinstance(orders, dict)}
    importances = sorted(_mapping(facts.get("importances")).items(), key=lambda each: -each[1])
    sizes = [(name, _mapping(size)) for name, size in _mapping(facts.get("sizes")).items()]
    return {
        "gate": _mapping(facts.get("gate")),
        "window": _mapping(facts.get("window")),
        "sizes": sorted(sizes, key=lambda each: -each[1].get("posts", 0)),
        "measures": measures,
        "judged_posts": metrics.get("judged_posts"),
        "judged_accounts": metrics.get("judged_accounts"),
        "importances": importances[:MOST_FEATURES],
        "trees": facts.get("trees"),
        "schema": facts.get("schema"),
        "not_for": facts.get("not_for") or [],
    }


def _orders(orders: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The learned one first; it alone has no difference to itself."""
    rows = [
        {"order": name, "value": _mapping(of).get("value"), "difference": _mapping(of).get("difference")}
        for name, of in orders.items()
    ]
    return sorted(rows, key=lambda row: row["difference"] is not None)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _said_why(request: Request, refused: Refused) -> Response:
    """Refusals that the page can explain lead back to it; the version's own reason stands there."""
    if refused.problem.code not in _REFUSALS:
        raise refused
    return lead_to(request, "/admin/rankers", Said(refused.problem.code))
