"""Reading the joint law of a given number of variables."""

from itbounds._typing import ArrayLike
from itbounds.errors import ShapeError
from itbounds.kernels import Distribution, as_distribution_object

__all__ = ["as_joint_law", "as_pair"]


def as_joint_law(joint: ArrayLike, variables: int, *, name: str = "joint law") -> Distribution:
    """Return a joint law of so many variables, one axis for each.

    Raises
    ------
    ShapeError
        If it has another number of axes.
    ItboundsError
        As `itbounds.numerics.validation.as_distribution`.
    """
    law = as_distribution_object(joint, name=name)
    if len(law.space.names) != variables:
        raise ShapeError(
            f"the {name} has shape {law.space.shape}; {variables} axes are expected, one for each variable",
            value=law.space.shape,
        )
    return law


def as_pair(joint: ArrayLike, *, name: str = "joint law") -> Distribution:
    """Return the joint law of two variables.

    Raises
    ------
    ShapeError
        If it has not two axes.
    """
    return as_joint_law(joint, 2, name=name)
