"""Deals accounts into folds, so that what is judged on one account was learned from others."""

from __future__ import annotations

import hashlib

from hashtagger.posts import Account


def fold_of(account: Account, folds: int) -> int:
    """0..folds - 1, the same for ever; ``folds`` is 2..16, or they would not be even."""
    name = f"{account.owner}\0{account.profile_id}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(name).digest()[0] % folds
