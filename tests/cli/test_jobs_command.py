"""``hashtagger jobs list | run | history``."""

import json


def test_the_list_says_what_runs_and_why_something_does_not(hashtagger):
    listed = {row["job"]: row for row in json.loads(hashtagger("jobs", "list", "--json").out)}
    assert listed["purge"]["off"] is None
    assert listed["purge"]["next"] is not None
    assert "HASHTAGGER_TRENDS__CONTACT" in listed["crawl-mastodon"]["off"]
    assert "crawl-mastodon" in hashtagger("jobs", "list").out


def test_a_job_runs_now_and_stands_in_the_history(hashtagger):
    assert json.loads(hashtagger("jobs", "run", "purge").out)["recommendations"] == 0
    (entry,) = json.loads(hashtagger("jobs", "history", "purge", "--json").out)
    assert (entry["status"], entry["counts"]["recommendations"]) == ("done", 0)
    assert "done" in hashtagger("jobs", "history").out


def test_an_unknown_job_is_refused_with_those_that_exist(hashtagger):
    refused = hashtagger("jobs", "run", "nonsense")
    assert refused.code == 1
    assert "purge" in refused.err
