from typing import Literal

ExportTrendsKindType0 = Literal["hashtag", "phrase"]

EXPORT_TRENDS_KIND_TYPE_0_VALUES: set[ExportTrendsKindType0] = {
    "hashtag",
    "phrase",
}


def check_export_trends_kind_type_0(value: str) -> ExportTrendsKindType0:
    if value in EXPORT_TRENDS_KIND_TYPE_0_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {EXPORT_TRENDS_KIND_TYPE_0_VALUES!r}"
    )
