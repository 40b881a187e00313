from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.interval_out import IntervalOut


T = TypeVar("T", bound="ComparisonOfPoliciesOut")


@_attrs_define
class ComparisonOfPoliciesOut:
    """Another policy instead of the one that answered, told from the tags that chance brought in (docs/off-policy.md).

    Attributes:
        current (str):
        other (str):
        target (str):
        words (str):
        verdict (str): better, worse, no measurable effect, or refused: and why.
        verdict_level (float): 0.98: how often an interval such as verdict_interval holds the truth.
        verdict_interval (IntervalOut | None): The doubly robust estimate at that level; better and worse leave 0 out of
            it.
        answers (int):
        with_post (float):
        supported (float): Share of the answers that the estimates are about.
        changed (float): Share of those in which the target shows other tags.
        tags_changed (float): How many others it shows there, on average.
        accounts (int):
        effective_samples (float):
        ips (IntervalOut | None):
        snips (IntervalOut | None):
        dr (IntervalOut | None): The estimate that the verdict is taken from, with its 95 % interval.
        direct (IntervalOut | None):
        detectable (float | None): A true difference of this size would give a verdict in four of five such logs, log
            units.
        notes (list[str]):
    """

    current: str
    other: str
    target: str
    words: str
    verdict: str
    verdict_level: float
    verdict_interval: IntervalOut | None
    answers: int
    with_post: float
    supported: float
    changed: float
    tags_changed: float
    accounts: int
    effective_samples: float
    ips: IntervalOut | None
    snips: IntervalOut | None
    dr: IntervalOut | None
    direct: IntervalOut | None
    detectable: float | None
    notes: list[str]

    def to_dict(self) -> dict[str, Any]:
        from ..models.interval_out import IntervalOut

        current = self.current

        other = self.other

        target = self.target

        words = self.words

        verdict = self.verdict

        verdict_level = self.verdict_level

        verdict_interval: dict[str, Any] | None
        if isinstance(self.verdict_interval, IntervalOut):
            verdict_interval = self.verdict_interval.to_dict()
        else:
            verdict_interval = self.verdict_interval

        answers = self.answers

        with_post = self.with_post

        supported = self.supported

        changed = self.changed

        tags_changed = self.tags_changed

        accounts = self.accounts

        effective_samples = self.effective_samples

        ips: dict[str, Any] | None
        if isinstance(self.ips, IntervalOut):
            ips = self.ips.to_dict()
        else:
            ips = self.ips

        snips: dict[str, Any] | None
        if isinstance(self.snips, IntervalOut):
            snips = self.snips.to_dict()
        else:
            snips = self.snips

        dr: dict[str, Any] | None
        if isinstance(self.dr, IntervalOut):
            dr = self.dr.to_dict()
        else:
            dr = self.dr

        direct: dict[str, Any] | None
        if isinstance(self.direct, IntervalOut):
            direct = self.direct.to_dict()
        else:
            direct = self.direct

        detectable: float | None
        detectable = self.detectable

        notes = self.notes

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "current": current,
                "other": other,
                "target": target,
                "words": words,
                "verdict": verdict,
                "verdict_level": verdict_level,
                "verdict_interval": verdict_interval,
                "answers": answers,
                "with_post": with_post,
                "supported": supported,
                "changed": changed,
                "tags_changed": tags_changed,
                "accounts": accounts,
                "effective_samples": effective_samples,
                "ips": ips,
                "snips": snips,
                "dr": dr,
                "direct": direct,
                "detectable": detectable,
                "notes": notes,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.interval_out import IntervalOut

        d = dict(src_dict)
        current = d.pop("current")

        other = d.pop("other")

        target = d.pop("target")

        words = d.pop("words")

        verdict = d.pop("verdict")

        verdict_level = d.pop("verdict_level")

        def _parse_verdict_interval(data: object) -> IntervalOut | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                verdict_interval_type_0 = IntervalOut.from_dict(data)

                return verdict_interval_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(IntervalOut | None, data)

        verdict_interval = _parse_verdict_interval(d.pop("verdict_interval"))

        answers = d.pop("answers")

        with_post = d.pop("with_post")

        supported = d.pop("supported")

        changed = d.pop("changed")

        tags_changed = d.pop("tags_changed")

        accounts = d.pop("accounts")

        effective_samples = d.pop("effective_samples")

        def _parse_ips(data: object) -> IntervalOut | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                ips_type_0 = IntervalOut.from_dict(data)

                return ips_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(IntervalOut | None, data)

        ips = _parse_ips(d.pop("ips"))

        def _parse_snips(data: object) -> IntervalOut | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                snips_type_0 = IntervalOut.from_dict(data)

                return snips_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(IntervalOut | None, data)

        snips = _parse_snips(d.pop("snips"))

        def _parse_dr(data: object) -> IntervalOut | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                dr_type_0 = IntervalOut.from_dict(data)

                return dr_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(IntervalOut | None, data)

        dr = _parse_dr(d.pop("dr"))

        def _parse_direct(data: object) -> IntervalOut | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                direct_type_0 = IntervalOut.from_dict(data)

                return direct_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(IntervalOut | None, data)

        direct = _parse_direct(d.pop("direct"))

        def _parse_detectable(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        detectable = _parse_detectable(d.pop("detectable"))

        notes = cast(list[str], d.pop("notes"))

        comparison_of_policies_out = cls(
            current=current,
            other=other,
            target=target,
            words=words,
            verdict=verdict,
            verdict_level=verdict_level,
            verdict_interval=verdict_interval,
            answers=answers,
            with_post=with_post,
            supported=supported,
            changed=changed,
            tags_changed=tags_changed,
            accounts=accounts,
            effective_samples=effective_samples,
            ips=ips,
            snips=snips,
            dr=dr,
            direct=direct,
            detectable=detectable,
            notes=notes,
        )

        return comparison_of_policies_out
