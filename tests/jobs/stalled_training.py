"""``python -m tests.jobs.stalled_training --ordered``: the training, which stands still for ever once it has begun to learn."""

import sys
import time

from ranker import train, training


def stalled(*_args, **_kwargs):
    print("learning", flush=True)
    time.sleep(600)


if __name__ == "__main__":
    training.learn = stalled
    sys.exit(train.main())
