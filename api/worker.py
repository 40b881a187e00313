"""``python -m api.worker``: one of several API processes; started by ``api.workers``, which gives it the socket to answer on."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import structlog

from hashtagger.errors import HashtaggerError
from hashtagger.models.threads import set_thread_environment

if TYPE_CHECKING:
    from hashtagger.ports import VisionModels
    from hashtagger.settings import Settings

log = structlog.get_logger()


def main(*, load_models: Callable[[Settings], VisionModels] | None = None) -> int:
    """Its exit status: 1 when it cannot start. Tests bring their own models."""
    # The numerical libraries read it when they are loaded, so it comes before everything else.
    set_thread_environment()

    from api.cli.serve import background_of
    from api.main import create_app
    from api.server import serve
    from hashtagger.supervisor import Parent
    from hashtagger.telemetry import configure_logs

    parent = Parent()
    configure_logs(parent.settings)

    def ready(address: str) -> None:
        parent.ready()
        parent.when_gone(lambda: os.kill(os.getpid(), signal.SIGTERM))

    app = create_app(parent.settings, load_models=load_models, background=background_of(parent.settings))
    try:
        serve(app, parent.settings, listener=socket.socket(fileno=int(sys.argv[1])), on_ready=ready)
    except (HashtaggerError, OSError) as error:
        log.error("worker_not_started", error=str(error), advice=getattr(error, "advice", ""))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
