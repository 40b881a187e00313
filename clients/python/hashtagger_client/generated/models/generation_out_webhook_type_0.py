from typing import Literal

GenerationOutWebhookType0 = Literal["delivered", "failed", "pending", "waiting"]

GENERATION_OUT_WEBHOOK_TYPE_0_VALUES: set[GenerationOutWebhookType0] = {
    "delivered",
    "failed",
    "pending",
    "waiting",
}


def check_generation_out_webhook_type_0(value: str) -> GenerationOutWebhookType0:
    if value in GENERATION_OUT_WEBHOOK_TYPE_0_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {GENERATION_OUT_WEBHOOK_TYPE_0_VALUES!r}"
    )
