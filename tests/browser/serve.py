"""
A whole server over a filled world, to be run as a process: python -m tests.browser.serve DATA_DIR PORT [--keys] [--fake].

--keys: it needs keys, and prints one of an administrator after its address. --fake: with models that answer at once.
"""

from __future__ import annotations

import sys
from pathlib import Path

from api.main import create_app
from api.server import serve
from hashtagger.settings import Settings
from hashtagger.storage import migrate
from hashtagger.storage.database import open_database
from hashtagger.storage.keys import create_key
from hashtagger.telemetry import configure_logs
from tests.browser.administration import busy_models, fill_for_administrators
from tests.browser.world import NOW, fill


def main() -> None:
    folder, port, options = Path(sys.argv[1]), int(sys.argv[2]), set(sys.argv[3:])
    settings = Settings(
        data_dir=folder,
        serve={"port": port, "jobs": False, "requests_per_minute": 0},
        auth={"required": "--keys" in options},
        log_level="WARNING",
        recommend={"deadline_s": 30, "source_timeout_s": 30, "caption_timeout_s": 30},
        ranker={"explore": 0.0},
        trends={"contact": "tests@example.org"},
        # Nobody listens there: orders by mail can be made, and a test message tells that it was not taken.
        mail={"host": "127.0.0.1", "port": 9, "sender": "tests@example.org"},
    )
    configure_logs(settings)
    is_new = not folder.exists()
    migrate.upgrade(settings.database_url)
    with open_database(settings.database_url) as database:
        if is_new:
            fill(database)
            fill_for_administrators(database, settings)
        key = database.write_now(create_key, "browser", owner="browser", scopes=["admin"], now=NOW)[0]

    def say(address: str) -> None:
        print(address, key, flush=True)

    app = create_app(settings, load_models=(lambda _: busy_models()) if "--fake" in options else None)
    serve(app, settings, on_ready=say)


if __name__ == "__main__":
    main()
