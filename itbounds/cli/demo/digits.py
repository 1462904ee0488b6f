"""The real input of the demonstration: the handwritten digits that come with scikit-learn."""

from dataclasses import dataclass
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import Matrix
from itbounds.errors import MissingExtraError

__all__ = ["LEVELS", "Digits", "load_digits", "require_extras"]

LEVELS = 4
"""The number of grey levels after quantisation; a grey value g of 0..16 becomes the level floor(4 g / 17)."""


@dataclass(frozen=True, eq=False)
class Digits:
    """Images of 8x8 pixels with grey values 0..16 and their digits, split in halves by digit.

    Parameters
    ----------
    images : array of shape (count, 8, 8)
        Grey values.
    digits : array of shape (count,)
        What was written.
    training, held_out : arrays of int
        Indices of the two halves, disjoint.
    """

    images: Matrix
    digits: NDArray[np.int64]
    training: NDArray[np.int64]
    held_out: NDArray[np.int64]

    def patches(self, which: NDArray[np.int64]) -> Matrix:
        """Return the quantised 2x2 tiles, sixteen of each image without overlap, as an array (count, 4)."""
        levels = np.floor(LEVELS * self.images[which] / 17.0)
        tiles = levels.reshape(-1, 4, 2, 4, 2).transpose(0, 1, 3, 2, 4)
        return np.ascontiguousarray(tiles.reshape(-1, 4))


def require_extras() -> None:
    """Make sure that the optional libraries of the demonstration are there.

    Raises
    ------
    MissingExtraError
        If scikit-learn or matplotlib is not installed.
    """
    libraries = {"sklearn": "scikit-learn", "matplotlib": "matplotlib"}
    missing = [name for module, name in libraries.items() if find_spec(module) is None]
    if missing:
        raise MissingExtraError(
            f"the demonstration needs {' and '.join(missing)}", hint="pip install 'itbounds[ml,plot]'"
        )


def load_digits(*, seed: int = 0) -> Digits:
    """Return the 1797 digits of scikit-learn (Alpaydin and Kaynak, 1998), half of each class held out."""
    from sklearn.datasets import load_digits as load
    from sklearn.model_selection import train_test_split

    data = load()
    training, held_out = train_test_split(
        np.arange(len(data.target)), test_size=0.5, stratify=data.target, random_state=seed
    )
    images = np.asarray(data.images, dtype=np.float64)
    return Digits(images, np.asarray(data.target, dtype=np.int64), np.sort(training), np.sort(held_out))
