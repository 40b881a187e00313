from typing import Literal

EmbeddingsFormEncoding = Literal["base64", "float"]

EMBEDDINGS_FORM_ENCODING_VALUES: set[EmbeddingsFormEncoding] = {
    "base64",
    "float",
}


def check_embeddings_form_encoding(value: str) -> EmbeddingsFormEncoding:
    if value in EMBEDDINGS_FORM_ENCODING_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {EMBEDDINGS_FORM_ENCODING_VALUES!r}"
    )
