from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.comparison_of_policies_out import ComparisonOfPoliciesOut
    from ..models.lift_report_out_policies import LiftReportOutPolicies
    from ..models.position_out import PositionOut


T = TypeVar("T", bound="LiftReportOut")


@_attrs_define
class LiftReportOut:
    """The newest report of the nightly job.

    Attributes:
        made (datetime.datetime | None): null before the first night.
        since (datetime.datetime | None):
        posts (int):
        posts_with_an_answer (int):
        policies (LiftReportOutPolicies): Answers with a known post, by the policy that ordered them.
        feedback (list[PositionOut]):
        comparisons (list[ComparisonOfPoliciesOut]):
        words (str):
    """

    made: datetime.datetime | None
    since: datetime.datetime | None
    posts: int
    posts_with_an_answer: int
    policies: LiftReportOutPolicies
    feedback: list[PositionOut]
    comparisons: list[ComparisonOfPoliciesOut]
    words: str

    def to_dict(self) -> dict[str, Any]:
        made: None | str
        if isinstance(self.made, datetime.datetime):
            made = self.made.isoformat()
        else:
            made = self.made

        since: None | str
        if isinstance(self.since, datetime.datetime):
            since = self.since.isoformat()
        else:
            since = self.since

        posts = self.posts

        posts_with_an_answer = self.posts_with_an_answer

        policies = self.policies.to_dict()

        feedback = []
        for feedback_item_data in self.feedback:
            feedback_item = feedback_item_data.to_dict()
            feedback.append(feedback_item)

        comparisons = []
        for comparisons_item_data in self.comparisons:
            comparisons_item = comparisons_item_data.to_dict()
            comparisons.append(comparisons_item)

        words = self.words

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "made": made,
                "since": since,
                "posts": posts,
                "posts_with_an_answer": posts_with_an_answer,
                "policies": policies,
                "feedback": feedback,
                "comparisons": comparisons,
                "words": words,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.comparison_of_policies_out import ComparisonOfPoliciesOut
        from ..models.lift_report_out_policies import LiftReportOutPolicies
        from ..models.position_out import PositionOut

        d = dict(src_dict)

        def _parse_made(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                made_type_0 = datetime.datetime.fromisoformat(data)

                return made_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        made = _parse_made(d.pop("made"))

        def _parse_since(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                since_type_0 = datetime.datetime.fromisoformat(data)

                return since_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        since = _parse_since(d.pop("since"))

        posts = d.pop("posts")

        posts_with_an_answer = d.pop("posts_with_an_answer")

        policies = LiftReportOutPolicies.from_dict(d.pop("policies"))

        feedback = []
        _feedback = d.pop("feedback")
        for feedback_item_data in _feedback:
            feedback_item = PositionOut.from_dict(feedback_item_data)

            feedback.append(feedback_item)

        comparisons = []
        _comparisons = d.pop("comparisons")
        for comparisons_item_data in _comparisons:
            comparisons_item = ComparisonOfPoliciesOut.from_dict(comparisons_item_data)

            comparisons.append(comparisons_item)

        words = d.pop("words")

        lift_report_out = cls(
            made=made,
            since=since,
            posts=posts,
            posts_with_an_answer=posts_with_an_answer,
            policies=policies,
            feedback=feedback,
            comparisons=comparisons,
            words=words,
        )

        return lift_report_out
