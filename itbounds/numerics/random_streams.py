"""Random numbers of our own, apart from those that a user draws from the same seed."""

import numpy as np

__all__ = ["own_stream"]


def own_stream(rng: np.random.Generator | int) -> np.random.Generator:
    """Return a generator as it is, and for a seed one that is independent of ``default_rng`` of that seed.

    Data that a user drew from a small seed would otherwise meet the very same numbers as their noise.

    Examples
    --------
    >>> import numpy as np
    >>> bool(own_stream(0).normal() == np.random.default_rng(0).normal())
    False
    """
    if isinstance(rng, np.random.Generator):
        return rng
    return np.random.default_rng(np.random.SeedSequence(rng).spawn(1)[0])
