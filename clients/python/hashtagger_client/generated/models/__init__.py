"""Contains all the data models used in inputs/outputs"""

from .about_out import AboutOut
from .account_in import AccountIn
from .account_out import AccountOut
from .account_tag_out import AccountTagOut
from .account_tag_out_verdict import AccountTagOutVerdict
from .account_tags_out import AccountTagsOut
from .adapter_in import AdapterIn
from .adapter_out import AdapterOut
from .alert_out import AlertOut
from .alert_out_state import AlertOutState
from .alert_out_way import AlertOutWay
from .answer_out import AnswerOut
from .answers_form import AnswersForm
from .answers_in import AnswersIn
from .answers_out import AnswersOut
from .arm_in import ArmIn
from .arm_of_answer_out import ArmOfAnswerOut
from .arm_out import ArmOut
from .bulk_out import BulkOut
from .caption_form import CaptionForm
from .caption_form_style import CaptionFormStyle
from .caption_in import CaptionIn
from .caption_in_style import CaptionInStyle
from .caption_out import CaptionOut
from .captions_out import CaptionsOut
from .captions_out_style import CaptionsOutStyle
from .category_count_out import CategoryCountOut
from .chart_comparison_step import ChartComparisonStep
from .chart_comparison_theme import ChartComparisonTheme
from .chart_experiment_theme import ChartExperimentTheme
from .chart_lift_theme import ChartLiftTheme
from .chart_out import ChartOut
from .chart_out_spec import ChartOutSpec
from .chart_seasonality_theme import ChartSeasonalityTheme
from .chart_trend_theme import ChartTrendTheme
from .chart_trends_kind_type_0 import ChartTrendsKindType0
from .chart_trends_order import ChartTrendsOrder
from .chart_trends_theme import ChartTrendsTheme
from .chart_trends_window import ChartTrendsWindow
from .charts_out import ChartsOut
from .charts_out_view import ChartsOutView
from .column_out import ColumnOut
from .column_out_kind import ColumnOutKind
from .companion_out import CompanionOut
from .compare_trends_step import CompareTrendsStep
from .compared_source_out import ComparedSourceOut
from .compared_tag_out import ComparedTagOut
from .comparison_of_policies_out import ComparisonOfPoliciesOut
from .comparison_out import ComparisonOut
from .comparison_out_verdict import ComparisonOutVerdict
from .crew_out import CrewOut
from .decision_in import DecisionIn
from .decision_in_decision import DecisionInDecision
from .decision_out import DecisionOut
from .decision_out_verdict import DecisionOutVerdict
from .embeddings_form import EmbeddingsForm
from .embeddings_form_encoding import EmbeddingsFormEncoding
from .embeddings_in import EmbeddingsIn
from .embeddings_in_encoding import EmbeddingsInEncoding
from .embeddings_out import EmbeddingsOut
from .engagement_in import EngagementIn
from .event_in import EventIn
from .event_in_kind import EventInKind
from .experiment_in import ExperimentIn
from .experiment_line_out import ExperimentLineOut
from .experiment_line_out_state import ExperimentLineOutState
from .experiment_out import ExperimentOut
from .experiment_out_state import ExperimentOutState
from .experiment_page_out import ExperimentPageOut
from .export_comparison_format import ExportComparisonFormat
from .export_comparison_step import ExportComparisonStep
from .export_comparison_theme import ExportComparisonTheme
from .export_experiment_format import ExportExperimentFormat
from .export_experiment_theme import ExportExperimentTheme
from .export_lift_format import ExportLiftFormat
from .export_lift_theme import ExportLiftTheme
from .export_seasonality_format import ExportSeasonalityFormat
from .export_seasonality_theme import ExportSeasonalityTheme
from .export_trend_format import ExportTrendFormat
from .export_trend_theme import ExportTrendTheme
from .export_trends_format import ExportTrendsFormat
from .export_trends_kind_type_0 import ExportTrendsKindType0
from .export_trends_order import ExportTrendsOrder
from .export_trends_theme import ExportTrendsTheme
from .export_trends_window import ExportTrendsWindow
from .failure_out import FailureOut
from .feedback_in import FeedbackIn
from .feedback_out import FeedbackOut
from .filters_in import FiltersIn
from .filters_in_kind_type_0 import FiltersInKindType0
from .filters_out import FiltersOut
from .filters_out_kind_type_0 import FiltersOutKindType0
from .flag_entry_out import FlagEntryOut
from .flag_entry_out_flag import FlagEntryOutFlag
from .flag_entry_out_match import FlagEntryOutMatch
from .flag_entry_out_origin import FlagEntryOutOrigin
from .flag_out import FlagOut
from .flag_page_out import FlagPageOut
from .forecast_out import ForecastOut
from .forecast_out_quantity import ForecastOutQuantity
from .forecasts_out import ForecastsOut
from .found_tag_out import FoundTagOut
from .found_tag_out_reach import FoundTagOutReach
from .found_tags_out import FoundTagsOut
from .generation_form import GenerationForm
from .generation_form_kind import GenerationFormKind
from .generation_form_media_type_type_0 import GenerationFormMediaTypeType0
from .generation_in import GenerationIn
from .generation_in_kind import GenerationInKind
from .generation_in_media_type_type_0 import GenerationInMediaTypeType0
from .generation_in_replace import GenerationInReplace
from .generation_out import GenerationOut
from .generation_out_kind import GenerationOutKind
from .generation_out_state import GenerationOutState
from .generation_out_webhook_type_0 import GenerationOutWebhookType0
from .generation_page_out import GenerationPageOut
from .generation_request_out import GenerationRequestOut
from .generation_request_out_replace import GenerationRequestOutReplace
from .import_out import ImportOut
from .import_posts_body import ImportPostsBody
from .interval_out import IntervalOut
from .job_out import JobOut
from .job_run_out import JobRunOut
from .job_run_out_counts import JobRunOutCounts
from .job_run_out_state import JobRunOutState
from .job_run_page_out import JobRunPageOut
from .job_started_out import JobStartedOut
from .jobs_out import JobsOut
from .key_in import KeyIn
from .key_in_scopes_item import KeyInScopesItem
from .key_out import KeyOut
from .key_page_out import KeyPageOut
from .kind_count_out import KindCountOut
from .kind_count_out_kind import KindCountOutKind
from .lift_report_out import LiftReportOut
from .lift_report_out_policies import LiftReportOutPolicies
from .list_flags_flag_type_0 import ListFlagsFlagType0
from .list_flags_origin_type_0 import ListFlagsOriginType0
from .list_generations_state_type_0 import ListGenerationsStateType0
from .list_job_runs_state_type_0 import ListJobRunsStateType0
from .list_reviews_state import ListReviewsState
from .list_tags_reach_type_0 import ListTagsReachType0
from .list_trends_kind_type_0 import ListTrendsKindType0
from .list_trends_order import ListTrendsOrder
from .list_trends_window import ListTrendsWindow
from .live_out import LiveOut
from .model_row_out import ModelRowOut
from .model_row_out_dtype_type_0 import ModelRowOutDtypeType0
from .model_row_out_state import ModelRowOutState
from .models_out import ModelsOut
from .near_tag_out import NearTagOut
from .new_key_out import NewKeyOut
from .observation_out import ObservationOut
from .past_answer_out import PastAnswerOut
from .past_answer_page_out import PastAnswerPageOut
from .past_out import PastOut
from .platform_count_out import PlatformCountOut
from .platform_rule_out import PlatformRuleOut
from .platforms_out import PlatformsOut
from .pool_out import PoolOut
from .pool_out_backend import PoolOutBackend
from .position_out import PositionOut
from .post_detail_out import PostDetailOut
from .post_detail_out_format_type_0 import PostDetailOutFormatType0
from .post_out import PostOut
from .post_out_format_type_0 import PostOutFormatType0
from .post_page_out import PostPageOut
from .problem import Problem
from .problem_errors_item import ProblemErrorsItem
from .published_in import PublishedIn
from .published_in_format_type_0 import PublishedInFormatType0
from .ranked_answer_out import RankedAnswerOut
from .ranker_out import RankerOut
from .ranker_out_facts import RankerOutFacts
from .ranker_out_state import RankerOutState
from .rankers_out import RankersOut
from .reading_form import ReadingForm
from .reading_in import ReadingIn
from .reading_out import ReadingOut
from .ready_out import ReadyOut
from .recommendation_form import RecommendationForm
from .recommendation_form_placement import RecommendationFormPlacement
from .recommendation_in import RecommendationIn
from .recommendation_in_placement import RecommendationInPlacement
from .recommendation_out import RecommendationOut
from .refused_post_out import RefusedPostOut
from .refused_row_out import RefusedRowOut
from .related_out import RelatedOut
from .related_trends_out import RelatedTrendsOut
from .report_delivery_out import ReportDeliveryOut
from .report_delivery_out_state import ReportDeliveryOutState
from .report_mail_changes import ReportMailChanges
from .report_mail_changes_formats_type_0_item import ReportMailChangesFormatsType0Item
from .report_mail_changes_language_type_0 import ReportMailChangesLanguageType0
from .report_mail_changes_params_type_0 import ReportMailChangesParamsType0
from .report_mail_changes_view_type_0 import ReportMailChangesViewType0
from .report_mail_detail_out import ReportMailDetailOut
from .report_mail_detail_out_formats_item import ReportMailDetailOutFormatsItem
from .report_mail_detail_out_language import ReportMailDetailOutLanguage
from .report_mail_detail_out_params import ReportMailDetailOutParams
from .report_mail_detail_out_view import ReportMailDetailOutView
from .report_mail_in import ReportMailIn
from .report_mail_in_formats_item import ReportMailInFormatsItem
from .report_mail_in_language import ReportMailInLanguage
from .report_mail_in_params import ReportMailInParams
from .report_mail_in_view import ReportMailInView
from .report_mail_out import ReportMailOut
from .report_mail_out_formats_item import ReportMailOutFormatsItem
from .report_mail_out_language import ReportMailOutLanguage
from .report_mail_out_params import ReportMailOutParams
from .report_mail_out_view import ReportMailOutView
from .report_mail_page_out import ReportMailPageOut
from .report_test_out import ReportTestOut
from .result_out import ResultOut
from .review_out import ReviewOut
from .review_out_evidence import ReviewOutEvidence
from .review_out_state import ReviewOutState
from .review_page_out import ReviewPageOut
from .rule_in import RuleIn
from .rule_in_kind import RuleInKind
from .rule_out import RuleOut
from .rule_out_kind import RuleOutKind
from .saved_group_in import SavedGroupIn
from .saved_group_out import SavedGroupOut
from .saved_group_page_out import SavedGroupPageOut
from .schedule_in import ScheduleIn
from .schedule_in_every import ScheduleInEvery
from .schedule_in_weekday_type_0 import ScheduleInWeekdayType0
from .schedule_out import ScheduleOut
from .schedule_out_every import ScheduleOutEvery
from .schedule_out_weekday_type_0 import ScheduleOutWeekdayType0
from .seasonality_out import SeasonalityOut
from .seasonality_out_kind import SeasonalityOutKind
from .seasonality_out_seasonality_type_0 import SeasonalityOutSeasonalityType0
from .seen_out import SeenOut
from .series_out import SeriesOut
from .series_out_unit import SeriesOutUnit
from .shown_tag_out import ShownTagOut
from .source_brief_out import SourceBriefOut
from .source_brief_out_health import SourceBriefOutHealth
from .source_out import SourceOut
from .source_out_health import SourceOutHealth
from .sources_out import SourcesOut
from .stage_out import StageOut
from .stage_out_stage import StageOutStage
from .standing_job_out import StandingJobOut
from .suggestion_out import SuggestionOut
from .suggestion_out_reach_type_0 import SuggestionOutReachType0
from .suggestions_out import SuggestionsOut
from .table_out import TableOut
from .tag_detail_out import TagDetailOut
from .tag_detail_out_reach import TagDetailOutReach
from .tag_flags_out import TagFlagsOut
from .tag_out import TagOut
from .tag_out_reach import TagOutReach
from .tag_page_out import TagPageOut
from .tag_record_out import TagRecordOut
from .tag_record_out_reach import TagRecordOutReach
from .test_out import TestOut
from .text_box_out import TextBoxOut
from .together_out import TogetherOut
from .trend_comparison_out import TrendComparisonOut
from .trend_detail_out import TrendDetailOut
from .trend_detail_out_kind import TrendDetailOutKind
from .trend_detail_out_seasonality_type_0 import TrendDetailOutSeasonalityType0
from .trend_forecast_out import TrendForecastOut
from .trend_item_out import TrendItemOut
from .trend_item_out_confidence import TrendItemOutConfidence
from .trend_item_out_evidence import TrendItemOutEvidence
from .trend_item_out_evidence_additional_property import (
    TrendItemOutEvidenceAdditionalProperty,
)
from .trend_item_out_kind import TrendItemOutKind
from .trend_item_out_seasonality_type_0 import TrendItemOutSeasonalityType0
from .trend_list_out import TrendListOut
from .trend_menus_out import TrendMenusOut
from .trend_out import TrendOut
from .trend_page_out import TrendPageOut
from .trend_page_out_order import TrendPageOutOrder
from .trend_page_out_window import TrendPageOutWindow
from .tried_out import TriedOut
from .tried_out_way import TriedOutWay
from .upload_limits_out import UploadLimitsOut
from .usual_out import UsualOut
from .verdict_in import VerdictIn
from .verdict_in_verdict import VerdictInVerdict
from .watchlist_changes import WatchlistChanges
from .watchlist_detail_out import WatchlistDetailOut
from .watchlist_in import WatchlistIn
from .watchlist_out import WatchlistOut
from .watchlist_page_out import WatchlistPageOut
from .week_table_out import WeekTableOut

