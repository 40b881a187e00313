"""What was acknowledged is there after the process was killed."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import sqlalchemy as sa

from hashtagger.storage.database import open_database
from hashtagger.storage.tables import meta

ROOT = Path(__file__).parents[2]

WRITER = """
import sys
from hashtagger.storage.database import open_database
from hashtagger.storage.meta import write_meta

def both_halves(connection, n):
    write_meta(connection, f"left{n}", "1")
    write_meta(connection, f"right{n}", "1")

database, n = open_database(sys.argv[1]), 0
while True:
    database.write_now(both_halves, n)
    print(n, flush=True)
    n += 1
"""


def test_every_acknowledged_write_survives_a_kill_and_no_half_of_another(database_url: str) -> None:
    writer = subprocess.Popen([sys.executable, "-c", WRITER, database_url], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert writer.stdout is not None
    acknowledged = [writer.stdout.readline().strip() for _ in range(50)]
    writer.send_signal(signal.SIGKILL)
    acknowledged += [line for line in writer.stdout.read().splitlines() if line]
    writer.wait()
    assert writer.returncode == -signal.SIGKILL

    with open_database(database_url) as database, database.reading() as connection:
        written = set(connection.scalars(sa.select(meta.c.key)))
    assert {half for n in acknowledged for half in (f"left{n}", f"right{n}")} <= written
    assert {key.removeprefix("left") for key in written if key.startswith("left")} == {
        key.removeprefix("right") for key in written if key.startswith("right")
    }
