"""The channels that everybody knows, and a parser for their names."""

from collections.abc import Callable
from functools import reduce

import numpy as np

from itbounds._typing import ArrayLike, Count, Number
from itbounds.errors import DomainError, DTypeError, ShapeError, UnknownNameError
from itbounds.kernels.awgn import awgn_grid
from itbounds.kernels.gaussian_channel import GaussianChannel, awgn
from itbounds.kernels.kernel import Kernel, as_kernel
from itbounds.kernels.space import Letter, Space
from itbounds.numerics.scalars import as_count, as_positive, as_probability

__all__ = [
    "GaussianChannel",
    "awgn",
    "awgn_grid",
    "bec",
    "binary_asymmetric",
    "bsc",
    "parse_spec",
    "product",
    "q_ary_erasure",
    "q_ary_symmetric",
    "random_dirichlet",
    "typewriter",
    "z_channel",
]


def bsc(crossover: Number) -> Kernel:
    """Return the binary symmetric channel, which flips its input with this probability.

    Raises
    ------
    DomainError
        If the probability is not in [0, 1].

    Examples
    --------
    >>> bsc(0.25)
    Kernel.of([[0.75, 0.25], [0.25, 0.75]])
    """
    flip = as_probability(crossover, name="crossover probability")
    return Kernel.of([[1.0 - flip, flip], [flip, 1.0 - flip]])


def bec(erasure: Number) -> Kernel:
    """Return the binary erasure channel; its output letters are 0, 1 and ``"e"``.

    Examples
    --------
    >>> bec(0.5)
    Kernel(Space.of(2), Space.of([0, 1, 'e']), [[0.5, 0.0, 0.5], [0.0, 0.5, 0.5]])
    """
    return q_ary_erasure(2, erasure)


def z_channel(crossover: Number) -> Kernel:
    """Return the Z-channel: 0 is never changed, 1 becomes 0 with this probability.

    Examples
    --------
    >>> z_channel(0.5)
    Kernel.of([[1.0, 0.0], [0.5, 0.5]])
    """
    return binary_asymmetric(0.0, crossover)


def binary_asymmetric(up: Number, down: Number) -> Kernel:
    """Return the binary channel that turns 0 to 1 with probability `up`, 1 to 0 with probability `down`.

    Examples
    --------
    >>> binary_asymmetric(0.25, 0.5)
    Kernel.of([[0.75, 0.25], [0.5, 0.5]])
    """
    a = as_probability(up, name="probability of 0 to 1")
    b = as_probability(down, name="probability of 1 to 0")
    return Kernel.of([[1.0 - a, a], [b, 1.0 - b]])


def q_ary_symmetric(q: Count, error: Number) -> Kernel:
    r"""Return the symmetric channel on `q` letters: with probability `error` another letter, each alike.

    Its capacity is :math:`\log q - h(\epsilon) - \epsilon \log(q - 1)`.

    Examples
    --------
    >>> q_ary_symmetric(3, 0.5)
    Kernel.of([[0.5, 0.25, 0.25], [0.25, 0.5, 0.25], [0.25, 0.25, 0.5]])
    """
    size = as_count(q, name="number of letters", minimum=2)
    wrong = as_probability(error, name="error probability")
    matrix = np.full((size, size), wrong / (size - 1))
    np.fill_diagonal(matrix, 1.0 - wrong)
    return Kernel.of(matrix)


def q_ary_erasure(q: Count, erasure: Number) -> Kernel:
    r"""Return the erasure channel on `q` letters, whose last output is ``"e"``; its capacity is
    :math:`(1 - \epsilon) \log q`.

    Examples
    --------
    >>> q_ary_erasure(2, 0.25).matrix
    array([[0.75, 0.  , 0.25],
           [0.  , 0.75, 0.25]])
    """
    size = as_count(q, name="number of letters")
    lost = as_probability(erasure, name="erasure probability")
    matrix = np.hstack([(1.0 - lost) * np.eye(size), np.full((size, 1), lost)])
    outputs: list[Letter] = [*range(size), "e"]
    return Kernel(Space.of(size), Space.of(outputs), matrix)


def typewriter(n: Count) -> Kernel:
    r"""Return the noisy typewriter: each of `n` letters is printed right or as its successor, evenly.

    Its capacity is :math:`\log(n / 2)`.

    Examples
    --------
    >>> typewriter(3)
    Kernel.of([[0.5, 0.5, 0.0], [0.0, 0.5, 0.5], [0.5, 0.0, 0.5]])
    """
    size = as_count(n, name="number of letters", minimum=2)
    keys = np.eye(size)
    return Kernel.of(0.5 * (keys + np.roll(keys, 1, axis=1)))


