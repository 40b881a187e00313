from hashtagger.models.pace import Pace
from tests.models.stand_ins import Clock


def test_what_is_left_of_batches_side_by_side_counts_by_their_share_of_the_device():
    clock = Clock()
    pace = Pace(clock)
    pace.learn(cost=4, seconds=8)
    one, two = pace.started(cost=2, share=0.5), pace.started(cost=2, share=0.5)
    assert pace.wait_s(cost_before=1) == 4 + 4 + 2
    clock.now += 2
    assert pace.wait_s(cost_before=1) == 3 + 3 + 2
    pace.ended(one)
    assert pace.wait_s(cost_before=0) == 3
    pace.ended(two)
    assert pace.wait_s(cost_before=0) == 0
    assert not pace.running
