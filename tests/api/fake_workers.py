"""Several API processes with fake models behind one parent: python -m tests.api.fake_workers DATA_DIR WORKERS."""

import asyncio
import sys
from pathlib import Path

from api.workers import serve_with_workers
from hashtagger.settings import Settings
from hashtagger.telemetry import configure_logs

if __name__ == "__main__":
    settings = Settings(
        data_dir=Path(sys.argv[1]),
        serve={"port": 0, "workers": int(sys.argv[2]), "jobs": False},
        recommend={"deadline_s": 30, "source_timeout_s": 30, "caption_timeout_s": 30},
    )
    configure_logs(settings)
    command = (sys.executable, "-m", "tests.api.fake_worker")
    asyncio.run(serve_with_workers(settings, command=command, on_ready=lambda address: print(address, flush=True)))
