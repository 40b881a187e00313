"""What the image tower is asked to get right; every loss is a mean over the photos of a batch."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F


def contrast(images: Tensor, captions: Tensor, scale: Tensor) -> Tensor:
    """
    Find a photo's five captions among those of the batch, and each caption's photo (Radford et al. 2021; LiT).

    ``images`` is unit norm [n, d], ``captions`` unit norm [n, k, d]; the k captions of a photo share its target.
    """
    count, per_photo, _ = captions.shape
    logits = scale * images @ captions.flatten(0, 1).T
    own = torch.arange(count).repeat_interleave(per_photo)
    # log of the share that a photo gives to each of its captions, and that each caption gives to its photo
    by_photo = logits.log_softmax(1)[torch.arange(count).unsqueeze(1), torch.arange(len(own)).view(count, per_photo)]
    by_caption = logits.T.log_softmax(1)[torch.arange(len(own)), own]
    return -(by_photo.mean() + by_caption.mean()) / 2


def away(left: Tensor, right: Tensor) -> Tensor:
    """One minus the cosine, over rows."""
    return (1 - F.cosine_similarity(left, right, dim=-1)).mean()


def same_order(images: Tensor, guides: Tensor, bank: Tensor, *, scale: float = 20.0) -> Tensor:
    """
    Order the texts of ``bank`` as the guide does: the divergence between their softmaxed similarities.

    All are unit norm: ``images`` and ``guides`` [n, d], ``bank`` [m, d].
    """
    wanted = (scale * guides @ bank.T).log_softmax(1)
    given = (scale * images @ bank.T).log_softmax(1)
    return F.kl_div(given, wanted, reduction="batchmean", log_target=True)


def same_classes(given: Tensor, wanted: Tensor, *, temperature: float = 2.0) -> Tensor:
    """Divergence of softened class logits [n, c], scaled as in Hinton et al. 2015."""
    return temperature**2 * F.kl_div(
        (given / temperature).log_softmax(1),
        (wanted / temperature).log_softmax(1),
        reduction="batchmean",
        log_target=True,
    )


def fit_guide(features: Tensor, captions: Tensor, *, seed: int, steps: int = 600, batch: int = 512) -> Guide:
    """
    A linear map from the photo teacher's features into the text space, so that photos without captions have a target.

    ``features`` is [v, n, f] (views), ``captions`` unit norm [n, k, d].
    """
    generator = torch.Generator().manual_seed(seed)
    flat = features.float().flatten(0, 1)
    centre, spread = flat.mean(0), flat.std(0) + 1e-3
    weight = torch.zeros(features.shape[2], captions.shape[2], requires_grad=True)
    bias = captions.mean((0, 1)).clone().requires_grad_(True)
    scale = torch.tensor(20.0)
    optimizer = torch.optim.AdamW([weight, bias], 1e-3, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 1e-3, steps)
    mean = F.normalize(captions.mean(1), dim=-1)
    for _ in range(steps):
        view = int(torch.randint(len(features), (), generator=generator))
        rows = torch.randint(features.shape[1], (batch,), generator=generator)
        given = F.normalize((features[view, rows].float() - centre) / spread @ weight + bias, dim=-1)
        loss = contrast(given, captions[rows], scale) + 2 * away(given, mean[rows])
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        schedule.step()
    return Guide(centre, spread, weight.detach(), bias.detach())


class Guide:
    """The photo teacher's features as a unit vector of the text space."""

    def __init__(self, centre: Tensor, spread: Tensor, weight: Tensor, bias: Tensor) -> None:
        self._centre, self._spread, self._weight, self._bias = centre, spread, weight, bias

    def __call__(self, features: Tensor) -> Tensor:
        """Unit norm float32 [n, d] of features [n, f]."""
        return F.normalize((features.float() - self._centre) / self._spread @ self._weight + self._bias, dim=-1)
