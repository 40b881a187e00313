from typing import Literal

EmbeddingsInEncoding = Literal["base64", "float"]

EMBEDDINGS_IN_ENCODING_VALUES: set[EmbeddingsInEncoding] = {
    "base64",
    "float",
}


def check_embeddings_in_encoding(value: str) -> EmbeddingsInEncoding:
    if value in EMBEDDINGS_IN_ENCODING_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {EMBEDDINGS_IN_ENCODING_VALUES!r}"
    )
