import pytest
from pydantic import ValidationError

from hashtagger.settings import ModelSettings, Settings


def test_a_log_level_may_be_written_in_any_case():
    assert Settings(log_level="debug", _env_file=None).log_level == "DEBUG"


@pytest.mark.parametrize("wrong", [{"log_level": "loud"}, {"models": {"device": "gpu"}}])
def test_a_value_that_means_nothing_is_refused_at_start(wrong):
    with pytest.raises(ValidationError, match=next(iter(wrong))):
        Settings(**wrong, _env_file=None)


@pytest.mark.parametrize("device", ["auto", "cpu", "cuda", "cuda:1", "mps"])
def test_devices_that_torch_knows_are_accepted(device):
    assert ModelSettings(device=device).device == device
