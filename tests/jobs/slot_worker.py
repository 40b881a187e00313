"""One of several processes that do all slots: ``python -m tests.jobs.slot_worker URL SLOTS NAME [STALLS_AT]``."""

import random
import sys
import time

import sqlalchemy as sa

from hashtagger.clock import SystemClock
from hashtagger.errors import Conflict
from hashtagger.storage.database import open_database
from hashtagger.storage.job_runs import claim_slot, complete_slot

LEASE_S = 1.5

effects = sa.Table("effects", sa.MetaData(), sa.Column("slot", sa.Text()), sa.Column("worker", sa.Text()))


def main(url, slots, name, stalls_at=-1):
    clock = SystemClock()
    done = 0
    print("ready", flush=True)
    sys.stdin.readline()
    with open_database(url, pool_size=2) as database:

        def claim(connection, slot):
            return claim_slot(connection, "drill", slot, now=clock.now(), lease_s=LEASE_S, max_attempts=10)

        def do(connection, held):
            connection.execute(sa.insert(effects).values(slot=held.slot, worker=name))
            complete_slot(connection, held, now=clock.now())

        while True:
            with database.reading() as connection:
                finished = set(connection.scalars(sa.text("SELECT slot FROM job_runs WHERE status = 'done'")))
            left = [slot for slot in (f"{n:03}" for n in range(slots)) if slot not in finished]
            if not left:
                return
            random.shuffle(left)
            for slot in left:
                held = database.write_now(claim, slot)
                if held is None:
                    continue
                if done == stalls_at:
                    print("stalled", flush=True)  # the drill kills or stops us here, with the slot in our hands
                    time.sleep(2 * LEASE_S)
                time.sleep(0.005)  # everybody gets a turn
                try:
                    database.write_now(do, held)
                except Conflict:
                    print("lost", flush=True)
                done += 1
            time.sleep(0.05)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3], *map(int, sys.argv[4:]))
