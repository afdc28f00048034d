"""What turns texts into vectors: the bundled small model, an endpoint, or a fake for tests."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""A matrix of shape (texts, dim), float32, every row of length one."""


class Embedder(Protocol):
    """Embeds questions and the texts that may answer them; a dot product of two rows is their likeness.

    Both methods take any number of texts (none included) and return shape ``(len(texts), dim)``,
    float32, rows L2-normalised. They raise `EmbedderUnavailable` when the model cannot be reached.
    """

    @property
    def name(self) -> str:
        """Names the model: vectors of two names are never compared."""
        ...

    @property
    def dim(self) -> int:
        """The number of columns."""
        ...

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions."""
        ...

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of texts that may answer a question."""
        ...
