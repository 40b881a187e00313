"""Makes hourly authors and posts of tags: quiet ones, bursting ones, weekly shows; with whatever a scenario changes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Random = np.random.Generator

DAYS = 45
HOURS = DAYS * 24
JUDGED_FROM = 21 * 24
BURST_H = 12
SIZES = (2.0, 3.0, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is different from the plain world."""

    name: str
    ramp_h: int = 0
    """Hours that a burst takes to reach its size; then it stays for 12."""
    fading: bool = False
    """Bursts leap and fade (half gone after three hours) instead of staying."""
    day_cycle: bool = True
    overdispersion: float = 0.0
    """Gamma noise on every hour's rate: its variance over its mean squared."""
    holidays: tuple[int, ...] = ()
    """Days on which everything is three hours later and a half more."""
    outages: tuple[tuple[int, int], ...] = ()
    """First hour and length: nothing is counted."""


@dataclass(frozen=True, slots=True)
class World:
    """n tags, hour by hour from the first hour of a day."""

    authors: Floats
    """[n, hours]"""
    observed: Floats
    """[hours], 0 or 1"""
    start: NDArray[np.int64]
    """First hour of the burst, [n]; -1 without one."""
    size: Floats
    """How many times the ordinary rate, [n]; 1 without a burst."""
    weekly: NDArray[np.bool_]
    """Comes back by itself: shows, [n]."""

    @property
    def running(self) -> NDArray[np.bool_]:
        """Whether a tag is within twelve hours of the start of its burst, [n, hours]."""
        age = np.arange(self.authors.shape[1]) - self.start[:, None]
        return (self.start[:, None] >= 0) & (age >= 0) & (age < BURST_H)

    @property
    def quiet(self) -> NDArray[np.bool_]:
        return (self.start < 0) & ~self.weekly

    @property
    def bursting(self) -> NDArray[np.bool_]:
        return self.start >= 0


def make_world(scenario: Scenario, rng: Random, *, quiet: int = 500, bursting: int = 1000, weekly: int = 100) -> World:
    """
    The population: authors an hour log-normal (median 3.3, one in six above 15), a sine over the day, weekdays that
    differ by 15 %, drift of about 1 % a day, bursts of 2, 3, 5 or 10 times the rate for 12 hours from any hour after
    day 21. Weekly shows: three hours a week at 15 times the rate.
    """
    n = quiet + bursting + weekly
    base = np.exp(rng.normal(1.2, 1.5, n))
    rate = base[:, None] * _cycle(scenario, rng, n) * np.exp(rng.normal(0, 0.01, (n, 1)) * np.arange(HOURS) / 24)
    weekdays = np.exp(rng.normal(0, 0.15, (n, 7)))
    rate *= weekdays[:, np.arange(HOURS) // 24 % 7]
    is_weekly = np.arange(n) >= quiet + bursting
    rate[is_weekly] *= _shows(rng, weekly)
    start = np.full(n, -1)
    start[quiet : quiet + bursting] = rng.integers(JUDGED_FROM, HOURS - 36, bursting)
    size = np.where(start >= 0, rng.choice(SIZES, n), 1.0)
    rate *= _bursts(scenario, start, size)
    if scenario.overdispersion:
        rate *= rng.gamma(1 / scenario.overdispersion, scenario.overdispersion, rate.shape)
    observed = np.ones(HOURS)
    for first, length in scenario.outages:
        observed[first : first + length] = 0
    return World(rng.poisson(rate) * observed, observed, start, size, is_weekly)


def make_list_world(rng: Random) -> World:
    """
    A harder list: of 400 tags over 35 days, 50 rise fifteenfold on one weekday, 50 sixfold for three hours every day, and
    50 burst once in the last week by twelve authors or six times their rate, losing a fifth an hour. Over-dispersed by 0.15.
    """
    hours, n = 35 * 24, 400
    kind = np.repeat(np.arange(4), (250, 50, 50, 50))  # flat, weekly, daily, bursting
    base = 10 ** rng.uniform(-0.5, 1.5, (n, 1))
    clock, day = np.arange(hours) % 24, np.arange(hours) // 24
    awake = (clock - 6) % 24
    rate = base * np.where(awake < 18, 0.25 + 0.75 * np.sin(np.pi * awake / 18).clip(0), 0.25)
    rate[kind == 1] *= np.where(day % 7 == rng.integers(0, 7, (50, 1)), 15, 0.3)
    rate[kind == 2] *= np.where(np.isin(clock, (18, 19, 20)), 6, 0.6)
    start = np.full(n, -1)
    start[kind == 3] = 28 * 24 + rng.integers(0, 6 * 24, 50)
    age = np.arange(hours) - start[:, None]
    burst = (start[:, None] >= 0) & (age >= 0) & (age < BURST_H)
    rate += np.where(burst, np.maximum(12, 6 * base) * 0.8 ** age.clip(0), 0)
    rate *= rng.gamma(1 / 0.15, 0.15, rate.shape)
    observed = np.ones(hours)
    return World(rng.poisson(rate).astype(np.float64), observed, start, np.ones(n), np.isin(kind, (1, 2)))


def _cycle(scenario: Scenario, rng: Random, n: int) -> Floats:
    height = rng.uniform(0.3, 0.8, (n, 1)) * scenario.day_cycle
    phase = rng.uniform(0, 24, (n, 1))
    hours = np.arange(HOURS)
    clock = hours % 24 - np.where(np.isin(hours // 24, scenario.holidays), 3, 0)
    level = np.where(np.isin(hours // 24, scenario.holidays), 1.5, 1.0)
    cycle: Floats = level * (1 + height * np.sin(2 * np.pi * (clock - phase) / 24))
    return cycle


def _shows(rng: Random, n: int) -> Floats:
    begins = rng.integers(0, 168, (n, 1))
    return np.where((np.arange(HOURS) - begins) % 168 < 3, 15.0, 1.0)


def _bursts(scenario: Scenario, start: NDArray[np.int64], size: Floats) -> Floats:
    age = np.arange(HOURS) - start[:, None]
    running = (start[:, None] >= 0) & (age >= 0) & (age < BURST_H + scenario.ramp_h)
    reached = np.minimum((age + 1) / scenario.ramp_h, 1.0) if scenario.ramp_h else np.ones_like(age, dtype=np.float64)
    if scenario.fading:
        reached = 0.5 ** (age / 3)
    return np.where(running, 1 + (size[:, None] - 1) * reached, 1.0)
