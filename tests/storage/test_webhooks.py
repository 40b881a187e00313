"""The end of a job is told once, unless who tells it dies."""

from __future__ import annotations

from hashtagger.storage.database import Database
from hashtagger.storage.webhooks import claim_webhook, note_webhook
from tests.storage.builders import NOW
from tests.storage.test_generations import LATER, begun, end, queue, read


def test_a_webhook_is_due_when_the_job_has_ended_and_its_secret_goes_with_the_delivery(database: Database) -> None:
    queue(database, webhook_url="https://example.org", webhook_secret="s")
    assert database.write_now(claim_webhook, now=NOW, lease_s=60) is None
    end(database, begun(database))
    job = database.write_now(claim_webhook, now=NOW, lease_s=60)
    assert job is not None
    assert (job.webhook_attempt, job.webhook_secret, job.webhook_state) == (1, "s", "pending")
    assert database.write_now(claim_webhook, now=NOW, lease_s=60) is None
    database.write_now(note_webhook, "A", 1, delivered=True, again=None)
    assert (read(database).webhook_state, read(database).webhook_secret) == ("delivered", None)
    assert database.write_now(claim_webhook, now=LATER, lease_s=60) is None


def test_a_webhook_whose_sender_died_is_due_again(database: Database) -> None:
    queue(database, webhook_url="https://example.org", webhook_secret="s")
    end(database, begun(database))
    database.write_now(claim_webhook, now=NOW, lease_s=60)
    job = database.write_now(claim_webhook, now=LATER, lease_s=60)
    assert job is not None
    assert job.webhook_attempt == 2
    database.write_now(note_webhook, "A", 1, delivered=False, again=None)  # the dead one, late
    assert read(database).webhook_state == "pending"
