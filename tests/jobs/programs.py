"""``python -m tests.jobs.programs NAME --ordered``: programs that end in every way that a job's program can."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from hashtagger.orders import ordered


def main(name):
    settings, order = ordered()
    notes = settings.data_dir / "notes"
    match name:
        case "count":
            print("a line for nobody")
            print(json.dumps({"things": 1, "attempt": order.claim.attempt, "due": order.due.isoformat()}))
        case "fail":
            print(json.dumps({"error": "no luck"}))
            return 1
        case "not-now":
            print(json.dumps({"outcome": "paused"}))
            return os.EX_TEMPFAIL
        case "babble":
            print("done, I think")
        case "die":
            os.abort()
        case "hang":
            child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
            write(notes, f"{os.getpid()} {child.pid}")
            time.sleep(600)
    return 0


def write(path: Path, text: str):
    """Whole or not there."""
    part = path.with_suffix(".part")
    part.write_text(text)
    part.replace(path)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