__all__ = (
    "AboutOut",
    "AccountIn",
    "AccountOut",
    "AccountTagOut",
    "AccountTagOutVerdict",
    "AccountTagsOut",
    "AdapterIn",
    "AdapterOut",
    "AlertOut",
    "AlertOutState",
    "AlertOutWay",
    "AnswerOut",
    "AnswersForm",
    "AnswersIn",
    "AnswersOut",
    "ArmIn",
    "ArmOfAnswerOut",
    "ArmOut",
    "BulkOut",
    "CaptionForm",
    "CaptionFormStyle",
    "CaptionIn",
    "CaptionInStyle",
    "CaptionOut",
    "CaptionsOut",
    "CaptionsOutStyle",
    "CategoryCountOut",
    "ChartComparisonStep",
    "ChartComparisonTheme",
    "ChartExperimentTheme",
    "ChartLiftTheme",
    "ChartOut",
    "ChartOutSpec",
    "ChartSeasonalityTheme",
    "ChartTrendTheme",
    "ChartTrendsKindType0",
    "ChartTrendsOrder",
    "ChartTrendsTheme",
    "ChartTrendsWindow",
    "ChartsOut",
    "ChartsOutView",
    "ColumnOut",
    "ColumnOutKind",
    "CompanionOut",
    "CompareTrendsStep",
    "ComparedSourceOut",
    "ComparedTagOut",
    "ComparisonOfPoliciesOut",
    "ComparisonOut",
    "ComparisonOutVerdict",
    "CrewOut",
    "DecisionIn",
    "DecisionInDecision",
    "DecisionOut",
    "DecisionOutVerdict",
    "EmbeddingsForm",
    "EmbeddingsFormEncoding",
    "EmbeddingsIn",
    "EmbeddingsInEncoding",
    "EmbeddingsOut",
    "EngagementIn",
    "EventIn",
    "EventInKind",
    "ExperimentIn",
    "ExperimentLineOut",
    "ExperimentLineOutState",
    "ExperimentOut",
    "ExperimentOutState",
    "ExperimentPageOut",
    "ExportComparisonFormat",
    "ExportComparisonStep",
    "ExportComparisonTheme",
    "ExportExperimentFormat",
    "ExportExperimentTheme",
    "ExportLiftFormat",
    "ExportLiftTheme",
    "ExportSeasonalityFormat",
    "ExportSeasonalityTheme",
    "ExportTrendFormat",
    "ExportTrendTheme",
    "ExportTrendsFormat",
    "ExportTrendsKindType0",
    "ExportTrendsOrder",
    "ExportTrendsTheme",
    "ExportTrendsWindow",
    "FailureOut",
    "FeedbackIn",
    "FeedbackOut",
    "FiltersIn",
    "FiltersInKindType0",
    "FiltersOut",
    "FiltersOutKindType0",
    "FlagEntryOut",
    "FlagEntryOutFlag",
    "FlagEntryOutMatch",
    "FlagEntryOutOrigin",
    "FlagOut",
    "FlagPageOut",
    "ForecastOut",
    "ForecastOutQuantity",
    "ForecastsOut",
    "FoundTagOut",
    "FoundTagOutReach",
    "FoundTagsOut",
    "GenerationForm",
    "GenerationFormKind",
    "GenerationFormMediaTypeType0",
    "GenerationIn",
    "GenerationInKind",
    "GenerationInMediaTypeType0",
    "GenerationInReplace",
    "GenerationOut",
    "GenerationOutKind",
    "GenerationOutState",
    "GenerationOutWebhookType0",
    "GenerationPageOut",
    "GenerationRequestOut",
    "GenerationRequestOutReplace",
    "ImportOut",
    "ImportPostsBody",
    "IntervalOut",
    "JobOut",
    "JobRunOut",
    "JobRunOutCounts",
    "JobRunOutState",
    "JobRunPageOut",
    "JobStartedOut",
    "JobsOut",
    "KeyIn",
    "KeyInScopesItem",
    "KeyOut",
    "KeyPageOut",
    "KindCountOut",
    "KindCountOutKind",
    "LiftReportOut",
    "LiftReportOutPolicies",
    "ListFlagsFlagType0",
    "ListFlagsOriginType0",
    "ListGenerationsStateType0",
    "ListJobRunsStateType0",
    "ListReviewsState",
    "ListTagsReachType0",
    "ListTrendsKindType0",
    "ListTrendsOrder",
    "ListTrendsWindow",
    "LiveOut",
    "ModelRowOut",
    "ModelRowOutDtypeType0",
    "ModelRowOutState",
    "ModelsOut",
    "NearTagOut",
    "NewKeyOut",
    "ObservationOut",
    "PastAnswerOut",
    "PastAnswerPageOut",
    "PastOut",
    "PlatformCountOut",
    "PlatformRuleOut",
    "PlatformsOut",
    "PoolOut",
    "PoolOutBackend",
    "PositionOut",
    "PostDetailOut",
    "PostDetailOutFormatType0",
    "PostOut",
    "PostOutFormatType0",
    "PostPageOut",
    "Problem",
    "ProblemErrorsItem",
    "PublishedIn",
    "PublishedInFormatType0",
    "RankedAnswerOut",
    "RankerOut",
    "RankerOutFacts",
    "RankerOutState",
    "RankersOut",
    "ReadingForm",
    "ReadingIn",
    "ReadingOut",
    "ReadyOut",
    "RecommendationForm",
    "RecommendationFormPlacement",
    "RecommendationIn",
    "RecommendationInPlacement",
    "RecommendationOut",
    "RefusedPostOut",
    "RefusedRowOut",
    "RelatedOut",
    "RelatedTrendsOut",
    "ReportDeliveryOut",
    "ReportDeliveryOutState",
    "ReportMailChanges",
    "ReportMailChangesFormatsType0Item",
    "ReportMailChangesLanguageType0",
    "ReportMailChangesParamsType0",
    "ReportMailChangesViewType0",
    "ReportMailDetailOut",
    "ReportMailDetailOutFormatsItem",
    "ReportMailDetailOutLanguage",
    "ReportMailDetailOutParams",
    "ReportMailDetailOutView",
    "ReportMailIn",
    "ReportMailInFormatsItem",
    "ReportMailInLanguage",
    "ReportMailInParams",
    "ReportMailInView",
    "ReportMailOut",
    "ReportMailOutFormatsItem",
    "ReportMailOutLanguage",
    "ReportMailOutParams",
    "ReportMailOutView",
    "ReportMailPageOut",
    "ReportTestOut",
    "ResultOut",
    "ReviewOut",
    "ReviewOutEvidence",
    "ReviewOutState",
    "ReviewPageOut",
    "RuleIn",
    "RuleInKind",
    "RuleOut",
    "RuleOutKind",
    "SavedGroupIn",
    "SavedGroupOut",
    "SavedGroupPageOut",
    "ScheduleIn",
    "ScheduleInEvery",
    "ScheduleInWeekdayType0",
    "ScheduleOut",
    "ScheduleOutEvery",
    "ScheduleOutWeekdayType0",
    "SeasonalityOut",
    "SeasonalityOutKind",
    "SeasonalityOutSeasonalityType0",
    "SeenOut",
    "SeriesOut",
    "SeriesOutUnit",
    "ShownTagOut",
    "SourceBriefOut",
    "SourceBriefOutHealth",
    "SourceOut",
    "SourceOutHealth",
    "SourcesOut",
    "StageOut",
    "StageOutStage",
    "StandingJobOut",
    "SuggestionOut",
    "SuggestionOutReachType0",
    "SuggestionsOut",
    "TableOut",
    "TagDetailOut",
    "TagDetailOutReach",
    "TagFlagsOut",
    "TagOut",
    "TagOutReach",
    "TagPageOut",
    "TagRecordOut",
    "TagRecordOutReach",
    "TestOut",
    "TextBoxOut",
    "TogetherOut",
    "TrendComparisonOut",
    "TrendDetailOut",
    "TrendDetailOutKind",
    "TrendDetailOutSeasonalityType0",
    "TrendForecastOut",
    "TrendItemOut",
    "TrendItemOutConfidence",
    "TrendItemOutEvidence",
    "TrendItemOutEvidenceAdditionalProperty",
    "TrendItemOutKind",
    "TrendItemOutSeasonalityType0",
    "TrendListOut",
    "TrendMenusOut",
    "TrendOut",
    "TrendPageOut",
    "TrendPageOutOrder",
    "TrendPageOutWindow",
    "TriedOut",
    "TriedOutWay",
    "UploadLimitsOut",
    "UsualOut",
    "VerdictIn",
    "VerdictInVerdict",
    "WatchlistChanges",
    "WatchlistDetailOut",
    "WatchlistIn",
    "WatchlistOut",
    "WatchlistPageOut",
    "WeekTableOut",
)
