"""
A whole server with fake models, to be run as a process: python -m tests.api.fake_server DATA_DIR PORT GRACEFUL_S [HELD].

A method of the models named as HELD never answers.
"""

import sys
from pathlib import Path

from api.main import create_app
from api.server import serve
from hashtagger.models.fake import FakeModels
from hashtagger.settings import Settings
from hashtagger.telemetry import configure_logs

if __name__ == "__main__":
    port, graceful_s = int(sys.argv[2]), float(sys.argv[3])
    settings = Settings(
        data_dir=Path(sys.argv[1]),
        serve={"port": port, "graceful_s": graceful_s, "jobs": False},
        recommend={"deadline_s": 30, "source_timeout_s": 30, "caption_timeout_s": 30},
    )
    configure_logs(settings)
    models = FakeModels()
    for held in sys.argv[4:]:
        models.hold(held)
    app = create_app(settings, load_models=lambda _: models)
    serve(app, settings, on_ready=lambda address: print(address, flush=True))
