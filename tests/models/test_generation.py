"""Seeded choice, without any model."""

import torch

from hashtagger.models.runtimes.generation import SeededChoice, spoken


def chosen(scores: torch.Tensor, seeds: list[list[int]], **options) -> list[int]:
    picked = SeededChoice(seeds, **options)(torch.zeros(len(scores), 1, dtype=torch.long), scores)
    assert ((picked == 0).sum(dim=-1) == 1).all()
    return picked.argmax(dim=-1).tolist()


def test_tokens_are_drawn_as_often_as_they_are_likely():
    scores = torch.tensor([[0.6, 0.3, 0.1]]).log().repeat(3000, 1)
    drawn = torch.tensor(chosen(scores, [[5, row] for row in range(3000)], top_p=1.0)).bincount(minlength=3) / 3000
    torch.testing.assert_close(drawn, torch.tensor([0.6, 0.3, 0.1]), atol=0.03, rtol=0)


def test_what_lies_outside_the_nucleus_is_never_drawn():
    scores = torch.tensor([[0.6, 0.3, 0.1]]).log().repeat(300, 1)
    assert set(chosen(scores, [[row] for row in range(300)], top_p=0.85)) == {0, 1}


def test_the_most_likely_token_is_always_left():
    assert chosen(torch.tensor([[0.0, 5.0, 1.0]]), [[1]], top_p=0.0) == [1]


def test_a_low_temperature_prefers_what_is_likely():
    scores = torch.tensor([[0.6, 0.3, 0.1]]).log().repeat(1000, 1)
    seeds = [[row] for row in range(1000)]
    assert chosen(scores, seeds, temperature=0.3).count(0) > chosen(scores, seeds).count(0) + 100


def test_a_row_draws_the_same_whatever_stands_beside_it():
    torch.manual_seed(1)
    scores = torch.randn(4, 50)
    together = chosen(scores, [[3], [4], [5], [6]])
    torch.manual_seed(2)
    assert [chosen(scores[row : row + 1], [[3 + row]])[0] for row in range(4)] == together


def test_a_score_counts_the_end_and_nothing_behind_it():
    class Found:
        sequences = torch.tensor([[9, 1, 2, 0, 0]])
        logits = tuple(torch.tensor([[0.7, 0.2, 0.1]]).log() for _ in range(4))

    ((tokens, score),) = spoken(Found, start=1, end=0)
    assert tokens == [9, 1, 2]
    expected = torch.tensor([0.2, 0.1, 0.7]).log().mean()
    assert abs(score - float(expected)) < 1e-5
