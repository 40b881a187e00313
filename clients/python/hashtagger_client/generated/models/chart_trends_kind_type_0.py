from typing import Literal

ChartTrendsKindType0 = Literal["hashtag", "phrase"]

CHART_TRENDS_KIND_TYPE_0_VALUES: set[ChartTrendsKindType0] = {
    "hashtag",
    "phrase",
}


def check_chart_trends_kind_type_0(value: str) -> ChartTrendsKindType0:
    if value in CHART_TRENDS_KIND_TYPE_0_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {CHART_TRENDS_KIND_TYPE_0_VALUES!r}"
    )
