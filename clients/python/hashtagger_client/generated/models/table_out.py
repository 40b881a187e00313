from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.column_out import ColumnOut


T = TypeVar("T", bound="TableOut")


@_attrs_define
class TableOut:
    """Every row has a cell for each column; null: not known, or not to be told (``note``). Times are ISO 8601.

    Attributes:
        id (str):
        title (str):
        columns (list[ColumnOut]):
        rows (list[list[float | int | None | str]]):
        note (str):
    """

    id: str
    title: str
    columns: list[ColumnOut]
    rows: list[list[float | int | None | str]]
    note: str

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        title = self.title

        columns = []
        for columns_item_data in self.columns:
            columns_item = columns_item_data.to_dict()
            columns.append(columns_item)

        rows = []
        for rows_item_data in self.rows:
            rows_item = []
            for rows_item_item_data in rows_item_data:
                rows_item_item: float | int | None | str
                rows_item_item = rows_item_item_data
                rows_item.append(rows_item_item)

            rows.append(rows_item)

        note = self.note

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "id": id,
                "title": title,
                "columns": columns,
                "rows": rows,
                "note": note,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.column_out import ColumnOut

        d = dict(src_dict)
        id = d.pop("id")

        title = d.pop("title")

        columns = []
        _columns = d.pop("columns")
        for columns_item_data in _columns:
            columns_item = ColumnOut.from_dict(columns_item_data)

            columns.append(columns_item)

        rows = []
        _rows = d.pop("rows")
        for rows_item_data in _rows:
            rows_item = []
            _rows_item = rows_item_data
            for rows_item_item_data in _rows_item:

                def _parse_rows_item_item(data: object) -> float | int | None | str:
                    if data is None:
                        return data
                    return cast(float | int | None | str, data)

                rows_item_item = _parse_rows_item_item(rows_item_item_data)

                rows_item.append(rows_item_item)

            rows.append(rows_item)

        note = d.pop("note")

        table_out = cls(
            id=id,
            title=title,
            columns=columns,
            rows=rows,
            note=note,
        )

        return table_out
