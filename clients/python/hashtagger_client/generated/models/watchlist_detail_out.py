from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.alert_out import AlertOut
    from ..models.filters_out import FiltersOut
    from ..models.rule_out import RuleOut


T = TypeVar("T", bound="WatchlistDetailOut")


@_attrs_define
class WatchlistDetailOut:
    """A watchlist with its newest messages, newest first.

    Attributes:
        watchlist_id (str):
        created (datetime.datetime):
        name (str):
        enabled (bool):
        rules (list[RuleOut]):
        tags (list[str]):
        filters (FiltersOut):
        webhook_url (None | str):
        has_secret (bool):
        email (None | str):
        recent (list[AlertOut]):
    """

    watchlist_id: str
    created: datetime.datetime
    name: str
    enabled: bool
    rules: list[RuleOut]
    tags: list[str]
    filters: FiltersOut
    webhook_url: None | str
    has_secret: bool
    email: None | str
    recent: list[AlertOut]

    def to_dict(self) -> dict[str, Any]:
        watchlist_id = self.watchlist_id

        created = self.created.isoformat()

        name = self.name

        enabled = self.enabled

        rules = []
        for rules_item_data in self.rules:
            rules_item = rules_item_data.to_dict()
            rules.append(rules_item)

        tags = self.tags

        filters = self.filters.to_dict()

        webhook_url: None | str
        webhook_url = self.webhook_url

        has_secret = self.has_secret

        email: None | str
        email = self.email

        recent = []
        for recent_item_data in self.recent:
            recent_item = recent_item_data.to_dict()
            recent.append(recent_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "watchlist_id": watchlist_id,
                "created": created,
                "name": name,
                "enabled": enabled,
                "rules": rules,
                "tags": tags,
                "filters": filters,
                "webhook_url": webhook_url,
                "has_secret": has_secret,
                "email": email,
                "recent": recent,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.alert_out import AlertOut
        from ..models.filters_out import FiltersOut
        from ..models.rule_out import RuleOut

        d = dict(src_dict)
        watchlist_id = d.pop("watchlist_id")

        created = datetime.datetime.fromisoformat(d.pop("created"))

        name = d.pop("name")

        enabled = d.pop("enabled")

        rules = []
        _rules = d.pop("rules")
        for rules_item_data in _rules:
            rules_item = RuleOut.from_dict(rules_item_data)

            rules.append(rules_item)

        tags = cast(list[str], d.pop("tags"))

        filters = FiltersOut.from_dict(d.pop("filters"))

        def _parse_webhook_url(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        webhook_url = _parse_webhook_url(d.pop("webhook_url"))

        has_secret = d.pop("has_secret")

        def _parse_email(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        email = _parse_email(d.pop("email"))

        recent = []
        _recent = d.pop("recent")
        for recent_item_data in _recent:
            recent_item = AlertOut.from_dict(recent_item_data)

            recent.append(recent_item)

        watchlist_detail_out = cls(
            watchlist_id=watchlist_id,
            created=created,
            name=name,
            enabled=enabled,
            rules=rules,
            tags=tags,
            filters=filters,
            webhook_url=webhook_url,
            has_secret=has_secret,
            email=email,
            recent=recent,
        )

        return watchlist_detail_out
