from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.filters_in import FiltersIn
    from ..models.rule_in import RuleIn


T = TypeVar("T", bound="WatchlistIn")


@_attrs_define
class WatchlistIn:
    """What to be told, and where. ``tags`` in any spelling; none means every trend.

    Attributes:
        name (str):
        rules (list[RuleIn]):
        tags (list[str] | Unset):
        filters (FiltersIn | Unset): Which list is watched, as in GET /v1/trends.
        enabled (bool | Unset):  Default: True.
        webhook_url (None | str | Unset): A public address.
        webhook_secret (None | str | Unset): Needed with webhook_url: whsec_ and base64 of 24 to 64 bytes (Standard
            Webhooks). Never shown again.
        email (None | str | Unset):
    """

    name: str
    rules: list[RuleIn]
    tags: list[str] | Unset = UNSET
    filters: FiltersIn | Unset = UNSET
    enabled: bool | Unset = True
    webhook_url: None | str | Unset = UNSET
    webhook_secret: None | str | Unset = UNSET
    email: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        rules = []
        for rules_item_data in self.rules:
            rules_item = rules_item_data.to_dict()
            rules.append(rules_item)

        tags: list[str] | Unset = UNSET
        if not isinstance(self.tags, Unset):
            tags = self.tags

        filters: dict[str, Any] | Unset = UNSET
        if not isinstance(self.filters, Unset):
            filters = self.filters.to_dict()

        enabled = self.enabled

        webhook_url: None | str | Unset
        if isinstance(self.webhook_url, Unset):
            webhook_url = UNSET
        else:
            webhook_url = self.webhook_url

        webhook_secret: None | str | Unset
        if isinstance(self.webhook_secret, Unset):
            webhook_secret = UNSET
        else:
            webhook_secret = self.webhook_secret

        email: None | str | Unset
        if isinstance(self.email, Unset):
            email = UNSET
        else:
            email = self.email

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
                "rules": rules,
            }
        )
        if tags is not UNSET:
            field_dict["tags"] = tags
        if filters is not UNSET:
            field_dict["filters"] = filters
        if enabled is not UNSET:
            field_dict["enabled"] = enabled
        if webhook_url is not UNSET:
            field_dict["webhook_url"] = webhook_url
        if webhook_secret is not UNSET:
            field_dict["webhook_secret"] = webhook_secret
        if email is not UNSET:
            field_dict["email"] = email

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.filters_in import FiltersIn
        from ..models.rule_in import RuleIn

        d = dict(src_dict)
        name = d.pop("name")

        rules = []
        _rules = d.pop("rules")
        for rules_item_data in _rules:
            rules_item = RuleIn.from_dict(rules_item_data)

            rules.append(rules_item)

        tags = cast(list[str], d.pop("tags", UNSET))

        _filters = d.pop("filters", UNSET)
        filters: FiltersIn | Unset
        if isinstance(_filters, Unset):
            filters = UNSET
        else:
            filters = FiltersIn.from_dict(_filters)

        enabled = d.pop("enabled", UNSET)

        def _parse_webhook_url(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        webhook_url = _parse_webhook_url(d.pop("webhook_url", UNSET))

        def _parse_webhook_secret(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        webhook_secret = _parse_webhook_secret(d.pop("webhook_secret", UNSET))

        def _parse_email(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        email = _parse_email(d.pop("email", UNSET))

        watchlist_in = cls(
            name=name,
            rules=rules,
            tags=tags,
            filters=filters,
            enabled=enabled,
            webhook_url=webhook_url,
            webhook_secret=webhook_secret,
            email=email,
        )

        return watchlist_in
