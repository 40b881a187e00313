"""Owners order, change and try report mails, within limits."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hashtagger.errors import Conflict, DeadlineExceeded, InvalidRequest, MissingScope, NotFound, Overloaded
from hashtagger.report_mails.service import MOST_REPORT_MAILS
from tests.report_mails.conftest import BOSS, DAILY, ME, YOU, House, opened


async def test_an_order_is_due_first_at_its_next_hour(house):
    order = await house.order()
    assert order.next_due == datetime(2026, 11, 21, 13, tzinfo=UTC)
    assert await house.service.read(order.id, owner="me") == order


async def test_an_order_that_is_off_is_not_due_and_one_that_is_switched_on_is_not_late(house):
    order = await house.order(enabled=False)
    assert order.next_due is None
    house.clock.advance(days=9)
    on = await house.service.change(order.id, {"enabled": True}, ME)
    assert on.next_due == datetime(2026, 11, 30, 13, tzinfo=UTC)
    assert await house.deliver() == {}


async def test_another_schedule_counts_from_now_and_another_name_changes_no_slot(house):
    order = await house.order()
    house.clock.advance(hours=2)
    named = await house.service.change(order.id, {"name": "Other"}, ME)
    assert named.next_due == order.next_due
    moved = await house.service.change(order.id, {"schedule": {**DAILY, "hour": 9}}, ME)
    assert moved.next_due == datetime(2026, 11, 22, 9, tzinfo=UTC)


async def test_nobody_reaches_the_order_of_another(house):
    order = await house.order()
    for asked in (
        house.service.read(order.id, owner="you"),
        house.service.change(order.id, {"email": "you@example.org"}, YOU),
        house.service.delete(order.id, owner="you"),
        house.service.test(order.id, YOU, house.make),
    ):
        with pytest.raises(NotFound):
            await asked
    assert (await house.service.read(order.id, owner="me")).email == "team@example.org"
    assert await house.service.page(owner="you", limit=9) == []


async def test_the_lift_report_needs_an_administrator_to_order_change_or_try_it(house):
    with pytest.raises(MissingScope):
        await house.order(view="lift", params={})
    order = await house.order(BOSS, view="lift", params={})
    with pytest.raises(MissingScope):
        await house.service.change(order.id, {"email": "me@example.org"}, ME)
    with pytest.raises(MissingScope):
        await house.service.test(order.id, ME, house.make)
    plain = await house.order()
    with pytest.raises(MissingScope):
        await house.service.change(plain.id, {"view": "lift", "params": {}}, ME)


@pytest.mark.parametrize(
    "wrong",
    [
        {"params": {"surprise": "1"}},
        {"params": {"window": "2h"}},
        {"params": {"region": "Germany"}},
        {"view": "tag", "params": {}},
        {"view": "comparison", "params": {"tags": "a,b,c,d,e,f"}},
    ],
)
async def test_filters_that_the_view_does_not_have_are_refused(house, wrong):
    with pytest.raises(InvalidRequest):
        await house.order(**wrong)
    order = await house.order()
    with pytest.raises(InvalidRequest):
        await house.service.change(order.id, wrong, ME)
    assert await house.service.read(order.id, owner="me") == order


async def test_without_a_mail_server_nothing_is_ordered(sqlite_database):
    with pytest.raises(InvalidRequest) as refused:
        await House(sqlite_database, {}).order()
    assert refused.value.code == "mail_disabled"


async def test_an_owner_has_so_many_and_no_more(house):
    for _ in range(MOST_REPORT_MAILS):
        await house.order()
    with pytest.raises(Conflict) as refused:
        await house.order()
    assert refused.value.code == "too_many_report_mails"


async def test_a_test_is_sent_at_once_and_noted_and_changes_no_slot(house, post):
    order = await house.order()
    assert await house.service.test(order.id, ME, house.make) is None
    assert opened(post.mails[0])["To"] == "team@example.org"
    post.answer = "550 nobody"
    assert await house.service.test(order.id, ME, house.make) == "recipient_refused"
    assert sorted(await house.told(order)) == [("failed", "recipient_refused"), ("sent", "")]
    assert (await house.service.read(order.id, owner="me")).next_due == order.next_due


async def test_an_owner_may_send_so_many_tests_an_hour_whatever_is_deleted(house, post):
    for _ in range(10):
        order = await house.order()
        await house.service.test(order.id, ME, house.make)
        await house.service.delete(order.id, owner="me")
    order = await house.order()
    with pytest.raises(Overloaded) as refused:
        await house.service.test(order.id, ME, house.make)
    assert refused.value.code == "too_many_tests"
    house.clock.advance(hours=1, seconds=1)
    assert await house.service.test(order.id, ME, house.make) is None


async def test_a_test_of_an_order_that_is_deleted_meanwhile_is_told_as_one_that_is_not_there(house, post):
    order = await house.order()

    async def make_and_delete(mail):
        await house.service.delete(order.id, owner="me")
        return await house.make(mail)

    with pytest.raises(NotFound):
        await house.service.test(order.id, ME, make_and_delete)


async def test_a_test_of_a_report_that_takes_too_long_to_make_says_so(house):
    order = await house.order()
    house.make.answers = [TimeoutError()]
    with pytest.raises(DeadlineExceeded):
        await house.service.test(order.id, ME, house.make)
