"""``python -m hashtagger.models.remote``: the models process."""

import sys

from hashtagger.models.threads import set_thread_environment

if __name__ == "__main__":
    # The numerical libraries read it when they are loaded, so it comes before everything else.
    set_thread_environment()

    from hashtagger.models.remote.process import main

    sys.exit(main())
