"""Gaussian kernels as JSON-able data, and back bit by bit."""

from typing import Any

import numpy as np

from itbounds._typing import JSON, Matrix, Vector
from itbounds.errors import DomainError
from itbounds.kernels.gaussian.space import EuclideanSpace
from itbounds.kernels.gaussian.support import AffineSupport

__all__ = ["decode_gaussian", "decode_support", "encode_gaussian", "encode_support"]


def encode_gaussian(
    dom: EuclideanSpace, cod: EuclideanSpace, A: Matrix, b: Vector, noise_cov: Matrix
) -> JSON:
    """Return the parts of a Gaussian kernel as JSON-able data."""
    return {
        "dom": {"names": list(dom.names), "dims": list(dom.dims)},
        "cod": {"names": list(cod.names), "dims": list(cod.dims)},
        "A": A.tolist(),
        "b": b.tolist(),
        "noise_cov": noise_cov.tolist(),
    }


def decode_gaussian(data: JSON) -> dict[str, Any]:
    """Return the arguments that make the kernel again.

    Raises
    ------
    DomainError
        If the data is not that of a Gaussian kernel.
    """
    try:
        dom, cod = (EuclideanSpace(tuple(data[k]["names"]), tuple(data[k]["dims"])) for k in ("dom", "cod"))
        matrix = np.array(data["A"], dtype=np.float64).reshape(cod.size, dom.size)
        noise = np.array(data["noise_cov"], dtype=np.float64).reshape(cod.size, cod.size)
        return {"A": matrix, "b": data["b"], "noise_cov": noise, "dom": dom, "cod": cod}
    except (KeyError, TypeError, ValueError) as error:
        raise DomainError(f"not the data of a Gaussian kernel: {error!r}", value=data) from error


def encode_support(support: AffineSupport | None) -> JSON | None:
    """Return the support of the input law of a conditional as JSON-able data."""
    if support is None:
        return None
    return {
        "mean": support.mean.tolist(),
        "deviations": support.deviations.tolist(),
        "free": list(support.free),
        "bound": list(support.bound),
        "coefficients": support.coefficients.tolist(),
    }


def decode_support(data: JSON | None, space: EuclideanSpace) -> AffineSupport | None:
    """Return the support that `encode_support` was given.

    Raises
    ------
    DomainError
        If the data is not that of a support.
    """
    if data is None:
        return None
    try:
        free, bound = tuple(data["free"]), tuple(data["bound"])
        mean, deviations = (np.array(data[key], dtype=np.float64) for key in ("mean", "deviations"))
        coefficients = np.array(data["coefficients"], dtype=np.float64).reshape(len(bound), len(free))
    except (KeyError, TypeError, ValueError) as error:
        raise DomainError(f"not the data of a support: {error!r}", value=data) from error
    if sorted(free + bound) != list(range(space.size)) or not mean.shape == deviations.shape == (space.size,):
        raise DomainError(f"not the data of a support of {space}", value=data)
    return AffineSupport(space, mean, deviations, free, bound, coefficients)
