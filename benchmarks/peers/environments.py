"""A virtual environment for each compared server, made once: their pins differ from ours and from each other's."""

from __future__ import annotations

import shutil
import subprocess
import sys
import venv
from importlib.metadata import version
from pathlib import Path

REQUIREMENTS = {
    # Its extra "vision" wants torchvision, whose wheel cannot be loaded beside a CPU build of torch. CLIP needs none.
    "infinity": ("infinity-emb[server,torch]==0.0.78", "pillow", "aiohttp"),
    "litserve": ("litserve==0.2.19", "transformers>=5", "pillow", "python-multipart"),
}


def environment_of(name: str, cache: Path) -> Path:
    """The folder of its programs (``bin``). The first call downloads packages and takes minutes."""
    folder = (cache / "environments" / name).absolute()
    wanted = (f"torch=={version('torch').partition('+')[0]}", *REQUIREMENTS[name])
    made = folder / "requirements"
    if not made.is_file() or made.read_text() != "\n".join(wanted):
        print(f"making the environment of {name}", flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        venv.create(folder, with_pip=True)
        command = [
            str(folder / "bin" / "python"),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            *wanted,
        ]
        subprocess.run(command, check=True, stdout=sys.stderr)
        made.write_text("\n".join(wanted))
    return folder / "bin"
