import threading

import numpy as np
import pytest

from hashtagger.models.fake import FakeModels
from hashtagger.recommend.request import RecommendationRequest
from hashtagger.recommend.sources import QUICK_SEARCH, VisualNeighbours
from hashtagger.types import Deadline, ImageSignals, Neighbour, Tag


class WatchedIndex:
    """Finds one tag, and remembers which thread looked for it."""

    fingerprint = "watched"

    def __init__(self, size: int) -> None:
        self.size = size
        self.searched_on: list[threading.Thread] = []

    def search(self, queries, *, limit):
        self.searched_on.append(threading.current_thread())
        return [[Neighbour(Tag("dog"), 0.5, 3.0)] for _ in queries]

    def standardise(self, queries, similarities):
        return similarities


@pytest.mark.parametrize(("size", "images", "on_loop"), [(QUICK_SEARCH, 1, True), (QUICK_SEARCH, 2, False)])
async def test_only_a_quick_search_is_made_on_the_event_loop(size, images, on_loop):
    index = WatchedIndex(size)
    signals = ImageSignals(embeddings=np.ones((images, 64), np.float32))
    request = RecommendationRequest(deadline=Deadline.after(60))
    found = await VisualNeighbours(index, FakeModels()).propose(signals, request, None)
    assert list(found) == ["dog"]
    assert [thread is threading.current_thread() for thread in index.searched_on] == [on_loop]
