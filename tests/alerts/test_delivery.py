"""What is queued arrives, signed, and again until it worked."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json

import pytest

from hashtagger.alerts import delivery
from hashtagger.errors import InvalidRequest, Overloaded, RefusedUrl
from hashtagger.storage.watchlists import change_watchlist
from hashtagger.webhooks import RETRIES_S
from tests.alerts.conftest import SECRET, URL, a_house
from tests.trend_builders import HOUR, NOW, put_trends, trend


class Killed(BaseException):
    """Nothing catches it, as nothing catches kill -9."""


async def told(house, *trends, **changes):
    put_trends(house.database, trend("calm", hour=HOUR - 1, z=0.0), *(trends or [trend()]))
    watchlist = await house.watch(**changes)
    await house.evaluate()
    return watchlist


async def test_a_webhook_is_signed_so_that_its_receiver_can_check_it(house):
    watchlist = await told(house)
    assert await house.deliver() == {"delivered": 1, "failed": 0}
    assert await house.deliver() == {"delivered": 0, "failed": 0}
    [request] = house.receiver.requests
    [alert] = await house.queued(watchlist)
    body = request.read()
    assert json.loads(body) == alert.message
    signed = f"msg_{alert.id}.{int(NOW.timestamp())}.".encode() + body
    expected = base64.b64encode(hmac.new(bytes(range(32)), signed, hashlib.sha256).digest()).decode()
    assert request.headers["webhook-signature"] == f"v1,{expected}"
    assert (request.headers["host"], request.url.host) == ("hook.test", "93.184.216.34")
    assert (alert.state, alert.attempt) == ("delivered", 1)


@pytest.mark.parametrize("status", [500, 302, None])
async def test_a_webhook_that_fails_is_tried_again_with_the_same_id_and_given_up_in_the_end(sqlite_database, status):
    house = a_house(sqlite_database, status)
    watchlist = await told(house)
    for pause_s in RETRIES_S:
        assert await house.deliver() == {"delivered": 0, "failed": 1}
        assert await house.deliver() == {"delivered": 0, "failed": 0}
        house.clock.advance(seconds=pause_s)
    await house.deliver()
    house.clock.advance(days=9)
    assert await house.deliver() == {"delivered": 0, "failed": 0}
    assert len(house.receiver.requests) == len(RETRIES_S) + 1
    assert len({request.headers["webhook-id"] for request in house.receiver.requests}) == 1
    assert (await house.queued(watchlist))[0].state == "failed"


async def test_a_receiver_that_is_gone_is_not_told_again(sqlite_database):
    house = a_house(sqlite_database, 410)
    watchlist = await told(house)
    await house.deliver()
    assert (await house.queued(watchlist))[0].state == "failed"


async def test_an_address_that_points_inwards_gets_nothing(sqlite_database):
    outside = a_house(sqlite_database)
    watchlist = await told(outside)
    house = a_house(sqlite_database, address="10.0.0.1")
    assert await house.deliver() == {"delivered": 0, "failed": 1}
    assert house.receiver.requests == []
    [alert] = await house.queued(watchlist)
    assert (alert.state, alert.error) == ("pending", "private_address")
    with pytest.raises(RefusedUrl):
        await house.watch()


async def test_what_was_claimed_by_a_process_that_died_is_delivered_by_the_next(house, monkeypatch):
    await told(house)

    async def die(*args, **kwargs):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(delivery, "_send", die)
        with pytest.raises(Killed):
            await delivery.deliver_one(house.database, house.alerts.ways, house.clock)
    assert await house.deliver() == {"delivered": 0, "failed": 0}
    house.clock.advance(minutes=10)
    assert await house.deliver() == {"delivered": 1, "failed": 0}


async def test_a_message_that_cannot_even_be_tried_holds_up_nobody(house):
    put_trends(house.database, trend("calm", hour=HOUR - 1, z=0.0), trend())
    broken, fine = await house.watch(), await house.watch()
    await house.evaluate()
    await house.database.write(change_watchlist, broken.id, {"webhook_secret": "lost"}, owner="me")
    assert await house.deliver() == {"delivered": 1, "failed": 1}
    states = [(await house.queued(each))[0] for each in (broken, fine)]
    assert [(each.state, each.error) for each in states] == [("pending", "unexpected"), ("delivered", "")]


async def test_all_news_of_an_hour_come_in_one_mail(sqlite_database, post, mail):
    house = a_house(sqlite_database, mail=mail)
    trends = [trend("eclipse", score=0.9), trend("moon")]
    await told(house, *trends, webhook_url=None, webhook_secret=None, email="me@example.org")
    assert await house.deliver() == {"delivered": 1, "failed": 0}
    [envelope] = post.mails
    text = envelope.content.decode()
    assert envelope.rcpt_tos == ["me@example.org"]
    assert "#Eclipse is used far more than usual (z above 4)." in text
    assert "#Moon is used" in text
    assert "Subject: Space: #Eclipse, #Moon" in text


@pytest.mark.parametrize(("answer", "state"), [("550 nobody here", "failed"), ("451 later", "pending")])
async def test_a_mail_is_tried_again_only_where_that_may_help(sqlite_database, post, mail, answer, state):
    house = a_house(sqlite_database, mail=mail)
    watchlist = await told(house, webhook_url=None, webhook_secret=None, email="me@example.org")
    post.answer = answer
    await house.deliver()
    assert (await house.queued(watchlist))[0].state == state


async def test_a_mail_is_not_sent_in_the_clear_where_encryption_is_asked_for(sqlite_database, post, mail):
    house = a_house(sqlite_database, mail={**mail, "security": "starttls"})
    watchlist = await told(house, webhook_url=None, webhook_secret=None, email="me@example.org")
    await house.deliver()
    assert post.mails == []
    assert (await house.queued(watchlist))[0].error == "mail_not_encrypted"


async def test_a_mail_server_that_is_away_is_tried_again(sqlite_database):
    house = a_house(sqlite_database, mail={"host": "127.0.0.1", "port": 9, "security": "none"})
    watchlist = await told(house, webhook_url=None, webhook_secret=None, email="me@example.org")
    await house.deliver()
    [alert] = await house.queued(watchlist)
    assert (alert.state, alert.error) == ("pending", "mail_server_unreachable")


async def test_a_test_says_how_it_went(sqlite_database, post, mail):
    house = a_house(sqlite_database, 503, mail=mail)
    watchlist = await house.watch(email="me@example.org")
    tried = await house.alerts.test(watchlist.id, owner="me")
    assert [(each.way, each.status, each.error) for each in tried] == [
        ("webhook", 503, "status_503"),
        ("email", None, None),
    ]
    assert json.loads(house.receiver.requests[0].read())["type"] == "trend.test"
    assert "Subject: Test of your watchlist Space" in post.mails[0].content.decode()


async def test_an_owner_may_send_so_many_tests_an_hour(house):
    watchlist = await house.watch()
    for _ in range(10):
        await house.alerts.test(watchlist.id, owner="me")
    with pytest.raises(Overloaded) as refused:
        await house.alerts.test(watchlist.id, owner="me")
    assert refused.value.code == "too_many_tests"
    house.clock.advance(hours=1, seconds=1)
    assert await house.alerts.test(watchlist.id, owner="me")


async def test_deleting_a_watchlist_makes_no_room_for_more_tests(house):
    for _ in range(10):
        watchlist = await house.watch()
        await house.alerts.test(watchlist.id, owner="me")
        await house.alerts.delete(watchlist.id, owner="me")
    watchlist = await house.watch()
    with pytest.raises(Overloaded):
        await house.alerts.test(watchlist.id, owner="me")


async def test_news_are_not_given_up_with_what_was_tried_for_hours(sqlite_database):
    house = a_house(sqlite_database, mail={"host": "127.0.0.1", "port": 1, "security": "none"})
    watchlist = await told(house, webhook_url=None, webhook_secret=None, email="me@example.org")
    for pause_s in RETRIES_S:
        await house.deliver()
        house.clock.advance(seconds=pause_s)
    put_trends(house.database, trend("news", hour=HOUR + 1))
    await house.evaluate(HOUR + 1)
    await house.deliver()
    states = {each.message["data"]["trend"]["tag"]: each.state for each in await house.queued(watchlist)}
    assert states.pop("news") == "pending"
    assert set(states.values()) == {"failed"}


async def test_a_mail_that_tells_more_than_the_one_before_is_no_repetition_of_it(sqlite_database, post, mail):
    house = a_house(sqlite_database, mail=mail)
    post.answer = "450 later"
    ids = []
    send = house.alerts.ways.mailer.send

    async def noted(*args, message_id):
        ids.append(message_id)
        return await send(*args, message_id=message_id)

    house.alerts.ways.mailer.send = noted
    await told(house, webhook_url=None, webhook_secret=None, email="me@example.org")
    await house.deliver()
    house.clock.advance(seconds=RETRIES_S[0])
    await house.deliver()
    house.clock.advance(seconds=RETRIES_S[1])
    put_trends(house.database, trend("news", hour=HOUR + 1))
    await house.evaluate(HOUR + 1)
    await house.deliver()
    assert ids[0] == ids[1] != ids[2]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"webhook_url": None, "webhook_secret": None}, "nowhere_to_tell"),
        ({"webhook_secret": None}, "webhook_without_secret"),
        ({"webhook_secret": "password"}, "invalid_webhook_secret"),
        ({"email": "me@example.org"}, "mail_disabled"),
    ],
)
async def test_a_watchlist_that_could_tell_nobody_is_refused(house, changes, code):
    with pytest.raises(InvalidRequest) as refused:
        await house.watch(**changes)
    assert refused.value.code == code


async def test_where_webhooks_are_off_none_is_kept_or_sent(sqlite_database):
    await told(a_house(sqlite_database))
    house = a_house(sqlite_database, webhooks=False)
    assert await house.deliver() == {"delivered": 0, "failed": 1}
    assert house.receiver.requests == []
    with pytest.raises(InvalidRequest):
        await house.watch(webhook_url=URL, webhook_secret=SECRET)
