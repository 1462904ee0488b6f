"""The four parts of what two sources tell of a target, each an interval."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from itbounds.results.result import Result

__all__ = ["PartialInformation"]


@dataclass(frozen=True, eq=False)
class PartialInformation:
    """A partial information decomposition, certified.

    Parameters
    ----------
    redundant, unique1, unique2, synergistic : Result
        What both sources tell each by itself, what only one of them does, and what only both together do.
        The witness of each is the same law: the one of least information with the given pairs.
    """

    redundant: Result[Any]
    unique1: Result[Any]
    unique2: Result[Any]
    synergistic: Result[Any]

    def __iter__(self) -> Iterator[Result[Any]]:
        return iter((self.redundant, self.unique1, self.unique2, self.synergistic))

    def __repr__(self) -> str:
        return "\n".join(map(str, self))