def random_dirichlet(m: Count, n: Count, alpha: Number = 1.0, *, rng: np.random.Generator | int) -> Kernel:
    """Return a channel whose `m` rows are drawn from a symmetric Dirichlet law on `n` letters.

    Parameters
    ----------
    m, n : int
        The numbers of inputs and outputs.
    alpha : float
        The concentration: 1 is uniform on the simplex, small values give nearly deterministic rows.
    rng : numpy.random.Generator or int
        The generator, or the seed of a new one.

    Raises
    ------
    DomainError
        If a size or the concentration is not positive.

    Examples
    --------
    >>> random_dirichlet(2, 3, rng=1).matrix.shape
    (2, 3)
    """
    rows, columns = as_count(m, name="number of inputs"), as_count(n, name="number of outputs")
    level = as_positive(alpha, name="concentration")
    matrix = np.random.default_rng(rng).dirichlet(np.full(columns, level), rows)
    return Kernel.of(matrix, normalize="rows")


def product(*channels: ArrayLike) -> Kernel:
    """Return independent channels used side by side; the capacity of the product is the sum.

    Raises
    ------
    ShapeError
        If there is no channel.

    Examples
    --------
    >>> product(bsc(0.1), bec(0.2)).matrix.shape
    (4, 6)
    """
    if not channels:
        raise ShapeError("a product of channels has at least one factor")
    return reduce(Kernel.__matmul__, map(as_kernel, channels))


def parse_spec(spec: str) -> Kernel:
    """Return the channel that a text such as ``"bsc:0.11"`` names: a name and its parameters, by colons.

    Known are ``bsc:CROSSOVER``, ``bec:ERASURE``, ``z:CROSSOVER``, ``asymmetric:UP:DOWN``, ``qsc:Q:ERROR``,
    ``qec:Q:ERASURE``, ``typewriter:N``, ``awgn:AMPLITUDE:INPUTS:OUTPUTS`` and ``dirichlet:M:N:ALPHA:SEED``.

    Raises
    ------
    UnknownNameError
        For another name; the message lists the known ones.
    DomainError
        For a parameter that is out of range, missing, or no number.

    Examples
    --------
    >>> parse_spec("z:0.5")
    Kernel.of([[1.0, 0.0], [0.5, 0.5]])
    """
    if not isinstance(spec, str):
        raise DTypeError(f"a specification is a string, not {spec!r}", value=spec)
    builders: dict[str, tuple[str, Callable[..., Kernel]]] = {
        "bsc": ("CROSSOVER", bsc),
        "bec": ("ERASURE", bec),
        "z": ("CROSSOVER", z_channel),
        "asymmetric": ("UP:DOWN", binary_asymmetric),
        "qsc": ("Q:ERROR", q_ary_symmetric),
        "qec": ("Q:ERASURE", q_ary_erasure),
        "typewriter": ("N", typewriter),
        "awgn": ("AMPLITUDE:INPUTS:OUTPUTS", awgn_grid),
        "dirichlet": ("M:N:ALPHA:SEED", _seeded_dirichlet),
    }
    name, *parts = spec.strip().lower().split(":")
    if name not in builders:
        known = ", ".join(f"{key}:{form}" for key, (form, _) in builders.items())
        raise UnknownNameError(f"unknown channel {spec!r}", value=spec, hint=f"known are {known}")
    form, build = builders[name]
    wanted = form.split(":")
    if len(parts) != len(wanted):
        raise DomainError(f"{spec!r} has {len(parts)} parameters", value=spec, hint=f"write {name}:{form}")
    whole = {"Q", "N", "M", "INPUTS", "OUTPUTS", "SEED"}
    return build(*(_number(part, key in whole, spec) for part, key in zip(parts, wanted, strict=True)))


def _seeded_dirichlet(m: Count, n: Count, alpha: Number, seed: Count) -> Kernel:
    return random_dirichlet(m, n, alpha, rng=as_count(seed, name="seed", minimum=0))


def _number(text: str, whole: bool, spec: str) -> float | int:
    try:
        return int(text) if whole else float(text)
    except ValueError as error:
        kind = "an integer" if whole else "a number"
        raise DomainError(f"{text!r} in {spec!r} is not {kind}", where=spec, value=text) from error
