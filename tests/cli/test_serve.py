"""What the command line makes of the settings before it serves."""

import pytest

from api.cli.serve import serving
from hashtagger.settings import ModelSettings, Settings


def test_a_server_keeps_its_models_in_a_process_of_their_own_unless_it_is_told_otherwise():
    assert serving(Settings()).models.backend == "remote"
    assert serving(Settings(models=ModelSettings(backend="local"))).models.backend == "local"


def test_the_command_line_wins_over_the_settings():
    settings = serving(Settings(serve={"port": 1, "workers": 2}), port=0, workers=None, host="127.0.0.2")
    assert (settings.serve.port, settings.serve.workers, settings.serve.host) == (0, 2, "127.0.0.2")


@pytest.mark.parametrize("workers", ["0", "65", "many"])
def test_a_senseless_number_of_workers_is_not_understood(hashtagger, workers):
    assert hashtagger("serve", "--workers", workers).code == 2


def test_the_demo_is_for_one_worker(hashtagger):
    said = hashtagger("serve", "--workers", "2", "--demo")
    assert said.code == 2
