"""Whoever asked to be told is told, signed, and again until it worked."""

import base64
import hashlib
import hmac
import json

import httpx
import pytest

from hashtagger.errors import RefusedUrl
from hashtagger.generate.request import JobKind, Wish
from hashtagger.generate.webhooks import Courier
from hashtagger.media.fetch import Fetcher
from hashtagger.settings import FetchSettings, IntakeSettings
from hashtagger.webhooks import RETRIES_S, Webhook
from tests.generate.conftest import NOW, OWNER

KEY = bytes(range(32))
SECRET = "whsec_" + base64.b64encode(KEY).decode()
HOOK = Webhook("http://hook.test/here", SECRET)


class Receiver(httpx.AsyncBaseTransport):
    """Keeps what it gets and answers with the next status; the last one for ever."""

    def __init__(self, *statuses):
        self.statuses = list(statuses)
        self.requests = []

    async def handle_async_request(self, request):
        self.requests.append(request)
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        if status is None:
            raise httpx.ConnectError("nobody there")
        return httpx.Response(status, headers={"location": "http://127.0.0.1/"})


def courier_for(house, receiver, address="93.184.216.34"):
    async def resolve(host, port):
        return [address]

    fetcher = Fetcher(FetchSettings(), IntakeSettings(), resolve=resolve, transport=receiver)
    return Courier(house.generations.database, fetcher, house.generations.links, house.clock)


async def a_job_that_ended(house):
    wish = Wish(JobKind.TEXT_TO_IMAGE, prompt="a dog", width_px=64, height_px=64, steps=1)
    job = await house.generations.submit(wish, owner=OWNER, webhook=HOOK)
    await house.worker().work_one()
    return job


async def test_the_end_of_a_job_is_told_with_a_signature_that_holds(house):
    receiver = Receiver(204)
    job = await a_job_that_ended(house)
    courier = courier_for(house, receiver)
    assert await courier.deliver_one()
    assert not await courier.deliver_one()
    [request] = receiver.requests
    body = request.read()
    told = json.loads(body)
    assert (request.method, request.headers["host"], request.url.host) == ("POST", "hook.test", "93.184.216.34")
    assert (told["type"], told["data"]["generation_id"], told["data"]["state"]) == ("generation.done", job.id, "done")
    assert told["data"]["results"][0]["url"]
    signed = f"msg_{job.id}.{int(NOW.timestamp())}.".encode() + body
    expected = base64.b64encode(hmac.new(KEY, signed, hashlib.sha256).digest()).decode()
    assert request.headers["webhook-signature"] == f"v1,{expected}"
    assert request.headers["webhook-id"] == f"msg_{job.id}"
    assert request.headers["webhook-timestamp"] == str(int(NOW.timestamp()))
    job = await house.now(job)
    assert (job.webhook_state, job.webhook_secret) == ("delivered", None)


@pytest.mark.parametrize("status", [500, 302, 404, None])
async def test_a_delivery_that_failed_is_made_again_and_given_up_in_the_end(house, status):
    receiver = Receiver(status)
    job = await a_job_that_ended(house)
    courier = courier_for(house, receiver)
    for pause_s in RETRIES_S:
        assert await courier.deliver_one()
        assert not await courier.deliver_one()
        house.clock.advance(seconds=pause_s)
    assert await courier.deliver_one()
    house.clock.advance(days=9)
    assert not await courier.deliver_one()
    assert len(receiver.requests) == len(RETRIES_S) + 1
    job = await house.now(job)
    assert (job.webhook_state, job.webhook_secret) == ("failed", None)


async def test_every_delivery_of_a_message_has_the_same_id_and_its_own_time(house):
    receiver = Receiver(500, 200)
    job = await a_job_that_ended(house)
    courier = courier_for(house, receiver)
    await courier.deliver_one()
    house.clock.advance(seconds=RETRIES_S[0])
    await courier.deliver_one()
    ids, times = zip(
        *((r.headers["webhook-id"], r.headers["webhook-timestamp"]) for r in receiver.requests), strict=True
    )
    assert len(set(ids)) == 1
    assert len(set(times)) == 2
    assert (await house.now(job)).webhook_state == "delivered"


async def test_a_receiver_that_is_gone_is_not_told_again(house):
    receiver = Receiver(410)
    job = await a_job_that_ended(house)
    assert await courier_for(house, receiver).deliver_one()
    assert (await house.now(job)).webhook_state == "failed"


async def test_a_name_that_points_inwards_gets_nothing(house):
    receiver = Receiver(200)
    await a_job_that_ended(house)
    assert await courier_for(house, receiver, address="10.0.0.1").deliver_one()
    assert receiver.requests == []


async def test_an_address_is_checked_when_the_job_is_asked_for(house):
    with pytest.raises(RefusedUrl):
        await house.generations.check_webhook(Webhook("http://127.0.0.1/hook", SECRET))
