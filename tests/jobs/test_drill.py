"""Four processes share the slots; one is killed and one stands still past its lease, each with a slot in its hands."""

import os
import signal
import subprocess
import sys
from collections import Counter

from tests.jobs.slot_worker import effects

SLOTS = 200


def worker(url, name, *stalls_at):
    command = [sys.executable, "-m", "tests.jobs.slot_worker", url, str(SLOTS), name, *map(str, stalls_at)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_every_slot_takes_effect_exactly_once(database, database_url):
    with database.writing() as connection:
        effects.drop(connection, checkfirst=True)
        effects.create(connection)
    killed, stopped = worker(database_url, "killed", 3), worker(database_url, "stopped", 3)
    others = [worker(database_url, f"sound {n}") for n in (1, 2)]
    everybody = (killed, stopped, *others)
    try:
        for each in everybody:
            assert each.stdout.readline() == "ready\n"
        for each in everybody:
            each.stdin.write("go\n")
            each.stdin.flush()
        for victim, number in ((killed, signal.SIGKILL), (stopped, signal.SIGSTOP)):
            assert victim.stdout.readline() == "stalled\n"
            os.kill(victim.pid, number)
        for each in others:
            assert each.wait(timeout=60) == 0
        os.kill(stopped.pid, signal.SIGCONT)
        said, _ = stopped.communicate(timeout=60)
        with database.reading() as connection:
            done = Counter(row.slot for row in connection.execute(effects.select()))
            workers = Counter(row.worker for row in connection.execute(effects.select()))
    finally:
        for each in everybody:
            each.kill()
            each.communicate()
        with database.writing() as connection:
            effects.drop(connection)
    assert done == Counter({f"{n:03}": 1 for n in range(SLOTS)})
    assert said == "lost\n"  # it learnt that its slot was another's, and its effect was undone
    assert workers["killed"] == 3
