"""What the collector no longer looks through, and what it still finds."""

import subprocess
import sys

_PROGRAM = """
import gc, weakref
from hashtagger.garbage import keep_what_is_loaded

class Knot:
    def __init__(self):
        self.itself = self

keep_what_is_loaded()
assert gc.get_freeze_count() > 1_000
later = Knot()
seen = weakref.ref(later)
del later
gc.collect()
assert seen() is None
"""


def test_what_is_loaded_is_left_alone_and_later_garbage_is_still_found():
    assert subprocess.run([sys.executable, "-c", _PROGRAM], capture_output=True, text=True).stderr == ""
