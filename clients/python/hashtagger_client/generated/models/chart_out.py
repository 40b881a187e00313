from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.chart_out_spec import ChartOutSpec
    from ..models.table_out import TableOut


T = TypeVar("T", bound="ChartOut")


@_attrs_define
class ChartOut:
    """One chart: a Vega-Lite 6 specification with its data inside, and the table behind it.

    Attributes:
        id (str):
        title (str):
        description (str): For screen readers.
        spec (ChartOutSpec):
        table (TableOut): Every row has a cell for each column; null: not known, or not to be told (``note``). Times are
            ISO 8601.
    """

    id: str
    title: str
    description: str
    spec: ChartOutSpec
    table: TableOut

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        title = self.title

        description = self.description

        spec = self.spec.to_dict()

        table = self.table.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "id": id,
                "title": title,
                "description": description,
                "spec": spec,
                "table": table,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.chart_out_spec import ChartOutSpec
        from ..models.table_out import TableOut

        d = dict(src_dict)
        id = d.pop("id")

        title = d.pop("title")

        description = d.pop("description")

        spec = ChartOutSpec.from_dict(d.pop("spec"))

        table = TableOut.from_dict(d.pop("table"))

        chart_out = cls(
            id=id,
            title=title,
            description=description,
            spec=spec,
            table=table,
        )

        return chart_out
