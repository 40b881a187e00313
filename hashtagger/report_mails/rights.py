"""
Whether a report may still be mailed: it goes out in the name of the key that ordered it, as long as that key lives.

Not in the name of its owner: whoever's key was taken away must not go on getting reports because a colleague has another one.
"""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from hashtagger.errors import MissingScope, NotFound
from hashtagger.reports.asked import View
from hashtagger.storage.keys import find_by_id
from hashtagger.storage.report_mails import ReportMail

WATCH = "watch"
_ADMIN = "admin"
_FOR_ADMINISTRATORS = frozenset({View.LIFT})
"""Over all owners' posts."""


def demand_scope(scopes: Collection[str], view: str) -> None:
    """Raises ``MissingScope`` when a key with these scopes may not have ``view`` mailed."""
    if not _suffice(scopes, view):
        raise MissingScope(f"this key lacks the scope '{_ADMIN}', which the view '{view}' needs")


def refusal_of(connection: sa.Connection, mail: ReportMail) -> str | None:
    """
    The code of why ``mail`` may not go out now; None: it may.

    An order made where no keys were needed has no key and goes on.
    """
    if mail.api_key_id is None:
        return None
    try:
        key = find_by_id(connection, mail.api_key_id)
    except NotFound:
        return "key_revoked"
    if key.revoked is not None or key.owner != mail.owner:
        return "key_revoked"
    return None if _suffice(key.scopes, mail.view) else "missing_scope"


def _suffice(scopes: Collection[str], view: str) -> bool:
    return _ADMIN in scopes or (WATCH in scopes and view not in _FOR_ADMINISTRATORS)
