import pytest

from hashtagger.errors import ModelUnavailable
from hashtagger.telemetry import ModelMetrics
from tests.models.stand_ins import LONG, Shelf, a_pool, a_row


@pytest.fixture
def metrics() -> ModelMetrics:
    return ModelMetrics()


def sample(metrics: ModelMetrics, name: str, **labels: str) -> float | None:
    return metrics.registry.get_sample_value(f"hashtagger_model_{name}", labels)


async def test_every_step_of_a_question_is_counted_by_model(metrics):
    shelf = Shelf()
    pool = a_pool(4, a_row("clip", 4), a_row("sd", 4), shelf=shelf, observer=metrics)
    await pool.ask("clip", "a", deadline=LONG)
    assert sample(metrics, "loads_total", model="clip", outcome="ok") == 1
    assert sample(metrics, "queue_wait_seconds_count", model="clip") == 1
    assert sample(metrics, "batch_items_sum", model="clip") == 1
    assert sample(metrics, "batch_seconds_count", model="clip") == 1
    assert sample(metrics, "resident_bytes", model="clip") == 4
    assert (sample(metrics, "queue_items", model="clip"), sample(metrics, "leases", model="clip")) == (0, 0)
    await pool.ask("sd", "a", deadline=LONG)
    assert sample(metrics, "evictions_total", model="clip", reason="room") == 1
    assert (sample(metrics, "resident_bytes", model="clip"), sample(metrics, "resident_bytes", model="sd")) == (0, 4)
    await pool.aclose()


async def test_failed_loads_and_refusals_are_counted_by_reason(metrics):
    shelf = Shelf()
    shelf.error = OSError("gone")
    pool = a_pool(4, a_row("clip", 4), shelf=shelf, observer=metrics)
    with pytest.raises(ModelUnavailable):
        await pool.ask("clip", "a", deadline=LONG)
    await pool.aclose()
    with pytest.raises(ModelUnavailable):
        await pool.ask("clip", "a", deadline=LONG)
    assert sample(metrics, "loads_total", model="clip", outcome="failed") == 1
    assert sample(metrics, "rejections_total", model="clip", reason="load_failed") == 1
    assert sample(metrics, "rejections_total", model="clip", reason="stopping") == 1
