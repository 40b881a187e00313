"""What the pool benchmark concludes from what it measured."""

from __future__ import annotations

import math

import pytest

from benchmarks.latencies import Measured, percentile, summarise
from benchmarks.load import Turn, whole_bytes
from benchmarks.peers.raw import Raw
from benchmarks.pool import compared, reached


def measured(server: str, clients: int, per_second: float, p99_ms: float, *, errors: int = 0) -> Measured:
    return Measured(server, clients, per_second, 1.0, 2.0, p99_ms, errors, core_ms=50.0, client_cores=0.0)


def run(ours_per_second: float, ours_p99_ms: float, *, errors: int = 0) -> list[Measured]:
    return [
        each
        for clients in (1, 8, 64)
        for each in (
            measured("ours", clients, ours_per_second, ours_p99_ms, errors=errors),
            measured("slow and even", clients, 10.0, 500.0),
            measured("fast and ragged", clients, 30.0, 2000.0),
        )
    ]


RAWS = [Raw(16, rate, 50.0) for rate in (20.0, 33.0, 90.0)]


def test_the_best_of_the_others_is_chosen_for_each_figure():
    figures = compared("ours", run(33.0, 400.0), RAWS)
    assert figures["at 64"]["best other"] == "fast and ragged"
    assert figures["at 64"]["throughput to best other"] == pytest.approx(1.1)
    assert figures["at 64"]["p99 to best other"] == pytest.approx(0.8)


def test_the_share_is_of_the_middle_of_what_raw_reached():
    assert compared("ours", run(33.0, 400.0), RAWS)["share of raw at 64"] == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("per_second", "p99_ms", "errors", "passes"),
    [(33.0, 400.0, 0, True), (29.9, 400.0, 0, False), (33.0, 501.0, 0, False), (33.0, 400.0, 1, False)],
    ids=["all reached", "too few", "too late", "with an error"],
)
def test_every_part_of_the_bar_can_fail(per_second, p99_ms, errors, passes):
    assert reached(compared("ours", run(per_second, p99_ms, errors=errors), RAWS)) is passes


def test_too_small_a_share_of_raw_fails():
    assert not reached(compared("ours", run(33.0, 400.0), [Raw(16, 40.0, 50.0)]))


def test_a_server_that_answered_nothing_fails():
    assert not reached(compared("ours", run(0.0, math.nan), RAWS))


def test_turns_are_taken_together():
    first = Turn(10.0, [4.0, 2.0], {"503": 2}, server_core_s=1.0, client_core_s=0.5)
    second = Turn(10.0, [8.0, 6.0], {"503": 1, "TimeoutError": 1}, server_core_s=1.0, client_core_s=0.5)
    assert summarise("ours", 8, [first, second]) == Measured("ours", 8, 0.2, 4.0, 8.0, 8.0, 4, 500.0, 0.05)


def test_no_answer_at_all_has_no_latency():
    found = summarise("ours", 8, [Turn(10.0, [], {}, 1.0, 0.5)])
    assert found.per_second == 0
    assert math.isnan(found.p99_ms)
    assert math.isnan(found.core_ms)


def test_percentiles_are_values_that_were_measured():
    assert [percentile([1.0, 2.0, 3.0], share) for share in (0.5, 0.95, 0.99)] == [2.0, 3.0, 3.0]


def test_an_answer_is_whole_when_its_body_is():
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
    assert whole_bytes(head[:-1]) == 0
    assert whole_bytes(head + b"he") == len(head) + 5


def test_an_answer_without_a_length_is_refused():
    with pytest.raises(ValueError, match="no content-length"):
        whole_bytes(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
