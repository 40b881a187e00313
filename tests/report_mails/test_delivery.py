"""What is due arrives, once if all goes well, at least once if not."""

from __future__ import annotations

import pytest

from hashtagger.errors import NotFound, Overloaded
from hashtagger.storage.keys import create_key, revoke_key
from hashtagger.webhooks import RETRIES_S
from tests.report_mails.conftest import BOSS, DAILY, ME, House, Orderer, opened
from tests.trend_builders import NOW


class Killed(BaseException):
    """Nothing catches it, as nothing catches kill -9."""


async def test_a_report_arrives_with_its_files_when_it_is_due_and_not_again(house, post):
    order = await house.order()
    assert await house.deliver() == {}
    house.clock.advance(hours=1)
    assert await house.deliver() == {"queued": 1, "sent": 1}
    assert await house.deliver() == {}
    [envelope] = post.mails
    received = opened(envelope)
    assert (envelope.rcpt_tos, received["Subject"]) == (["team@example.org"], "Space: 2026-11-21")
    assert "#Eclipse rises." in received.get_body(["plain"]).get_content()
    files = {each.get_filename(): each.get_payload(decode=True) for each in received.iter_attachments()}
    assert files == {"trends.pdf": b"pdf", "trends.csv": b"csv"}
    assert await house.told(order) == [("sent", "")]
    house.clock.advance(days=1)
    assert await house.deliver() == {"queued": 1, "sent": 1}


async def test_after_a_time_of_nobody_only_the_newest_is_sent(house, post):
    order = await house.order()
    house.clock.advance(days=3, hours=1)
    assert await house.deliver() == {"queued": 1, "sent": 1}
    assert await house.told(order) == [("skipped", "missed")] * 3 + [("sent", "")]
    assert len(post.mails) == 1


async def test_what_still_waits_gives_way_to_what_is_newer(house, post):
    order = await house.order()
    post.answer = "451 later"
    house.clock.advance(hours=1)
    assert await house.deliver() == {"queued": 1, "failed": 1}
    post.answer = "250 OK"
    house.clock.advance(days=1)
    assert await house.deliver() == {"queued": 1, "sent": 1}
    assert await house.told(order) == [("skipped", "missed"), ("sent", "")]


async def test_a_server_that_says_later_is_asked_again_with_the_same_id_and_given_up_in_the_end(house, post):
    ids = []
    send = house.mailer.send

    async def noted(*args, message_id, **more):
        ids.append(message_id)
        return await send(*args, message_id=message_id, **more)

    house.mailer.send = noted
    order = await house.order(schedule={**DAILY, "every": "month", "day": 21})
    post.answer = "451 later"
    house.clock.advance(hours=1)
    for pause_s in RETRIES_S:
        assert (await house.deliver())["failed"] == 1
        assert await house.deliver() == {}
        house.clock.advance(seconds=pause_s)
    await house.deliver()
    house.clock.advance(days=2)
    assert await house.deliver() == {}
    assert await house.told(order) == [("failed", "recipient_deferred")]
    assert (len(ids), len(set(ids))) == (len(RETRIES_S) + 1, 1)


@pytest.mark.parametrize("says", [{"answer": "550 nobody here"}, {"verdict": "552 too large"}, {"verdict": "554 spam"}])
async def test_a_server_that_says_never_is_not_asked_again(house, post, says):
    order = await house.order()
    for name, value in says.items():
        setattr(post, name, value)
    house.clock.advance(hours=1)
    await house.deliver()
    [(state, error)] = await house.told(order)
    assert (state, bool(error)) == ("failed", True)


async def test_a_server_that_takes_no_large_mails_gets_the_words_without_the_files(house, post):
    order = await house.order(params={"region": "DE"}, formats=["pdf"])
    handle = post.handle_DATA

    async def handle_small_ones(server, session, envelope):
        return "552 too large" if b"application/pdf" in envelope.content else await handle(server, session, envelope)

    post.handle_DATA = handle_small_ones
    house.clock.advance(hours=1)
    assert await house.deliver() == {"queued": 1, "sent": 1}
    received = opened(post.mails[0])
    assert list(received.iter_attachments()) == []
    assert "/v1/exports/trends?region=DE&timezone=UTC&format=pdf" in received.get_body(["plain"]).get_content()
    assert await house.told(order) == [("sent", "")]


async def test_a_server_that_is_away_is_tried_again(sqlite_database):
    house = House(sqlite_database, {"host": "127.0.0.1", "port": 9, "security": "none"})
    order = await house.order()
    house.clock.advance(hours=1)
    await house.deliver()
    assert await house.told(order) == [("waiting", "mail_server_unreachable")]


