"""Pictures that a generator drew before, shown to its discriminator again: it forgets old faults less.

Shrivastava et al., "Learning from Simulated and Unsupervised Images through Adversarial Training", 2017, section 2.3.
"""

import torch
from torch import Generator, Tensor, nn


class ImagePool(nn.Module):
    """Keeps up to `most` pictures (3, size, size); of what is asked, half are from the past once it is full.

    A module for the sake of checkpoints: at half precision, which is finer than a picture's 256 levels.
    """

    pictures: Tensor
    count: Tensor

    def __init__(self, most: int, size: int) -> None:
        super().__init__()
        self.register_buffer("pictures", torch.zeros(most, 3, size, size, dtype=torch.float16))
        self.register_buffer("count", torch.zeros((), dtype=torch.int64))

    def exchange(self, pictures: Tensor, dice: Generator) -> Tensor:
        """(N, 3, size, size): these, or for each with even chance one that was drawn before and makes room for it."""
        pictures = pictures.detach()
        if not len(self.pictures):
            return pictures
        return torch.stack([self._one(picture, dice) for picture in pictures])

    def _one(self, picture: Tensor, dice: Generator) -> Tensor:
        if self.count < len(self.pictures):
            self.pictures[int(self.count)] = picture
            self.count += 1
            return picture
        if torch.rand(1, generator=dice) < 0.5:
            return picture
        place = int(torch.randint(len(self.pictures), (1,), generator=dice))
        old = self.pictures[place].to(picture.dtype)
        self.pictures[place] = picture
        return old
