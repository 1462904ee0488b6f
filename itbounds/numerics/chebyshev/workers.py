"""Tasks that spend their time outside of the interpreter, on all processors."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Protocol, TypeVar

__all__ = ["Mapper", "workers"]

T = TypeVar("T")

ALONE = 2000
"""With fewer points tasks are too short to be shared."""


class Mapper(Protocol):
    """A way to do a task for each of some numbers."""

    def __call__(self, task: Callable[[int], T], numbers: Iterable[int], /) -> list[T]:
        """Return what the task returns for each number, in order."""


@contextmanager
def workers(n: int) -> Iterator[Mapper]:
    """Provide a map of tasks on n points that uses all processors if there are enough points.

    Examples
    --------
    >>> with workers(10) as each:
    ...     each(abs, [-1, 2])
    [1, 2]
    """
    processors = os.cpu_count() or 1

    def one_by_one(task: Callable[[int], T], numbers: Iterable[int], /) -> list[T]:
        return [task(number) for number in numbers]

    if n < ALONE or processors == 1:
        yield one_by_one
        return
    with ThreadPoolExecutor(max_workers=processors) as pool:

        def together(task: Callable[[int], T], numbers: Iterable[int], /) -> list[T]:
            return list(pool.map(task, numbers))

        yield together
