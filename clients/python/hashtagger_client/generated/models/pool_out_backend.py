from typing import Literal

PoolOutBackend = Literal["local", "ray", "remote"]

POOL_OUT_BACKEND_VALUES: set[PoolOutBackend] = {
    "local",
    "ray",
    "remote",
}


def check_pool_out_backend(value: str) -> PoolOutBackend:
    if value in POOL_OUT_BACKEND_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {POOL_OUT_BACKEND_VALUES!r}"
    )
