"""One problem for every point of a grid."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from itbounds._typing import Count, Number
from itbounds.errors import DTypeError
from itbounds.numerics.scalars import as_count, as_tolerance
from itbounds.problems.base import Problem
from itbounds.results import Result
from itbounds.sweeps.batches import Batch, batches
from itbounds.sweeps.checkpoint import Checkpoint
from itbounds.sweeps.progress import Progress
from itbounds.sweeps.results import Sweep
from itbounds.units import BITS, Unit, as_unit

__all__ = ["sweep"]

_AHEAD = 64
"""Batches that wait for a worker: what is not yet needed is not yet made."""


def sweep(
    make_problem: Callable[..., Problem[Any]],
    grid: Iterable[Any],
    *,
    executor: Executor | Count | None = None,
    checkpoint: str | Path | None = None,
    tol: Number = 1e-9,
    unit: Unit | str = BITS,
    seed: Count | None = None,
) -> Sweep:
    """Solve one problem for every point of a grid; return the results in the order of the grid.

    Small problems of one shape are solved together in one vectorised run. Each result has its own
    certificate, as if it had been solved alone. The list that is returned also prints, plots and becomes a
    table; where the problems are points of one rate-distortion or capacity-cost function, its method `curve`
    joins them to a `Curve`, whose band holds between them too.

    Parameters
    ----------
    make_problem : callable
        Called here, in the order of the grid, with a point of the grid; returns a `Problem` such as
        `Capacity`. With `seed`, it is also given ``rng=``, a generator of its own.
    grid : iterable
        The points: numbers, tuples, or anything else.
    executor : Executor or int, optional
        Who solves: any `concurrent.futures.Executor` that reaches processes which have this package, such as
        ``Client.get_executor()`` of dask; or a number of processes on this machine. By default this process.
    checkpoint : str or Path, optional
        A file to which every result is appended as it is found. If it exists, the sweep goes on from it.
    tol : float
        The width that is aimed for, in `unit`.
    unit : Unit or str
        The unit of `tol` and of the results.
    seed : int, optional
        From which the generators of all points are spawned: the numbers that a point is given depend on
        its place in the grid only.

    Returns
    -------
    Sweep
        A list of `Result`, whatever the grid.

    Raises
    ------
    DomainError
        If the checkpoint belongs to another sweep.
    DTypeError
        If `make_problem` returns no problem, or the executor is none.

    Examples
    --------
    >>> import itbounds as ib
    >>> erasures = [0.0, 0.25, 0.5]
    >>> results = ib.sweep(lambda e: ib.Capacity(ib.zoo.bec(e)), erasures)
    >>> [round(result.value, 9) for result in results]
    [1.0, 0.75, 0.5]
    """
    points, chosen = list(grid), as_unit(unit)
    width = as_tolerance(tol, name="tolerance")
    start = None if seed is None else as_count(seed, name="seed", minimum=0)
    kept = None if checkpoint is None else Checkpoint(Path(checkpoint))
    done = {} if kept is None else kept.resume(points, tol=width, unit=chosen, seed=start)
    progress = Progress(len(points), len(done))
    waiting = batches(_problems(make_problem, points, done, start), tol=width, unit=chosen)
    with ExitStack() as stack:
        for batch, results in _solved(waiting, _workers(executor, stack)):
            if kept is not None:
                kept.add(batch.places, results)
            done.update(zip(batch.places, results, strict=True))
            progress.advance(len(results))
    return Sweep((done[place] for place in range(len(points))), points, chosen)


def _workers(executor: Any, stack: ExitStack) -> Executor | None:
    if executor is None or isinstance(executor, Executor):
        return executor
    if isinstance(executor, bool) or not isinstance(executor, (int, np.integer)):
        raise DTypeError(
            f"the executor is a {type(executor).__name__}",
            hint="give a concurrent.futures.Executor, a number of processes, or None",
        )
    count = as_count(executor, name="number of processes")
    return stack.enter_context(ProcessPoolExecutor(count))


def _problems(
    make_problem: Callable[..., Problem[Any]],
    points: Sequence[Any],
    done: dict[int, Result[Any]],
    seed: int | None,
) -> Iterator[tuple[int, Problem[Any]]]:
    for place in range(len(points)):
        if place in done:
            continue
        if seed is None:
            problem = make_problem(points[place])
        else:
            child = np.random.SeedSequence(seed, spawn_key=(place,))
            problem = make_problem(points[place], rng=np.random.default_rng(child))
        if not isinstance(problem, Problem):
            raise DTypeError(
                f"make_problem returned a {type(problem).__name__} for point {place} of the grid",
                value=place,
                hint="return a problem, such as itbounds.Capacity(W)",
            )
        yield place, problem


def _solved(waiting: Iterator[Batch], workers: Executor | None) -> Iterator[tuple[Batch, list[Result[Any]]]]:
    if workers is None:
        for batch in waiting:
            yield batch, batch.solve()
        return
    running: dict[Future[list[Result[Any]]], Batch] = {}
    try:
        while True:
            for ahead in islice(waiting, _AHEAD - len(running)):
                running[workers.submit(Batch.solve, ahead)] = ahead
            if not running:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                yield running.pop(future), future.result()
    finally:
        for future in running:
            future.cancel()
