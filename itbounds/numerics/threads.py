"""Choosing the number of BLAS threads: small Newton systems are slower on two threads than on one."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from threadpoolctl import ThreadpoolController

__all__ = ["blas_threads"]


@cache
def _controller() -> "ThreadpoolController":
    """Find the loaded BLAS libraries, once: the scan costs milliseconds, a limit costs microseconds."""
    # scipy carries a BLAS of its own, which must be loaded to be found.
    import scipy.linalg  # noqa: F401  (loaded for its BLAS)
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


@contextmanager
def blas_threads(count: int | None) -> Iterator[None]:
    """Run a block with at most `count` BLAS threads; ``None`` leaves the user's setting alone."""
    if count is None:
        yield
        return
    with _controller().limit(limits=count, user_api="blas"):
        yield
