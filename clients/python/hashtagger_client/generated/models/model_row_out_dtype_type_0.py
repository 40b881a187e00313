from typing import Literal

ModelRowOutDtypeType0 = Literal["bfloat16", "float32"]

MODEL_ROW_OUT_DTYPE_TYPE_0_VALUES: set[ModelRowOutDtypeType0] = {
    "bfloat16",
    "float32",
}


def check_model_row_out_dtype_type_0(value: str) -> ModelRowOutDtypeType0:
    if value in MODEL_ROW_OUT_DTYPE_TYPE_0_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {MODEL_ROW_OUT_DTYPE_TYPE_0_VALUES!r}"
    )
