"""The command line with fake models, to be run as a process: python -m tests.cli.fake_hashtagger DATA_DIR ARGUMENT…"""

import sys
from pathlib import Path

from api.cli.main import main
from api.cli.setup import Setup
from hashtagger.models.fake import FakeModels
from hashtagger.settings import Settings

if __name__ == "__main__":
    main(sys.argv[2:], setup=Setup(Settings(data_dir=Path(sys.argv[1])), load_models=lambda _: FakeModels()))
