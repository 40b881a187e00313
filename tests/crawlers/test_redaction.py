"""Keys do not reach a log, whoever writes the line."""

import io
import logging

import pytest

from crawlers.redaction import Redaction


@pytest.fixture
def logged():
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(Redaction(["s3cr3t/+", ""]))
    logger = logging.Logger("elsewhere")
    logger.addHandler(handler)
    return logger, stream


def test_a_key_in_a_message_or_its_arguments_is_masked(logged):
    logger, stream = logged
    logger.warning("GET %s failed: %s", "https://example.org/?key=s3cr3t%2F%2B", "s3cr3t/+")
    assert stream.getvalue() == "GET https://example.org/?key=*** failed: ***\n"


def test_a_key_in_a_traceback_is_masked(logged):
    logger, stream = logged
    try:
        raise ValueError("bad key s3cr3t/+")
    except ValueError:
        logger.exception("it failed")
    assert "ValueError: bad key ***" in stream.getvalue()
    assert "s3cr3t" not in stream.getvalue()


def test_other_lines_stay_as_they_are(logged):
    logger, stream = logged
    logger.info("100%% of %d", 3)
    logger.warning("100%% of %d", 3)
    assert stream.getvalue().splitlines()[-1] == "100% of 3"
