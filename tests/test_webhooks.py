"""What is signed holds up against the specification, and a secret is one."""

import pytest

from hashtagger.errors import InvalidRequest
from hashtagger.webhooks import secret_bytes, signature


def test_the_signature_is_that_of_the_specification():
    # The example of the Standard Webhooks libraries.
    given = signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        message_id="msg_p5jXN8AQM9LWM0D4loKWxJek",
        timestamp=1614265330,
        body=b'{"test": 2432232314}',
    )
    assert given == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_AAAA", "whsec_!!!", "A" * 44, "whsec_" + "A" * 88])
def test_a_secret_is_long_enough_and_written_as_specified(secret):
    with pytest.raises(InvalidRequest) as refused:
        secret_bytes(secret)
    assert refused.value.code == "invalid_webhook_secret"


def test_a_secret_that_is_wrong_is_not_repeated():
    with pytest.raises(InvalidRequest) as refused:
        secret_bytes("my-password")
    assert "my-password" not in str(refused.value) + refused.value.advice
