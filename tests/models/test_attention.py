"""Masked attention laid out for batches: the same numbers, and no weights copied for every column."""

import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode

from hashtagger.models import torchvision_shim
from hashtagger.models.runtimes.attention import lay_out_for_batches

torchvision_shim.install()


class Operators(TorchDispatchMode):
    """Names of those that ran, with the shape of their first input."""

    def __init__(self):
        super().__init__()
        self.seen = []

    def __torch_dispatch__(self, operator, types, args=(), kwargs=None):
        if isinstance(args[0] if args else None, torch.Tensor):
            self.seen.append((operator.overloadpacket.__name__, tuple(args[0].shape)))
        return operator(*args, **(kwargs or {}))


def a_tower(dtype):
    from open_clip.transformer import TextTransformer

    torch.manual_seed(0)
    return TextTransformer(20, 100, 32, 2, 2, output_dim=16).to(dtype).eval().requires_grad_(False)


@pytest.mark.parametrize("count", [1, 5])
def test_the_numbers_stay_the_same(count):
    tower, tokens = a_tower(torch.float32), torch.randint(1, 99, (count, 20))
    with torch.inference_mode():
        before = tower(tokens)
        lay_out_for_batches(tower)
        torch.testing.assert_close(tower(tokens), before, atol=1e-6, rtol=1e-5)


def test_attention_to_something_else_stays_the_same():
    torch.manual_seed(0)
    attention = torch.nn.MultiheadAttention(16, 2, batch_first=True).eval()
    asking, seen = torch.randn(3, 4, 16), torch.randn(3, 7, 16)
    mask = torch.zeros(4, 7).masked_fill(torch.rand(4, 7) > 0.7, -100.0)
    with torch.inference_mode():
        before, _ = attention(asking, seen, seen, need_weights=False, attn_mask=mask)
        lay_out_for_batches(attention)
        after, _ = attention(asking, seen, seen, need_weights=False, attn_mask=mask)
    torch.testing.assert_close(after, before, atol=1e-6, rtol=1e-5)


@pytest.mark.parametrize(("laid_out", "copies"), [(False, True), (True, False)])
def test_weights_are_no_longer_copied_for_every_column(laid_out, copies):
    tower, tokens = a_tower(torch.bfloat16), torch.randint(1, 99, (5, 20))
    if laid_out:
        lay_out_for_batches(tower)
    with torch.no_grad(), Operators() as operators:
        tower(tokens)
    assert (("bmm", (20, 5, 32)) in operators.seen) is copies