async def test_a_report_that_nobody_can_make_is_a_mail_that_says_so(house, post):
    await house.order()
    house.make.answers = [NotFound("nothing is known of 'x' that may be shown")]
    house.clock.advance(hours=1)
    assert await house.deliver() == {"queued": 1, "sent": 1}
    text = opened(post.mails[0]).get_body(["plain"]).get_content()
    assert "There is no report this time: nothing is known of 'x' that may be shown." in text


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (Overloaded("busy", retry_after_s=1.0), "overloaded"),
        (TimeoutError(), "report_too_slow"),
        (ZeroDivisionError(), "unexpected"),
    ],
)
async def test_a_report_that_fails_now_is_made_later_and_holds_up_nobody(house, failure, code):
    first, second = await house.order(), await house.order()
    house.make.answers = [failure]
    house.clock.advance(hours=1)
    assert await house.deliver() == {"queued": 2, "sent": 1, "failed": 1}
    both = [await house.told(each) for each in (first, second)]
    assert sorted(both) == [[("sent", "")], [("waiting", code)]]
    house.clock.advance(minutes=15)
    assert await house.deliver() == {"sent": 1}


async def test_whoever_dies_with_a_report_in_hand_leaves_it_to_the_next(house, post):
    await house.order()
    house.clock.advance(hours=1)
    house.make.answers = [Killed()]
    with pytest.raises(Killed):
        await house.deliver()
    assert await house.deliver() == {}
    house.clock.advance(hours=1)
    assert await house.deliver() == {"sent": 1}
    assert len(post.mails) == 1


async def test_whatever_kills_every_sender_is_given_up(house):
    order = await house.order(schedule={**DAILY, "every": "month", "day": 21})
    house.clock.advance(hours=1)
    house.make.answers = [Killed()] * 99
    for _ in range(10):
        with pytest.raises(Killed):
            await house.deliver()
        house.clock.advance(hours=1)
    assert await house.deliver() == {}
    assert await house.told(order) == [("failed", "attempts_exhausted")]


async def keyed(house, *scopes, owner="me"):
    made = await house.database.write(create_key, "k", owner=owner, scopes=scopes, now=NOW)
    return Orderer(owner, set(scopes), made[1].id)


async def test_a_revoked_key_gets_no_more_mails_though_its_owner_has_another(house, post):
    key = await keyed(house, "watch")
    other = await keyed(house, "watch")
    order = await house.order(key)
    await house.database.write(revoke_key, key.api_key_id, now=NOW)
    house.clock.advance(hours=1)
    assert await house.deliver() == {"queued": 1, "skipped": 1}
    assert await house.told(order) == [("skipped", "key_revoked")]
    await house.service.change(order.id, {"name": "Ours"}, other)
    house.clock.advance(days=1)
    assert await house.deliver() == {"queued": 1, "sent": 1}


async def test_a_key_that_never_was_gets_nothing(house, post):
    await house.order(Orderer("me", {"watch"}, "01KAGZ1V0Q3Y7N8M2T4R6W9XZC"))
    house.clock.advance(hours=1)
    assert await house.deliver() == {"queued": 1, "skipped": 1}


async def test_the_lift_report_is_sent_in_the_name_of_an_administrator_only(house, post):
    boss, watcher = await keyed(house, "admin"), await keyed(house, "watch")
    sent = await house.order(boss, view="lift", params={})
    fooled = await house.order(Orderer("me", {"admin"}, watcher.api_key_id), view="lift", params={})
    house.clock.advance(hours=1)
    assert await house.deliver() == {"queued": 2, "sent": 1, "skipped": 1}
    assert await house.told(sent) == [("sent", "")]
    assert await house.told(fooled) == [("skipped", "missing_scope")]


async def test_what_was_deleted_or_switched_off_is_not_sent(house, post):
    gone, off = await house.order(), await house.order()
    post.answer = "451 later"
    house.clock.advance(hours=1)
    assert await house.deliver() == {"queued": 2, "failed": 2}
    await house.service.delete(gone.id, owner="me")
    await house.service.change(off.id, {"enabled": False}, ME)
    post.answer = "250 OK"
    house.clock.advance(days=1)
    assert await house.deliver() == {"skipped": 1}
    assert await house.told(off) == [("skipped", "disabled")]
    assert post.mails == []


async def test_many_orders_are_sent_in_one_go(house, post):
    for number in range(12):
        await house.order(BOSS, name=f"Report {number}", formats=["csv"])
    house.clock.advance(hours=1)
    assert await house.deliver() == {"queued": 12, "sent": 12}
    assert len({opened(each)["Message-ID"] for each in post.mails}) == 12
