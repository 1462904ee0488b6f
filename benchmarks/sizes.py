"""Numbers of samples for simulated audits."""

__all__ = ["FEW", "MANY", "size"]

FEW = (2, 3, 5, 10, 20, 40)
MANY = (80, 200, 1000)


def size(rng, sizes=(*FEW, *MANY)):
    """Return a number of samples, tiny ones as often as others."""
    return int(rng.choice(sizes))
