"""When the Python client sends again, and when it must not."""

import asyncio

import httpx
import pytest
from hashtagger_client import AsyncHashtaggerClient, CannotReach, HashtaggerClient, Patience, ServerFault, TryLater

from api.problems import MEDIA_TYPE, Problem
from api.schemas.feedback import FeedbackOut
from api.schemas.recommendations import RecommendationOut
from tests.api.builders import photo


def example_of(model):
    return model.model_config["json_schema_extra"]["examples"][0]


ANSWER = httpx.Response(200, json=example_of(RecommendationOut))


def refusal(status, **headers):
    problem = Problem(status, "overloaded", "Too many at once.", "Wait.").body("01REQUEST")
    return httpx.Response(status, json=problem, headers={"content-type": MEDIA_TYPE, **headers})


class Server(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Answers one after another with what it was given; keeps what came and how long it was waited in between."""

    def __init__(self, *outcomes):
        self.outcomes = list(outcomes)
        self.came = []
        self.waits = []

    def handle_request(self, request):
        self.came.append((dict(request.headers), request.read()))
        outcome = self.outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return httpx.Response(outcome.status_code, headers=outcome.headers, content=outcome.content)

    async def handle_async_request(self, request):
        await request.aread()
        return self.handle_request(request)

    def client(self, **options):
        return HashtaggerClient("http://there", transport=self, sleep=self.waits.append, **options)


def test_a_refusal_with_a_time_is_obeyed_and_the_same_request_sent_again():
    server = Server(refusal(429, **{"retry-after": "2"}), refusal(503, **{"retry-after": "7"}), ANSWER)
    with server.client(api_key="ht_secret") as client:
        assert client.recommend(photo(), text="a dog").tags
    assert [round(wait // 1) for wait in server.waits] in ([2, 7], [2, 8])
    keys = {headers["idempotency-key"] for headers, _ in server.came}
    assert len(keys) == 1
    assert len({body for _, body in server.came}) == 1
    assert {headers["authorization"] for headers, _ in server.came} == {"Bearer ht_secret"}


def test_each_request_has_a_key_of_its_own():
    server = Server(ANSWER, ANSWER)
    with server.client() as client:
        client.recommend(text="a dog")
        client.recommend(text="a dog")
    first, second = (headers["idempotency-key"] for headers, _ in server.came)
    assert first != second


def test_after_a_lost_connection_a_request_with_a_key_is_sent_again():
    server = Server(httpx.ConnectError("refused"), httpx.ReadError("cut off"), httpx.ReadTimeout("slow"), ANSWER)
    with server.client() as client:
        client.recommend(photo(), idempotency_key="mine-1")
    assert [headers["idempotency-key"] for headers, _ in server.came] == ["mine-1"] * 4
    assert server.waits == sorted(server.waits)


def test_a_request_that_may_have_had_an_effect_is_not_sent_again():
    server = Server(httpx.ReadError("cut off"))
    with server.client() as client, pytest.raises(CannotReach, match="cut off"):
        client.give_feedback("01KAGZ1V0Q3Y7N8M2T4R6W9XZC", kept=["dog"])
    assert server.waits == []


def test_an_address_that_is_none_is_said_at_once():
    server = Server(httpx.UnsupportedProtocol("Request URL is missing a protocol."))
    with server.client() as client, pytest.raises(CannotReach, match="missing a protocol"):
        client.trends()
    assert server.waits == []


def test_feedback_that_was_refused_is_sent_again():
    server = Server(refusal(503, **{"retry-after": "1"}), httpx.Response(200, json=example_of(FeedbackOut)))
    with server.client() as client:
        client.give_feedback("01KAGZ1V0Q3Y7N8M2T4R6W9XZC", kept=["dog"])
    assert len(server.came) == 2


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (refusal(503), None),
        (refusal(429, **{"retry-after": "3600"}), 3600),
        (refusal(504, **{"retry-after": "1"}), 1),
    ],
)
def test_a_refusal_without_a_time_or_for_too_long_stands(answer, told):
    server = Server(answer)
    with server.client() as client, pytest.raises(TryLater) as refused:
        client.recommend(text="a dog")
    assert (refused.value.retry_after_s, refused.value.request_id) == (told, "01REQUEST")


def test_patience_ends():
    server = Server(*[refusal(503, **{"retry-after": "1"})] * 3)
    with server.client(patience=Patience(retries=2)) as client, pytest.raises(TryLater):
        client.recommend(text="a dog")
    assert server.outcomes == []


def test_what_something_on_the_way_writes_is_no_answer():
    server = Server(httpx.Response(502, text="<html>Bad Gateway</html>"))
    with server.client() as client, pytest.raises(ServerFault, match="Bad Gateway") as refused:
        client.trends()
    assert refused.value.code == "no_problem_document"


async def test_the_async_client_waits_and_sends_again_too():
    server = Server(refusal(429, **{"retry-after": "2"}), httpx.ReadError("cut off"), ANSWER)

    async def sleep(wait_s):
        server.waits.append(wait_s)
        await asyncio.sleep(0)

    async with AsyncHashtaggerClient("http://there", transport=server, sleep=sleep) as client:
        await client.recommend(photo())
    assert len(server.waits) == 2
    assert len({headers["idempotency-key"] for headers, _ in server.came}) == 1
