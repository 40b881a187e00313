"""One of several API processes, with fake models: python -m tests.api.fake_worker SOCKET; see ``api.worker``."""

import sys

from api.worker import main
from hashtagger.models.fake import FakeModels

if __name__ == "__main__":
    sys.exit(main(load_models=lambda _: FakeModels()))
