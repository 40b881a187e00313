"""
``infinity_emb`` with bfloat16 weights on a CPU, which its own ``--dtype`` offers on CUDA only; runs in infinity's environment.

    python infinity_bf16.py v2 --model-id FOLDER ...

infinity calls ``AutoModel.from_pretrained`` without a dtype on a CPU and so gets float32. Nothing else of it is touched.
"""

from __future__ import annotations

from functools import partial

import torch
from infinity_emb.cli import cli
from transformers import AutoModel

if __name__ == "__main__":
    # The class is the one that infinity imported, so the order does not matter.
    AutoModel.from_pretrained = partial(AutoModel.from_pretrained, torch_dtype=torch.bfloat16)  # type: ignore[method-assign]
    cli()
