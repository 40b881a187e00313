"""What has been kept long enough is forgotten."""

from datetime import timedelta
from pathlib import Path

import pytest

from hashtagger.errors import NotFound
from hashtagger.generate.files import GenerationFiles
from hashtagger.posts import FeedbackEvent, FeedbackKind, Post
from hashtagger.storage.feedback import feedback_of, put_feedback
from hashtagger.storage.generations import StoredGeneration, add_generation, cancel_generation
from hashtagger.storage.idempotency import claim
from hashtagger.storage.ids import new_id
from hashtagger.storage.lift_reports import latest_report, put_report
from hashtagger.storage.past_answers import list_past_answers
from hashtagger.storage.posts import list_posts, put_posts
from hashtagger.storage.recommendations import StoredRecommendation, write_recommendation
from hashtagger.storage.uploads import Upload
from jobs.purge import KEEP_REPORTS, purge
from tests.jobs.conftest import NOON


async def write_answer(office, age):
    created = NOON - age
    upload = Upload(new_id(created), "f" * 64, "JPEG", 10, 10, 100, created)
    answer = StoredRecommendation(new_id(created), created, "instagram", draft="an old secret")
    await office.database.write(write_recommendation, answer, [upload])
    return answer.id


async def test_answers_past_their_time_go_and_the_others_stay(office):
    days = office.settings.recommend.retention_days
    await write_answer(office, timedelta(days=days, hours=1))
    kept = await write_answer(office, timedelta(days=days - 1))
    counts = await purge(office)
    assert counts["recommendations"] == 1
    left = await office.database.read(list_past_answers, owner="local", limit=9)
    assert [each.id for each in left] == [kept]


async def test_feedback_goes_with_its_answer_and_the_post_that_came_of_it_stays(office):
    days = office.settings.recommend.retention_days
    answer = await write_answer(office, timedelta(days=days, hours=1))
    copied = FeedbackEvent(answer, FeedbackKind.COPIED, None, NOON)
    who = {"api_key_id": None, "now": NOON}
    await office.database.write(put_feedback, [copied], owner="local", **who)
    post = Post("", "local", "x", published=NOON - timedelta(days=days), recommendation_id=answer)
    await office.database.write(put_posts, [post], source="feedback", **who)
    await purge(office)
    assert await office.database.read(feedback_of, [answer]) == {}
    (kept,) = await office.database.read(list_posts, owner="local", limit=9)
    assert (kept.post.recommendation_id, kept.tags) == (None, ())


async def test_posts_past_their_time_go(office):
    days = office.settings.ranker.keep_posts_days
    posts = [Post("", "local", f"{age}", published=NOON - timedelta(days=age)) for age in (days - 1, days + 1)]
    await office.database.write(put_posts, posts, source="import", api_key_id=None, now=NOON)
    assert (await purge(office))["posts"] == 1
    (kept,) = await office.database.read(list_posts, owner="local", limit=9)
    assert kept.post.external_id == f"{days - 1}"


async def test_lift_reports_past_their_time_go_and_the_newest_stays(office):
    for age in (timedelta(hours=2), timedelta(hours=1)):
        await office.database.write(put_report, {"age": str(age)}, now=NOON - KEEP_REPORTS - age)
    assert (await purge(office))["lift_reports"] == 1
    assert await office.database.read(latest_report) == {"age": "1:00:00"}


async def test_keys_of_retries_go_when_no_retry_can_come(office):
    await office.database.write(claim, "local", "k", "hash", now=NOON, keep_h=1.0)
    assert (await purge(office))["idempotency_keys"] == 0
    office.clock.advance(hours=2)
    assert (await purge(office))["idempotency_keys"] == 1


async def test_what_was_deleted_is_not_left_in_the_files(office):
    await write_answer(office, timedelta(days=4000))
    await purge(office)
    path = Path(office.database.engine.url.database)
    assert b"an old secret" not in path.read_bytes()
    log = path.with_name(path.name + "-wal")
    assert not log.exists() or b"an old secret" not in log.read_bytes()


async def test_generations_past_their_time_go_with_their_files(office):
    job = StoredGeneration("A", NOON, "me", "text-to-image", "sd", NOON, {})
    await office.database.write(add_generation, job, max_unfinished=1)
    await office.database.write(cancel_generation, "A", owner="me", now=NOON, expires=NOON + timedelta(hours=1))
    files = GenerationFiles(office.settings.generations_dir)
    files.save_result("A", "a.png", b"...")
    assert (await purge(office))["generations"] == 0
    office.clock.advance(hours=1)
    assert (await purge(office))["generations"] == 1
    with pytest.raises(NotFound):
        files.result("A", "a.png")
